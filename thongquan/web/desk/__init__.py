"""The officers' desk: queues, review, decisions, search, timelines, walk-ins."""

"""The central officers' pages: queues, dossiers, decisions, the team and its assignment."""

"""What is asked of assignment: rosters, epochs, queues, equity, why me, trials of a rule."""

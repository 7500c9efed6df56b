"""What is asked of assignment: rosters, epochs, queues, equity, why me, what a rule would have done."""

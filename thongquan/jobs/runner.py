"""The night shift's list of tasks: the queue imports this file, and this file names every task file."""

"""The invented border of demo and training: its people, its days, its live traffic."""

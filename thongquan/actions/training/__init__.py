"""The invented border of the demo and training realms: its people, its days, its live traffic."""

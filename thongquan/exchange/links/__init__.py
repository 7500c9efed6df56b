"""How messages travel to partners."""

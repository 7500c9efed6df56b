"""Questions about goods declarations."""

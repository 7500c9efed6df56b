"""The leaders' pages: decisions, figures, the live board of a gate."""

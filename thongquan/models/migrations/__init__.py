"""The migration history of the one app."""

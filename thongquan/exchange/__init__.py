"""The outside world: formats and links."""

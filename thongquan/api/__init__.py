"""The machines' door: a versioned JSON API."""

"""Settings, addresses, the door for HTTP, and the embedded PostgreSQL."""

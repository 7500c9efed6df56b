"""A person's notices, and where a company wants them sent."""

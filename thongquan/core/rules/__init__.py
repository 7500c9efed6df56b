"""The rulebook: rules of law by subject."""

"""Measures the promises of speed, memory and start: everything beside its limit, in one run."""

"""Dated reference data and law. Pure, no database."""

"""Dated reference data and law: parameters, places, penalties, reasons, terms."""

"""Customs knowledge: rules, forms, procedures, passes, selection. Pure, no database."""

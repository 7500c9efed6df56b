"""READ: every question, list and statistic."""

"""Prediction: scores, models, their evidence. Pure, no database."""

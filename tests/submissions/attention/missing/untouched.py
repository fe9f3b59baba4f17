"""Hands the notebook in as it was given out."""

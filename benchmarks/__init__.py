"""Measurements of Citewire; see README.md."""

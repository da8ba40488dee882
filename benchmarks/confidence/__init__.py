"""Fits and judges the confidence of answers: `python -m benchmarks.confidence`."""

"""Citewire against other retrieval systems: the same articles, questions and embedding model in one run."""

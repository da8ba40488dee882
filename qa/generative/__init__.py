"""Answers by a language model: what it is given, what it wrote, and which of that the articles support."""

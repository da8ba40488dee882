"""Texts that people wrote, checked sentence by sentence against the articles."""

"""Making sentences of articles into an answer as an editor would, without adding a word of its own."""

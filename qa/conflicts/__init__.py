"""Evidence that differs or has aged: values compared, the later one first, and what the reader is told of it."""

"""Questions that need several articles: taken apart by their wording, searched part by part, answered together."""

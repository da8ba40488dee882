"""Does a passage say what a sentence says? Quotations, figures, dates, names, negation, then likeness of meaning."""

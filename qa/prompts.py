"""Every fixed phrase an answer can contain."""

REFUSAL = "The articles do not answer this."
REFUSAL_NOTHING_FOUND = "No article here has anything on this."
REFUSAL_FILTERED = "No article within the chosen dates and outlets has anything on this."
REASON_NOTHING_FOUND = "no passage shares a word or a meaning with the question"
REASON_FILTERED = "no passage within the chosen dates and outlets shares a word or a meaning with the question"
REASON_WEAK = "the nearest passages leave too much of the question open"

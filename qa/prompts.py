"""Every fixed phrase an answer can contain."""

REFUSAL = "The articles do not answer this."
REFUSAL_NOTHING_FOUND = "No article here has anything on this."
REFUSAL_FILTERED = "No article within the chosen dates and outlets has anything on this."
REASON_NOTHING_FOUND = "no passage shares a word or a meaning with the question"
REASON_FILTERED = "no passage within the chosen dates and outlets shares a word or a meaning with the question"
REASON_WEAK = "the nearest passages leave too much of the question open"

# Why a follow-up was rewritten
FOLLOW_UP_STANDS_FOR = "{word} = {name}, {origin}"
FOLLOW_UP_REPLACED = "asked again with {new} in place of {old}, from your question"
FOLLOW_UP_REPEATED = "asked again of your question: {question}"
FOLLOW_UP_ABOUT = "about: {topic}, {origin}"
FOLLOW_UP_PERIOD = "time = {period}, {origin}"
FROM_QUESTION = "from your question"
FROM_EARLIER_QUESTION = "from an earlier question"
FROM_ANSWER = "from the answer"
FROM_EARLIER_ANSWER = "from an earlier answer"

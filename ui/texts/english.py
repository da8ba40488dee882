"""The texts of the pages and of the terminal, in English: the language every other one is held against."""

from __future__ import annotations

PRODUCT = "Citewire"
TAGLINE = "Answers from your articles, each sentence traced to its source"

# Numbers and days
SEPARATORS = (",", ".")  # between thousands, and before decimals
DAY = "{day} {month} {year}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

# The head of the page: facts about the collection
ARTICLES_ONE = "1 article"
ARTICLES_MANY = "{count:,} articles"
OUTLETS_ONE = "1 outlet"
OUTLETS_MANY = "{count:,} outlets"
DATES = "{first} to {last}"


# Asking
WELCOME_TITLE = "What do you want to know?"
WELCOME_TEXT = (
    "Every sentence of an answer is quoted from an article and numbered. "
    "Click a number to read the passage where it stands. What the articles do not say is not answered."
)
QUESTION_LABEL = "Question"
QUESTION_PLACEHOLDER = "Ask about these articles"
ASK = "Ask"
STOP = "Stop"
RETRY = "Try again"
ANY_TIME = "Ask without this period"
NEW_CONVERSATION = "New conversation"
FILTERS_ALL = "All dates, all outlets"
FILTERS_FROM = "from {first}"
FILTERS_TO = "to {last}"
FILTERS_SET = "Only {filters}"
FILTER_FROM_LABEL = "Published from"
FILTER_TO_LABEL = "Published to"
FILTER_OUTLETS_LABEL = "Outlets (none chosen: all)"
BAD_DATE = "{name} is not a day: got {value!r}. Write it as year-month-day, for example 2023-09-22."
DATES_REVERSED = "The first day ({first}) comes after the last ({last}). Swap them, or clear one of them."

UNDERSTOOD = "Understood as {question}"
CHANGE = "Change"
EDIT = "Edit question"
ASK_AGAIN = "Ask again"
EDITING_QUESTION = "You are changing a question; its answer and what follows give way to the new one."
EDITING_UNDERSTOOD = "You are changing how the question was understood."
KEEP = "Keep it as it is"
JUDGE = "Was this right?"
REASONS = {
    "right": "Right",
    "wrong citation": "Wrong citation",
    "unsupported": "Not in the source",
    "incomplete": "Incomplete",
    "outdated": "Outdated",
}
JUDGED = "Noted: {reason}"
UNDO = "Undo"

# Conversations
ADDRESS = "Link to this conversation"
HISTORY_TITLE = "Conversations"
HISTORY_SEARCH = "Search in conversations"
HISTORY_EMPTY = "Conversations are kept on this machine and appear here."
HISTORY_NOT_FOUND = "No conversation holds these words."
HISTORY_DELETE = "Delete “{title}”"
HISTORY_DELETED = "Deleted."

# While an answer is made
AGAIN = "Asking again"
SEARCHING = "Searching {articles}"
READING = "Reading {passages}"
WRITING = "Writing the answer"
STAGES = {"writing": WRITING, "checking": "Checking what was written against the passages"}
PASSAGES_ONE = "1 passage"
PASSAGES_MANY = "{count} passages"
STOPPED = "Stopped before the answer was complete."
BROKEN = "Something went wrong inside Citewire. The terminal it runs in shows the details."

# Answers
VERDICTS = {"supported": "Supported", "partial": "Partly supported", "unsupported": "Not supported"}
VERDICT_SENTENCE_SUPPORTED = "Supported by the passage cited"
VERDICT_MARKS = {"supported": "✓", "partial": "≈", "unsupported": "✕"}
CHECKED_ALL_ONE = "The sentence was checked against its source"
CHECKED_ALL_MANY = "All {count} sentences were checked against their sources"
CHECKED_SOME = "{supported} of {count} sentences are supported by what they cite"
SEE_SOURCES = "See the sources"
AS_OF = "Asked as of {day}"
PERIOD = "Understood “{text}” as {period}"
PERIOD_BOTH = "{start} to {end}"
PERIOD_FROM = "{start} or later"
PERIOD_TO = "{end} or earlier"
ANSWERER_EXTRACTIVE = "Quoted from the articles, no language model"
ANSWERER_LLM = "Written by {model} from the passages cited"
UNKNOWN_MARKER = "The answer cites a source that does not exist"
MARKER_TITLE = "Source {marker}: {source}"
NOTICE_TITLES = {
    "stale": "Older report",
    "superseded": "Later report differs",
    "conflict": "The articles disagree",
    "period": "About the period",
    "unknown_marker": "Citation without a source",
    "truncated": "Shortened",
    "reworded": "Spelling",
    "unsupported": "Left out",
    "fallback": "Quoted instead",
}
REFUSAL_TITLE = "No answer"
REFUSAL_REASON = "Why: {reason}."
REFUSAL_NEAREST = "The passages that came closest are shown under Sources. They do not answer the question."

# Checking a draft or an export, in the terminal
CHECKING = "checking sentences"
RECHECKING = "looking up citations"

# Sources
SOURCES_TITLE = "Sources"
SOURCES_FOR = "for “{question}”"
SOURCES_EMPTY = "The passages an answer rests on appear here, each with its outlet, its date and the sentence quoted."
NEAREST_TITLE = "Nearest passages"
NEAREST_BANNER = "Not an answer"
NEAREST_TEXT = "These passages came closest to the question. Citewire found no answer in them."
NO_NEAREST = "No passage came near the question."
WAITING = "Sources follow with the answer."
NO_DATE = "No date"
NO_SOURCE = "Outlet not stated"
READ_ARTICLE = "Read in the article"
ORIGINAL = "Original page"
ALSO_IN = "Also reported by"
WHY_FOUND = "Why this passage was found"
MATCHED_TERMS = "Words in common with the question"
NO_MATCHED_TERMS = "No word in common with the question; found by its meaning."
SCORE_DENSE = "Closeness in meaning"
SCORE_LEXICAL = "Shared words"
SCORE_FUSED = "Overall rank"
SCORE_WORDS = ((0.66, "strong"), (0.33, "medium"), (0.0, "weak"))
SCORE_SHOWN = "{word} ({score:.2f})"
SCORE_NONE = "not found this way"

# The reader
READER_TITLE = "{title} | Citewire"
READER_BACK = "Ask the articles"
READER_CITED_ONE = "1 passage is cited here"
READER_CITED_MANY = "{count} passages are cited here"
READER_UNCITED = "The whole article; no passage is cited in this link"
READER_PASSAGE = "Passage {number}"
READER_BY = "By {author}"
READER_MISSING_TITLE = "This article is not here"
READER_BAD_SPAN = "The link cites {value!r}, which is no stretch of text: expected two numbers such as 120-180."
READER_OUTSIDE = (
    "The link cites characters {start} to {end}, but the article has {length:,}. It may have changed since."
)
READER_BLANK = "The link cites characters {start} to {end}, where the article has only white space."
READER_TOO_MANY = "The link cites {count} passages; only the first {limit} are shown."

# What the scripts of the page needs
SCRIPT_TEXTS = {
    "reader": "Article",
    "close": "Close",
    "previous": "Previous passage",
    "next": "Next passage",
    "position": "Passage {number} of {count}",
    "ownPage": "Open as a page",
    "loading": "Opening the article",
    "failed": "The article could not be loaded. Citewire may have been stopped.",
    "question": "Question",
    "answer": "Answer",
}

# An index without articles
EMPTY_TITLE = "There are no articles yet"
EMPTY_TEXT = "Stop Citewire, index a folder of articles, then start it again:"
EMPTY_COMMANDS = ("citewire index path/to/articles", "citewire ui")
EMPTY_FORMATS = "Text, Markdown, JSON Lines and CSV files are read."

# citewire llm
LLM_MODEL = "model     {model}"
LLM_NONE = "none: answers are quoted from the articles. Set one, for example: CITEWIRE_LLM=ollama:qwen3"
LLM_SERVER = "server    {url}"
LLM_OLLAMA = "ollama    {models}"
LLM_OLLAMA_ABSENT = "not running at {url}"
LLM_OLLAMA_EMPTY = "running, without a model. Fetch one: ollama pull qwen3"
LLM_ANSWERED = "test      answered in {seconds:.1f} s: {said}"

# The REST API
API_NOT_FOUND = "there is nothing at {path}. The API is described at /api/openapi.json"
API_BAD_REQUEST = "the request is not understood: {where}: {problem}. See /api/openapi.json"
API_INTERNAL = "something went wrong inside Citewire; its log has the details."
API_FOREIGN_HOST = "this server answers only to {hosts}, got host {host!r}. Open it under one of these names."
API_FOREIGN_ORIGIN = "the request came from a page of another site ({origin}), which is not allowed."
API_TOO_LARGE = "the request is too large: at most {limit:,} bytes are accepted."
PORT_TAKEN = "port {port} on {host} is in use. Choose another: citewire ui --port {other}"
HOST_UNUSABLE = "cannot listen on {host} port {port}: {reason}. Choose another: citewire ui --host 127.0.0.1"

# The tabs
TAB_ASK = "Ask"
TAB_LIBRARY = "Library"

TAB_CHECK = "Check"

# The Check page
CHECK_DRAFT = "Your draft"
CHECK_INFO = "Plain text or Markdown. Every sentence is held against the articles."
CHECK_NOW = "Check"
CHECK_EMPTY = "Paste a draft and press Check: each sentence gets a verdict, with the passages for and against it."
CHECK_STARTING = "Reading the draft"
CHECK_PROGRESS = "Checked {done:,} of {total:,} sentences"
CHECK_BAR = "Sentences checked"
CHECK_STOPPED = "Stopped."
DRAFT_GONE = "this checked draft is not kept any more. Check it again."
EXPORT = "Save as"
EXPORT_FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}

# The Library
LIBRARY_COLUMNS = ("Title", "Outlet", "Date", "Length", "Passages", "Copies", "State", "Id")
LIBRARY_EMPTY = "There are no articles yet. Add your own on this page, or begin with the sample articles."
LIBRARY_PICK = "Click a row to read the article or to remove it."
LIBRARY_REMOVE = "Remove this article"
LIBRARY_REMOVED = "Removed. The file it was read from is still there."
LIBRARY_FINE = "✓ ready"
LIBRARY_NO_PASSAGE = "✕ no text"
LIBRARY_ADD_TITLE = "Add articles"
LIBRARY_FILES = "Drop files here: text, tables, pages, PDF, Word, mail, zip"
LIBRARY_PLACES = "Web addresses and folders"
LIBRARY_PLACES_INFO = "Pages, feeds or sitemaps, and files or folders of this machine; one a line."
LIBRARY_ADD = "Add"
LIBRARY_UNDO = "Undo"
LIBRARY_NOTHING = "Nothing to add yet. Drop files above, or paste an address."
LIBRARY_NOTHING_READ = "Nothing was found there"
LIBRARY_STARTING = "Starting"
LIBRARY_PROGRESS = "Articles stored"
LIBRARY_STAGES = {
    "reading": "Reading: {done:,} articles so far",
    "fetching": "Fetching: {done:,} pages so far",
    "embedding": "Storing: {done:,} of {total:,} articles",
}
LIBRARY_ADDED = ("1 article added", "{count:,} articles added")
LIBRARY_CHANGED = ("1 changed", "{count:,} changed")
LIBRARY_UNCHANGED = ("1 was here already", "{count:,} were here already")
LIBRARY_FAILED = ("1 could not be read", "{count:,} could not be read")
LIBRARY_COPIES = ("1 tells the text of another article.", "{count:,} tell the text of other articles.")
LIBRARY_MORE_FAILURES = "and {count:,} more"
LIBRARY_STOPPED = "Stopped. What was stored so far is kept; add the same again to go on."
LIBRARY_UNDONE = "Undone: {removed} removed, {restored} as before."
HEALTH_TITLE = "Index"
HEALTH_EXAMINE = "Examine the index"
HEALTH_FINE = "in order"
HEALTH_MEND = "To mend it, stop Citewire and run: citewire doctor --repair"
HEALTH_EMPTY = "The index is empty."
HEALTH_BUILT = "{passages:,} passages of at most {pieces} word pieces; model {model}, {dimension} dimensions."
HEALTH_PARTS = {
    "catalog": "Catalog",
    "passages": "Passages",
    "full text": "Full text",
    "journal": "Journal",
    "copies": "Copies",
    "vector store": "Vectors",
}
# A conversation in the terminal
CHAT_WELCOME = (
    "Ask about {articles}. Follow-ups are understood by what was asked before. "
    "“= QUESTION” asks the last question in your own words, an empty line or Ctrl-D ends."
)
CHAT_PROMPT = "\n> "
CHAT_UNDERSTOOD = "Understood as: {question}"
CHAT_TAKEN_OVER = "({reasons})"
CHAT_INTERRUPTED = "Stopped. Ask another question, or press Ctrl-D to end."

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
FILTERS_USUAL = "The last {days:,} days, all outlets"
ANSWER_BY = "Who answers"
ANSWER_BY_MODEL = "The language model {model}"
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
EDITING_QUESTION = (
    "You are changing a question; its answer and what follows give way to the new one. "
    "The conversation as it was stays under Conversations."
)
EDITING_UNDERSTOOD = "You are changing how the question was understood."
KEEP = "Keep it as it is"
COPY = "Copy"
COPY_LABEL = "Copy this answer with its sources"
COPY_MARKDOWN = "Copy as Markdown"
COPY_MARKDOWN_LABEL = "Copy this answer as Markdown, with footnotes"
COPY_LINK = "Copy link"
COPY_ANSWER_LINK_LABEL = "Copy a link to this answer; it opens on this machine only"
ASK_NEXT = "Ask next"
JUDGE_RIGHT = "Right"
JUDGE_RIGHT_LABEL = "This answer is right"
JUDGE_WRONG = "Wrong"
JUDGE_WRONG_LABEL = "Say what is wrong with this answer"
JUDGE_UNDO = "Take the judgement back"
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
ADDRESS = "Copy link to the conversation"
ADDRESS_TITLE = "Opens on this machine only, while Citewire runs"
CONVERSATION_GONE = "this conversation is not held any more. Ask again to copy or save the answer."
CONVERSATION_NOT_KEPT = "This conversation is not kept here. It may have been deleted, or kept on another machine."
RENAME = "Rename"
HISTORY_RENAME = "Rename “{title}”"
JUDGEMENTS_ONE = "Download 1 judgement"
JUDGEMENTS_MANY = "Download {count:,} judgements"
JUDGEMENTS_TITLE = "What was thought of answers, as questions that citewire eval asks again"
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
STAGES = {"writing": WRITING, "checking": "Checking each sentence against its passages"}
PASSAGES_ONE = "1 passage"
PASSAGES_MANY = "{count:,} passages"
STOPPED = "Stopped before the answer was complete."
BROKEN = "Something went wrong inside Citewire. The terminal it runs in shows the details."

# Answers
VERDICTS = {"supported": "Supported", "partial": "Partly supported", "unsupported": "Not supported"}
VERDICT_SENTENCE_SUPPORTED = "Supported: the passage cited says this"
VERDICT_MARKS = {"supported": "✓", "partial": "≈", "unsupported": "✕"}
CHECKED_ALL_ONE = "The sentence was checked against its source"
CHECKED_ALL_MANY = "All {count} sentences were checked against their sources"
CHECKED_SOME = "{supported} of {count} sentences are supported by what they cite"
SEE_SOURCES = "See the sources"
LIKELY = "Likely right: {percent:.0f} %"
LIKELY_TITLE = "How often answers like this one were right where it was measured; the ticks say only that each sentence is in its source"
AS_OF = "Asked as of {day}"
PERIOD = "Understood “{text}” as {period}"
PERIOD_USUAL = "Only articles of {period}, as set under Settings"
PERIOD_USUAL_TERMINAL = "Only articles of {period} (setting period_days); --no-period asks of all."
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
    "recited": "Citation put right",
    "truncated": "Shortened",
    "reworded": "Spelling",
    "unsupported": "Left out",
    "fallback": "Quoted instead",
}
NOTICE_HINTS = {
    "unknown_marker": "Such a number is taken out; what it stood behind was checked against the passages.",
    "recited": "Read the passage before you rely on the sentence.",
    "truncated": "Ask for less at once, or raise the limits under Settings.",
    "fallback": "The connection to the language model is tested under Settings.",
}
NOTICE_LATER = "Read the later report ({day})"
NOTICE_NEWEST = "Read the report of {day}"
NOTICE_SINCE = "Ask only about articles since {day}"
NOTICE_COMPARE = "Compare the passages"
DROPPED_ONE = "Show the sentence left out"
DROPPED_MANY = "Show the {count} sentences left out"
REFUSAL_TITLE = "No answer"
REFUSAL_REASON = "Why: {reason}."
REFUSAL_NEAREST = (
    "Citewire found no answer in the passages that came closest. Read them before you conclude that there is none."
)

# Checking a draft or an export, in the terminal
CHECKING = "checking sentences"
RECHECKING = "looking up citations"

# Sources
SOURCES_TITLE = "Sources"
SOURCES_FOR = "for “{question}”"
SOURCES_EMPTY = "The passages an answer rests on appear here, each with its outlet, its date and the sentence quoted."
FOUND_TITLE = "Found, being read"
NEAREST_TITLE = "Nearest passages"
NEAREST_BANNER = "Not an answer"
NEAREST_TEXT = "These passages came closest to the question. Citewire found no answer in them."
NO_NEAREST = "No passage came near the question."
WAITING = "Sources follow with the answer."
NO_DATE = "No date"
NO_SOURCE = "Outlet not stated"
READ_ARTICLE = "Read in the article"
ORIGINAL = "Original page"
ALSO_IN_ONE = "Also reported by 1 outlet"
ALSO_IN_MANY = "Also reported by {count} outlets"
WHY_FOUND = "Why this passage was found"
MATCHED_TERMS = "Words in common with the question"
NO_MATCHED_TERMS = "No word in common with the question; found by its meaning."
SCORE_DENSE = "Closeness in meaning"
SCORE_LEXICAL = "Shared words"
SCORE_FUSED = "Overall rank"
SCORE_RERANK = "Read closely, beside the best here"
SCORE_TIME = "Fit of the date"
SCORE_TIME_WORDS = ((0.5, "ranked higher for it"), (0.0, "ranked lower for it"))
SCORE_WORDS = ((0.66, "strong"), (0.33, "medium"), (0.0, "weak"))
SCORE_SHOWN = "{word} ({score:.2f})"
SCORE_NONE = "not found this way"

# The evidence by date and outlet
TIMELINE_TITLE = "When it was reported, and by whom"
TIMELINE_OTHERS = "Other outlets"
TIMELINE_ONLY = "Show only {outlet}"
TIMELINE_STRETCH = "{first} to {last}"
TIMELINE_MARKS = {"cited": "Source", "copy": "Copy of source", "near": "Nearest passage"}
TIMELINE_PERIOD = "Shaded: the period asked about, {period}."
TIMELINE_COPIES = "Rings: the same report in another outlet."
TIMELINE_HINT = "Choose an outlet, or a bar under the plot, to see only its sources."
TIMELINE_UNDATED_ONE = "1 source has no date."
TIMELINE_UNDATED_MANY = "{count} sources have no date."

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
    "nextArticle": "Next article cited",
    "previousArticle": "Previous article cited",
    "back": "Back to the answer",
    "citedInSentence": "Cited in sentence {number}: back to the answer",
    "citedInNotice": "Cited in a notice: back to the answer",
    "chosen": "Showing {count} of {all} sources",
    "showAll": "Show all",
    "question": "Question",
    "answer": "Answer",
    "copied": "Copied",
    "copiedLink": "Link copied. It opens on this machine only, while Citewire runs.",
    "copyRefused": "Not copied: the browser refused the clipboard. Select the text and copy it by hand.",
    "copyFailed": "Not copied: the answer could not be fetched. Citewire may have been stopped.",
    "rename": "New title; Enter keeps it, Escape leaves it",
    # Names for those who hear the page
    "conversation": "Conversation",
    "examples": "Questions to begin with",
    "sources": "Sources",
    "history": "Conversations",
    "tabs": "Parts of Citewire",
    "moreTabs": "More parts",
    "articles": "Articles",
    "calendar": "Pick a day",
    "previousMonth": "Previous month",
    "nextMonth": "Next month",
    "skip": "Go to the question",
    # The keyboard
    "unsaved": "Changed, and not saved yet.",
    "keys": "Keyboard",
    "keysOn": "Use single keys",
    "keyList": "Show or hide this list",
    "keyQuestion": "Go to the question",
    "keyAsk": "Ask; with Shift, a new line",
    "keyEscape": "Close what is open, or stop the answer",
    "keyNext": "Next citation",
    "keyPrevious": "Previous citation",
    "keyOpen": "Open the passage cited",
    "keyBack": "Back to the answer",
    "keyCopy": "Copy the answer",
    "keyHistory": "Show or hide the conversations",
    "keyTabs": "Ask, Check, Library, Settings",
}

# An index without articles
EMPTY_TITLE = "There are no articles yet"
EMPTY_TEXT = (
    "Citewire answers questions from articles you give it and shows for every sentence where it stands. "
    "Begin with the sample articles to see how it works, or add your own right away."
)
EMPTY_READ_ONLY = "Whoever runs Citewire can add some on the machine it runs on:"
EMPTY_COMMANDS = ("citewire index path/to/articles",)
EMPTY_FORMATS = (
    "Text, tables, web pages, PDF, Word, mail and zip files can be added, and web addresses, feeds and folders."
)
EMPTY_SAMPLES = "Add the sample articles"
EMPTY_SAMPLES_TOLD = "A few dozen short news reports; they can be removed again."
EMPTY_OWN = "Add your own"

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
TAB_SETTINGS = "Settings"

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
PRINT = "Print"
EXPORT_FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}

# The Library
LIBRARY_COLUMNS = {
    "title": "Title",
    "outlet": "Outlet",
    "date": "Date",
    "length": "Characters",
    "passages": "Passages",
    "copies": "Copies",
    "state": "State",
}
LIBRARY_DETAILS = "Details"
LIBRARY_SHOW = "Show"
LIBRARY_HIDE = "Hide"
LIBRARY_UNKNOWN = "–"
LIBRARY_SEARCH = "Search title, outlet, author or address"
LIBRARY_EMPTY = "There are no articles yet."
LIBRARY_NOT_FOUND = "No article has these words in its title, outlet, author or address."
LIBRARY_PLACE = "{first:,} to {last:,} of {count:,}"
LIBRARY_PREVIOUS = "Previous page"
LIBRARY_NEXT = "Next page"
LIBRARY_READ = "Read the article"
LIBRARY_REMOVE = "Remove this article"
LIBRARY_REMOVED = "Removed “{title}”. The file it was read from is still there."
LIBRARY_RESTORED = ("The article is back.", "{count:,} articles are back.")
LIBRARY_SAME_TEXT = "Also told by:"
LIBRARY_STATES = {"ready": "ready", "undated": "no date", "empty": "no text"}
LIBRARY_STATE_TOLD = {
    "undated": "It has no date: questions about a period do not find it. Add a date to its file and add it again.",
    "empty": "It holds no text that could be found. If it is a scan, add a version with text.",
}
CHARACTERS = ("1 character", "{count:,} characters")
LIBRARY_ADD_TITLE = "Add articles"
LIBRARY_FILES = "Files"
LIBRARY_FILES_INFO = (
    "Text, tables, pages, PDF, Word, mail, zip. Drop them here or anywhere on the page; they are added at once."
)
LIBRARY_PLACES = "Web addresses and folders"
LIBRARY_PLACES_INFO = (
    "Pages, feeds or sitemaps, and files or folders of this machine. Paste several, one a line; Enter adds them."
)
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
LIBRARY_MORE = "and {count:,} more"
LIBRARY_STOPPING = "Stopping once the articles at hand are stored."
LIBRARY_UNDOING = "Taking it back."
LIBRARY_STOPPED = "Stopped. What was stored so far is kept; add the same again to go on."
LIBRARY_UNDONE = "Undone: {done}."
LIBRARY_UNDONE_REMOVED = ("1 article removed", "{count:,} articles removed")
LIBRARY_UNDONE_RESTORED = ("1 article is as it was before", "{count:,} articles are as they were before")
LIBRARY_NOT_UNDONE = "There is nothing left to undo."

# The index in words
HEALTH_TITLE = "Index"
HEALTH_EXAMINE = "Examine the index"
HEALTH_EXAMINING = "Examining every article; this can take a minute."
HEALTH_FINE = "in order"
HEALTH_MEND = "To mend it, stop Citewire and run:"
HEALTH_MEND_HERE = "Mend it"
HEALTH_MENDED = "Mended."
HEALTH_EMPTY = "The index is empty."
HEALTH_PASSAGES = "Articles are searched as {passages}, each of at most {pieces} word pieces (about {words} words)."
HEALTH_MODEL = "Passages are compared by meaning with the model {model} ({dimension} dimensions)."
HEALTH_CHANGED = "An article was last added or changed on {day}, {time}."
HEALTH_COPIES = ("1 article tells the text of another one.", "{count:,} articles tell the text of another one.")
HEALTH_PLACES = "Articles were read from:"
HEALTH_PLACE = "{place}: {articles}"
HEALTH_PARTS = {
    "catalog": "Articles",
    "passages": "Passages",
    "full text": "Search by words",
    "journal": "Safety copy",
    "copies": "Copies found",
    "vector store": "Search by meaning",
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

# Settings
SETTINGS_READ_ONLY = "This page is shown to other machines, so settings cannot be changed here."
SETTINGS_ANSWERS = "Who answers"
SETTINGS_BY = "Answers are"
SETTINGS_BY_QUOTING = "quoted from the articles"
SETTINGS_BY_MODEL = "written by a language model, and checked against the articles"
SETTINGS_PROVIDER = "Provider"
SETTINGS_MODEL = "Model"
SETTINGS_MODEL_INFO = "As the provider calls it, for example qwen3. Passages and questions are sent to it."
SETTINGS_KEY_SET = "{variable} is set. It is never shown here."
SETTINGS_KEY_MISSING = "{variables} is not set: start Citewire with it. Keys are read from the environment only."
SETTINGS_KEY_OPTIONAL = "{variable} is not set; most servers of one's own need none."
SETTINGS_KEY_NONE = "The model runs inside Citewire and needs no key."
SETTINGS_OR = " or "
SETTINGS_URL_HIDDEN = (
    "The address set holds a name, a password or a query. It is not shown and never sent to this page; "
    "what you type here replaces it."
)
SETTINGS_URL_PRIVATE = "Not shown to other machines."
SETTINGS_TEST = "Test the connection"
SETTINGS_TESTING = "Asking {model} for one word."
SETTINGS_TEST_NONE = "There is no model to test: answers are quoted from the articles."
SETTINGS_TESTED = "{model} answered in {seconds:.1f} s: “{said}”"
SETTINGS_MORE_MODEL = "Limits of the language model"
SETTINGS_PERIOD = "Period"
SETTINGS_PERIOD_LABEL = "Questions that name no time are asked of articles from"
SETTINGS_PERIODS = {0: "any time", 7: "the last week", 30: "the last month", 365: "the last year"}
SETTINGS_PERIOD_OTHER = "the last {days:,} days"
SETTINGS_PERIOD_INFO = (
    "Counted back from the day of asking. Dates chosen under the question, a time named in it, "
    "and “Ask without this period” below an answer go before."
)
SETTINGS_THRESHOLD = "When to refuse"
SETTINGS_THRESHOLD_LABEL = "Refuse answers less likely right than"
SETTINGS_THRESHOLD_INFO = "Lower: more questions are answered, and more of the answers are wrong. Higher: the reverse."
SETTINGS_CURVE = "At {threshold:g}, of 100 questions like those measured, about {answered} are answered and {right} of those rightly."
SETTINGS_CURVE_NONE = "At {threshold:g}, no question like those measured is answered."
SETTINGS_CURVE_RANGE = "Of 100 answers, {lowest} to {highest} are right, depending on the collection."
SETTINGS_CURVE_MEASURED = (
    "Measured on {questions:,} questions to {collections} collections of {articles:,} articles, {unanswerable:,} of the "
    "questions without an answer in them; each collection counts alike; bundled models, answers quoted. "
    "Yours may differ: citewire eval measures it."
)
SETTINGS_CURVE_OTHERS = "You use other models than those the figures were measured with."
SETTINGS_CURVE_X = "Questions answered"
SETTINGS_CURVE_Y = "Answers that are right"
SETTINGS_CURVE_KEY = "Bold: the mean; thin: each collection; dot: the value above."
SETTINGS_LOOK = "Appearance"
SETTINGS_THEME = "Colours"
SETTINGS_THEMES = {"system": "as the system", "light": "light", "dark": "dark"}
SETTINGS_THEME_INFO = "Kept in this browser; takes effect at once."
SETTINGS_LANGUAGE_INFO = "The page loads anew when it is saved. Articles and answers keep their own language."
SETTINGS_GROUPS = {"finding": "Finding passages", "fetching": "Fetching pages", "limits": "Limits and checking"}
SETTINGS_INDEX = "The index"
SETTINGS_INDEX_INFO = "The index was built with these. To change one, stop Citewire, set it in {file}, and run"
SETTINGS_INDEX_REOPEN = "What runs the model changes when Citewire is started again, without that command."
SETTINGS_DEFAULT = "Default: {value}."
SETTINGS_DEFAULT_EMPTY = "Default: none."
SETTINGS_BOUNDS = "{low} to {high}."
SETTINGS_MISSING = "A value is missing."
SETTINGS_IMPOSSIBLE = "{value} is not possible."
SETTINGS_AT_LEAST = "At least {low}."
SETTINGS_RESET = "Default"
SETTINGS_RESET_LABEL = "Set “{label}” back to its default"
SETTINGS_FROM_ENVIRONMENT = "Set by {variable} in the environment."
SETTINGS_SAVE = "Save"
SETTINGS_SAVED = "Saved: {names}. In force from the next question on."
SETTINGS_NOTHING_CHANGED = "Nothing was changed."
SETTINGS_NOT_SAVED = "Nothing was saved."
SETTING_LABELS = {
    "embedding_model": "Embedding model",
    "embedding_backend": "What runs the embedding model",
    "chunk_tokens": "Length of a passage",
    "max_article_chars": "Longest article",
    "fetch_timeout_s": "Seconds for a page",
    "fetch_max_bytes": "Largest page",
    "fetch_delay_s": "Seconds between two pages",
    "fetch_pages": "Pages of a feed",
    "fetch_private": "Fetch from private networks",
    "candidates": "Candidates of each search",
    "lexical_weight": "Weight of shared words",
    "reranker": "Reranker",
    "rerank_depth": "Passages reranked",
    "checker": "Checker of sentences",
    "keep_k": "Passages for an answer",
    "max_sentences": "Sentences of an answer",
    "refusal_threshold": "Refusal threshold",
    "chat_turns": "Turns a follow-up leans on",
    "chat_chars": "Characters a follow-up leans on",
    "llm": "Language model",
    "llm_url": "Address of the model's server",
    "llm_context_tokens": "Room for prompt and answer",
    "llm_max_tokens": "Longest answer",
    "llm_temperature": "Temperature",
    "llm_first_token_s": "Seconds until the first word",
    "llm_timeout_s": "Seconds in all",
    "llm_retries": "Further attempts",
    "period_days": "Period",
    "language": "Language",
    "max_question_chars": "Longest question",
}
SETTING_HELP: dict[str, str] = {}  # by name, where the meaning in index/settings.py is not in the page's language

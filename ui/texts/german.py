"""The texts of the pages and of the terminal, in German; the names and placeholders are those of `english`."""

from __future__ import annotations

PRODUCT = "Citewire"
TAGLINE = "Antworten aus Ihren Artikeln, jeder Satz mit seiner Quelle"

# Numbers and days
SEPARATORS = (".", ",")
DAY = "{day}. {month} {year}"
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip

# The head of the page: facts about the collection
ARTICLES_ONE = "1 Artikel"
ARTICLES_MANY = "{count:,} Artikel"
OUTLETS_ONE = "1 Medium"
OUTLETS_MANY = "{count:,} Medien"
DATES = "{first} bis {last}"


# Asking
WELCOME_TITLE = "Was möchten Sie wissen?"
WELCOME_TEXT = (
    "Jeder Satz einer Antwort ist aus einem Artikel zitiert und nummeriert. "
    "Ein Klick auf die Nummer zeigt die Stelle im Artikel. Was nicht in den Artikeln steht, wird nicht beantwortet."
)
QUESTION_LABEL = "Frage"
QUESTION_PLACEHOLDER = "Fragen Sie diese Artikel"
ASK = "Fragen"
STOP = "Abbrechen"
RETRY = "Erneut versuchen"
ANY_TIME = "Ohne diesen Zeitraum fragen"
NEW_CONVERSATION = "Neues Gespräch"
FILTERS_ALL = "Alle Tage, alle Medien"
FILTERS_FROM = "ab {first}"
FILTERS_TO = "bis {last}"
FILTERS_SET = "Nur {filters}"
FILTER_FROM_LABEL = "Erschienen ab"
FILTER_TO_LABEL = "Erschienen bis"
FILTER_OUTLETS_LABEL = "Medien (keines gewählt: alle)"
BAD_DATE = "{name}: {value!r} ist kein Datum. Bitte als Jahr-Monat-Tag schreiben, zum Beispiel 2023-09-22."
DATES_REVERSED = "Der erste Tag ({first}) liegt nach dem letzten ({last}). Bitte tauschen oder einen der beiden leeren."

UNDERSTOOD = "Verstanden als {question}"
CHANGE = "Ändern"
EDIT = "Frage bearbeiten"
ASK_AGAIN = "Noch einmal fragen"
EDITING_QUESTION = "Sie ändern eine Frage; ihre Antwort und alles Weitere wird durch die neue ersetzt."
EDITING_UNDERSTOOD = "Sie ändern, wie die Frage verstanden wurde."
KEEP = "Unverändert lassen"
JUDGE = "Stimmt das?"
REASONS = {
    "right": "Richtig",
    "wrong citation": "Falscher Beleg",
    "unsupported": "Steht nicht in der Quelle",
    "incomplete": "Unvollständig",
    "outdated": "Veraltet",
}
JUDGED = "Vermerkt: {reason}"
UNDO = "Rückgängig machen"

# Conversations
ADDRESS = "Link zu diesem Gespräch"
HISTORY_TITLE = "Gespräche"
HISTORY_SEARCH = "Gespräche durchsuchen"
HISTORY_EMPTY = "Gespräche bleiben auf diesem Rechner und erscheinen hier."
HISTORY_NOT_FOUND = "Kein Gespräch enthält diese Wörter."
HISTORY_DELETE = "„{title}“ löschen"
HISTORY_DELETED = "Gelöscht."

# While an answer is made
AGAIN = "Die Frage wird noch einmal gestellt"
SEARCHING = "Suche in: {articles}"
READING = "Gelesen wird: {passages}"
WRITING = "Die Antwort wird geschrieben"
STAGES = {"writing": WRITING, "checking": "Das Geschriebene wird mit den Textstellen verglichen"}
PASSAGES_ONE = "1 Textstelle"
PASSAGES_MANY = "{count} Textstellen"
STOPPED = "Abgebrochen, bevor die Antwort vollständig war."
BROKEN = "In Citewire ist ein Fehler aufgetreten. Näheres steht im Terminal, in dem es läuft."

# Answers
VERDICTS = {"supported": "Belegt", "partial": "Teilweise belegt", "unsupported": "Nicht belegt"}
VERDICT_SENTENCE_SUPPORTED = "Durch die zitierte Stelle belegt"
VERDICT_MARKS = {"supported": "✓", "partial": "≈", "unsupported": "✕"}
CHECKED_ALL_ONE = "Der Satz wurde mit seiner Quelle verglichen"
CHECKED_ALL_MANY = "Alle {count} Sätze wurden mit ihren Quellen verglichen"
CHECKED_SOME = "{supported} von {count} Sätzen sind durch ihre Quellen belegt"
SEE_SOURCES = "Zu den Quellen"
AS_OF = "Stand der Frage: {day}"
PERIOD = "„{text}“ verstanden als {period}"
PERIOD_BOTH = "{start} bis {end}"
PERIOD_FROM = "{start} oder später"
PERIOD_TO = "{end} oder früher"
ANSWERER_EXTRACTIVE = "Aus den Artikeln zitiert, ohne Sprachmodell"
ANSWERER_LLM = "Von {model} aus den zitierten Stellen geschrieben"
UNKNOWN_MARKER = "Die Antwort verweist auf eine Quelle, die es nicht gibt"
MARKER_TITLE = "Quelle {marker}: {source}"
NOTICE_TITLES = {
    "stale": "Älterer Bericht",
    "superseded": "Späterer Bericht weicht ab",
    "conflict": "Die Artikel widersprechen sich",
    "period": "Zum Zeitraum",
    "unknown_marker": "Verweis ohne Quelle",
    "truncated": "Gekürzt",
    "reworded": "Schreibweise",
    "unsupported": "Weggelassen",
    "fallback": "Stattdessen zitiert",
}
REFUSAL_TITLE = "Keine Antwort"
REFUSAL_REASON = "Grund: {reason}."
REFUSAL_NEAREST = "Unter „Quellen“ stehen die Stellen, die der Frage am nächsten kommen. Sie beantworten sie nicht."

# Checking a draft or an export, in the terminal
CHECKING = "Sätze werden geprüft"
RECHECKING = "Belege werden nachgeschlagen"

# Sources
SOURCES_TITLE = "Quellen"
SOURCES_FOR = "zu „{question}“"
SOURCES_EMPTY = "Hier stehen die Stellen, auf denen eine Antwort beruht: mit Medium, Datum und dem zitierten Satz."
NEAREST_TITLE = "Nächstliegende Stellen"
NEAREST_BANNER = "Keine Antwort"
NEAREST_TEXT = "Diese Stellen kommen der Frage am nächsten. Eine Antwort fand Citewire darin nicht."
NO_NEAREST = "Keine Stelle kommt der Frage nahe."
WAITING = "Die Quellen folgen mit der Antwort."
NO_DATE = "Ohne Datum"
NO_SOURCE = "Medium nicht genannt"
READ_ARTICLE = "Im Artikel lesen"
ORIGINAL = "Originalseite"
ALSO_IN = "Auch berichtet von"
WHY_FOUND = "Warum diese Stelle gefunden wurde"
MATCHED_TERMS = "Gemeinsame Wörter mit der Frage"
NO_MATCHED_TERMS = "Kein Wort mit der Frage gemeinsam; über die Bedeutung gefunden."
SCORE_DENSE = "Nähe der Bedeutung"
SCORE_LEXICAL = "Gemeinsame Wörter"
SCORE_FUSED = "Gesamtwertung"
SCORE_WORDS = ((0.66, "stark"), (0.33, "mittel"), (0.0, "schwach"))
SCORE_SHOWN = "{word} ({score:.2f})"
SCORE_NONE = "so nicht gefunden"

# The reader
READER_TITLE = "{title} | Citewire"
READER_BACK = "Die Artikel befragen"
READER_CITED_ONE = "1 Stelle ist hier zitiert"
READER_CITED_MANY = "{count} Stellen sind hier zitiert"
READER_UNCITED = "Der ganze Artikel; dieser Link zitiert keine Stelle"
READER_PASSAGE = "Stelle {number}"
READER_BY = "Von {author}"
READER_MISSING_TITLE = "Diesen Artikel gibt es hier nicht"
READER_BAD_SPAN = "Der Link zitiert {value!r}, das ist kein Textabschnitt: Erwartet werden zwei Zahlen wie 120-180."
READER_OUTSIDE = (
    "Der Link zitiert die Zeichen {start} bis {end}, der Artikel hat aber nur {length:,}. "
    "Vielleicht wurde er inzwischen geändert."
)
READER_BLANK = "Der Link zitiert die Zeichen {start} bis {end}; dort steht im Artikel nur Leerraum."
READER_TOO_MANY = "Der Link zitiert {count} Stellen; nur die ersten {limit} werden gezeigt."

# What the scripts of the page needs
SCRIPT_TEXTS = {
    "reader": "Artikel",
    "close": "Schließen",
    "previous": "Vorige Stelle",
    "next": "Nächste Stelle",
    "position": "Stelle {number} von {count}",
    "ownPage": "Als eigene Seite öffnen",
    "loading": "Der Artikel wird geöffnet",
    "failed": "Der Artikel konnte nicht geladen werden. Vielleicht wurde Citewire beendet.",
    "question": "Frage",
    "answer": "Antwort",
}

# An index without articles
EMPTY_TITLE = "Noch gibt es keine Artikel"
EMPTY_TEXT = "Citewire beenden, einen Ordner mit Artikeln einlesen und Citewire wieder starten:"
EMPTY_COMMANDS = ("citewire index pfad/zu/artikeln", "citewire ui")
EMPTY_FORMATS = "Gelesen werden Text-, Markdown-, JSON-Lines- und CSV-Dateien."

# citewire llm
LLM_MODEL = "Modell    {model}"
LLM_NONE = "keines: Antworten werden aus den Artikeln zitiert. Ein Modell wählen: CITEWIRE_LLM=ollama:qwen3"
LLM_SERVER = "Server    {url}"
LLM_OLLAMA = "Ollama    {models}"
LLM_OLLAMA_ABSENT = "läuft nicht unter {url}"
LLM_OLLAMA_EMPTY = "läuft, hat aber kein Modell. Eines holen: ollama pull qwen3"
LLM_ANSWERED = "Test      Antwort nach {seconds:.1f} s: {said}"

# The REST API
API_NOT_FOUND = "unter {path} gibt es nichts. Die API ist unter /api/openapi.json beschrieben"
API_BAD_REQUEST = "die Anfrage ist nicht verständlich: {where}: {problem}. Siehe /api/openapi.json"
API_INTERNAL = "in Citewire ist ein Fehler aufgetreten; Näheres steht in seinem Protokoll."
API_FOREIGN_HOST = (
    "dieser Server antwortet nur unter {hosts}, angefragt wurde {host!r}. Bitte unter einem dieser Namen öffnen."
)
API_FOREIGN_ORIGIN = "die Anfrage kam von einer Seite eines anderen Servers ({origin}); das ist nicht erlaubt."
API_TOO_LARGE = "die Anfrage ist zu groß: höchstens {limit:,} Bytes werden angenommen."
PORT_TAKEN = "Port {port} auf {host} ist belegt. Einen anderen wählen: citewire ui --port {other}"
HOST_UNUSABLE = (
    "unter {host}, Port {port}, ist kein Server möglich: {reason}. Anders starten: citewire ui --host 127.0.0.1"
)

# The tabs
TAB_ASK = "Fragen"
TAB_LIBRARY = "Archiv"

TAB_CHECK = "Prüfen"

# The Check page
CHECK_DRAFT = "Ihr Entwurf"
CHECK_INFO = "Reiner Text oder Markdown. Jeder Satz wird mit den Artikeln verglichen."
CHECK_NOW = "Prüfen"
CHECK_EMPTY = (
    "Entwurf einfügen und „Prüfen“ wählen: Zu jedem Satz gibt es ein Urteil und die Stellen dafür und dagegen."
)
CHECK_STARTING = "Der Entwurf wird gelesen"
CHECK_PROGRESS = "{done:,} von {total:,} Sätzen geprüft"
CHECK_BAR = "Geprüfte Sätze"
CHECK_STOPPED = "Abgebrochen."
DRAFT_GONE = "dieser geprüfte Entwurf ist nicht mehr da. Bitte noch einmal prüfen."
EXPORT = "Speichern als"
EXPORT_FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}

# The Library
LIBRARY_COLUMNS = ("Titel", "Medium", "Datum", "Länge", "Stellen", "Kopien", "Zustand", "Kennung")
LIBRARY_EMPTY = "Noch gibt es keine Artikel. Fügen Sie hier eigene hinzu, oder beginnen Sie mit den Beispielartikeln."
LIBRARY_PICK = "Ein Klick auf eine Zeile öffnet den Artikel zum Lesen oder Entfernen."
LIBRARY_REMOVE = "Diesen Artikel entfernen"
LIBRARY_REMOVED = "Entfernt. Die Datei, aus der er stammt, ist noch da."
LIBRARY_FINE = "✓ bereit"
LIBRARY_NO_PASSAGE = "✕ kein Text"
LIBRARY_ADD_TITLE = "Artikel hinzufügen"
LIBRARY_FILES = "Dateien hier ablegen: Text, Tabellen, Webseiten, PDF, Word, E-Mail, ZIP"
LIBRARY_PLACES = "Webadressen und Ordner"
LIBRARY_PLACES_INFO = "Seiten, Feeds oder Sitemaps sowie Dateien oder Ordner auf diesem Rechner; je Zeile eine Angabe."
LIBRARY_ADD = "Hinzufügen"
LIBRARY_UNDO = "Rückgängig machen"
LIBRARY_NOTHING = "Noch nichts zum Hinzufügen. Dateien oben ablegen oder eine Adresse einfügen."
LIBRARY_NOTHING_READ = "Dort wurde nichts gefunden"
LIBRARY_STARTING = "Es geht los"
LIBRARY_PROGRESS = "Gespeicherte Artikel"
LIBRARY_STAGES = {
    "reading": "Lesen: bisher {done:,} Artikel",
    "fetching": "Abrufen: bisher {done:,} Seiten",
    "embedding": "Speichern: {done:,} von {total:,} Artikeln",
}
LIBRARY_ADDED = ("1 Artikel hinzugefügt", "{count:,} Artikel hinzugefügt")
LIBRARY_CHANGED = ("1 geändert", "{count:,} geändert")
LIBRARY_UNCHANGED = ("1 war schon da", "{count:,} waren schon da")
LIBRARY_FAILED = ("1 war nicht lesbar", "{count:,} waren nicht lesbar")
LIBRARY_COPIES = (
    "1 gibt den Text eines anderen Artikels wieder.",
    "{count:,} geben den Text anderer Artikel wieder.",
)
LIBRARY_MORE_FAILURES = "und {count:,} weitere"
LIBRARY_STOPPED = "Abgebrochen. Was schon gespeichert war, bleibt; erneut hinzufügen setzt die Arbeit fort."
LIBRARY_UNDONE = "Rückgängig gemacht. Entfernt: {removed}. Wie zuvor: {restored}."
HEALTH_TITLE = "Index"
HEALTH_EXAMINE = "Index untersuchen"
HEALTH_FINE = "in Ordnung"
HEALTH_MEND = "Zum Reparieren Citewire beenden und ausführen: citewire doctor --repair"
HEALTH_EMPTY = "Der Index ist leer."
HEALTH_BUILT = "{passages:,} Textstellen zu höchstens {pieces} Wortteilen; Modell {model}, {dimension} Dimensionen."
HEALTH_PARTS = {
    "catalog": "Katalog",
    "passages": "Textstellen",
    "full text": "Volltext",
    "journal": "Journal",
    "copies": "Kopien",
    "vector store": "Vektoren",
}
# A conversation in the terminal
CHAT_WELCOME = (
    "Hier können Sie fragen, was in den Artikeln steht (Bestand: {articles}). Nachfragen werden aus dem Gespräch "
    "heraus verstanden. „= FRAGE“ stellt die letzte Frage in Ihren eigenen Worten, eine leere Zeile oder Strg-D "
    "beendet das Gespräch."
)
CHAT_PROMPT = "\n> "
CHAT_UNDERSTOOD = "Verstanden als: {question}"
CHAT_TAKEN_OVER = "({reasons})"
CHAT_INTERRUPTED = "Abgebrochen. Weiter mit der nächsten Frage, oder beenden mit Strg-D."

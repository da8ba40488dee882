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
FILTERS_USUAL = "Die letzten {days:,} Tage, alle Medien"
ANSWER_BY = "Wer antwortet"
ANSWER_BY_MODEL = "Das Sprachmodell {model}"
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
EDITING_QUESTION = (
    "Sie ändern eine Frage; ihre Antwort und alles Weitere wird durch die neue ersetzt. "
    "Das bisherige Gespräch bleibt unter „Gespräche“."
)
EDITING_UNDERSTOOD = "Sie ändern, wie die Frage verstanden wurde."
KEEP = "Unverändert lassen"
COPY = "Kopieren"
COPY_LABEL = "Diese Antwort mit ihren Quellen kopieren"
COPY_MARKDOWN = "Als Markdown kopieren"
COPY_MARKDOWN_LABEL = "Diese Antwort als Markdown mit Fußnoten kopieren"
COPY_LINK = "Link kopieren"
COPY_ANSWER_LINK_LABEL = "Einen Link zu dieser Antwort kopieren; er öffnet sich nur auf diesem Rechner"
ASK_NEXT = "Weiterfragen"
JUDGE_RIGHT = "Stimmt"
JUDGE_RIGHT_LABEL = "Diese Antwort stimmt"
JUDGE_WRONG = "Stimmt nicht"
JUDGE_WRONG_LABEL = "Sagen, was an dieser Antwort nicht stimmt"
JUDGE_UNDO = "Das Urteil zurücknehmen"
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
ADDRESS = "Link zum Gespräch kopieren"
ADDRESS_TITLE = "Öffnet sich nur auf diesem Rechner, solange Citewire läuft"
CONVERSATION_GONE = "dieses Gespräch ist nicht mehr da. Bitte die Frage noch einmal stellen, um die Antwort zu kopieren oder zu speichern."
CONVERSATION_NOT_KEPT = (
    "Dieses Gespräch ist hier nicht gespeichert. Vielleicht wurde es gelöscht, oder es liegt auf einem anderen Rechner."
)
RENAME = "Umbenennen"
HISTORY_RENAME = "„{title}“ umbenennen"
JUDGEMENTS_ONE = "1 Urteil herunterladen"
JUDGEMENTS_MANY = "{count:,} Urteile herunterladen"
JUDGEMENTS_TITLE = "Was über Antworten geurteilt wurde, als Fragen, die citewire eval noch einmal stellt"
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
STAGES = {"writing": WRITING, "checking": "Jeder Satz wird mit seinen Textstellen verglichen"}
PASSAGES_ONE = "1 Textstelle"
PASSAGES_MANY = "{count:,} Textstellen"
STOPPED = "Abgebrochen, bevor die Antwort vollständig war."
BROKEN = "In Citewire ist ein Fehler aufgetreten. Näheres steht im Terminal, in dem es läuft."

# Answers
VERDICTS = {"supported": "Belegt", "partial": "Teilweise belegt", "unsupported": "Nicht belegt"}
VERDICT_SENTENCE_SUPPORTED = "Belegt: Das steht in der zitierten Stelle"
VERDICT_MARKS = {"supported": "✓", "partial": "≈", "unsupported": "✕"}
CHECKED_ALL_ONE = "Der Satz wurde mit seiner Quelle verglichen"
CHECKED_ALL_MANY = "Alle {count} Sätze wurden mit ihren Quellen verglichen"
CHECKED_SOME = "{supported} von {count} Sätzen sind durch ihre Quellen belegt"
SEE_SOURCES = "Zu den Quellen"
LIKELY = "Wahrscheinlich richtig: {percent:.0f} %"
LIKELY_TITLE = (
    "Wie oft Antworten wie diese in den Messungen stimmten; die Haken sagen nur, dass jeder Satz in seiner Quelle steht"
)
AS_OF = "Stand der Frage: {day}"
PERIOD = "„{text}“ verstanden als {period}"
PERIOD_USUAL = "Nur Artikel aus der Zeit {period}, wie unter „Einstellungen“ festgelegt"
PERIOD_USUAL_TERMINAL = "Nur Artikel aus der Zeit {period} (Einstellung period_days); --no-period fragt alle."
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
    "recited": "Beleg berichtigt",
    "truncated": "Gekürzt",
    "reworded": "Schreibweise",
    "unsupported": "Weggelassen",
    "fallback": "Stattdessen zitiert",
}
NOTICE_HINTS = {
    "unknown_marker": "Eine solche Nummer entfällt; wo sie stand, wurde der Satz mit den Stellen verglichen.",
    "recited": "Lesen Sie die Stelle, bevor Sie sich auf den Satz verlassen.",
    "truncated": "Fragen Sie weniger auf einmal, oder heben Sie die Grenzen unter „Einstellungen“ an.",
    "fallback": "Die Verbindung zum Sprachmodell lässt sich unter „Einstellungen“ prüfen.",
}
NOTICE_LATER = "Den späteren Bericht lesen ({day})"
NOTICE_NEWEST = "Den Bericht vom {day} lesen"
NOTICE_SINCE = "Nur Artikel seit dem {day} befragen"
NOTICE_COMPARE = "Die Stellen vergleichen"
DROPPED_ONE = "Den weggelassenen Satz zeigen"
DROPPED_MANY = "Die {count} weggelassenen Sätze zeigen"
REFUSAL_TITLE = "Keine Antwort"
REFUSAL_REASON = "Grund: {reason}."
REFUSAL_NEAREST = (
    "In den Stellen, die der Frage am nächsten kommen, fand Citewire keine Antwort. "
    "Lesen Sie sie, bevor Sie daraus schließen, dass es keine gibt."
)

# Checking a draft or an export, in the terminal
CHECKING = "Sätze werden geprüft"
RECHECKING = "Belege werden nachgeschlagen"

# Sources
SOURCES_TITLE = "Quellen"
SOURCES_FOR = "zu „{question}“"
SOURCES_EMPTY = "Hier stehen die Stellen, auf denen eine Antwort beruht: mit Medium, Datum und dem zitierten Satz."
FOUND_TITLE = "Gefunden, wird gelesen"
NEAREST_TITLE = "Nächstliegende Stellen"
NEAREST_BANNER = "Keine Antwort"
NEAREST_TEXT = "Diese Stellen kommen der Frage am nächsten. Eine Antwort fand Citewire darin nicht."
NO_NEAREST = "Keine Stelle kommt der Frage nahe."
WAITING = "Die Quellen folgen mit der Antwort."
NO_DATE = "Ohne Datum"
NO_SOURCE = "Medium nicht genannt"
READ_ARTICLE = "Im Artikel lesen"
ORIGINAL = "Originalseite"
ALSO_IN_ONE = "Auch in 1 weiteren Medium"
ALSO_IN_MANY = "Auch in {count} weiteren Medien"
WHY_FOUND = "Warum diese Stelle gefunden wurde"
MATCHED_TERMS = "Gemeinsame Wörter mit der Frage"
NO_MATCHED_TERMS = "Kein Wort mit der Frage gemeinsam; über die Bedeutung gefunden."
SCORE_DENSE = "Nähe der Bedeutung"
SCORE_LEXICAL = "Gemeinsame Wörter"
SCORE_FUSED = "Gesamtwertung"
SCORE_RERANK = "Genau gelesen, gemessen an der besten Stelle hier"
SCORE_TIME = "Passendes Datum"
SCORE_TIME_WORDS = ((0.5, "deshalb weiter oben"), (0.0, "deshalb weiter unten"))
SCORE_WORDS = ((0.66, "stark"), (0.33, "mittel"), (0.0, "schwach"))
SCORE_SHOWN = "{word} ({score:.2f})"
SCORE_NONE = "so nicht gefunden"

# The evidence by date and outlet
TIMELINE_TITLE = "Wann es berichtet wurde und von wem"
TIMELINE_OTHERS = "Andere Medien"
TIMELINE_ONLY = "Nur {outlet} zeigen"
TIMELINE_STRETCH = "{first} bis {last}"
TIMELINE_MARKS = {"cited": "Quelle", "copy": "Kopie der Quelle", "near": "Nächstliegende Stelle"}
TIMELINE_PERIOD = "Schattiert: der erfragte Zeitraum, {period}."
TIMELINE_COPIES = "Ringe: derselbe Bericht in einem anderen Medium."
TIMELINE_HINT = "Wählen Sie ein Medium oder einen Balken darunter, um nur die Quellen davon zu sehen."
TIMELINE_UNDATED_ONE = "1 Quelle hat kein Datum."
TIMELINE_UNDATED_MANY = "{count} Quellen haben kein Datum."

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
    "nextArticle": "Nächster zitierter Artikel",
    "previousArticle": "Voriger zitierter Artikel",
    "back": "Zurück zur Antwort",
    "citedInSentence": "In Satz {number} zitiert: zurück zur Antwort",
    "citedInNotice": "In einem Hinweis zitiert: zurück zur Antwort",
    "chosen": "{count} von {all} Quellen",
    "showAll": "Alle zeigen",
    "question": "Frage",
    "answer": "Antwort",
    "copied": "Kopiert",
    "copiedLink": "Link kopiert. Er öffnet sich nur auf diesem Rechner, solange Citewire läuft.",
    "copyRefused": "Nicht kopiert: Der Browser gab die Zwischenablage nicht frei. Bitte den Text markieren und selbst kopieren.",
    "copyFailed": "Nicht kopiert: Die Antwort ließ sich nicht abrufen. Vielleicht wurde Citewire beendet.",
    "rename": "Neuer Titel; die Eingabetaste übernimmt ihn, Escape lässt den alten",
    # Names for those who hear the page
    "conversation": "Gespräch",
    "examples": "Fragen für den Anfang",
    "sources": "Quellen",
    "history": "Gespräche",
    "tabs": "Bereiche von Citewire",
    "moreTabs": "Weitere Bereiche",
    "articles": "Artikel",
    "calendar": "Einen Tag wählen",
    "previousMonth": "Voriger Monat",
    "nextMonth": "Nächster Monat",
    "skip": "Zur Frage",
    # The keyboard
    "unsaved": "Geändert und noch nicht gespeichert.",
    "keys": "Tastatur",
    "keysOn": "Einzelne Tasten verwenden",
    "keyList": "Diese Liste zeigen oder ausblenden",
    "keyQuestion": "Zur Frage",
    "keyAsk": "Fragen; mit Umschalttaste eine neue Zeile",
    "keyEscape": "Schließen, was offen ist, oder die Antwort abbrechen",
    "keyNext": "Nächster Beleg",
    "keyPrevious": "Voriger Beleg",
    "keyOpen": "Die zitierte Stelle öffnen",
    "keyBack": "Zurück zur Antwort",
    "keyCopy": "Die Antwort kopieren",
    "keyHistory": "Die Gespräche zeigen oder ausblenden",
    "keyTabs": "Fragen, Prüfen, Archiv, Einstellungen",
}

# An index without articles
EMPTY_TITLE = "Noch gibt es keine Artikel"
EMPTY_TEXT = (
    "Citewire beantwortet Fragen aus Artikeln, die Sie ihm geben, und zeigt zu jedem Satz, wo er steht. "
    "Beginnen Sie mit den Beispielartikeln, um zu sehen, wie das geht, oder fügen Sie gleich eigene hinzu."
)
EMPTY_READ_ONLY = "Wer Citewire betreibt, kann auf dem Rechner, auf dem es läuft, welche hinzufügen:"
EMPTY_COMMANDS = ("citewire index pfad/zu/artikeln",)
EMPTY_FORMATS = (
    "Möglich sind Text, Tabellen, Webseiten, PDF, Word, E-Mail und ZIP-Dateien, dazu Webadressen, Feeds und Ordner."
)
EMPTY_SAMPLES = "Die Beispielartikel hinzufügen"
EMPTY_SAMPLES_TOLD = "Ein paar Dutzend kurze Meldungen auf Englisch; sie lassen sich wieder entfernen."
EMPTY_OWN = "Eigene hinzufügen"

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
TAB_SETTINGS = "Einstellungen"

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
PRINT = "Drucken"
EXPORT_FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}

# The Library
LIBRARY_COLUMNS = {
    "title": "Titel",
    "outlet": "Medium",
    "date": "Datum",
    "length": "Zeichen",
    "passages": "Stellen",
    "copies": "Kopien",
    "state": "Zustand",
}
LIBRARY_DETAILS = "Mehr"
LIBRARY_SHOW = "Zeigen"
LIBRARY_HIDE = "Ausblenden"
LIBRARY_UNKNOWN = "–"
LIBRARY_SEARCH = "Suchen in Titel, Medium, Verfasser oder Adresse"
LIBRARY_EMPTY = "Noch gibt es keine Artikel."
LIBRARY_NOT_FOUND = "Kein Artikel hat diese Wörter in Titel, Medium, Verfasser oder Adresse."
LIBRARY_PLACE = "{first:,} bis {last:,} von {count:,}"
LIBRARY_PREVIOUS = "Vorige Seite"
LIBRARY_NEXT = "Nächste Seite"
LIBRARY_READ = "Den Artikel lesen"
LIBRARY_REMOVE = "Diesen Artikel entfernen"
LIBRARY_REMOVED = "„{title}“ ist entfernt. Die Datei, aus der er stammt, ist noch da."
LIBRARY_RESTORED = ("Der Artikel ist wieder da.", "{count:,} Artikel sind wieder da.")
LIBRARY_SAME_TEXT = "Derselbe Text auch in:"
LIBRARY_STATES = {"ready": "bereit", "undated": "ohne Datum", "empty": "ohne Text"}
LIBRARY_STATE_TOLD = {
    "undated": (
        "Er hat kein Datum: Fragen zu einem Zeitraum finden ihn nicht. "
        "Ergänzen Sie in seiner Datei ein Datum, und fügen Sie sie noch einmal hinzu."
    ),
    "empty": "Er enthält keinen Text, der sich finden ließe. Ist es ein Scan, fügen Sie eine Fassung mit Text hinzu.",
}
CHARACTERS = ("1 Zeichen", "{count:,} Zeichen")
LIBRARY_ADD_TITLE = "Artikel hinzufügen"
LIBRARY_FILES = "Dateien"
LIBRARY_FILES_INFO = (
    "Text, Tabellen, Webseiten, PDF, Word, E-Mail, ZIP. Hier oder irgendwo auf der Seite ablegen; "
    "sie werden sofort hinzugefügt."
)
LIBRARY_PLACES = "Webadressen und Ordner"
LIBRARY_PLACES_INFO = (
    "Seiten, Feeds oder Sitemaps sowie Dateien oder Ordner dieses Rechners. Mehrere je in einer Zeile; "
    "die Eingabetaste fügt sie hinzu."
)
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
LIBRARY_MORE = "und {count:,} weitere"
LIBRARY_STOPPING = "Die Artikel, die gerade an der Reihe sind, werden noch gespeichert."
LIBRARY_UNDOING = "Es wird rückgängig gemacht."
LIBRARY_STOPPED = "Abgebrochen. Was schon gespeichert war, bleibt; erneut hinzufügen setzt die Arbeit fort."
LIBRARY_UNDONE = "Rückgängig gemacht: {done}."
LIBRARY_UNDONE_REMOVED = ("1 Artikel entfernt", "{count:,} Artikel entfernt")
LIBRARY_UNDONE_RESTORED = ("1 Artikel ist wieder wie zuvor", "{count:,} Artikel sind wieder wie zuvor")
LIBRARY_NOT_UNDONE = "Es gibt nichts mehr rückgängig zu machen."

# The index in words
HEALTH_TITLE = "Index"
HEALTH_EXAMINE = "Den Index untersuchen"
HEALTH_EXAMINING = "Jeder Artikel wird untersucht; das kann eine Minute dauern."
HEALTH_FINE = "in Ordnung"
HEALTH_MEND = "Zum Reparieren Citewire beenden und ausführen:"
HEALTH_MEND_HERE = "Reparieren"
HEALTH_MENDED = "Repariert."
HEALTH_EMPTY = "Der Index ist leer."
HEALTH_PASSAGES = "Gesucht wird in den Artikeln Stelle für Stelle ({passages}), jede höchstens {pieces} Wortteile lang (etwa {words} Wörter)."
HEALTH_MODEL = "Nach der Bedeutung vergleicht sie das Modell {model} ({dimension} Dimensionen)."
HEALTH_CHANGED = "Zuletzt kam am {day} um {time} ein Artikel hinzu, oder einer wurde geändert."
HEALTH_COPIES = (
    "1 Artikel gibt den Text eines anderen wieder.",
    "{count:,} Artikel geben den Text eines anderen wieder.",
)
HEALTH_PLACES = "Die Artikel stammen aus:"
HEALTH_PLACE = "{place}: {articles}"
HEALTH_PARTS = {
    "catalog": "Artikel",
    "passages": "Textstellen",
    "full text": "Suche nach Wörtern",
    "journal": "Sicherung",
    "copies": "Gefundene Kopien",
    "vector store": "Suche nach der Bedeutung",
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

# Settings
SETTINGS_READ_ONLY = "Diese Seite ist auch für andere Rechner da; die Einstellungen lassen sich hier nicht ändern."
SETTINGS_ANSWERS = "Wer antwortet"
SETTINGS_BY = "Antworten werden"
SETTINGS_BY_QUOTING = "aus den Artikeln zitiert"
SETTINGS_BY_MODEL = "von einem Sprachmodell geschrieben und mit den Artikeln verglichen"
SETTINGS_PROVIDER = "Anbieter"
SETTINGS_MODEL = "Modell"
SETTINGS_MODEL_INFO = "Wie der Anbieter es nennt, zum Beispiel qwen3. Textstellen und Fragen werden an ihn geschickt."
SETTINGS_KEY_SET = "{variable} ist gesetzt. Der Schlüssel wird hier nie gezeigt."
SETTINGS_KEY_MISSING = (
    "{variables} ist nicht gesetzt: Bitte Citewire damit starten. Schlüssel werden nur aus der Umgebung gelesen."
)
SETTINGS_KEY_OPTIONAL = "{variable} ist nicht gesetzt; die meisten eigenen Server brauchen keinen Schlüssel."
SETTINGS_KEY_NONE = "Das Modell läuft in Citewire selbst und braucht keinen Schlüssel."
SETTINGS_OR = " oder "
SETTINGS_URL_HIDDEN = (
    "Die eingestellte Adresse enthält einen Namen, ein Passwort oder eine Abfrage. Sie wird nicht gezeigt und nie an "
    "diese Seite geschickt; was Sie hier eintippen, ersetzt sie."
)
SETTINGS_URL_PRIVATE = "Wird anderen Rechnern nicht gezeigt."
SETTINGS_TEST = "Verbindung testen"
SETTINGS_TESTING = "{model} wird um ein Wort gebeten."
SETTINGS_TEST_NONE = "Es gibt kein Modell zu testen: Antworten werden aus den Artikeln zitiert."
SETTINGS_TESTED = "{model} hat nach {seconds:.1f} s geantwortet: „{said}“"
SETTINGS_MORE_MODEL = "Grenzen des Sprachmodells"
SETTINGS_PERIOD = "Zeitraum"
SETTINGS_PERIOD_LABEL = "Fragen, die keine Zeit nennen, gelten Artikeln aus"
SETTINGS_PERIODS = {0: "jeder Zeit", 7: "der letzten Woche", 30: "dem letzten Monat", 365: "dem letzten Jahr"}
SETTINGS_PERIOD_OTHER = "den letzten {days:,} Tagen"
SETTINGS_PERIOD_INFO = (
    "Gerechnet vom Tag der Frage zurück. Tage, die unter der Frage gewählt sind, eine Zeit, die in ihr steht, "
    "und „Ohne diesen Zeitraum fragen“ unter einer Antwort gehen vor."
)
SETTINGS_THRESHOLD = "Wann nicht geantwortet wird"
SETTINGS_THRESHOLD_LABEL = "Nicht antworten, wenn die Antwort weniger wahrscheinlich stimmt als"
SETTINGS_THRESHOLD_INFO = "Niedriger: Mehr Fragen werden beantwortet, und mehr Antworten sind falsch. Höher: umgekehrt."
SETTINGS_CURVE = (
    "Bei {threshold:g} werden von 100 Fragen wie den gemessenen etwa {answered} beantwortet, {right} davon richtig."
)
SETTINGS_CURVE_NONE = "Bei {threshold:g} wird keine Frage wie die gemessenen beantwortet."
SETTINGS_CURVE_RANGE = "Von 100 Antworten stimmen {lowest} bis {highest}, je nach Sammlung."
SETTINGS_CURVE_MEASURED = (
    "Gemessen mit {questions:,} Fragen an {collections} Sammlungen aus {articles:,} Artikeln; {unanswerable:,} der Fragen "
    "beantworten die Artikel nicht. Jede Sammlung zählt gleich viel; mitgelieferte Modelle, Antworten zitiert. "
    "Bei Ihnen kann es anders sein: citewire eval misst es."
)
SETTINGS_CURVE_OTHERS = "Sie verwenden andere Modelle als die, mit denen gemessen wurde."
SETTINGS_CURVE_X = "Beantwortete Fragen"
SETTINGS_CURVE_Y = "Richtige Antworten"
SETTINGS_CURVE_KEY = "Fett: der Mittelwert; dünn: jede Sammlung; Punkt: der Wert oben."
SETTINGS_LOOK = "Aussehen"
SETTINGS_THEME = "Farben"
SETTINGS_THEMES = {"system": "wie das System", "light": "hell", "dark": "dunkel"}
SETTINGS_THEME_INFO = "Gilt für diesen Browser und sofort."
SETTINGS_LANGUAGE_INFO = (
    "Die Seite lädt neu, sobald gespeichert ist. Artikel und Antworten behalten ihre eigene Sprache."
)
SETTINGS_GROUPS = {"finding": "Stellen finden", "fetching": "Seiten abrufen", "limits": "Grenzen und Prüfung"}
SETTINGS_INDEX = "Der Index"
SETTINGS_INDEX_INFO = (
    "Damit wurde der Index gebaut. Um etwas davon zu ändern, Citewire beenden, es in {file} eintragen und ausführen"
)
SETTINGS_INDEX_REOPEN = "Womit das Modell läuft, ändert sich beim nächsten Start von Citewire auch ohne diesen Befehl."
SETTINGS_DEFAULT = "Voreinstellung: {value}."
SETTINGS_DEFAULT_EMPTY = "Voreinstellung: keine."
SETTINGS_BOUNDS = "{low} bis {high}."
SETTINGS_MISSING = "Ein Wert fehlt."
SETTINGS_IMPOSSIBLE = "{value} ist nicht möglich."
SETTINGS_AT_LEAST = "Mindestens {low}."
SETTINGS_RESET = "Zurücksetzen"
SETTINGS_RESET_LABEL = "„{label}“ auf die Voreinstellung zurücksetzen"
SETTINGS_FROM_ENVIRONMENT = "Durch {variable} in der Umgebung gesetzt."
SETTINGS_SAVE = "Speichern"
SETTINGS_SAVED = "Gespeichert: {names}. Gilt ab der nächsten Frage."
SETTINGS_NOTHING_CHANGED = "Es wurde nichts geändert."
SETTINGS_NOT_SAVED = "Es wurde nichts gespeichert."
SETTING_LABELS = {
    "embedding_model": "Embedding-Modell",
    "embedding_backend": "Womit das Embedding-Modell läuft",
    "chunk_tokens": "Länge einer Textstelle",
    "max_article_chars": "Längster Artikel",
    "fetch_timeout_s": "Sekunden für eine Seite",
    "fetch_max_bytes": "Größte Seite",
    "fetch_delay_s": "Sekunden zwischen zwei Seiten",
    "fetch_pages": "Seiten eines Feeds",
    "fetch_private": "Aus privaten Netzen abrufen",
    "candidates": "Kandidaten jeder Suche",
    "lexical_weight": "Gewicht gemeinsamer Wörter",
    "reranker": "Nachsortierung",
    "rerank_depth": "Nachsortierte Stellen",
    "checker": "Prüfung der Sätze",
    "keep_k": "Stellen für eine Antwort",
    "max_sentences": "Sätze einer Antwort",
    "refusal_threshold": "Schwelle für „keine Antwort“",
    "chat_turns": "Gesprächsschritte für eine Nachfrage",
    "chat_chars": "Zeichen für eine Nachfrage",
    "llm": "Sprachmodell",
    "llm_url": "Adresse des Modellservers",
    "llm_context_tokens": "Platz für Vorgabe und Antwort",
    "llm_max_tokens": "Längste Antwort",
    "llm_temperature": "Temperatur",
    "llm_first_token_s": "Sekunden bis zum ersten Wort",
    "llm_timeout_s": "Sekunden insgesamt",
    "llm_retries": "Weitere Versuche",
    "period_days": "Zeitraum",
    "language": "Sprache",
    "max_question_chars": "Längste Frage",
}
SETTING_HELP: dict[str, str] = {
    "embedding_model": (
        "Das Modell, das Texte nach ihrer Bedeutung vergleicht: „bundled“ (all-MiniLM-L6-v2, ohne Netz), ein Ordner "
        "oder eine Kennung von Hugging Face."
    ),
    "embedding_backend": (
        "„onnx“ (ONNX Runtime; einmal umgewandelt, startet schnell), „torch“ oder „auto“: ONNX Runtime, wo es das "
        "Modell ausführen kann, sonst torch. Die Vektoren sind dieselben."
    ),
    "chunk_tokens": "Wortteile des Artikels, die eine Stelle höchstens enthält, unter der Grenze des Modells selbst.",
    "max_article_chars": "Längster Artikel in Zeichen; längere werden genannt und ausgelassen.",
    "fetch_timeout_s": "Sekunden, die eine Seite vom ersten angefragten bis zum letzten erhaltenen Byte dauern darf.",
    "fetch_max_bytes": "Größte Seite, größter Feed oder größtes Dokument in Bytes, gepackt wie entpackt.",
    "fetch_delay_s": "Sekunden zwischen zwei Anfragen an einen Server; mehr, wenn seine robots.txt darum bittet.",
    "fetch_pages": "So viele Seiten eines Feeds oder einer Sitemap werden auf einmal höchstens abgerufen, die neuesten zuerst.",
    "fetch_private": "Ob Seiten von diesem Rechner und aus privaten Netzen abgerufen werden dürfen.",
    "candidates": "Stellen, die jede der beiden Suchen liefert: die nach der Bedeutung und die nach Wörtern.",
    "lexical_weight": "Anteil der gemeinsamen Wörter an der Gesamtwertung; den Rest macht die Bedeutung aus.",
    "reranker": (
        "Was die besten Stellen neu ordnet: „bundled“ (ihre Sätze, gewichtet), „none“ oder ein Cross-Encoder: "
        "ein Ordner oder eine Kennung von Hugging Face."
    ),
    "rerank_depth": "So viele Stellen werden dafür gelesen; ein Cross-Encoder ist langsam.",
    "checker": (
        "Was Sätze prüft, neben den Regeln für Zahlen, Namen und Verneinungen: „bundled“ (Ähnlichkeit) oder ein "
        "Cross-Encoder für logische Folgerung (NLI): ein Ordner oder eine Kennung von Hugging Face."
    ),
    "keep_k": "Stellen, aus denen eine Antwort gewonnen wird.",
    "max_sentences": "So viele Sätze hat eine zitierte Antwort höchstens.",
    "refusal_threshold": (
        "Antworten, die weniger wahrscheinlich stimmen, werden nicht gegeben; bei 0,375 die, von denen kaum vier von "
        "zehn richtig wären. 0 antwortet immer, 1 nie. Was andere Werte bewirken: docs/confidence.md."
    ),
    "chat_turns": "Auf so viele der letzten Schritte eines Gesprächs darf sich eine Nachfrage stützen; 0: auf keinen.",
    "chat_chars": "So viele Zeichen früherer Fragen und Antworten werden für eine Nachfrage höchstens gelesen.",
    "llm": (
        "Das Sprachmodell, das Antworten schreibt: „none“ (Sätze werden zitiert) oder ANBIETER:MODELL mit ollama, "
        "openai, anthropic, openai-like oder huggingface; siehe docs/models.md. Schlüssel nur aus der Umgebung."
    ),
    "llm_url": (
        "Adresse des Modellservers, wenn es nicht die übliche ist; „openai-like“ braucht sie, "
        "zum Beispiel http://localhost:8080/v1."
    ),
    "llm_context_tokens": "Platz für Vorgabe und Antwort zusammen, in Tokens; Stellen, die nicht passen, entfallen.",
    "llm_max_tokens": "Längste Antwort eines Sprachmodells, in Tokens.",
    "llm_temperature": "0 nimmt jedes Mal das wahrscheinlichste Wort; manche Modelle nehmen nur 1 an.",
    "llm_first_token_s": "Sekunden, bis ein Sprachmodell zu antworten beginnen muss.",
    "llm_timeout_s": "Sekunden, die ein Sprachmodell insgesamt brauchen darf, weitere Versuche eingerechnet.",
    "llm_retries": "Weitere Versuche, wenn der Server eines Modells überlastet ist, versagt oder nicht zu erreichen ist.",
    "period_days": (
        "Fragen, die keine Zeit nennen, gelten den Artikeln so vieler Tage vor dem Tag der Frage; 0: allen. "
        "Gewählte Tage und die Option --no-period heben das auf."
    ),
    "language": "Sprache der Seite: „en“ oder „de“. Artikel und Antworten behalten ihre eigene.",
    "max_question_chars": "Längste Frage, die angenommen wird, in Zeichen.",
}

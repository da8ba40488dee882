"""What the engine says of answers and drafts, in German; the keys are its own words, see `ui.texts.phrases`."""

from __future__ import annotations

import re
from typing import Final

from ui.texts import english, german
from ui.texts.phrases import Phrases

_MONTHS: Final = dict(zip(english.MONTHS, german.MONTHS, strict=True))
_DAY: Final = re.compile(rf"\b(\d{{1,2}})(?: ({'|'.join(_MONTHS)})\b|(?= to \d))")
_PERIOD_WORDS: Final = {
    " to ": " bis ", " or later": " oder später", " or earlier": " oder früher", "any time": "jede Zeit",
    "undated": "ohne Datum",
}  # fmt: skip

_SEARCHED: Final = {
    f"{articles}{outlets}{days}": f"{artikel}{medien}{days}"
    for articles, artikel in (("1 article", "1 Artikel"), ("{count} articles", "{count} Artikel"))
    for outlets, medien in (
        (" from 1 outlet", " aus 1 Medium"),
        (" from {count2} outlets", " aus {count2} Medien"),
        ("", ""),
    )
    for days in (", {period}", "")
}
_REFUSALS: Final = {
    "The articles do not answer this.": "Die Artikel beantworten das nicht.",
    "No article here has anything on this.": "Hier gibt es keinen Artikel dazu.",
    "No article within the chosen dates and outlets has anything on this.": (
        "Für die gewählten Tage und Medien gibt es keinen Artikel dazu."
    ),
    "The articles do not answer this. {what}": "Die Artikel beantworten das nicht. {what}",
    "No article here has anything on this. {what}": "Hier gibt es keinen Artikel dazu. {what}",
    "No article within the chosen dates and outlets has anything on this. {what}": (
        "Für die gewählten Tage und Medien gibt es keinen Artikel dazu. {what}"
    ),
    "Searched: {what}.": "Durchsucht: {what}.",
    "Searched, within the chosen dates and outlets: {what}.": "Durchsucht für die gewählten Tage und Medien: {what}.",
    "no passage shares a word or a meaning with the question": (
        "keine Stelle hat ein Wort oder einen Sinn mit der Frage gemeinsam"
    ),
    "no passage within the chosen dates and outlets shares a word or a meaning with the question": (
        "für die gewählten Tage und Medien hat keine Stelle ein Wort oder einen Sinn mit der Frage gemeinsam"
    ),
    "the nearest passages leave too much of the question open": (
        "die nächstliegenden Stellen lassen zu viel von der Frage offen"
    ),
    "the language model found no answer in the nearest passages": (
        "das Sprachmodell fand in den nächstliegenden Stellen keine Antwort"
    ),
}
_FOLLOW_UPS: Final = {
    "asked again with {new} in place of {old}, from your question": (
        "noch einmal gefragt, mit {new} statt {old}, aus Ihrer Frage"
    ),
    "asked again of your question: {question}": "Ihre Frage noch einmal gestellt: {question}",
    "about: {topic}, {origin}": "zu: {topic}, {origin}",
    "time = {period}, {origin}": "Zeit = {period}, {origin}",
    "{word} = {name}, {origin}": "{word} = {name}, {origin}",
    "from your question": "aus Ihrer Frage",
    "from an earlier question": "aus einer früheren Frage",
    "from the answer": "aus der Antwort",
    "from an earlier answer": "aus einer früheren Antwort",
    "written by the language model": "vom Sprachmodell formuliert",
}
_NOTICES: Final = {
    "Read as {period} (“{said}”); articles of that time come first.": (
        "Verstanden als {period} („{said}“); Artikel aus dieser Zeit kommen zuerst."
    ),
    "Read as {period} (“{said}”); only articles published then are used.": (
        "Verstanden als {period} („{said}“); nur Artikel aus dieser Zeit werden verwendet."
    ),
    "Read as {period} (“{said}”), but no passage found is of that time or tells of it.": (
        "Verstanden als {period} („{said}“), aber keine gefundene Stelle stammt aus dieser Zeit oder berichtet von ihr."
    ),
    "No article was published in the period asked for, {period} (“{said}”); these are the nearest.": (
        "Aus dem erfragten Zeitraum, {period} („{said}“), gibt es keinen Artikel; dies sind die nächstliegenden."
    ),
    "No article was published in the period asked for, {period} (“{said}”).": (
        "Aus dem erfragten Zeitraum, {period} („{said}“), gibt es keinen Artikel."
    ),
    "The article that says this has no date [{marker}], so it may no longer hold.": (
        "Der Artikel, in dem das steht, hat kein Datum [{marker}]; es kann überholt sein."
    ),
    "The newest article found on this is from {day1}, {age} before {day2}.": (
        "Der neueste Artikel dazu ist vom {day1}, {age} vor dem {day2}."
    ),
    "The newest article that says this is from {day1} [{marker}], {age} before {day2}.": (
        "Der neueste Artikel, in dem das steht, ist vom {day1} [{marker}], {age} vor dem {day2}."
    ),
    "{count} years": "{count} Jahre",
    "{count} months": "{count} Monate",
    "{count} weeks": "{count} Wochen",
    "{count} days": "{count} Tage",
    "The article gives two figures: {first}, and {second}.": "Der Artikel nennt zwei Zahlen: {first} und {second}.",
    "Earlier reports differ: {second}; the later article says {first}.": (
        "Frühere Berichte weichen ab: {second}; im späteren Artikel steht {first}."
    ),
    "Two articles differ: {first}, but {second}. Neither corrects the other.": (
        "Zwei Artikel weichen voneinander ab: {first}, aber {second}. Keiner berichtigt den anderen."
    ),
    "“{word}” is not in the articles; also searched for “{instead}”.": (
        "„{word}“ kommt in den Artikeln nicht vor; gesucht wurde auch nach „{instead}“."
    ),
    "This question needs {count} sentences, but answers are limited to 1 sentence (setting max_sentences).": (
        "Diese Frage braucht {count} Sätze, eine Antwort darf aber nur 1 Satz haben (Einstellung max_sentences)."
    ),
    "This question needs {count} sentences, but answers are limited to {count2} sentences (setting max_sentences).": (
        "Diese Frage braucht {count} Sätze, eine Antwort darf aber nur {count2} haben (Einstellung max_sentences)."
    ),
}
_MODEL: Final = {
    "The language model {reason}. The answer is quoted from the articles instead.": (
        "Das Sprachmodell {reason}. Die Antwort ist stattdessen aus den Artikeln zitiert."
    ),
    "The language model {reason}. What it had written until then was checked and is kept.": (
        "Das Sprachmodell {reason}. Was es bis dahin geschrieben hatte, wurde geprüft und steht hier."
    ),
    "wrote nothing": "hat nichts geschrieben",
    "wrote nothing that reads as an answer": "hat nichts geschrieben, was sich als Antwort lesen lässt",
    "wrote nothing that the articles support": "hat nichts geschrieben, was die Artikel belegen",
    "has no room for a passage within the setting llm_context_tokens": (
        "hat mit der Einstellung llm_context_tokens keinen Platz für eine Textstelle"
    ),
    "did not begin to answer within {count} s": "hat nicht innerhalb von {count} s zu antworten begonnen",
    "did not finish within {count} s": "wurde nicht innerhalb von {count} s fertig",
    "did not answer in time": "hat nicht rechtzeitig geantwortet",
    "broke off its answer": "hat seine Antwort abgebrochen",
    "sent an answer that cannot be read": "hat eine Antwort geschickt, die sich nicht lesen lässt",
    "broke off in the middle of a sentence": "hat mitten im Satz abgebrochen",
    "reached its limit of {count} tokens in the middle of a sentence": (
        "hat mitten im Satz seine Grenze von {count} Tokens erreicht"
    ),
    "wrote more than was asked for": "hat mehr geschrieben, als gefragt war",
    "The language model read {count} of the {count2} passages found; more do not fit into {count3} tokens.": (
        "Das Sprachmodell las {count} der {count2} gefundenen Stellen; mehr passen nicht in {count3} Tokens."
    ),
    "1 sentence of the language model was left out, because the articles do not support it: {problems}.": (
        "1 Satz des Sprachmodells wurde weggelassen, weil die Artikel ihn nicht belegen: {problems}."
    ),
    "{count} sentences of the language model were left out, because the articles do not support them: {problems}.": (
        "{count} Sätze des Sprachmodells wurden weggelassen, weil die Artikel sie nicht belegen: {problems}."
    ),
    "The language model cited a passage that does not exist: {markers}.": (
        "Das Sprachmodell verwies auf eine Stelle, die es nicht gibt: {markers}."
    ),
    "The language model cited passages that do not exist: {markers}.": (
        "Das Sprachmodell verwies auf Stellen, die es nicht gibt: {markers}."
    ),
    "number {marker}": "Nummer {marker}",
    "The language model gave 1 sentence no passage that supports it; the check found the one cited here.": (
        "Das Sprachmodell gab 1 Satz keine Stelle bei, die ihn belegt; die hier zitierte fand die Prüfung."
    ),
    "The language model gave {count} sentences no passage that supports them; the check found those cited here.": (
        "Das Sprachmodell gab {count} Sätzen keine Stellen bei, die sie belegen; die hier zitierten fand die Prüfung."
    ),
    "cites nothing": "zitiert nichts",
    "is not in what it cites": "steht nicht in dem, was zitiert ist",
    "cites [{marker}], which is no passage": "verweist auf [{marker}], das ist keine Textstelle",
}
_PROBLEMS: Final = {
    "the passage does not mention {what}": "die Stelle erwähnt {what} nicht",
    "the passage does not give the figure {figure}": "die Stelle nennt die Zahl {figure} nicht",
    "the passage says “{there}”, the sentence says “{here}”": "in der Stelle steht „{there}“, im Satz „{here}“",
    "the passage says {there}, the sentence says {here}": "in der Stelle steht {there}, im Satz {here}",
    "the passage names {there}, the sentence {here}": "die Stelle nennt {there}, der Satz {here}",
    "the passage says otherwise": "die Stelle sagt etwas anderes",
    "the passage does not hold the words “{words}”": "die Wörter „{words}“ stehen nicht in der Stelle",
    "the passage holds these words, but does not put them together like this": (
        "die Stelle enthält diese Wörter, aber nicht in diesem Zusammenhang"
    ),
    "the passage does not speak of this": "davon ist in der Stelle nicht die Rede",
    "the passage does not say {quoted}": "in der Stelle steht nichts von {quoted}",
    "the article {name} is no longer in the index": "der Artikel {name} ist nicht mehr im Index",
    "the article was changed since it was cited": "der Artikel wurde geändert, seit er zitiert wurde",
    "the quote does not stand at the place given": "das Zitat steht nicht an der angegebenen Stelle",
}
_DRAFTS: Final = {
    "the quotation “{said}” reads “{true}” in the article": "das Zitat „{said}“ lautet im Artikel „{true}“",
    "no article found says this": "in keinem gefundenen Artikel steht das",
    "no passage says this by itself, only several together": (
        "keine Stelle sagt das für sich allein, nur mehrere zusammen"
    ),
    "the passage does not name {names}, so that it may speak of another": (
        "die Stelle nennt {names} nicht und meint vielleicht etwas anderes"
    ),
    "the quotation “{said}” stands in no article": "das Zitat „{said}“ steht in keinem Artikel",
    "supported": "belegt",
    "partly supported": "teilweise belegt",
    "not supported": "nicht belegt",
    "contradicted": "widersprochen",
    "supported, but the articles disagree": "belegt, aber die Artikel widersprechen sich",
    "not checked": "nicht geprüft",
    "a heading or by-line": "eine Überschrift oder Autorenzeile",
    "code": "Programmtext",
    "a table": "eine Tabelle",
    "a note or reference": "eine Anmerkung oder ein Verweis",
    "a question": "eine Frage",
    "a greeting": "ein Gruß",
    "a request": "eine Bitte",
    "the writer’s own view or experience": "die eigene Meinung oder Erfahrung",
    "an exclamation": "ein Ausruf",
    "too few words to state anything": "zu wenige Wörter für eine Aussage",
    "too long for a sentence": "zu lang für einen Satz",
    "for": "dafür",
    "against": "dagegen",
    "nearest, no evidence": "nächstliegend, kein Beleg",
    "true wording": "richtiger Wortlaut",
    "{count} supported, {count2} partly supported, {count3} not supported": (
        "{count} belegt, {count2} teilweise belegt, {count3} nicht belegt"
    ),
    "articles speak against {count}": "Artikel sprechen gegen {count}",
    "quotations not as in the articles: {count}": "Zitate anders als in den Artikeln: {count}",
    "{count} not checked": "{count} nicht geprüft",
    "Checked against the articles as of {day}": "Mit den Artikeln verglichen, Stand {day}",
}
_ERRORS: Final = {
    "the question is empty. Ask something, for example: Where did the two leaders meet?": (
        "Die Frage ist leer. Fragen Sie etwas, zum Beispiel: Where did the two leaders meet?"
    ),
    "the question is too long: got {count} characters, at most {count2}. Ask it in a sentence or two.": (
        "Die Frage ist zu lang: {count} Zeichen, höchstens {count2} sind möglich. Fragen Sie in ein, zwei Sätzen."
    ),
    "the question holds no word or number. Ask it in words.": (
        "Die Frage enthält weder Wort noch Zahl. Fragen Sie in Worten."
    ),
    "there is no question to ask again. Ask one first.": "Es gibt keine Frage zu wiederholen. Stellen Sie zuerst eine.",
    "the draft is empty. Write what is to be checked into it.": (
        "Der Entwurf ist leer. Bitte einfügen, was geprüft werden soll."
    ),
    "the draft holds no sentence. Write what is to be checked in sentences.": (
        "Der Entwurf enthält keinen Satz. Bitte in Sätzen schreiben, was geprüft werden soll."
    ),
    "the draft is too long: got {count} characters, at most {count2} are checked at once. Split it.": (
        "Der Entwurf ist zu lang: {count} Zeichen, höchstens {count2} werden auf einmal geprüft. Bitte teilen."
    ),
    "no article {name} in this home. List them: citewire articles": "Diesen Artikel gibt es hier nicht mehr: {name}",
    "no outlet {name} in this home. Known: {known}.": "Das Medium {name} gibt es hier nicht. Bekannt: {known}.",
    "this conversation is not kept here. It may have been deleted.": (
        "Dieses Gespräch ist hier nicht gespeichert. Vielleicht wurde es gelöscht."
    ),
    "another process is using the home {path}. Wait for it or stop it, or choose another --home.": (
        "Ein anderer Prozess arbeitet gerade mit {path}. Bitte warten, ihn beenden oder ein anderes --home wählen."
    ),
    "no language model is set, so none can answer. Set one, for example: CITEWIRE_LLM=ollama:qwen3": (
        "Es ist kein Sprachmodell eingestellt, also kann keines antworten. "
        "Eines wählen, zum Beispiel: CITEWIRE_LLM=ollama:qwen3"
    ),
    "the file is empty. Remove it or fill it in.": "die Datei ist leer. Bitte entfernen oder füllen.",
    "encrypted: a password is needed. Save a copy without one.": (
        "verschlüsselt: Ein Passwort ist nötig. Bitte eine Kopie ohne Passwort speichern."
    ),
    "no text: its pages ({count}) are pictures or blank. Recognise the text first: ocrmypdf OLD NEW": (
        "kein Text: Die Seiten ({count}) sind Bilder oder leer. Erst den Text erkennen: ocrmypdf ALT NEU"
    ),
    "no text: the document is blank or holds pictures only. Remove it or fill it in.": (
        "kein Text: Das Dokument ist leer oder enthält nur Bilder. Bitte entfernen oder füllen."
    ),
    "no article found: got {count} characters of prose. Save the article's text as .txt or .md instead.": (
        "kein Artikel gefunden: nur {count} Zeichen Fließtext. Bitte den Text als .txt oder .md speichern."
    ),
}


def _period(words: str) -> str:
    told = _DAY.sub(lambda found: f"{found[1]}." + (f" {_MONTHS[found[2]]}" if found[2] else ""), words)
    for english_words, german_words in _PERIOD_WORDS.items():
        told = told.replace(english_words, german_words)
    return told


def _number(written: str) -> str:
    return written.translate(str.maketrans(",.", "".join(german.SEPARATORS)))


PHRASES: Final = Phrases(
    {**_REFUSALS, **_SEARCHED, **_FOLLOW_UPS, **_NOTICES, **_MODEL, **_PROBLEMS, **_DRAFTS, **_ERRORS},
    period=_period,
    number=_number,
)

"""The stretches of a sentence that could be what a question asks for, by the kind of answer it expects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from index.terms import terms
from qa.conflicts.values import Kind, Value, read_values, value_start
from qa.conflicts.wanted import Wanted, can_be, wanted_by
from qa.editing.names import BODY, CAPITAL, JOINS, WORD, is_date, is_person, proper_names
from qa.parts.subquestions import MONTHS, WEEKDAYS, YEAR
from qa.questions import AnswerType, Question

Stretch = tuple[int, int]

_TITLED = re.compile(r"[“\"‘'](?P<title>[A-Z0-9][^“”\"‘]{1,58}?)[,.]?[”\"’'](?!\w)")
_PLACED = re.compile(
    rf"\b(?:in|at|near|from|to|on|off|outside|across|into|through|around|of|over|between|via) (?:(?:the|its|his|her|northern|southern|eastern|western|central|south|north|east|west|downtown|nearby|neighbouring|neighboring) )*"
    rf"(?P<place>{WORD}(?: (?:{JOINS} )?{WORD})*(?:, (?!{WEEKDAYS}|{MONTHS}){CAPITAL}\w+(?: {CAPITAL}\w+)?(?=[,.;)]|$))?)"
)
_PEOPLE_OF = re.compile(
    r"(?!(?:Caribbean|Mediterranean|Ocean)$)[A-Z][a-z]+(?:ian|ean|ese|ish|ican|[gl]ian)|German|French|Dutch|Greek|Afghan|Iraqi|Israeli|Saudi|Pakistani|Swiss|Thai|Muslims?|"
    r"Christian|Catholic|Protestant|Jew|Arab|Mexican|Roman|Welsh|Czech|Turk|Kurd|Kuwaiti|Yemeni|Qatari|Islamic|Arabic|Icelandic|Nordic|Baltic|Slavic|"
    r"(?:South|North|East|West) [A-Z][a-z]+(?:ian|ean|ese|ish|ican)"
)
_ABBREVIATED = re.compile(r"(?:US|UK|EU|UN|U\.S\.|U\.K\.|US-.*|Covid.*|COVID.*)")
_SPEAKER = re.compile(
    r"[”\"’,] (?:said|says|told|added|according to) (?:\w+ )*$|\b(?:Mr|Mrs|Ms|Dr|President|Minister|leader|spokes\w+|chancellor|mayor) $"
)
_SPEAKS = re.compile(r"^,? (?:said|says|told|added|adds|wrote|explained|tweeted)\b")
_MONTH = rf"(?:{MONTHS}|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
_TIMES = (
    rf"(?:(?:{WEEKDAYS}),? )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {YEAR})?",
    rf"(?:(?:{WEEKDAYS}),? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? {YEAR})?",
    rf"(?:(?:early|late|mid)[- ])?{_MONTH}(?: of)?(?: {YEAR})?(?! [A-Z])",
    rf"(?:last|next|this) (?:week|month|year|spring|summer|autumn|winter|weekend|{WEEKDAYS})",
    rf"(?:{WEEKDAYS})(?: (?:morning|afternoon|evening|night))?",
    rf"(?:the )?(?:early |late |mid-)?(?:the )?{YEAR}(?:s|[–-]\d{{2,4}})?(?![\w,.]\d| (?:people|men|women|metres|miles|km|tonnes|jobs))",
    r"\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|a\.m\.|p\.m\.)|(?:the )?\d{1,2}(?:st|nd|rd|th)[- ]century",
    r"(?:\d+|[a-z]+) (?:years|months|weeks|days|hours|decades) (?:ago|later|earlier)",
    r"yesterday|today|tomorrow",
)
_TIME = re.compile(rf"(?<![\w$£€.,]){'(?:' + '|'.join(f'(?:{one})' for one in _TIMES) + ')'}(?!\w)")
_ASKED_TIMES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\b(?:what|which)(?: \w+)? year\b", re.IGNORECASE), re.compile(rf"\b{YEAR}\b")),
    (re.compile(r"\b(?:what|which)(?: \w+)? month\b", re.IGNORECASE), re.compile(rf"\b(?:{MONTHS})\b")),
    (re.compile(r"\b(?:what|which)(?: \w+)? (?:weekday|day of the week)\b", re.IGNORECASE), re.compile(rf"\b(?:{WEEKDAYS})\b")),
    (re.compile(r"\b(?:what|which)(?: \w+)? (?:decade|century)\b", re.IGNORECASE), re.compile(r"\b(?:the )?(?:early |late |mid-)?(?:\d{3}0s|\d+th[- ]century)\b")),
)  # fmt: skip
_REASON = re.compile(
    r"\b(?:because of|because|due to|owing to|thanks to|as a result of|in order to|so that|in protest (?:at|against)|"
    r"to (?:avoid|prevent|protect|help|allow|make|give|keep|save|reduce|stop|ensure|mark|celebrate|raise|let)) [^,;:.()“”–—]{6,140}"
)
_MANNER = re.compile(r"\b(?:by \w+ing|using|through|via|with an? ) ?[^,;:.()“”–—]{3,90}")
_SHARE = re.compile(r"(?:\d[\d.,]*|[a-z]+(?:-[a-z]+)?) ?(?:%|per ?cent|percent)")
_SCORE = re.compile(r"(?<![\w.])\d{1,3}[–-]\d{1,3}(?![\w.])")
_PLAIN_NUMBER = re.compile(r"(?<![\w.,$£€])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,.]*\d)")

_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_AT_A_PLACE = re.compile(r"\b(?:in|into|at|near|outside|across) (?:the )?$")
_OF_AKIND = re.compile(r"\b[Aa]n? $")
_DONE_TO = re.compile(
    r"\b(beat|beats|beating|defeat\w*|over|against|than|succeed\w*|replac\w*|accus\w*|kill\w*|arrest\w*|attack\w*|sued|suing|met|meets|meeting|told|tells|asked) "
    r"(?:(?:the|former|then|by) )*$"
)
_TITLED_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir)\.? $")
_A_YEAR = re.compile(rf"\b{YEAR}\b")
_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.NAME})
_POSSESSIVE = re.compile(r"^[’']s? ")
KIN = re.compile(
    r"\b(?:sister|brother|mother|father|wife|husband|daughter|son|uncle|aunt|cousin|nephew|niece|child|parent|partner|widow|widower)s?\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"^(?: [\w’'-]+)? (?:out of |of (?:the|its|his|her|their|all) )(?:the )?$", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:increas\w*|r[io]se[ns]?|rising|f[ae]ll(?:en|s|ing)?|dropp?(?:ed|s|ing)?|declin\w*|gr[eo]wn?|growing|grows|shr[iau]nk\w*|"
    r"(?:go|goes|going|gone|went) (?:up|down)|up|down|climb\w*|jump\w*|surg\w*|higher|lower|more|less|fewer)\b",
    re.IGNORECASE,
)
_HOW_CHANGED = re.compile(
    r"\bhow much (?:has|have|had|did|do|does|will)\b.*\b(?:increase|rise|fall|drop|decline|grow|shrink|climb|jump)|"
    r"\bhow much (?:has|have|had|did|do|does|will)\b.*\b(?:risen|fallen|grown|shrunk|go(?:ne)? (?:up|down))\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow much\b(?! of\b)", re.IGNORECASE)

_VALUES: Mapping[AnswerType, Kind] = MappingProxyType(
    {
        AnswerType.COUNT: Kind.COUNT,
        AnswerType.MONEY: Kind.MONEY,
        AnswerType.MEASURE: Kind.MEASURE,
        AnswerType.DURATION: Kind.DURATION,
    }
)


def candidates(question: Question, sentence: str, article: str) -> list[Stretch]:
    """Return the stretches `sentence[start:end]` that are of the kind asked for and tell more than the question does.

    Args:
        question: The question.
        sentence: The sentence.
        article: The article it stands in, which shows whether a capital that begins it makes a name.
    """
    if _is_of_another_year(question.text, sentence):
        return []
    known = frozenset(terms(question.text))
    found = dict.fromkeys(_trimmed(sentence, start, end) for start, end in _of_kind(question, sentence, article))
    return [span for span in found if _tells_more(sentence[slice(*span)], known, question.expects)]


def _tells_more(words: str, known: frozenset[str], expects: AnswerType) -> bool:
    """Tell whether some words say more than the question; a name that is mostly of the question's words is hardly asked for."""
    said = terms(words)
    asked = sum(term in known for term in said)
    return asked < len(said) and not (expects in _NAMES and 2 * asked > len(said))


def _is_of_another_year(question: str, sentence: str) -> bool:
    """Tell whether question and sentence name years, but none that both name."""
    asked, told = set(_A_YEAR.findall(question)), set(_A_YEAR.findall(sentence))
    return bool(asked and told) and asked.isdisjoint(told)


def _of_kind(question: Question, sentence: str, article: str) -> Iterator[Stretch]:
    expects = question.expects
    if expects in _VALUES:
        yield from _values(question, sentence)
    elif expects is AnswerType.TIME:
        yield from _times(question, sentence)
    elif expects is AnswerType.PLACE:
        yield from (
            match.span("place")
            for match in _PLACED.finditer(sentence)
            if _may_be_place(match["place"]) and not match["place"].endswith(("’s", "'s"))
        )
        if not _WHERE.search(question.text):
            yield from (span for span in proper_names(sentence, article) if _stands_for_place(sentence, span, article))
    elif expects is AnswerType.REASON:
        yield from (match.span() for match in _REASON.finditer(sentence))
    elif expects is AnswerType.MANNER:
        yield from (match.span() for match in _MANNER.finditer(sentence))
    else:
        for span in proper_names(sentence, article):
            if _may_be_named(question, sentence, span):
                yield span
        if expects is not AnswerType.PERSON:
            yield from (match.span("title") for match in _TITLED.finditer(sentence))


def _values(question: Question, sentence: str) -> Iterator[Stretch]:
    if _HOW_CHANGED.search(question.text) and not _CHANGES.search(sentence):
        return
    wanted, kind = wanted_by(question), _VALUES[question.expects]
    amount = question.expects is AnswerType.COUNT and bool(_HOW_MUCH.search(question.text))
    values = read_values(sentence)
    fitting = [
        value for value in values if _fits(wanted, kind, value, amount) and not _is_whole(sentence, value, values)
    ]
    exact = [value for value in fitting if wanted and can_be(wanted, value, sentence)]
    for value in exact or fitting:
        yield value_start(sentence, value), value.end_char
    if question.expects is AnswerType.MEASURE and not exact:
        for pattern in (_SHARE, _SCORE, _PLAIN_NUMBER if re.search(r"magnitude|rate|score", question.text) else _SHARE):
            yield from (match.span() for match in pattern.finditer(sentence))


def _fits(wanted: Wanted | None, kind: Kind, value: Value, amount: bool) -> bool:
    if value.is_replaced:
        return False
    if amount:  # "how much" asks for no bare number
        return value.kind in {Kind.MONEY, Kind.MEASURE}
    if wanted and wanted.unit is not None:
        return value.unit == wanted.unit
    if wanted and wanted.kind is Kind.COUNT and wanted.things and value.kind is Kind.COUNT:
        return not value.things or wanted.things[-1] in value.things
    return value.kind is (wanted.kind if wanted else kind) or (kind is Kind.COUNT and value.kind is Kind.BARE)


def _is_whole(sentence: str, value: Value, values: Sequence[Value]) -> bool:
    """Tell whether a figure is only what another is a part of: the six of "four of the six turbines"."""
    return any(
        _PART_OF.match(sentence[other.end_char : value.start_char])
        for other in values
        if other.end_char <= value.start_char
    )


def _times(question: Question, sentence: str) -> Iterator[Stretch]:
    asked = next((told for asks, told in _ASKED_TIMES if asks.search(question.text)), _TIME)
    yield from (match.span() for match in asked.finditer(sentence))


def _may_be_named(question: Question, sentence: str, span: Stretch) -> bool:
    """Tell whether a name may be of who or what is asked for, rather than of where, of what kind or whom it was done to."""
    before, name, after = sentence[: span[0]], sentence[slice(*span)], sentence[span[1] :]
    if _PEOPLE_OF.fullmatch(name) or (
        re.match(r" [a-z]", after) and (_ABBREVIATED.fullmatch(name) or _OF_AKIND.search(before))
    ):
        return False
    if question.expects is AnswerType.PERSON:
        if BODY.search(name) and KIN.search(question.text):
            return False
        undergoes = _DONE_TO.search(before)
        return not _AT_A_PLACE.search(before) and not (undergoes and undergoes[1].lower() not in question.text.lower())
    return not (question.expects is AnswerType.NAME and _TITLED_PERSON.search(before))


def _may_be_place(name: str) -> bool:
    return not is_date(name) and not _PEOPLE_OF.fullmatch(name)


def _stands_for_place(sentence: str, span: Stretch, article: str) -> bool:
    """Tell whether a name may be a place's though no preposition leads to it: nobody speaks by that name."""
    before, after = sentence[: span[0]], sentence[span[1] :]
    if BODY.search(sentence[slice(*span)]) or _POSSESSIVE.match(after) or is_person(sentence[slice(*span)], article):
        return False
    return _may_be_place(sentence[slice(*span)]) and not _SPEAKER.search(before) and not _SPEAKS.match(after)


def _trimmed(sentence: str, start: int, end: int) -> Stretch:
    text = sentence[start:end]
    start += len(text) - len(text := re.sub(r"^(?:an?|the) (?=\w+[- ](?:year|month|week|day|hour|minute))", "", text))
    shorter = re.sub(r"(?:[’']s?|[\s,.;:–-]+)$", "", text) if not text.endswith(("a.m.", "p.m.", "U.S.")) else text
    return start, start + len(shorter)

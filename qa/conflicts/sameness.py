"""Whether two sentences tell a value of the same thing, or of another place, period or event."""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.duplicates import read_statement
from index.terms import is_stop_word, terms
from qa.conflicts.fates import ANYONE
from qa.conflicts.subject import ASKS_FOR_A_VALUE, Side, place_of, terms_of
from qa.conflicts.values import Kind, complement
from qa.conflicts.wanted import PROPERTY_WORDS, Wanted
from qa.evidence import Evidence
from qa.questions import Question

# How far apart two articles may be for both to speak of one value, in days. What befell people at an event that the
# question names, plans and costs of works are reported for long; prices and most counts are soon others.
_SAME_EVENT_DAYS = 400
_SAME_NEWS_DAYS = 45
_SAME_DAY = 1
_FROM_PLAN_TO_BILL_DAYS = 1500
_LASTING = frozenset({"height", "length", "width", "depth", "weight", "distance", "size"})
_PLANNED = frozenset({"cost", "fine", "gift"})
_RELATED = 0.45  # cosine of two sentences about one thing
_ALIKE = 0.55  # share of terms that two versions of one sentence have in common, values aside

PLANS = re.compile(
    r"\b(?:will|would|is to|are to|due|scheduled|planned|plans|set to|expect\w*|aims?|hopes?|opens|starts|begins)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:(?:last|this|next|previous|one|every|each) (?:year|month|week|season|quarter|spring|summer|autumn|fall|winter)|"
    r"(?:first|second|third|fourth|last) (?:quarter|half)|(?:a|one|two|three) (?:years?|months?|weeks?) (?:ago|earlier|before)|"
    r"(?:19|20)\d\ds|per (?:year|month|day)|a (?:year|month|week|day)\b(?! ago)|so far this)\b",
    re.IGNORECASE,
)  # fmt: skip
_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(rf"(?<!said )(?<!says )\b[Oo]n ({'|'.join(_WEEKDAYS)})\b")
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_BOUND_TO_A_NAME = re.compile(
    r"\b([a-zà-þ’'-]+) (?:to|of|for|from|behind|beside) (?:the |a |an )?(?:[a-z’'-]+ )?((?:[A-ZÀ-Þ][\w’'-]+ ?)+)"
)
_NO_NOUN = re.compile(
    r"(?:ed|ing|ly)$|^(?:about|around|some|nearly|almost|over|than|least|up|measures?|stands?|rises?|reach(?:es)?|spans?|runs?|weighs?|"
    r"toll|trial|opening|reopening|people|victims?|west|east|north|south|outside|council|city|town|village|organisers|lies)$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|near|outside|on|across) (?:the )?((?:[A-ZÀ-Þ][\w’'-]+ ?)+)")
_WHERE_AT_HEAD = re.compile(r"(?:In|At (?!least\b|most\b)|Near|Across) ?([^,]{1,40}?),? ?$")
_NOT_A_PLACE = frozenset(
    terms(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
        "September October November December Christmas Easter"
    )
)


def cosine(one: Evidence, other: Evidence) -> float:
    """Return the cosine of two sentences, each read within its passage."""
    vectors = [found.candidate.stored.vectors.spans[place_of(found)] for found in (one, other)]
    return float(vectors[0] @ vectors[1])


def days_apart(one: Evidence, other: Evidence) -> int | None:
    """Return the days between the publication of two articles, or None if one is undated."""
    days = (one.article.published, other.article.published)
    return abs((days[0] - days[1]).days) if days[0] and days[1] else None


def same_thing(question: Question, wanted: Wanted, one: Side, other: Side) -> bool:
    """Tell whether two values, both of what the question asks for, are of the same thing at the same time.

    `one` is the later of the two, where that is known.
    """
    if (
        cosine(one.found, other.found) < _RELATED
        or _modified_differently(wanted, one, other)
        or _elsewhere(wanted, one, other)
        or _of_a_part(question, wanted, one) != _of_a_part(question, wanted, other)
        or (wanted.kind is not Kind.DATE and _of_other_periods(wanted, one, other))
    ):
        return False
    return _of_one_time(wanted, one, other)


def _of_one_time(wanted: Wanted, one: Side, other: Side) -> bool:
    apart = days_apart(one.found, other.found)
    if apart is None:
        return bool(wanted.properties & _LASTING) or are_alike(one, other)
    if wanted.properties == {"cost"} and PLANS.search(other.found.quote) and not PLANS.search(one.found.quote):
        return apart <= _FROM_PLAN_TO_BILL_DAYS
    return apart <= _most_days(wanted)


def _most_days(wanted: Wanted) -> float:
    if wanted.properties and wanted.properties <= _LASTING:
        return float("inf")
    if wanted.kind is Kind.DATE or (wanted.fate and wanted.fate != "attendance" and wanted.names):
        return _SAME_EVENT_DAYS
    if wanted.unit:
        return _SAME_NEWS_DAYS
    if wanted.kind is Kind.MONEY:
        return _SAME_EVENT_DAYS if wanted.properties and wanted.properties <= _PLANNED else _SAME_DAY
    return _SAME_NEWS_DAYS if wanted.kind is Kind.COUNT else _SAME_DAY


def _modified_differently(wanted: Wanted, one: Side, other: Side) -> bool:
    """Tell whether each counts things of another kind: "adult seals" and "grey pups", "bottles of red wine" and "of white"."""
    ours, theirs = (complement(side.found.quote, side.value) for side in (one, other))
    if ours - theirs and theirs - ours:
        return True
    if not wanted.things or wanted.things[-1] in ANYONE:
        return False
    ours, theirs = (frozenset(_modifiers(wanted.things[-1], side.value.things)) for side in (one, other))
    return bool(ours - theirs) and bool(theirs - ours)


def _modifiers(head: str, things: tuple[str, ...]) -> tuple[str, ...]:
    return things[: things.index(head)] if head in things else ()


def _of_a_part(question: Question, wanted: Wanted, side: Side) -> str | None:
    """Return the noun that a value is of, if it is another thing than the one asked about.

    That is the noun bound to a name of the question, as in "the road to the Kasper dam will cost", or the
    one right before a measure, as in "ropes 900 metres long on the bridge".
    """
    quote, asked = side.found.quote, {*question.terms, *ASKS_FOR_A_VALUE}
    nouns = [match[1] for match in _BOUND_TO_A_NAME.finditer(quote) if wanted.names & {*terms(match[2])}]
    if wanted.kind is Kind.MEASURE and (before := re.search(r"(\w+) $", quote[: side.value.start_char])):
        nouns.append(before[1])
    for noun in nouns:
        if (
            not is_stop_word(noun)
            and not _NO_NOUN.search(noun)
            and not asked & {*terms(noun)}
            and not PROPERTY_WORDS.search(noun)
        ):
            return noun.lower()
    return None


def _of_other_periods(wanted: Wanted, one: Side, other: Side) -> bool:
    """Tell whether one value is said to be of another year, quarter or season than the other."""
    # A toll grows from day to day and is of its event, whichever day is named with it.
    tolls = wanted.fate is not None and wanted.fate != "attendance"
    periods = []
    for side in (one, other):
        published = side.found.article.published
        said = _up_to_its_clause_end(side)
        years = set(_YEAR.findall(said))
        if published and not years and not wanted.properties & (_LASTING | {"cost"}):
            years = {str(published.year)}
        words = {match.group().lower() for match in _PERIOD.finditer(said)}
        days = {_last(day, published) for day in _WEEKDAY.findall(said)} if published and not tolls else set()
        periods.append(
            (words, years, days, set(_MONTH.findall(said)), {word.lower() for word in _ORDINAL.findall(said)})
        )
    (words, *ours), (other_words, *theirs) = periods
    other_span = words != other_words and (not tolls or bool(words and other_words))
    return other_span or any(mine and its and mine != its for mine, its in zip(ours, theirs, strict=True))


def _last(weekday: str, published: date) -> date:
    """Return the last such day of the week up to the day of publication: "on Friday" in an article of Saturday."""
    return published - timedelta(days=(published.weekday() - _WEEKDAYS.index(weekday)) % 7)


def _up_to_its_clause_end(side: Side) -> str:
    quote, value = side.found.quote, side.value
    return quote[: value.end_char] + re.split(r"[,;:]", quote[value.end_char :])[0]


def _elsewhere(wanted: Wanted, one: Side, other: Side) -> bool:
    """Tell whether one value is said to be of a place that the question and the other article do not name."""
    for side, against in ((one, other), (other, one)) if wanted.kind is Kind.COUNT else ():
        text = against.found.article.text
        known = {*terms_of(text), *terms(against.found.article.title), *wanted.names, *_NOT_A_PLACE}
        if not (_places(side) | _where_at_head(side)) <= known | ASKS_FOR_A_VALUE:
            return True
    ours, theirs = _places(one) - wanted.names, _places(other) - wanted.names
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def _where_at_head(side: Side) -> set[str]:
    """Return what a sentence begins by naming as the place or part that its number is of: "In the north 340 ballots"."""
    match = _WHERE_AT_HEAD.match(side.found.quote[: side.value.start_char])
    words = match[1].split() if match else []
    return {term for word in words if not is_stop_word(word) for term in terms(word)} - _NOT_A_PLACE


def _places(side: Side) -> set[str]:
    quote, value = side.found.quote, side.value
    clause = re.split(r"[;.]| when | after | while ", quote[value.end_char :])[0]
    return {
        term for match in _PLACE.finditer(clause) for term in terms(match[1]) if not is_stop_word(term)
    } - _NOT_A_PLACE


def are_alike(one: Side, other: Side) -> bool:
    """Tell whether two sentences are versions of one, the values aside."""
    ours, theirs = (_without_values(side) for side in (one, other))
    return len(ours) >= 3 and len(ours & theirs) >= _ALIKE * len(ours | theirs)


def _without_values(side: Side) -> set[str]:
    told = read_statement(side.found.quote)
    return {term for term in told.terms if not term[0].isdigit()}

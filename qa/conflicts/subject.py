"""Whether a sentence that tells a value tells it of what the question asks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.terms import analyse, is_stop_word, terms
from qa.conflicts.fates import FATES
from qa.conflicts.values import Kind, Value
from qa.conflicts.wanted import PROPERTY_WORDS, Wanted
from qa.evidence import Evidence
from qa.questions import Question
from qa.relatedness import QuestionWords

# Share of the question's words, names and the value's own words aside, that a sentence must say, in its own words
# or like ones ("crash" for "collided"); less where it corrects an earlier report or tells a fate, which says much. Antonyms are like words
# too, so for a date the words themselves must stand there.
_AT_LEAST_RELATED, _AT_LEAST_IN_A_CORRECTION = 0.6, 0.5
_AT_LEAST_THERE = 0.75
_NEXT_TO = 3  # words before a number
_SAID_ALIKE = 0.5  # of a word next to a number and one of the question

ASKS_FOR_A_VALUE = frozenset(
    terms(
        "date day month year time number total figure count amount toll estimate latest recent newest later earlier new now "
        "current currently first original originally planned initially according reported official officially "
        "postponed delayed moved rescheduled put off exactly many much altogether overall final people person"
    )
)
_WHO_SAYS = re.compile(
    r"\b(?:according to|by) (?:the |its |their )?[\w’' -]*?\b(?:count|figure|estimate|reckoning)s?\b|"
    r"\baccording to (?:the |its |their )?\w+(?: (?:and|or) (?:according to )?(?:the |its |their )?\w+)*",
    re.IGNORECASE,
)
_ASKS_WHAT_THERE_IS = re.compile(r"\b(?:has|have|had|there|is|are|was|were)\b", re.IGNORECASE)
_ONLY_WHERE = re.compile(r"(?:In|At|Near|On|By|From|For)\b[^,]*,? ?$")
_THERE_IS = re.compile(r"has|have|had|with|are|were|is|was|there|holds?|contains?|comprises?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """A value and the sentence that tells it."""

    found: Evidence
    value: Value

    @property
    def context(self) -> frozenset[str]:
        """Terms of the sentence, the one before it, the title and the year of publication."""
        article = self.found.article
        year = {str(article.published.year)} if article.published else set()
        return frozenset({*terms(self.found.quote), *terms(sentence_before(self.found)), *terms(article.title), *year})


def sentence_before(found: Evidence) -> str:
    """Return the sentence that stands before one in its passage, or nothing."""
    spans = found.candidate.stored.chunk.sentences
    place = place_of(found)
    return found.article.text[slice(*spans[place - 1])] if place else ""


def place_of(found: Evidence) -> int:
    """Return which sentence of its passage this is, from 0."""
    return [start for start, _ in found.candidate.stored.chunk.sentences].index(found.start_char)


@lru_cache(maxsize=50)
def terms_of(text: str) -> frozenset[str]:
    """Return the terms of a whole article, which are wanted for several of its sentences in a row."""
    return frozenset(terms(text))


def asked_with(question: Question, wanted: Wanted) -> frozenset[str]:
    """Return the terms by which a question says what the value is of, names aside.

    Those that only ask for a value ("number", "latest", "according to the police") are left out.
    """
    dropped = {*ASKS_FOR_A_VALUE, *wanted.things, *wanted.names}
    said = [question.text[term.start : term.end] for term in analyse(question.text)]
    if wanted.fate:
        dropped |= {term for word in said if FATES[wanted.fate].search(word) for term in terms(word)}
        dropped |= {"lost", "lose", "live", "life", "came", "come", "went", "turn", "took", "part"}
    if wanted.kind in {Kind.MONEY, Kind.MEASURE}:
        dropped |= {term for word in said if PROPERTY_WORDS.search(word) for term in terms(word)}
    for match in _WHO_SAYS.finditer(question.text):
        dropped |= set(terms(match.group()))
    return frozenset(question.terms) - dropped


def is_asked_of(
    question: Question, wanted: Wanted, words: QuestionWords, side: Side, *, in_a_correction: bool = False
) -> bool:
    """Tell whether a sentence speaks of what the question asks about: its names, and most of its other words.

    What is said in the sentence before or in the title counts too.

    Args:
        question: The question.
        wanted: The value it asks for.
        words: Its words, to be looked for in sentences.
        side: The sentence and its value.
        in_a_correction: The sentence, or the one it is compared with, says that it corrects an earlier report.
    """
    context = side.context
    if not wanted.names - context <= terms_of(side.found.article.text):
        return False
    asked = asked_with(question, wanted)
    if wanted.kind is Kind.DATE:
        return len(asked & context) >= _AT_LEAST_THERE * len(asked)
    needs_its_verb = wanted.kind is Kind.COUNT and not wanted.fate and not in_a_correction
    if needs_its_verb and not _tells_it_of_them(question, asked, words, side):
        return False
    text = f"{side.found.quote} {sentence_before(side.found)} {side.found.article.title}"
    least = _AT_LEAST_IN_A_CORRECTION if in_a_correction or wanted.fate else _AT_LEAST_RELATED
    return _related(question, asked, words, text) >= least * len(asked)


def _tells_it_of_them(question: Question, asked: frozenset[str], words: QuestionWords, side: Side) -> bool:
    """Tell whether what a sentence says of those it counts is what the question asks of them.

    "A storm blew away 45 tents" does not tell how many tents a camp has, nor "90 people stopped work" how
    many work there: the words next to the number decide.
    """
    quote, value = side.found.quote, side.value
    before = [] if _ONLY_WHERE.match(quote[: value.start_char]) else _words(quote[: value.start_char])[-_NEXT_TO:]
    after = _words(re.split(r"[,;:.]", quote[value.end_char :])[0])
    behind = [word for word in after if not is_stop_word(word) and not set(terms(word)) & set(value.things)][:1]
    if _ASKS_WHAT_THERE_IS.search(question.text) and any(
        _THERE_IS.fullmatch(word) for word in (*before, *after[:_NEXT_TO])
    ):
        return True
    near = " ".join(word for word in (*before, *behind) if not is_stop_word(word))
    return any(_related(question, {term}, words, near) >= _SAID_ALIKE for term in asked)


def _related(question: Question, asked: frozenset[str] | set[str], words: QuestionWords, text: str) -> float:
    """Return how many of some terms of the question a text represents, like words counting in part."""
    (related,) = words.find([text]).related.tolist()
    by_term = dict(zip(question.terms, related, strict=True))
    return float(sum(by_term[term] for term in asked))


def _words(text: str) -> list[str]:
    return [text[term.start : term.end] for term in analyse(text)]

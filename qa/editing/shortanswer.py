"""The few words of a sentence that answer a question, where they can be told apart from the rest."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from index.terms import analyse, is_stop_word, terms
from qa.conflicts.wanted import names_in
from qa.editing.candidates import KIN, candidates
from qa.editing.names import JOINS, WORD, surname
from qa.evidence import Evidence
from qa.questions import AnswerType, Question
from qa.relatedness import QuestionWords
from qa.sentences import Floats

_REACH = 5.0  # words over which a word of the question loses all but a third of its pull
_RIVALS = 12  # sentences looked at for the same words
_CLAUSE_END = re.compile(r"[;:,.()“”–—]")
_HEAD = re.compile(r"\b(?:what|which|whose|how many)\s+((?:[\w’'-]+ ){0,3}[\w’'-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a stretch of a sentence being the answer.

    Attributes:
        near: Share of the question's words near it, each in as far as it is near, in [0, 1].
        asked_beside: How near the noun stands that "which" or "what" asks with, in [0, 1].
        covered: Share of the question's words in the sentence, words of like meaning counting in part.
        alike: Cosine of the sentence and the question.
        missing: Weight of the question's heaviest word that nothing in its passage is related to, in [0, 1].
        behind: Log-odds by which the sentence lies below the best one, >= 0.
        repeated: Logarithm of one plus the further sentences that hold the same words.
        rivals: Logarithm of the stretches of its kind in the sentence.
        first: 1 if it is the first of them.
        words: Logarithm of its words.
        fresh: Share of its words that the question does not hold.
    """

    near: float
    asked_beside: float
    covered: float
    alike: float
    missing: float
    behind: float
    repeated: float
    rivals: float
    first: float
    words: float
    fresh: float


# Log-odds that a stretch is the answer, fitted by logistic regression over the stretches of each question;
# benchmarks/README.md says on what, and how it does on questions left out of the fit.
_WEIGHTS = Signs(
    near=3.18,
    asked_beside=1.04,
    covered=-0.71,
    alike=-0.13,
    missing=-1.35,
    behind=-0.87,
    repeated=0.60,
    rivals=-0.56,
    first=0.33,
    words=0.35,
    fresh=-0.39,
)
# For each kind: the constant of the fit, and the probability from which a stretch is taken for the answer.
_NUMBER, _TIME, _PERSON, _PLACE, _NAME, _CLAUSE = (
    (-0.29, 0.5),
    (0.09, 0.5),
    (-0.70, 0.5),
    (-0.72, 0.5),
    (-1.01, 0.55),
    (-1.01, 0.5),
)
_KINDS: Mapping[AnswerType, tuple[float, float]] = MappingProxyType(
    {
        **dict.fromkeys((AnswerType.COUNT, AnswerType.MONEY, AnswerType.MEASURE, AnswerType.DURATION), _NUMBER),
        AnswerType.TIME: _TIME,
        AnswerType.PERSON: _PERSON,
        AnswerType.PLACE: _PLACE,
        AnswerType.NAME: _NAME,
        AnswerType.REASON: _CLAUSE,
        AnswerType.MANNER: _CLAUSE,
    }
)
_SEVERAL = re.compile(
    r"\b(?:which|what) (?:(?:two|three|four|five|other|several) )?(?!(?:sports|series|news|arts|arms|was|is|has|does)\b)(?:[a-z]+(?<![siu])s|[a-z]*(?:men|people|children))\b|"
    r"^who (?:are|were)\b",
    re.IGNORECASE,
)
_WHO_SOMEBODY_IS = re.compile(rf"^[Ww]ho(?: is| was|[’']s) {WORD}(?: (?:{JOINS} )?{WORD})*[?.! ]*$")
_AHEAD = 1.7  # times the probability of the next stretch that says something else
_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.NAME})
_ASKS_WHAT_WAS_SAID = re.compile(
    r"^what (?:did|does|do|has|have|had|was|were)\b.*\b(?:say|said|tell|told|write|written|shout|reply|answer|post|tweet)\b(?! (?:is|was|are|were)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|‘[^‘’]+’(?!\w)")
_FEWEST_QUOTED, _MOST_QUOTED = 5, 40  # words of a quotation


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch that may be the answer: `article.text[start_char:end_char]` of the evidence's article."""

    evidence: Evidence
    start_char: int
    end_char: int
    signs: Signs

    @property
    def text(self) -> str:
        """The words."""
        return self.evidence.article.text[self.start_char : self.end_char]


def read(
    question: Question, words: QuestionWords, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> list[Found]:
    """Return every stretch of the chosen sentences that is of the kind asked for, with what speaks for it.

    Args:
        question: The question.
        words: Its words, to be looked for in sentences.
        chosen: The sentences of the answer.
        evidence: All scored sentences, best first.
    """
    spans = [candidates(question, one.quote, one.article.text) for one in chosen]
    if not any(spans):
        return []
    tokens = [_tokens(one.quote) if own else [] for one, own in zip(chosen, spans, strict=True)]
    flat = [one.quote[start:end] for one, own in zip(chosen, tokens, strict=True) for start, end in own]
    related = words.find(flat).related if flat else np.zeros((0, len(words.words)), dtype=np.float32)
    heads = _heads(question, words)
    others = [(one, f" {' '.join(one.quote.lower().split())} ") for one in evidence[:_RIVALS]]
    found, row = [], 0
    for one, own, places in zip(chosen, spans, tokens, strict=True):
        held = related[row : row + len(places)]
        row += len(places)
        for number, (start, end) in enumerate(own):
            pull = held * _pulls(one.quote, places, start, end)[:, None]
            near = pull.max(axis=0) if len(places) else np.zeros(len(words.words), dtype=np.float32)
            text = one.quote[start:end].lower()
            inside = [at for at, (begin, stop) in enumerate(places) if begin >= start and stop <= end]
            signs = Signs(
                near=float(near @ words.weights),
                asked_beside=float(max((near[at] for at in heads), default=0.0)),
                covered=one.features.related_coverage,
                alike=one.features.similarity,
                missing=one.missing,
                behind=evidence[0].score - one.score,
                repeated=math.log1p(sum(text in said for other, said in others if other is not one)),
                rivals=math.log(len(own)),
                first=float(number == 0),
                words=math.log(1 + len(inside)),
                fresh=1 - float(held[inside].max(axis=1).mean()) if inside else 1.0,
            )
            found.append(Found(one, one.start_char + start, one.start_char + end, signs))
    return found


def find(
    question: Question, words: QuestionWords, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[Evidence, int, int] | None:
    """Find the few words that answer; None if the question asks several things, or if nothing stands out.

    Arguments as for `read`.

    Returns:
        The sentence, and the stretch of its article's text.
    """
    if question.made_of is not None or not chosen:
        return None
    if _ASKS_WHAT_WAS_SAID.search(question.text):
        return _quotation(question, chosen[0])
    if question.expects not in _KINDS or (question.expects in _NAMES and _asks_for_no_name(question)):
        return None
    constant, least = _KINDS[question.expects]
    ranked = sorted(
        ((_probability(one.signs, constant), one) for one in read(question, words, chosen, evidence)),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] < least:
        return None
    probability, best = ranked[0]
    said = best.text.lower()
    rest = (other for other, one in ranked[1:] if one.text.lower() not in said and said not in one.text.lower())
    if probability < _AHEAD * next(rest, 0.0) or _is_named(question, best.text):
        return None
    return best.evidence, best.start_char, best.end_char


def _asks_for_no_name(question: Question) -> bool:
    """Tell whether a question wants several names, or to know who somebody is whose name it gives."""
    return bool(_SEVERAL.search(question.text) or _WHO_SOMEBODY_IS.search(question.text))


def _is_named(question: Question, name: str) -> bool:
    """Tell whether a question names somebody itself, as Jørn Kettrick in "Who was mayor before Kettrick?"."""
    if question.expects is not AnswerType.PERSON or " or " in question.text or KIN.search(question.text):
        return False
    return frozenset(terms(surname(name))) <= frozenset(question.terms)


def _probability(signs: Signs, constant: float) -> float:
    log_odds = constant + sum(getattr(_WEIGHTS, name) * getattr(signs, name) for name in Signs.__dataclass_fields__)
    return 1 / (1 + math.exp(-log_odds))


def _quotation(question: Question, one: Evidence) -> tuple[Evidence, int, int] | None:
    """Return the quotation of a sentence with its marks, if it holds one only and names the question's speaker beside it."""
    quoted = [match for match in _QUOTED.finditer(one.quote) if len(match.group().split()) >= _FEWEST_QUOTED]
    if len(quoted) != 1 or len(quoted[0].group().split()) > _MOST_QUOTED:
        return None
    start, end = quoted[0].span()
    beside = frozenset(terms(one.quote[:start] + " " + one.quote[end:]))
    if beside.isdisjoint(names_in(question)):
        return None
    return one, one.start_char + start, one.start_char + end


def _tokens(sentence: str) -> list[tuple[int, int]]:
    return [(term.start, term.end) for term in analyse(sentence)]


def _pulls(sentence: str, places: Sequence[tuple[int, int]], start: int, end: int) -> Floats:
    """Return how near each word of a sentence stands to a stretch, in [0, 1]; a word inside it is not counted."""
    before = sum(stop <= start for _, stop in places)
    behind = sum(begin < end for begin, _ in places)
    pulls = np.zeros(len(places), dtype=np.float32)
    for at, (begin, stop) in enumerate(places):
        if before <= at < behind:
            continue
        distance = before - at if at < before else at - behind + 1
        between = sentence[stop:start] if at < before else sentence[end:begin]
        pulls[at] = math.exp(-(distance - 1 + 3 * len(_CLAUSE_END.findall(between))) / _REACH)
    return pulls


def _heads(question: Question, words: QuestionWords) -> list[int]:
    """Return which words of the question name the kind of thing it asks for."""
    asked = _HEAD.search(question.text)
    if asked is None:
        return []
    named = [word.lower() for word in asked[1].split() if not is_stop_word(word)][:2]
    return [at for at, word in enumerate(words.words) if word.lower() in named]

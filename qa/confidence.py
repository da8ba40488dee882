"""How likely an answer drawn from some evidence is right; below the threshold it is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from statistics import fmean

from index.articles import dated_title
from index.terms import terms
from qa.absences import absent, named
from qa.evidence import Evidence
from qa.questions import Question
from qa.timeliness import misfit


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a right answer from a wrong one.

    Attributes:
        score: Of the best sentence, in log-odds, as far as it counts.
        lead: How far that is ahead of the mean of the first sentences, where it is good enough for that to matter.
        names: Share of the question's names that the best sentence's article does not tell, in [0, 1].
        numbers: The same of its figures.
        time: How far that passage is from the period asked about, in [0, 1].
    """

    score: float
    lead: float
    names: float
    numbers: float
    time: float


# A sentence that scores higher than this is no likelier right: it is often one of several that tell of the subject.
_HIGHEST = 13.0
_GOOD = 10.0  # from here on, more and more up to _HIGHEST, it matters whether others are as good
_FIRST_SENTENCES, _LONGEST_LEAD = 10, 4.0

# Logistic regression of "the answer is right" on answerable and unanswerable questions, a quarter of them
# unanswerable; docs/confidence.md says on which, and how it does on collections left out.
_BIAS = -2.883
_WEIGHTS = Signs(score=0.252, lead=0.337, names=-1.406, numbers=-1.103, time=-3.568)


def estimate(question: Question, evidence: Sequence[Evidence]) -> float:
    """Return the estimated probability that the best evidence answers the question, in [0, 1].

    Args:
        question: The question.
        evidence: Scored sentences, best first.
    """
    return probability(read_signs(question, evidence)) if evidence else 0.0


def probability(signs: Signs) -> float:
    """Return what signs make of the odds, as a probability."""
    log_odds = _BIAS + sum(weight * sign for weight, sign in zip(astuple(_WEIGHTS), astuple(signs), strict=True))
    return 1 / (1 + math.exp(-log_odds))


def read_signs(question: Question, evidence: Sequence[Evidence]) -> Signs:
    """Read the signs off the best sentence and what else was found in its article.

    Args:
        question: The question.
        evidence: Scored sentences, best first, at least one.
    """
    best = evidence[0]
    article, chunk = best.article, best.candidate.stored.chunk
    wanted = named(question)
    told: set[str] = set()
    if wanted.names or wanted.numbers:
        told.update(terms(dated_title(article)), *(found.terms for found in evidence if found.article.id == article.id))
    passage = f"{article.title}\n{article.text[chunk.start_char : chunk.end_char]}"
    # News of the day asked on lies ahead of all older articles, which makes it no likelier right.
    lead = best.timeless_score - fmean(found.timeless_score for found in evidence[:_FIRST_SENTENCES])
    matters = min(max(0.0, (best.score - _GOOD) / (_HIGHEST - _GOOD)), 1.0)
    return Signs(
        score=min(best.score, _HIGHEST),
        lead=matters * min(max(0.0, lead), _LONGEST_LEAD),
        names=absent(wanted.names, told),
        numbers=absent(wanted.numbers, told),
        time=misfit(question.time, article.published, passage),
    )

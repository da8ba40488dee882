"""Answers without a language model: the sentences that best answer the question, each quoted exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.duplicates import read_statement
from index.terms import Term, analyse
from qa.answer import Citation, Copy, Span
from qa.citing import cite_span
from qa.copies import CopyBook, merged
from qa.evidence import Evidence
from qa.questions import Question
from qa.sentences import share


@dataclass(frozen=True, slots=True)
class Readiness:
    """How readily a further sentence is added to an answer.

    Attributes:
        below_the_best: How far it may lie below the best one, in log-odds.
        to_the_point: Share of the best one's similarity to the question that it needs.
        told: Share of its terms that the chosen ones may hold already.
    """

    below_the_best: float
    to_the_point: float
    told: float


ANSWERED = Readiness(1.5, 0.65, 0.6)  # where the answer seems found, more sentences are more to read
OPEN = Readiness(2.5, 0.6, 0.75)  # where it may stand in any of them
_NEW_ARTICLE_BONUS = 0.5  # log-odds for coming from an article that no chosen sentence is from
_NEW_TERMS_BONUS = 2.0  # log-odds for covering all question terms that no chosen sentence covers


def choose(
    question: Question,
    evidence: Sequence[Evidence],
    rarity: Mapping[str, float],
    *,
    max_sentences: int,
    first: Sequence[Evidence] = (),
    readiness: Readiness = ANSWERED,
) -> list[Evidence]:
    """Choose the sentences of an answer, the one that answers best first.

    A further sentence must come near the best one's score, where parts of the question that are
    not covered yet and an article not quoted yet count in its favour, and must tell something the
    chosen ones do not.

    Args:
        question: The question.
        evidence: Scored sentences, best first.
        rarity: Weight of each question term.
        max_sentences: Most sentences, >= 1.
        first: Members of `evidence` that come before all others: one for each part of the question.
        readiness: How readily further ones are added.
    """
    if not evidence:
        return []
    chosen = list(first[:max_sentences]) or [evidence[0]]
    while len(chosen) < max_sentences:
        told = frozenset().union(*(found.terms for found in chosen))
        open_terms = [term for term in question.terms if term not in told]

        told_by = {found.article.id for found in chosen}

        def worth(found: Evidence, open_terms: Sequence[str] = open_terms, told_by: Collection[str] = told_by) -> float:
            new_terms = share(open_terms, found.terms, rarity)
            return found.score + _NEW_TERMS_BONUS * new_terms + _NEW_ARTICLE_BONUS * (found.article.id not in told_by)

        rest = [
            found
            for found in evidence
            if found not in chosen
            and found.features.similarity >= readiness.to_the_point * evidence[0].features.similarity
            and len(found.terms & told) < readiness.told * max(1, len(found.terms))
        ]
        best = max(rest, key=worth, default=None)
        if best is None or worth(best) < evidence[0].score - readiness.below_the_best:
            break
        chosen.append(best)
    return chosen


def cite(question: Question, chosen: Evidence, marker: int, evidence: Sequence[Evidence], copies: CopyBook) -> Citation:
    """Turn a chosen sentence into a citation.

    Args:
        question: The question.
        chosen: The sentence.
        marker: Its number in the answer.
        evidence: All scored sentences; those that say the same in other articles become `also_in`.
        copies: Knows the copies of the whole article, which become `also_in` if they tell the sentence too.
    """
    article, chunk = chosen.article, chosen.candidate.stored.chunk
    passage = Span(chunk.start_char, chunk.end_char, article.text[chunk.start_char : chunk.end_char])
    return cite_span(
        article, chosen.start_char, chosen.end_char, marker=marker, passage=passage, scores=chosen.candidate.scores,
        also_in=merged(copies.tellers(article, [(chosen.start_char, chosen.end_char)]), _copies(chosen, evidence)),
        matched_terms=matched_terms(question, passage.text),
    )  # fmt: skip


def widened(citation: Citation, chosen: Evidence, span: tuple[int, int]) -> Citation:
    """Return a citation of a sentence with its quote reaching over more of the passage, as a quotation's other mark."""
    start, end = span
    return replace(citation, start_char=start, end_char=end, quote=chosen.article.text[start:end])


def _copies(chosen: Evidence, evidence: Sequence[Evidence]) -> tuple[Copy, ...]:
    says = read_statement(chosen.quote)
    others = (
        found.article
        for found in evidence
        if found.article.id != chosen.article.id and read_statement(found.quote).says_the_same(says)
    )
    return tuple(Copy(found.id, found.title, found.source, found.url, found.published) for found in others)


def matched_terms(question: Question, passage: str) -> tuple[str, ...]:
    """Return the words of the passage that the question asks with, as the passage writes them."""
    first: dict[str, Term] = {}
    for term in analyse(passage):
        if term.value in question.terms:
            first.setdefault(term.value, term)
    return tuple(passage[term.start : term.end] for term in first.values())

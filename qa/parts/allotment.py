"""One sentence for each part of a question, chosen together: what answers one part is seldom what answers the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from statistics import fmean

from qa.answer import Notice
from qa.confidence import estimate
from qa.evidence import Evidence, gather
from qa.parts.subquestions import Relation
from qa.questions import Question
from qa.relatedness import WordSpace
from qa.retrieval import AskedPart, Retrieved

_TRIED = 8  # sentences of each part, of three parts and more
_MOST_TRIED = 4096  # combinations
# All in log-odds, like the scores of the sentences. Set by hand on questions over several articles.
_WHOLE = 0.25  # share of a sentence's score for the whole question that counts beside that for its part
_ALIKE = 4.0  # for sharing all words beyond those of the question, where parts ask for the same of two things
_SAME_ARTICLE = -1.0  # for a second sentence of one article
_LATER = 3.0  # for coming from a later article, where what came later is asked for
_SHARED = 2.0  # for a sentence that stands for two parts
_PARALLEL = 0.5  # share of their words from which two parts ask for the same

Place = tuple[str, int]


def sentences_for(retrieved: Retrieved, space: WordSpace) -> list[list[Evidence]]:
    """Return the scored sentences of each part, best first; empty for a question of one part."""
    return [gather(part.question, part.retrieved, space) for part in retrieved.parts]


def allot(
    question: Question, parts: Sequence[AskedPart], by_part: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Choose one sentence for each part so that their scores and what they have in common are highest together.

    Parts that ask the same of two things are answered by sentences that read alike. A sentence may
    stand for two parts if it holds what they differ in, such as both years. What is asked to have come
    later is rather taken from a later article.

    Args:
        question: The question.
        parts: Its parts, in the order their sentences are to be shown in.
        by_part: Scored sentences of each part, best first.
        evidence: The same sentences, scored for the whole question.

    Returns:
        Members of `evidence`, distinct; by day if the question asks for a sequel.
    """
    whole = {_place(found): found for found in evidence}
    relation = question.made_of.relation if question.made_of else Relation.LIST
    asked = [(part, _best(part, ranked, whole, len(parts))) for part, ranked in zip(parts, by_part, strict=True)]
    asked = [(part, ranked) for part, ranked in asked if ranked]
    if not asked:
        return []
    # The words of a bridge's whole question describe what its first part finds, so that they favour that article.
    share = 0.0 if relation is Relation.BRIDGE else _WHOLE
    alone = [[found.score + share * whole[_place(found)].score for found in ranked] for _, ranked in asked]
    together = {
        (i, j): [[_common(asked[i][0], a, asked[j][0], b) for b in asked[j][1]] for a in asked[i][1]]
        for j in range(len(asked))
        for i in range(j)
    }

    def worth(choice: Sequence[int]) -> float:
        own = sum(scores[at] for scores, at in zip(alone, choice, strict=True))
        return own + sum(pairs[choice[i]][choice[j]] for (i, j), pairs in together.items())

    best = max(product(*(range(len(ranked)) for _, ranked in asked)), key=worth)
    chosen = [ranked[at] for (_, ranked), at in zip(asked, best, strict=True)]
    if relation is Relation.SEQUEL:
        chosen = sorted(chosen, key=lambda found: (found.article.published is None, found.article.published or 0))
    return [whole[place] for place in dict.fromkeys(_place(found) for found in chosen)]


def shortened(allotted: Sequence[Evidence], max_sentences: int) -> tuple[Notice, ...]:
    """Return the notice that not every part got its sentence, or nothing if all did."""
    if len(allotted) <= max_sentences:
        return ()
    limit = "1 sentence" if max_sentences == 1 else f"{max_sentences} sentences"
    text = f"This question needs {len(allotted)} sentences, but answers are limited to {limit} (setting max_sentences)."
    return (Notice("truncated", text),)


def confidence_of(
    question: Question, parts: Sequence[AskedPart], by_part: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]
) -> float:
    """Estimate how likely an answer is right, in [0, 1]: for several parts, half by the whole and half by their mean.

    The weakest part alone is a bad judge: "how many were taken on?" hardly resembles what answers it,
    and "what happened next?" not at all, so that a sequel does not count.

    Args:
        question: The question.
        parts: Its parts; none for a question of one part.
        by_part: Scored sentences of each part, best first.
        evidence: Sentences scored for the whole question, best first.
    """
    counted = [estimate(asked, ranked) for asked, ranked in counting(question, parts, by_part)]
    return combined(estimate(question, evidence), counted)


def counting(
    question: Question, parts: Sequence[AskedPart], by_part: Sequence[Sequence[Evidence]]
) -> list[tuple[Question, Sequence[Evidence]]]:
    """Return the parts whose confidence counts, each with its sentences."""
    sequel = question.made_of is not None and question.made_of.relation is Relation.SEQUEL
    asked = [(part.question, ranked) for part, ranked in zip(parts, by_part, strict=True)]
    return asked[:1] if sequel else asked


def combined(whole: float, counted: Sequence[float]) -> float:
    """Return the confidence of an answer from that of the whole question and those of its parts."""
    return (whole + fmean(counted)) / 2 if counted else whole


def _best(part: AskedPart, ranked: Sequence[Evidence], whole: Mapping[Place, Evidence], parts: int) -> list[Evidence]:
    """Return the sentences worth trying, each once, though it may stand in two passages."""
    if known := [found for found in ranked if _place(found) == part.answered_at and _place(found) in whole]:
        return known[:1]
    distinct = {_place(found): found for found in reversed(ranked) if _place(found) in whole}
    tried = min(_TRIED, int(_MOST_TRIED ** (1 / parts)))
    return sorted(distinct.values(), key=lambda found: -found.score)[:tried]


def _common(part: AskedPart, found: Evidence, other: AskedPart, second: Evidence) -> float:
    """Return what two sentences are worth together beyond their scores, in log-odds."""
    own, others = set(part.question.terms), set(other.question.terms)
    parallel = part.question.expects is other.question.expects and len(own & others) >= _PARALLEL * len(own | others)
    if _place(found) == _place(second):
        differs = own ^ others
        both = part.later == other.later and differs and differs <= found.terms
        return _SHARED if both else float("-inf")
    worth = 0.0
    if parallel:
        shared, either = (found.terms & second.terms) - own - others, (found.terms | second.terms) - own - others
        worth += _ALIKE * len(shared) / max(1, len(either))
    if found.article.id == second.article.id:
        worth += _SAME_ARTICLE
    if part.later != other.later:
        first, then = (found, second) if other.later else (second, found)
        before, after = first.article.published, then.article.published
        worth += _LATER * bool(before and after and before < after)
    return worth


def _place(found: Evidence) -> Place:
    return found.article.id, found.start_char

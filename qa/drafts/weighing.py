"""Judgements of one sentence, by all passages together and by each alone -> a verdict, evidence for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.articles import Article
from index.terms import content_terms, terms
from qa.answer import Citation, Copy, Scores, Span, Verdict
from qa.citing import cite_span
from qa.copies import CopyBook, merged
from qa.drafts import phrases
from qa.parts.subquestions import MONTHS, WEEKDAYS
from qa.support.figures import figures_in
from qa.support.judgement import Judgement, Source
from qa.support.polarity import negations_in
from qa.support.texts import read_text

_MOST_CITED = 3  # for a sentence, and as many against it
# A passage speaks against a sentence only if it tells of the same: this share of the sentence's words of meaning, figures
# and days aside, stand in it. Where others support the sentence, it takes some number of words, and a figure or a "not"
# that it can turn on: of one person or thing, several things are true.
_SAME_MATTER = 0.55
_FEWEST_WORDS_DISPUTED = 3
_DAYS = frozenset(terms(f"{MONTHS} {WEEKDAYS}".replace("|", " ")))
_ORDER: Sequence[Verdict] = ("unsupported", "partial", "supported")


@dataclass(frozen=True)
class Passage:
    """A stretch of an article that a sentence is judged by.

    Attributes:
        start, end: In characters of the article's text.
        sentences: Offsets of its sentences in the article's text, where they are known.
    """

    article: Article
    start: int
    end: int
    scores: Scores
    copies: CopyBook
    sentences: tuple[tuple[int, int], ...] = ()

    @cached_property
    def source(self) -> Source:
        """The passage as a judge reads it."""
        return Source(self.article.text[self.start : self.end], self.article.published, self.article.title)

    def cite(self, span: tuple[int, int] | None, said: str = "") -> Citation:
        """Cite a stretch of the passage, given in its own characters; by default the sentence nearest to what is said."""
        start, end = self._trimmed(*span) if span else self._nearest(said)
        article = self.article
        return cite_span(
            article, start, end, marker=0, passage=Span(self.start, self.end, self.source.text), scores=self.scores,
            also_in=self.copies.tellers(article, [(start, end)]),
        )  # fmt: skip

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        quote = self.source.text[start:end]
        if not quote.strip():
            return self.start, self.end
        first = self.start + start + len(quote) - len(quote.lstrip())
        return first, first + len(quote.strip())

    def _nearest(self, said: str) -> tuple[int, int]:
        wanted = set(terms(said))
        spans = self.sentences or ((self.start, self.end),)
        return max(spans, key=lambda span: len(wanted & set(terms(self.article.text[slice(*span)]))))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What judgements come to; the fields are those of `CheckedSentence`."""

    verdict: Verdict
    score: float
    problems: tuple[str, ...] = ()
    evidence: tuple[Citation, ...] = ()
    against: tuple[Citation, ...] = ()
    nearest: Citation | None = None


def weigh(said: str, passages: Sequence[Passage], near: Sequence[Passage], judgements: Sequence[Judgement]) -> Weighed:
    """Weigh the judgements of one sentence.

    The best verdict counts, whether several passages give it together or one alone; but what no passage says
    even in part, or what the closest one denies, is supported in part at most. Passages that speak against the
    sentence are told in any case.

    Args:
        said: The sentence.
        passages: What it was judged by, best first.
        near: Those of them that it was judged by alone, too.
        judgements: By all passages together, then by each of the near ones.
    """
    together, alone = judgements[0], judgements[1:]
    if not passages:
        return Weighed("unsupported", 0.0, (phrases.NOT_SAID,))
    best, problems = _decided(together, alone)
    pairs = [_Cited(passage.cite(found.span, said), found) for passage, found in zip(near, alone, strict=True)]
    if together.source is not None:
        pairs.insert(0, _Cited(passages[together.source].cite(together.span, said), together))
    speaking = [one for one in pairs if one.judgement.verdict != "unsupported" and not one.judgement.contradicted]
    strongest = max((_ORDER.index(one.judgement.verdict) for one in speaking), default=0)
    evidence = _distinct([one.citation for one in speaking if _ORDER.index(one.judgement.verdict) == strongest])
    supported = strongest == _ORDER.index("supported")
    told = {citation.article_id for citation in evidence} if supported else set()
    speaking_against = sorted(
        (
            one
            for one in pairs
            if one.judgement.contradicted
            and one.citation.article_id not in told
            and _same_matter(said, one.citation, disputed=supported)
        ),
        key=lambda one: -_shared(said, one.citation),
    )
    against = _distinct([one.citation for one in speaking_against])
    if best.verdict == "unsupported" and against:
        problems = speaking_against[0].judgement.problems
    elif best.verdict == "unsupported":
        problems = (phrases.NOT_SAID, *(() if together.contradicted else together.problems))
    nearest = None if evidence or against else pairs[0].citation if pairs else passages[0].cite(None, said)
    return Weighed(best.verdict, best.score, problems, tuple(evidence), tuple(against), nearest)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A judgement with the stretch that it rests on."""

    citation: Citation
    judgement: Judgement


def _decided(together: Judgement, alone: Sequence[Judgement]) -> tuple[Judgement, tuple[str, ...]]:
    """Return the judgement that counts, its verdict lowered if need be, and what is wrong."""
    best = max([together, *alone], key=_rank)
    if best.verdict != "supported":
        return best, best.problems
    if together.contradicted:
        return replace(best, verdict="partial"), together.problems
    if all(found.verdict == "unsupported" for found in alone):
        return replace(best, verdict="partial"), (phrases.FROM_SEVERAL,)
    return best, ()


def _rank(judgement: Judgement) -> tuple[int, float]:
    return _ORDER.index(judgement.verdict), judgement.score


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    """Keep each quote once, with all the articles that have it word for word."""
    first: dict[str, Citation] = {}
    for citation in citations:
        key = " ".join(citation.quote.split())
        known = first.setdefault(key, citation)
        if known.article_id != citation.article_id:
            here = Copy(citation.article_id, citation.title, citation.source, citation.url, citation.published)
            first[key] = replace(known, also_in=merged(known.also_in, (here,)))
    return list(first.values())[:_MOST_CITED]


def _same_matter(said: str, citation: Citation, *, disputed: bool) -> bool:
    has_figure_or_not = figures_in(said) or negations_in(read_text(said)) or negations_in(read_text(citation.quote))
    if disputed and not has_figure_or_not:
        return False
    wanted = len(_matter(said))
    return _shared(said, citation) >= max(_SAME_MATTER * wanted, _FEWEST_WORDS_DISPUTED if disputed else 0)


def _shared(said: str, citation: Citation) -> int:
    return len(_matter(said) & set(terms(citation.quote)))


def _matter(said: str) -> set[str]:
    return {term for term in content_terms(said) if term not in _DAYS and not term[0].isdigit()}

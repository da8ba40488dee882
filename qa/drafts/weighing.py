"""Judgements of one sentence, by all passages together and by each alone -> a verdict, evidence for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.articles import Article
from index.terms import content_terms, terms
from qa.answer import Citation, Copy, Scores, Span, Verdict
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
        return Citation(
            marker=0,
            article_id=article.id,
            title=article.title,
            source=article.source,
            author=article.author,
            url=article.url,
            published=article.published,
            start_char=start,
            end_char=end,
            quote=article.text[start:end],
            passage=Span(self.start, self.end, self.source.text),
            scores=self.scores,
            content_sha256=article.content_sha256,
            also_in=self.copies.tellers(article, [(start, end)]),
        )

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


def weigh(said: str, passages: Sequence[Passage], judgements: Sequence[Judgement]) -> Weighed:
    """Weigh the judgements of one sentence.

    The best verdict counts, whether several passages give it together or one alone. Passages that
    speak against the sentence are told in any case.

    Args:
        said: The sentence.
        passages: What it was judged by, best first.
        judgements: By all passages together, then by each alone; only the first if there is one passage, or none.
    """
    together, alone = judgements[0], list(judgements[1:]) or list(judgements[:1])
    if not passages:
        return Weighed(together.verdict, together.score, together.problems)
    best = max([together, *alone], key=lambda found: (_ORDER.index(found.verdict), found.score))
    pairs = list(zip(passages, alone, strict=True))
    spoken_for = sorted(
        (pair for pair in pairs if pair[1].verdict == best.verdict != "unsupported" and not pair[1].contradicted),
        key=lambda pair: -pair[1].score,
    )
    spoken_against = sorted((pair for pair in pairs if pair[1].contradicted), key=lambda pair: -pair[1].score)
    evidence = [passage.cite(found.span, said) for passage, found in spoken_for]
    against = [passage.cite(found.span, said) for passage, found in spoken_against]
    if together.source is not None:
        leading = passages[together.source].cite(together.span, said)
        if together.contradicted:
            against = [leading, *against]
        elif together.verdict == best.verdict != "unsupported":
            evidence = [leading, *evidence]
    evidence = _distinct(evidence)
    told = {citation.article_id for citation in evidence} if best.verdict == "supported" else set()
    against = [
        one
        for one in _distinct(against)
        if one.article_id not in told and _same_matter(said, one, disputed=best.verdict == "supported")
    ]
    nearest = None
    if not evidence and not against:
        nearest = passages[together.source or 0].cite(together.span, said)
    problems = best.problems or together.problems
    if best.verdict == "unsupported" and not against:
        problems = (phrases.NOT_SAID, *(() if together.contradicted else together.problems))
    return Weighed(
        best.verdict,
        best.score,
        () if best.verdict == "supported" else problems,
        tuple(evidence),
        tuple(against),
        nearest,
    )


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
    wanted = {term for term in content_terms(said) if term not in _DAYS and not term[0].isdigit()}
    shared = len(wanted & set(terms(citation.quote)))
    if disputed and not (figures_in(said) or negations_in(read_text(citation.quote))):
        return False
    return shared >= max(_SAME_MATTER * len(wanted), _FEWEST_WORDS_DISPUTED if disputed else 0)

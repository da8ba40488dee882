"""A draft -> the verdict on each of its sentences: passages are searched for each, then judged together and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Protocol

from index.articles import Article
from index.errors import DraftError
from index.home import Home
from index.records import Filters
from index.terms import content_terms, terms
from qa.answer import Citation, Scores
from qa.copies import CopyBook
from qa.drafts import phrases
from qa.drafts.quotations import QuotationFinder
from qa.drafts.report import CheckedQuotation, CheckedSentence, CheckReport, UncheckedSentence
from qa.drafts.sentences import DraftSentence, read_sentences
from qa.drafts.weighing import Passage, weigh
from qa.questions import AnswerType, Question
from qa.retrieval import Retrieved
from qa.support.judgement import Judgement, Source

MOST_CHARS = 300_000  # of a draft
_PASSAGES = 6  # judged together for one sentence
_AT_ONCE = 12  # sentences judged in one batch

_TOLD_CHARS = 30  # of a quotation, by which a problem is known to be about it

OnProgress = Callable[[int, int], None]


class Judge(Protocol):
    """What a check needs of qa/support/judge.py."""

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        """Judge each sentence by its sources."""


class Searcher(Protocol):
    """What a check needs of a retriever."""

    @property
    def copies(self) -> CopyBook:
        """Knows which articles tell the same."""

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> Retrieved:
        """Rank passages."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A sentence with what it is judged by."""

    sentence: DraftSentence
    passages: tuple[Passage, ...]
    quotations: tuple[CheckedQuotation, ...]

    @property
    def pairs(self) -> list[tuple[str, Sequence[Source]]]:
        """The sentence with all its passages, then with each of them alone."""
        sources = [passage.source for passage in self.passages]
        alone = [(self.judged, [source]) for source in sources] if len(sources) > 1 else []
        return [(self.judged, sources), *alone]

    @property
    def judged(self) -> str:
        """The sentence with its quotations put right: what is wrong with them is told by itself."""
        text = self.sentence.text
        for quotation in self.quotations:
            if quotation.status == "misquoted" and quotation.found:
                text = text.replace(quotation.text, " ".join(quotation.found.quote.split()))
        return text


class DraftChecker:
    """Checks drafts against the articles of one home."""

    def __init__(self, home: Home, retriever: Searcher, judge: Judge) -> None:
        self._home = home
        self._retriever = retriever
        self._judge = judge
        self._quotations = QuotationFinder(home)

    def check(
        self, draft: str, *, as_of: date, filters: Filters | None = None, on_progress: OnProgress = lambda *_: None
    ) -> CheckReport:
        """Check every sentence of a draft.

        Args:
            draft: Plain text or Markdown.
            as_of: The day of the check.
            filters: Articles that may be used.
            on_progress: Told how many of how many sentences are done; what it raises ends the check.

        Raises:
            DraftError: The draft is blank, too long, or holds no sentence.
        """
        found = read_sentences(_accepted(draft))
        if not found:
            raise DraftError("the draft holds no sentence. Write what is to be checked in sentences.")
        wanted = [sentence for sentence in found if sentence.unchecked is None]
        numbers = count(1)
        checked: list[CheckedSentence] = []
        on_progress(0, len(wanted))
        for start in range(0, len(wanted), _AT_ONCE):
            prepared = []
            for sentence in wanted[start : start + _AT_ONCE]:
                prepared.append(self._prepare(sentence, filters))
                on_progress(start + len(prepared) - 1, len(wanted))
            for one, judgements in zip(prepared, self._judged(prepared), strict=True):
                checked.append(_numbered(_concluded(one, judgements), numbers))
            on_progress(len(checked), len(wanted))
        unchecked = (UncheckedSentence(s.text, s.start_char, s.end_char, s.unchecked) for s in found if s.unchecked)
        return CheckReport(tuple(checked), tuple(unchecked), as_of)

    def _prepare(self, sentence: DraftSentence, filters: Filters | None) -> _Prepared:
        quotations = tuple(self._looked_up(quotation, filters) for quotation in sentence.quotations)
        text = " ".join([*(f"{name}." for name in sentence.before), sentence.text])
        question = Question(text, tuple(content_terms(text) or terms(text)), AnswerType.OTHER)
        retrieved = self._retriever.retrieve(question, _PASSAGES, filters)
        passages = {}
        for candidate in retrieved.candidates:
            chunk = candidate.stored.chunk
            article = self._home.catalog.article(chunk.article_id)
            passage = self._passage(article, (chunk.start_char, chunk.end_char), candidate.scores)
            passages[(article.id, chunk.start_char)] = replace(passage, sentences=chunk.sentences)
        kept = list(passages.values())
        if sentence.refers:
            kept = [one for one in kept if _mentions(one.source, sentence.before)] or kept
        quoted = [self._around(found.found) for found in quotations if found.found]
        fresh = [one for one in quoted if (one.article.id, one.start) not in passages]
        return _Prepared(sentence, (*fresh, *kept)[: _PASSAGES + len(fresh)], quotations)

    def _passage(self, article: Article, span: tuple[int, int], scores: Scores) -> Passage:
        return Passage(article, *span, scores, self._retriever.copies)

    def _around(self, citation: Citation) -> Passage:
        span = citation.passage.start_char, citation.passage.end_char
        return self._passage(self._home.catalog.article(citation.article_id), span, citation.scores)

    def _looked_up(self, quotation: str, filters: Filters | None) -> CheckedQuotation:
        status, place = self._quotations.find(quotation, filters)
        if place is None:
            return CheckedQuotation(quotation, status)
        # The words may run over the end of the passage they were found by.
        start, end = min(place.passage[0], place.start), max(place.passage[1], place.end)
        passage = self._passage(place.article, (start, end), Scores())
        return CheckedQuotation(quotation, status, passage.cite((place.start - start, place.end - start)))

    def _judged(self, prepared: Sequence[_Prepared]) -> Iterator[list[Judgement]]:
        """Judge in one batch, and hand each sentence its own judgements."""
        judgements = iter(self._judge.judge_all([pair for one in prepared for pair in one.pairs]))
        for one in prepared:
            yield [next(judgements) for _ in one.pairs]


def _accepted(draft: str) -> str:
    if not draft.strip():
        raise DraftError("the draft is empty. Write what is to be checked into it.")
    if len(draft) > MOST_CHARS:
        raise DraftError(
            f"the draft is too long: got {len(draft):,} characters, at most {MOST_CHARS:,} are checked at once. Split it."
        )
    return draft


def _concluded(prepared: _Prepared, judgements: Sequence[Judgement]) -> CheckedSentence:
    sentence = prepared.sentence
    weighed = weigh(prepared.judged, prepared.passages, judgements)
    wrong = [problem for quotation in prepared.quotations if (problem := _problem(quotation))]
    invented = [found.text[:_TOLD_CHARS] for found in prepared.quotations if found.status == "not_found"]
    others = [problem for problem in weighed.problems if not any(words in problem for words in invented)]
    verdict = weighed.verdict
    if _mostly_invented(prepared):
        verdict = "unsupported"
    elif wrong and verdict == "supported":
        verdict = "partial"
    return CheckedSentence(
        text=sentence.text,
        start_char=sentence.start_char,
        end_char=sentence.end_char,
        verdict=verdict,
        support_score=round(weighed.score, 4),
        problems=tuple(dict.fromkeys([*wrong, *others])),
        evidence=weighed.evidence,
        against=weighed.against,
        nearest=weighed.nearest,
        quotations=prepared.quotations,
    )


def _mostly_invented(prepared: _Prepared) -> bool:
    """Say whether at least half of a sentence is a quotation that stands in no article."""
    invented = sum(len(found.text.split()) for found in prepared.quotations if found.status == "not_found")
    return 2 * invented >= len(prepared.sentence.text.split())


def _problem(quotation: CheckedQuotation) -> str | None:
    """Say in words what is wrong with a quotation."""
    if quotation.status == "verbatim":
        return None
    if quotation.found is None:
        return phrases.QUOTATION_NOT_FOUND.format(said=quotation.text)
    return phrases.MISQUOTED.format(said=quotation.text, true=" ".join(quotation.found.quote.split()))


def _mentions(source: Source, names: Sequence[str]) -> bool:
    """Say whether a passage or its headline has the last word of one of the names."""
    held = set(terms(f"{source.title}\n{source.text}"))
    return any(terms(name)[-1:] and terms(name)[-1] in held for name in names)


def _numbered(sentence: CheckedSentence, numbers: Iterator[int]) -> CheckedSentence:
    """Give each citation of a sentence a number of its own; one that is cited twice keeps its first."""
    given: dict[tuple[str, int, int], int] = {}

    def marked(citation: Citation) -> Citation:
        key = citation.article_id, citation.start_char, citation.end_char
        if key not in given:
            given[key] = next(numbers)
        return replace(citation, marker=given[key])

    return replace(
        sentence,
        evidence=tuple(map(marked, sentence.evidence)),
        against=tuple(map(marked, sentence.against)),
        nearest=marked(sentence.nearest) if sentence.nearest else None,
        quotations=tuple(replace(one, found=marked(one.found)) if one.found else one for one in sentence.quotations),
    )

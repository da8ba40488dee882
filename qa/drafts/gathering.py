"""A sentence of a draft -> what it is judged by: passages found for it, and places of what it has word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.articles import Article
from index.home import Home
from index.records import Filters
from index.terms import content_terms, terms
from qa.answer import Citation, Scores
from qa.copies import CopyBook
from qa.drafts.quotations import Place, QuotationFinder
from qa.drafts.report import CheckedQuotation
from qa.drafts.sentences import DraftSentence
from qa.drafts.weighing import Passage
from qa.questions import AnswerType, Question
from qa.retrieval import Retrieved
from qa.support.judgement import Source

_PASSAGES = 6  # judged together for one sentence
_NEAR = 0.3  # share of a sentence's words that a passage must have to be judged alone
_FEWEST_COPIED_WORDS = 6  # of a sentence that is looked for word for word


class Searcher(Protocol):
    """What a check needs of a retriever."""

    @property
    def copies(self) -> CopyBook:
        """Knows which articles tell the same."""

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> Retrieved:
        """Rank passages."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sentence with what it is judged by.

    Attributes:
        passages: Judged together, the best first.
        near: Those of them that share enough words to be judged alone.
        quotations: What it has in quotation marks, looked up.
        copied: Where an article has the whole sentence word for word; it is then not judged.
        strays: It holds a pronoun, and its passages need not name what that stands for.
    """

    sentence: DraftSentence
    passages: tuple[Passage, ...] = ()
    near: tuple[Passage, ...] = ()
    quotations: tuple[CheckedQuotation, ...] = ()
    copied: Citation | None = None
    strays: bool = False

    @property
    def said(self) -> str:
        """The sentence with its quotations put right: what is wrong with them is told by itself."""
        text = self.sentence.text
        for quotation in self.quotations:
            if quotation.status == "misquoted" and quotation.found:
                text = text.replace(quotation.text, " ".join(quotation.found.quote.split()))
        return text

    @property
    def pairs(self) -> list[tuple[str, Sequence[Source]]]:
        """What is to be judged: the sentence by all its passages, then by each of those near to it."""
        if self.copied:
            return []
        said, sources = self.said, [passage.source for passage in self.passages]
        return [(said, sources), *((said, [passage.source]) for passage in self.near)]


class Gatherer:
    """Searches the articles of one home for what sentences say."""

    def __init__(self, home: Home, retriever: Searcher) -> None:
        self._retriever = retriever
        self._quotations = QuotationFinder(home)

    def gather(self, sentence: DraftSentence, filters: Filters | None) -> Gathered:
        """Look for a sentence, with the names it refers back to."""
        if copied := self._copied(sentence, filters):
            return Gathered(sentence, copied=copied)
        looked_up = [(quotation, *self._quotations.find(quotation, filters)) for quotation in sentence.quotations]
        quotations = tuple(
            CheckedQuotation(quotation, status, self._cited(place) if place else None)
            for quotation, status, place in looked_up
        )
        found = self._searched([*(f"{name}." for name in sentence.before), sentence.text], filters)
        named = [one for one in found if _mentions(one.source, sentence.before)]
        strays = sentence.refers and not named
        found = named if sentence.refers and named else found
        places = {(one.article.id, one.start) for one in found}
        quoted = [self._around(place) for _, _, place in looked_up if place]
        fresh = [one for one in quoted if (one.article.id, one.start) not in places]
        return replace(_gathered(sentence, (*fresh, *found), quotations), strays=strays)

    def gather_anew(self, gathered: Gathered, filters: Filters | None) -> Gathered:
        """Look for a sentence by itself, whatever stands before it in the draft."""
        found = self._searched([gathered.sentence.text], filters)
        anew = _gathered(gathered.sentence, tuple(found), gathered.quotations)
        return replace(anew, strays=gathered.sentence.refers)

    def _searched(self, texts: Sequence[str], filters: Filters | None) -> list[Passage]:
        text = " ".join(texts)
        question = Question(text, tuple(content_terms(text) or terms(text)), AnswerType.OTHER)
        passages = []
        for candidate in self._retriever.retrieve(question, _PASSAGES, filters).candidates:
            chunk = candidate.stored.chunk
            passage = self._passage(candidate.article, (chunk.start_char, chunk.end_char), candidate.scores)
            passages.append(replace(passage, sentences=chunk.sentences))
        return passages

    def _copied(self, sentence: DraftSentence, filters: Filters | None) -> Citation | None:
        if len(sentence.text.split()) < _FEWEST_COPIED_WORDS:
            return None
        place = self._quotations.find_verbatim(sentence.text, filters)
        return self._cited(place) if place else None

    def _cited(self, place: Place) -> Citation:
        passage = self._around(place)
        return passage.cite((place.start - passage.start, place.end - passage.start))

    def _around(self, place: Place) -> Passage:
        # The words may run over the end of the passage they were found by.
        span = min(place.passage[0], place.start), max(place.passage[1], place.end)
        return self._passage(place.article, span, Scores())

    def _passage(self, article: Article, span: tuple[int, int], scores: Scores) -> Passage:
        return Passage(article, *span, scores, self._retriever.copies)


def _gathered(
    sentence: DraftSentence, passages: tuple[Passage, ...], quotations: tuple[CheckedQuotation, ...]
) -> Gathered:
    found = Gathered(sentence, passages, quotations=quotations)
    wanted = set(content_terms(found.said))
    near = [one for one in passages if len(wanted & _words(one.source)) >= _NEAR * len(wanted)]
    return replace(found, near=tuple(near))


def _words(source: Source) -> set[str]:
    return set(terms(f"{source.title}\n{source.text}"))


def _mentions(source: Source, names: Sequence[str]) -> bool:
    """Say whether a passage or its headline has the last word of one of the names."""
    held = _words(source)
    return any(terms(name)[-1:] and terms(name)[-1] in held for name in names)

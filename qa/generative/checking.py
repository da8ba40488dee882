"""A model's sentence -> the exact quotes that support it, or the reasons why it is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.articles import Article
from qa import prompts
from qa.answer import AnswerSentence, Citation, Passage, Span
from qa.citing import cite_span
from qa.copies import CopyBook
from qa.extractive import matched_terms
from qa.generative.citations import Written
from qa.generative.prompting import neutral, withheld
from qa.questions import Question
from qa.support.judgement import Judgement, Source
from qa.verification import citation_problem

_Support = tuple[Passage, Judgement]


class SentenceJudge(Protocol):
    """Says whether sources support sentences."""

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]], /) -> list[Judgement]:
        """Judge each sentence against its sources."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with its verdict.

    Attributes:
        sentence: With the markers of the answer if it is kept, without any if not.
        kept: Whether the articles support it, at least in part.
        recited: Whether what supports it is none of the passages the model cited.
    """

    sentence: AnswerSentence
    kept: bool
    recited: bool = False


class SentenceCheck:
    """Checks the sentences of one answer, one after the other, and numbers what they cite in order of appearance.

    A sentence is first held against the passages it cites. If they say nothing of it, or it cites none, one of the
    other passages may fully support it, and is then cited in their place; if they say the opposite, it is left out.

    Args:
        question: What was asked.
        passages: What the model was given, in its numbering.
        articles: Those of the passages, by id.
        judge: Finds what supports a sentence.
        copies: Knows which articles tell the same.
    """

    def __init__(
        self,
        question: Question,
        passages: Sequence[Passage],
        articles: Mapping[str, Article],
        *,
        judge: SentenceJudge,
        copies: CopyBook,
    ) -> None:
        self._question = question
        self._passages = passages
        self._articles = articles
        self._judge = judge
        self._copies = copies
        self._citations: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the kept sentences cite, in the order of its numbers."""
        return tuple(self._citations.values())

    def check(self, written: Written) -> Checked:
        """Check one sentence; what it cites gets its numbers only if it is kept."""
        cited = [self._passages[marker - 1] for marker in written.markers]
        supports, judged = self._supports(written.text, cited)
        recited = False
        if not supports and not (judged and judged.contradicted):
            supports, found = self._elsewhere(written.text)
            recited, judged = bool(supports), found or judged
        if not supports or judged is None:
            return Checked(self._left_out(written, judged), kept=False)
        citations = self._numbered(supports)
        sentence = AnswerSentence(
            written.text,
            tuple(citation.marker for citation in citations),
            judged.verdict,
            judged.score,
            judged.problems,
        )
        if problems := [wrong for one in citations if (wrong := citation_problem(one, self._articles.__getitem__))]:
            sentence = replace(sentence, verdict="unsupported", problems=(*sentence.problems, *problems))
        if sentence.verdict == "unsupported":
            return Checked(replace(sentence, markers=()), kept=False)
        for citation in citations:
            self._citations.setdefault(_place(citation), citation)
        return Checked(sentence, kept=True, recited=recited)

    def adopt(self, citation: Citation) -> int:
        """Return the number of a citation of the extractive draft, or of one that overlaps it; it gets one if need be."""
        if (known := self.number_of(citation)) is not None:
            return known
        marker = len(self._citations) + 1
        self._citations[_place(citation)] = replace(citation, marker=marker)
        return marker

    def number_of(self, citation: Citation) -> int | None:
        """Return the number of what the answer cites in the same place, or None."""
        for other in self._citations.values():
            apart = other.end_char <= citation.start_char or citation.end_char <= other.start_char
            if other.article_id == citation.article_id and not apart:
                return other.marker
        return None

    def _supports(self, text: str, cited: Sequence[Passage]) -> tuple[list[_Support], Judgement | None]:
        """Return the cited passages that support a sentence, and what was found of all together."""
        if not cited:
            return [], None
        sources = [_source(passage) for passage in cited]
        claims = [(text, [source]) for source in sources]
        if len(cited) > 1:
            claims.append((text, sources))
        found = self._judge.judge_all(claims)
        whole = found[-1]
        if whole.verdict == "unsupported":
            return [], whole
        each = list(zip(cited, found, strict=False))
        standing = [(passage, one) for passage, one in each if one.verdict != "unsupported"]
        # Together they may say what none says alone; then each is cited for its part.
        return standing or [(passage, one) for passage, one in each if one.span and not one.contradicted], whole

    def _elsewhere(self, text: str) -> tuple[list[_Support], Judgement | None]:
        """Return the passage that fully supports a sentence best, whatever it cites."""
        found = self._judge.judge_all([(text, [_source(passage)]) for passage in self._passages])
        full = [
            (passage, one) for passage, one in zip(self._passages, found, strict=True) if one.verdict == "supported"
        ]
        if not full:
            return [], None
        best = max(full, key=lambda pair: pair[1].score)
        return [best], best[1]

    def _numbered(self, supports: Sequence[_Support]) -> list[Citation]:
        citations: dict[tuple[str, int, int], Citation] = {}
        for passage, judged in supports:
            citation = self._cite(passage, judged.span, len(self._citations) + len(citations) + 1)
            place = _place(citation)
            citations.setdefault(place, self._citations.get(place, citation))
        # Numbers that were known already leave gaps among the new ones.
        fresh = len(self._citations)
        for place, citation in citations.items():
            if place not in self._citations:
                fresh += 1
                citations[place] = replace(citation, marker=fresh)
        return list(citations.values())

    def _cite(self, passage: Passage, span: tuple[int, int] | None, marker: int) -> Citation:
        start, end = span or (0, len(passage.text))
        said = passage.text[start:end]
        start += len(said) - len(said.lstrip())
        end = start + len(said.strip())
        if start >= end:
            start, end = 0, len(passage.text)
        article = self._articles[passage.article_id]
        start_char, end_char = passage.start_char + start, passage.start_char + end
        return cite_span(
            article, start_char, end_char, marker=marker, scores=passage.scores,
            passage=Span(passage.start_char, passage.end_char, passage.text),
            also_in=self._copies.tellers(article, [(start_char, end_char)]),
            matched_terms=matched_terms(self._question, passage.text),
        )  # fmt: skip

    def _left_out(self, written: Written, judged: Judgement | None) -> AnswerSentence:
        problems = [f"cites [{number}], which is no passage" for number in written.unknown]
        if not written.markers and not problems:
            problems = [prompts.PROBLEM_UNCITED]
        if judged:
            problems += judged.problems or (prompts.PROBLEM_UNSUPPORTED,)
        return AnswerSentence(written.text, (), "unsupported", judged.score if judged else 0.0, tuple(problems))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start_char, citation.end_char


def _source(passage: Passage) -> Source:
    """Return a passage as it may support a sentence: what was withheld from the model is blank, offsets stay."""
    text = passage.text
    for begin, end in withheld(text):
        text = text[:begin] + " " * (end - begin) + text[end:]
    return Source(text, passage.published, neutral(passage.title))

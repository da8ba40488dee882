"""An export held against the articles as they are now: what stands, what moved, what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, Protocol

from rapidfuzz import fuzz

from index.articles import Article
from index.chunking import split_sentences
from index.errors import NotFoundError, QuestionError
from qa.answer import SCHEMA_VERSION, Answer, Citation, Passage, to_plain
from qa.exports.document import Exportable, ExportDocument

State = Literal["unchanged", "moved", "changed", "gone"]
Outcome = Literal["same", "changed", "refused", "answered"]
OnProgress = Callable[[int, int], None]

_ALIKE = 55.0  # likeness of the letters, of 100, from which a sentence is the present wording of a quote
_LOOKED_INTO = 5  # passages in which the words of a lost article are looked for
_QUERY_CHARS = 1000


class Library(Protocol):
    """What a re-check needs: a `QueryEngine`, or what reaches one."""

    def article(self, article_id: str) -> Article:
        """Return one article, or raise NotFoundError."""

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """Return the best passages."""

    def ask(self, question: str) -> Answer:
        """Answer a question."""


@dataclass(frozen=True, slots=True)
class RecheckedCitation:
    """What became of one citation.

    Attributes:
        answer: Which answer of the export it belongs to, from 1.
        state: The quote stands where it stood, stands elsewhere in the article, is no longer in it, or the article is gone.
        article_changed: The article's text is another one than when it was cited, be it in the quote or around it.
        start_char, end_char: Where the quote stands now, or else the wording nearest to it; None if there is none.
        present: What stands there.
        title, published: The headline and the day, where they are others now; else None.
        found_in: Another article that has the quote word for word, where its own has not.
    """

    answer: int
    marker: int
    article_id: str
    quote: str
    state: State
    article_changed: bool = False
    start_char: int | None = None
    end_char: int | None = None
    present: str | None = None
    title: str | None = None
    published: date | None = None
    found_in: str | None = None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A question of the export, asked once more.

    Attributes:
        answer: Which answer of the export it belongs to, from 1.
        outcome: The text is the same, is another, or the question is refused now, or was and is not any more.
        newer: Articles cited now that appeared after the export's day of asking.
        text: The answer given now.
    """

    answer: int
    question: str
    outcome: Outcome
    newer: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class RecheckReport:
    """What became of an export.

    Attributes:
        as_of: The day its last question was asked on.
    """

    citations: tuple[RecheckedCitation, ...]
    asked_again: tuple[AskedAgain, ...]
    as_of: date

    @property
    def stands(self) -> bool:
        """Whether every quote still stands in its article, and every answer that was asked again is the same."""
        quotes = all(found.state in ("unchanged", "moved") for found in self.citations)
        return quotes and all(found.outcome == "same" for found in self.asked_again)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        found: dict[str, Any] = to_plain(asdict(self))
        return {"schema": SCHEMA_VERSION, "stands": self.stands, **found}


def recheck(
    document: ExportDocument | Exportable,
    engine: Library,
    *,
    ask_again: bool = False,
    on_progress: OnProgress = lambda *_: None,
) -> RecheckReport:
    """Hold an export against the articles as they are now.

    Args:
        document: What `read_export` returns, or answers.
        engine: Where the articles are.
        ask_again: Ask each question once more, as of now, and compare the answers.
        on_progress: Told how many of how many citations and questions are done; what it raises ends the check.
    """
    document = document if isinstance(document, ExportDocument) else ExportDocument.of(document)
    cited = [(number, one) for number, answer in enumerate(document.answers, 1) for one in answer.citations]
    total = len(cited) + (len(document.answers) if ask_again else 0)
    citations: list[RecheckedCitation] = []
    for number, citation in cited:
        on_progress(len(citations), total)
        citations.append(_citation(number, citation, engine))
    again: list[AskedAgain] = []
    for number, answer in enumerate(document.answers if ask_again else (), 1):
        on_progress(len(citations) + len(again), total)
        again.append(_ask_again(number, answer, engine))
    on_progress(total, total)
    return RecheckReport(tuple(citations), tuple(again), document.answers[-1].as_of)


def _citation(number: int, citation: Citation, engine: Library) -> RecheckedCitation:
    quote, key = citation.quote, citation.article_id
    try:
        article = engine.article(key)
    except NotFoundError:
        return RecheckedCitation(number, citation.marker, key, quote, "gone", found_in=_elsewhere(citation, engine))
    state, span = _standing(citation, article.text)
    return RecheckedCitation(
        answer=number,
        marker=citation.marker,
        article_id=key,
        quote=quote,
        state=state,
        article_changed=article.content_sha256 != citation.content_sha256,
        start_char=span[0] if span else None,
        end_char=span[1] if span else None,
        present=article.text[slice(*span)] if span else None,
        title=article.title if article.title != citation.title else None,
        published=article.published if article.published != citation.published else None,
        found_in=_elsewhere(citation, engine) if state == "changed" else None,
    )


def _standing(citation: Citation, text: str) -> tuple[State, tuple[int, int] | None]:
    """Return whether the quote stands in a text, and where it or what is nearest to it does."""
    start, end, quote = citation.start_char, citation.end_char, citation.quote
    if text[start:end] == quote:
        return "unchanged", (start, end)
    if places := list(_places(quote, text)):
        nearest = min(places, key=lambda place: abs(place - start))
        return "moved", (nearest, nearest + len(quote))
    return "changed", _nearest(quote, text)


def _places(quote: str, text: str) -> Iterator[int]:
    place = text.find(quote) if quote else -1
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)


def _nearest(quote: str, text: str) -> tuple[int, int] | None:
    """Return the sentences that read most like a quote: as many in a row as it has."""
    sentences = split_sentences(text)
    length = max(1, len(split_sentences(quote)))
    best, span = _ALIKE, None
    said = " ".join(quote.split())
    for first, last in zip(sentences, sentences[length - 1 :], strict=False):
        score = fuzz.ratio(said, " ".join(text[first[0] : last[1]].split()), score_cutoff=best)
        if score > best:
            best, span = score, (first[0], last[1])
    return span


def _elsewhere(citation: Citation, engine: Library) -> str | None:
    """Return another article that has the quote, white space aside."""
    said = " ".join(citation.quote.split())
    try:
        passages: Sequence[Passage] = engine.search(said[:_QUERY_CHARS], _LOOKED_INTO)
    except QuestionError:  # a quote without a word
        return None
    for passage in passages:
        if passage.article_id != citation.article_id and said in " ".join(
            engine.article(passage.article_id).text.split()
        ):
            return passage.article_id
    return None


def _ask_again(number: int, answer: Answer, engine: Library) -> AskedAgain:
    now = engine.ask(answer.standalone_question)
    outcome: Outcome
    if now.refused != answer.refused:
        outcome = "refused" if now.refused else "answered"
    else:
        outcome = "same" if now.refused or _told(now) == _told(answer) else "changed"
    newer = dict.fromkeys(c.article_id for c in now.citations if c.published and c.published > answer.as_of)
    return AskedAgain(number, answer.standalone_question, outcome, tuple(newer), now.text)


def _told(answer: Answer) -> list[tuple[str, set[tuple[str, str]]]]:
    """Return what an answer says and rests on, whatever its citations are numbered: in a conversation they go on."""
    cited = {citation.marker: (citation.article_id, citation.quote) for citation in answer.citations}
    return [(one.text, {cited[marker] for marker in one.markers if marker in cited}) for one in answer.sentences]

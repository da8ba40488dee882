"""An engine whose answers hold everything a reader can be shown of them: verdicts, notices, copies, many dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
from browsing import OpenPage, ask, serving
from playwright.sync_api import Page
from test_ui_fakes import BRIDGE, FERRY, FakeEngine, answer_from, cite, passage_of, refusal

from index.articles import Article
from qa import Answer, AnswerSentence, Citation, Notice
from qa.answer import Copy, NoticeKind, Scores, Verdict

COST = Article(
    id="cost",
    title="Tidal array to cost 112 million",
    text="The tidal array off Pellan Sands will cost 112 million crowns.\n\n"
    + "\n\n".join(
        f"Paragraph {number} tells of the sea, of the wind and of nothing that matters." for number in range(40)
    )
    + "\n\nThe council votes on the money in July.",
    published=date(2023, 6, 29),
    source="The Tarnhavn Courier",
)
AUDIT = Article(
    id="audit",
    title="Auditors correct the cost of the tidal array",
    text="The tidal array will cost 131 million crowns, the auditors found. The first figure left the cable out.",
    published=date(2023, 7, 4),
    source="Ostrand Post",
)
COPIES: Final = (
    Article(
        id="copy-gazette", title="Array cost put right", text=AUDIT.text, published=date(2023, 7, 5),
        source="Storr Island Gazette",
    ),
    Article(
        id="copy-radio", title="Cost of the array", text=f"From our newsroom. {AUDIT.text}",
        published=date(2023, 7, 6), source="Radio Sound",
    ),
)  # fmt: skip
_FIRST: Final = "The tidal array off Pellan Sands will cost 112 million crowns."
_LAST: Final = "The council votes on the money in July."
_CORRECTED: Final = "The tidal array will cost 131 million crowns, the auditors found."
_CABLE: Final = "The first figure left the cable out."
_OUTLETS: Final = ("The Tarnhavn Courier", "Ostrand Post", "Storr Island Gazette", "Radio Sound")
DAILY: Final = tuple(
    Article(
        id=f"day-{number}", title=f"Report {number} of the storm", text=f"Wave {number} broke over the mole.",
        published=date(2022, 11, 24) + timedelta(days=(0, 0, 1, 1, 2, 3, 3, 4, 30, 31, 60, 61)[number - 1]),
        source=_OUTLETS[(0, 1, 0, 0, 1, 0, 0, 2, 2, 3, 0, 1)[number - 1]],
    )
    for number in range(1, 13)
)  # fmt: skip


class EvidenceEngine(FakeEngine):
    """A `FakeEngine` that also answers of "cost" (three articles, copies) and of a "storm" (twelve reports).

    A question that names a kind of notice gets the answer of cost with such a notice.
    """

    def __init__(self) -> None:
        super().__init__((FERRY, BRIDGE, COST, AUDIT, *COPIES, *DAILY))

    def _answer(self, question: str) -> Answer:
        if "storm" in question:
            return storm(question)
        if "nearest" in question:
            return replace(refusal(question), nearest=tuple(map(passage_of, (FERRY, BRIDGE, COST))))
        if "cost" not in question:
            return super()._answer(question)
        answer = cost(question)
        for kind, (text, markers) in NOTICES.items():
            if kind in question:
                answer = replace(answer, notices=(*answer.notices, Notice(kind, text, markers)))
        if "unsupported" in question or "fallback" in question:
            made_up = AnswerSentence("The array was free.", (1,), "unsupported", 0.0, ("is not in what it cites",))
            answer = replace(answer, dropped=(made_up,))
        return answer


NOTICES: Final[dict[NoticeKind, tuple[str, tuple[int, ...]]]] = {
    "stale": ("The newest report cited is of 4 July 2023, 7 months before.", (3,)),
    "superseded": ("An earlier report gives 112 million [1], a later one 131 million [3].", (1, 3)),
    "conflict": ("One report gives 112 million [1], another 131 million [3].", (1, 3)),
    "unknown_marker": ("The model cited [9], which was not among its passages.", ()),
    "recited": ("Sentence 2 was cited to another passage than the one that holds it.", (2,)),
    "truncated": ("The answer was cut short at the limit of its length.", ()),
    "reworded": ("“tydal” is not in the articles; also searched for “tidal”.", ()),
    "unsupported": ("One sentence was left out, as the passages do not hold it.", ()),
    "fallback": ("The language model did not answer; the articles are quoted instead.", ()),
}


def cost(question: str) -> Answer:
    """Return an answer that cites one article three times, another twice, and is not supported in every sentence."""
    also = tuple(Copy(copy.id, copy.title, copy.source, copy.url, copy.published) for copy in COPIES)
    best = Scores(dense=0.71, lexical=9.2, fused=0.93, rerank=14.5, time=0.8)
    citations = (
        cite(COST, _FIRST, 1, scores=best, matched_terms=("tidal", "cost")),
        cite(COST, _LAST, 2, scores=Scores(dense=0.42, lexical=None, fused=0.4, rerank=13.4), matched_terms=()),
        cite(AUDIT, _CORRECTED, 3, also_in=also, scores=Scores(dense=0.66, lexical=4.0, fused=0.7, rerank=14.1)),
        cite(BRIDGE, "The bridge is 88 metres long.", 4),
    )
    verdicts: Sequence[tuple[Verdict, tuple[str, ...]]] = (
        ("supported", ()), ("partial", ("the passage does not name the day",)), ("supported", ()),
        ("unsupported", ("is about another thing than the passage",)),
    )  # fmt: skip
    sentences = tuple(
        AnswerSentence(cited.quote, (cited.marker,), verdict, 0.5, problems)
        for cited, (verdict, problems) in zip(citations, verdicts, strict=True)
    )
    return answer_from(question, citations, sentences=sentences)


def storm(question: str) -> Answer:
    """Return an answer from twelve reports, many of them of one week and one outlet."""
    cited: list[Citation] = [cite(article, article.text, number) for number, article in enumerate(DAILY, start=1)]
    return answer_from(question, cited)


@pytest.fixture(scope="module")
def seen() -> EvidenceEngine:
    return EvidenceEngine()


@pytest.fixture(scope="module")
def see_url(seen: EvidenceEngine) -> Iterator[str]:
    with serving(seen) as url:
        yield url


def asked(open_page: OpenPage, url: str, question: str = "What does it cost?", **options: Any) -> Page:
    page = open_page(url, **options)
    ask(page, question)
    return page

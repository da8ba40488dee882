"""Citations -> cards: those of copies of one report share a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa import Citation
from qa.answer import Copy
from ui.render.timeline import Mark


@dataclass(frozen=True, slots=True)
class Folded:
    """A card.

    Attributes:
        number: From 1.
        first: The citation it is headed by.
        others: Citations of copies of the same report.
    """

    number: int
    first: Citation
    others: tuple[Citation, ...] = ()

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The copies of the report that are not cited, each once."""
        cited = {citation.article_id for citation in (self.first, *self.others)}
        told = {copy.article_id: copy for citation in (self.first, *self.others) for copy in citation.also_in}
        return tuple(copy for name, copy in told.items() if name not in cited)

    def marks(self) -> list[Mark]:
        """Return what the plot of the evidence shows of the card."""
        cited = [
            Mark(self.number, str(citation.marker), citation.source, citation.published)
            for citation in (self.first, *self.others)
        ]
        return cited + [
            Mark(self.number, str(self.first.marker), copy.source, copy.published, "copy") for copy in self.copies
        ]


def folded_citations(citations: Sequence[Citation]) -> list[Folded]:
    """Return the cards of some citations: each citation is on one, with those of copies of its article.

    Citations of one and the same article keep a card each, as they quote different words of it.
    """
    headed: list[tuple[Citation, list[Citation]]] = []
    for citation in citations:
        for first, others in headed:
            if _copies_of_each_other(first, citation):
                others.append(citation)
                break
        else:
            headed.append((citation, []))
    return [Folded(number, first, tuple(others)) for number, (first, others) in enumerate(headed, start=1)]


def _copies_of_each_other(one: Citation, other: Citation) -> bool:
    if one.article_id == other.article_id:
        return False
    return other.article_id in {copy.article_id for copy in one.also_in} or one.article_id in {
        copy.article_id for copy in other.also_in
    }

"""Named fields -> an article: what front matter, records, and the metadata of documents have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from index.articles import Article, parse_date

FIELDS = ("id", "title", "text", "date", "source", "author", "url", "language")
TITLE_CHARS = 110
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


def from_fields(
    known: Mapping[str, Any], *, text: str, fallback_id: str, origin: str, id_given: bool = True
) -> Article:
    """Return an article of a text and the fields known of it.

    Args:
        known: Values by name in FIELDS; missing and blank ones are unknown.
        text: The text, kept as it is.
        fallback_id: The id if none is among the fields.
        origin: Where it was read from.
        id_given: Whether `fallback_id` is as good as a stated id; a name of a file is not.

    Raises:
        ArticleError: The date is none.
    """

    def clean(name: str) -> str | None:
        value = known.get(name)
        return " ".join(str(value).split()) or None if value is not None else None

    language = (clean("language") or "").replace("_", "-").partition("-")[0].lower()
    return Article(
        id=clean("id") or fallback_id,
        title=clean("title") or headline(text, 0, len(text))[0],
        text=text,
        published=parse_date(known.get("date")),
        source=clean("source"),
        author=clean("author"),
        url=clean("url"),
        origin=origin,
        id_given=id_given or bool(clean("id")),
        language=language if 2 <= len(language) <= 3 and language.isalpha() else None,
    )


def headline(text: str, start: int, end: int) -> tuple[str, int]:
    """Return a title and where the prose begins: a first line without a full stop, or else the lead shortened."""
    lead, gap, rest = text[start:end].lstrip().partition("\n")
    lead = lead.strip()
    if gap and rest.strip() and lead and len(lead) <= TITLE_CHARS and not _SENTENCE_END.search(lead):
        return lead, start + text[start:end].index(lead) + len(lead)
    if len(lead) <= TITLE_CHARS:
        return lead.rstrip(".") or "Untitled", start
    return lead[: TITLE_CHARS - 1].rsplit(" ", 1)[0].rstrip(",;:-–— ") + "…", start

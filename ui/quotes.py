"""Quotes by themselves: what the card of a marker shows, and the same words in a copy of the article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import FastAPI, Request

from index.articles import Article
from index.errors import NotFoundError
from ui import texts
from ui.reader import CitedSpans, article_href, cited_spans, day

if TYPE_CHECKING:
    from qa import QueryEngine


def add_routes(app: FastAPI, engine: QueryEngine) -> None:
    """Add `/quote/ARTICLE`, which takes what `/article/ARTICLE` takes and tells the passage it would go to."""

    @app.get("/quote/{article_id:path}", include_in_schema=False)
    def quote(article_id: str, request: Request) -> dict[str, str]:
        article, query = engine.article(article_id), request.query_params
        return quoted(article, cited_spans(query.getlist("s"), query.get("at"), article.text))


def quoted(article: Article, cited: CitedSpans) -> dict[str, str]:
    """Return the passage that was clicked, or the first, and where it stands; an empty quote if none can be marked."""
    start, end = cited.spans[(cited.current or 1) - 1] if cited.spans else (0, 0)
    values = {
        "quote": article.text[start:end],
        "title": article.title,
        "outlet": article.source or texts.NO_SOURCE,
        "date": day(article.published),
    }
    return {name: _valid(value) for name, value in values.items()}


def copy_href(article_id: str, quoted: tuple[str, int, int] | None) -> str:
    """Return the link to a copy, which marks the words of a quote in it.

    Args:
        article_id: The copy.
        quoted: The article the quote stands in, its start and its end; None for the article alone.
    """
    if quoted is None:
        return article_href(article_id)
    original, start, end = quoted
    return f"{article_href(article_id)}?{urlencode({'like': original, 'q': f'{start}-{end}'})}"


def same_words(engine: QueryEngine, copy: Article, query: Mapping[str, str]) -> list[str]:
    """Return where the words a link from `copy_href` quotes stand in the copy, as a value of `s`.

    Returns:
        One value; none if the link quotes nothing, or the copy words it otherwise.
    """
    try:
        original = engine.article(query["like"])
    except (KeyError, NotFoundError):
        return []
    for start, end in cited_spans([query.get("q", "")], None, original.text).spans:
        at = copy.text.find(original.text[start:end])
        return [] if at < 0 else [f"{at}-{at + end - start}"]
    return []


def _valid(text: str) -> str:
    """Put the replacement character where half a surrogate pair stands, which JSON cannot carry."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)

"""An article and a stretch of it -> the citation; the one place where a quote is cut."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article
from qa.answer import Citation, Copy, Scores, Span


def cite_span(
    article: Article,
    start: int,
    end: int,
    *,
    marker: int,
    passage: Span,
    scores: Scores,
    also_in: Sequence[Copy] = (),
    matched_terms: Sequence[str] = (),
) -> Citation:
    """Cite `article.text[start:end]`.

    Args:
        article: The article, as it is stored now.
        start, end: Of the quote, in characters of the article's text.
        marker: The number of the citation.
        passage: The retrieved passage around the quote.
        scores: Those of the passage.
        also_in: Near-copies of the article that hold the quote too.
        matched_terms: Words of the question found in the passage.
    """
    return Citation(
        marker=marker,
        article_id=article.id,
        title=article.title,
        source=article.source,
        author=article.author,
        url=article.url,
        published=article.published,
        start_char=start,
        end_char=end,
        quote=article.text[start:end],
        passage=passage,
        scores=scores,
        content_sha256=article.content_sha256,
        also_in=tuple(also_in),
        matched_terms=tuple(matched_terms),
    )

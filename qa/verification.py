"""The last gate: a citation is shown only after its quote was compared with the stored article."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.articles import Article
from index.errors import NotFoundError
from qa.answer import AnswerSentence, Citation
from qa.editing.totals import adds_up

FetchArticle = Callable[[str], Article]


def citation_problem(citation: Citation, fetch: FetchArticle) -> str | None:
    """Compare a citation with the article as it is stored now.

    Returns:
        What is wrong, in words, or None if quote and passage stand where the citation says.
    """
    try:
        article = fetch(citation.article_id)
    except NotFoundError:
        return f"the article {citation.article_id!r} is no longer in the index"
    stands = article.text[citation.start_char : citation.end_char] == citation.quote
    inside = citation.passage.start_char <= citation.start_char < citation.end_char <= citation.passage.end_char
    if stands and inside and citation.quote.strip():
        return None
    if article.content_sha256 != citation.content_sha256:
        return "the article was changed since it was cited"
    return "the quote does not stand at the place given"


def verify(
    sentences: Sequence[AnswerSentence], citations: Sequence[Citation], fetch: FetchArticle
) -> list[AnswerSentence]:
    """Give every sentence its verdict.

    A sentence is supported if each of its citations stands and one of them quotes the sentence
    word for word, white space, omissions marked " … " and insertions in brackets aside.
    """
    problems = {citation.marker: citation_problem(citation, fetch) for citation in citations}
    quotes = {citation.marker: " ".join(citation.quote.split()) for citation in citations}
    return [_judge(sentence, problems, quotes) for sentence in sentences]


def _is_verbatim(text: str, quote: str) -> bool:
    place = 0
    for piece in re.split(r"\s*…\s*|\[[^\[\]]*\]", text):
        at = quote.find(piece.strip(), place)
        if at < 0:
            return False
        place = at + len(piece.strip())
    return True


def _judge(sentence: AnswerSentence, problems: Mapping[int, str | None], quotes: Mapping[int, str]) -> AnswerSentence:
    found = []
    for marker in sentence.markers:
        if marker not in problems:
            found.append(f"[{marker}] is no citation of this answer")
        elif problem := problems[marker]:
            found.append(f"[{marker}]: {problem}")
    if not sentence.markers:
        found.append("cites nothing")
    elif not found and adds_up(sentence.text, [quotes[marker] for marker in sentence.markers]):
        pass
    elif not found and all(not _is_verbatim(sentence.text, quotes[marker]) for marker in sentence.markers):
        found.append("is not quoted word for word from what it cites")
    supported = not found
    return replace(
        sentence,
        verdict="supported" if supported else "unsupported",
        support_score=1.0 if supported else 0.0,
        problems=tuple(found),
    )

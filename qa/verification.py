"""The last gate: a citation is shown only after its quote was compared with the stored article, a sentence with both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.articles import Article
from index.errors import NotFoundError
from index.home import Home
from qa.answer import AnswerSentence, Citation
from qa.editing.totals import adds_up
from qa.support.entailment import EntailmentModel, open_checker
from qa.support.judge import Judge
from qa.support.judgement import Judgement, Source
from qa.support.texts import same_characters

FetchArticle = Callable[[str], Article]

_OMISSION = re.compile(r"\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*")
_INSERTION = re.compile(r"\[([^\[\]]{1,80})\]")
_SHORTEST_PIECE = 2  # words around an omission


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


class Verifier:
    """Gives the sentences of answers their verdicts; safe to call from several threads."""

    def __init__(self, home: Home, checker: EntailmentModel | None = None) -> None:
        """Check against the articles of a home, with the checker given or the one its settings name."""
        self._fetch = home.catalog.article
        self.judge = Judge(home.embedder, checker or open_checker(home.settings.checker))

    def verify(self, sentences: Sequence[AnswerSentence], citations: Sequence[Citation]) -> list[AnswerSentence]:
        """Give every sentence its verdict, score and problems.

        First each citation is compared with its article. A sentence whose citations stand is supported if it is made
        of words of a quote, see `is_verbatim`, or adds up figures of its quotes; else it is judged against the passages
        around them. Where one quote has its words, what else it cites is judged by itself, and is no longer cited
        unless it says the same.

        Raises:
            CheckingError: The model that checks cannot be loaded or used.
        """
        fetch = _once(self._fetch)
        problems = {citation.marker: citation_problem(citation, fetch) for citation in citations}
        cited = {citation.marker: citation for citation in citations}
        found: dict[int, AnswerSentence] = {}
        open_ones: list[tuple[int, tuple[str, list[Source]]]] = []
        beside: list[tuple[int, Citation]] = []
        for place, sentence in enumerate(sentences):
            wrong = _wrong_markers(sentence, problems)
            if wrong:
                found[place] = _unsupported(sentence, wrong)
                continue
            own = [cited[marker] for marker in sentence.markers]
            rest = [one for one in own if not is_verbatim(sentence.text, one.quote, fetch(one.article_id))]
            if len(rest) < len(own) or adds_up(sentence.text, [" ".join(one.quote.split()) for one in own]):
                found[place] = replace(sentence, verdict="supported", support_score=1.0, problems=())
                beside += [(place, one) for one in rest if len(rest) < len(own)]
            else:
                open_ones.append((place, (sentence.text, [_source(citation) for citation in own])))
        pairs = [pair for _, pair in open_ones]
        pairs += [(sentences[place].text, [_source(one)]) for place, one in beside]
        judged = self.judge.judge_all(pairs) if pairs else []
        for (place, _), judgement in zip(open_ones, judged, strict=False):
            found[place] = _with(sentences[place], judgement)
        for (place, one), judgement in zip(beside, judged[len(open_ones) :], strict=True):
            if judgement.verdict == "unsupported":
                left = tuple(marker for marker in found[place].markers if marker != one.marker)
                found[place] = replace(found[place], markers=left)
        return [found[place] for place in range(len(sentences))]


def is_verbatim(text: str, quote: str, article: Article) -> bool:
    """Tell whether a text holds nothing but words of a quote, in order.

    White space and kinds of quotation marks and dashes do not count. Words may be left out where "…" stands, and
    an insertion in brackets, such as "[Ilse Drago] said", must name what the article names.
    """
    pieces = [_plain(piece) for piece in _OMISSION.split(_INSERTION.sub(" … ", text))]
    pieces = [piece for piece in pieces if piece.strip(' .,;:!?"')]
    if not pieces:
        return False
    quoted, place = _plain(quote), 0
    if len(pieces) == 1 and not _INSERTION.search(text) and not _OMISSION.search(text):
        return pieces[0] == quoted
    if any(len(piece.split()) < _SHORTEST_PIECE for piece in pieces) and len(pieces) > 2:
        return False
    for piece in pieces:
        at = quoted.find(piece, place)
        if at < 0:
            return False
        place = at + len(piece)
    told = _plain(f"{article.title}\n{article.text}")
    return all(_plain(match[1]) in told for match in _INSERTION.finditer(text))


def _plain(text: str) -> str:
    return " ".join(same_characters(text).split())


def _once(fetch: FetchArticle) -> FetchArticle:
    """Return the same, fetching each article once."""
    known: dict[str, Article] = {}

    def fetched(article_id: str) -> Article:
        if article_id not in known:
            known[article_id] = fetch(article_id)
        return known[article_id]

    return fetched


def _source(citation: Citation) -> Source:
    return Source(citation.passage.text, citation.published, citation.title)


def _wrong_markers(sentence: AnswerSentence, problems: Mapping[int, str | None]) -> list[str]:
    found = []
    for marker in sentence.markers:
        if marker not in problems:
            found.append(f"[{marker}] is no citation of this answer")
        elif problem := problems[marker]:
            found.append(f"[{marker}]: {problem}")
    return found or ([] if sentence.markers else ["cites nothing"])


def _unsupported(sentence: AnswerSentence, problems: Sequence[str]) -> AnswerSentence:
    return replace(sentence, verdict="unsupported", support_score=0.0, problems=tuple(problems))


def _with(sentence: AnswerSentence, judgement: Judgement) -> AnswerSentence:
    return replace(sentence, verdict=judgement.verdict, support_score=judgement.score, problems=judgement.problems)

"""What can be asked next: questions that the articles of an answer, or those near a refusal, do answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, Unpack

from index.articles import Article
from index.errors import NotFoundError
from index.terms import content_terms
from qa.answer import Answer, Passage
from qa.generative.answerers import EXTRACTIVE
from qa.interrogation import Answerable, Kind, questions_in
from qa.scope import AskOptions, ScopeOptions

_MOST_ARTICLES = 8
_MOST_FOUND = 12
_MOST_CHECKED = 7  # each is a whole answer
_RELATED = 2  # content words that the sentence of another article shares with question and answer
_MOST_OF_A_KIND: Mapping[Kind, int] = MappingProxyType({"fact": 3, "what": 1, "who": 2, "said": 2})
_SAME = 0.75  # share of content words from which two questions ask the same
_WORTH: Mapping[Kind, float] = MappingProxyType({"fact": 0.4, "said": 0.3, "who": 0.2, "what": 0.1})


class Answering(Protocol):
    """What is asked whether it would answer: a `QueryEngine`."""

    def ask(self, question: str, /, **options: Unpack[AskOptions]) -> Answer:
        """Answer one question; see `QueryEngine.ask`."""

    def search(self, question: str, k: int = 10, **scope: Unpack[ScopeOptions]) -> list[Passage]:
        """Return the k best passages."""

    def article(self, article_id: str) -> Article:
        """Return one article."""


def following(engine: Answering, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
    """Return up to n questions to ask after an answer; see `QueryEngine.suggest`."""
    earlier = [_words(question) for question in (answer.question, answer.standalone_question, *asked)]
    found: list[str] = []
    kinds: Counter[Kind] = Counter()
    checked = 0
    for question, places in _ranked(engine, answer).items():
        words, kind = _words(question), places[0].kind
        if kinds[kind] == _MOST_OF_A_KIND[kind] or any(_alike(words, one) >= _SAME for one in earlier):
            continue
        if len(found) == n or checked == _MOST_CHECKED:
            break
        checked += 1
        earlier.append(words)
        if is_answered(engine, *places, **_scope(answer)):
            kinds[kind] += 1
            found.append(question)
    return found


def _ranked(engine: Answering, answer: Answer) -> dict[str, list[Answerable]]:
    """Return questions with the sentences that answer them, those nearest to what was asked first."""
    told = _words(" ".join([answer.standalone_question, *(sentence.text for sentence in answer.sentences)]))
    scores: dict[str, float] = {}
    places: dict[str, list[Answerable]] = {}
    for rank, (article, near, behind) in enumerate(_articles(engine, answer)):
        for one in questions_in(article):
            words, said = _words(one.question), _words(article.text[one.start_char : one.end_char])
            if _is_cited(one, answer) or not (behind or len(said & told) >= _RELATED):
                continue
            close = len(words & told) / max(len(words), 1)
            inside = any(start <= one.start_char < end for start, end in near)
            score = _WORTH[one.kind] + 0.6 * close + 0.2 * inside - 0.15 * rank
            scores[one.question] = max(score, scores.get(one.question, score))
            places.setdefault(one.question, []).append(one)
    return {question: places[question] for question in sorted(scores, key=lambda known: -scores[known])}


def _articles(engine: Answering, answer: Answer) -> Iterator[tuple[Article, list[tuple[int, int]], bool]]:
    """Yield articles with the passages found in them, and whether the answer or refusal names them; those first."""
    passages: dict[str, list[tuple[int, int]]] = {}
    for cited in answer.citations:
        passages.setdefault(cited.article_id, []).append((cited.passage.start_char, cited.passage.end_char))
    for near in answer.nearest:
        passages.setdefault(near.article_id, []).append((near.start_char, near.end_char))
    behind = set(passages)
    for found in engine.search(answer.standalone_question, _MOST_FOUND, **_scope(answer)):
        passages.setdefault(found.article_id, []).append((found.start_char, found.end_char))
    for article_id, spans in list(passages.items())[:_MOST_ARTICLES]:
        try:
            article = engine.article(article_id)
        except NotFoundError:  # removed since it was found
            continue
        yield article, spans, article_id in behind


def is_answered(engine: Answering, *places: Answerable, **scope: Unpack[ScopeOptions]) -> bool:
    """Tell whether a question is answered, and with a sentence it was made of."""
    tried = engine.ask(places[0].question, answerer=EXTRACTIVE, **scope)
    return not tried.refused and any(_is_cited(place, tried) for place in places)


def _is_cited(place: Answerable, answer: Answer) -> bool:
    return any(
        cited.article_id == place.article_id and cited.start_char < place.end_char and place.start_char < cited.end_char
        for cited in answer.citations
    )


def _scope(answer: Answer) -> ScopeOptions:
    """Return what the answer was narrowed to."""
    scope = ScopeOptions(as_of=answer.as_of)
    if searched := answer.searched:
        scope["published_from"], scope["published_to"] = searched.published_from, searched.published_to
        scope["sources"] = searched.chosen_sources
    return scope


def _words(text: str) -> frozenset[str]:
    return frozenset(content_terms(text))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two questions have in common, of the smaller one's."""
    return len(one & other) / max(min(len(one), len(other)), 1)

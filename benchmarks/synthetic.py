"""Synthetic news of any size, questions about it, and a stub embedder whose vectors cluster by topic.

Everything follows from a seed. Words are drawn from Zipf laws: function words, a general vocabulary, the words of a
topic, names. The first word of a title names the topic; by it the stub places the vectors of an article near the
centre of its topic, and those of its passages near those of the article.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from index.chunking import Offsets
from index.embedding import PassageVectors, Vectors

DIMENSION = 384
FIRST_DAY, DAYS = date(2012, 1, 1), 4748  # to the end of 2024
WORDS_OF_CHUNK = 150  # about what 200 word pieces of English hold
_MEAN_CHUNKS = 3.3  # of an article, with this length
_MEDIAN_WORDS, _SPREAD = 320, 0.55
_TOPIC_WORDS, _OUTLETS, _NAMES = 250, 80, 30_000
_SHARES = (0.44, 0.38, 0.15, 0.03)  # function words, general vocabulary, topic, names
_FUNCTION_WORDS = (
    "the of to and in a for that is on was with as by at it from be he his are an were has its have said this but had "
    "not they which who will been their would after or more we one about than when up into out over some could also "
    "if two there her all other she only no him first so them can such before between against these those under"
).split()
_ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w".split()
_VOWELS = "a e i o u ai ea ee ou".split()
_CODAS = "b ck d f g l ll m n nd ng nt p r rd rk rn rt s st t th x".split()
_ENDINGS = ("", "", "", "s", "ed", "ing", "er", "ly", "ment", "ation")
_NOISE_ROWS = 16_384
# Weights of topic, article and passage in a passage's vector: cosine 0.77 to others of its article, 0.42 of its topic.
_TOPIC, _ARTICLE, _PASSAGE, _SPAN = 0.65, 0.6, 0.48, 0.5
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, of which kind, and the topic it is about."""

    kind: str
    text: str


class World:
    """The words, topics, outlets and names that articles are made of."""

    def __init__(self, *, seed: int = 7, vocabulary: int = 120_000, topics: int = 400) -> None:
        rng = np.random.default_rng(seed)
        words = _word_forms(rng, vocabulary + topics + 8_000)
        # As in real text, the more frequent a word the shorter it tends to be.
        order = np.argsort(np.array([len(word) for word in words[:vocabulary]]) + rng.uniform(0, 6, vocabulary))
        self.vocabulary = np.array(words[:vocabulary])[order]
        self.topic_names = [word.capitalize() for word in words[vocabulary : vocabulary + topics]]
        self.topic_of = {name: number for number, name in enumerate(self.topic_names)}
        names = [word.capitalize() for word in words[vocabulary + topics :]]
        self.names = np.array([f"{names[a]} {names[b]}" for a, b in rng.integers(0, len(names), (_NAMES, 2))])
        # The words of a topic come from below the most frequent ones.
        self.topic_words = rng.integers(300, vocabulary, (topics, _TOPIC_WORDS))
        self.outlets = [f"The {names[2 * i]} {('Post', 'Echo', 'Herald', 'Times')[i % 4]}" for i in range(_OUTLETS)]
        self.function_words = np.array(_FUNCTION_WORDS)
        self.laws = {
            size: _zipf(size) for size in (len(_FUNCTION_WORDS), vocabulary, _TOPIC_WORDS, _NAMES, _OUTLETS, topics)
        }

    def draw(self, rng: np.random.Generator, items: int, count: int) -> Any:
        """Draw ranks by Zipf's law."""
        return np.minimum(np.searchsorted(self.laws[items], rng.random(count)), items - 1)

    def words(self, rng: np.random.Generator, topic: int, count: int) -> list[str]:
        """Draw the words of a text."""
        kinds = np.searchsorted(np.cumsum(_SHARES)[:-1], rng.random(count))
        found = np.empty(count, dtype=object)
        found[kinds == 0] = self.function_words[self.draw(rng, len(self.function_words), int((kinds == 0).sum()))]
        found[kinds == 1] = self.vocabulary[self.draw(rng, len(self.vocabulary), int((kinds == 1).sum()))]
        found[kinds == 2] = self.vocabulary[
            self.topic_words[topic][self.draw(rng, _TOPIC_WORDS, int((kinds == 2).sum()))]
        ]
        found[kinds == 3] = self.names[self.draw(rng, _NAMES, int((kinds == 3).sum()))]
        return list(found)

    def article(self, number: int) -> dict[str, str]:
        """Make one article, a record in the form the readers know."""
        rng = np.random.default_rng([11, number])
        topic = int(self.draw(rng, len(self.topic_names), 1)[0])
        length = int(np.clip(rng.lognormal(np.log(_MEDIAN_WORDS), _SPREAD), 60, 2500))
        words = self.words(rng, topic, length + 8)
        published = FIRST_DAY + timedelta(days=int(DAYS * rng.random() ** 0.7))
        return {
            "id": f"a{number}",
            "title": f"{self.topic_names[topic]} {' '.join(words[:8])}",
            "text": prose(rng, words[8:]),
            "date": published.isoformat(),
            "source": self.outlets[int(self.draw(rng, _OUTLETS, 1)[0])],
        }

    def write(self, path: Path, chunks: int) -> int:
        """Write articles that make about so many chunks; return how many articles."""
        articles = max(1, round(chunks / _MEAN_CHUNKS))
        with path.open("w") as file:
            for number in range(articles):
                file.write(json.dumps(self.article(number)) + "\n")
        return articles

    def queries(self, articles: int, *, of_each_kind: int = 80, seed: int = 3) -> list[Query]:
        """Ask for articles by rare words, by common words, and in long sentences."""
        rng = np.random.default_rng(seed)
        found: list[Query] = []
        for _ in range(of_each_kind):
            record = self.article(int(rng.integers(0, articles)))
            topic, words = record["title"].partition(" ")[0], _LETTERS.findall(record["text"])
            rank = {word: place for place, word in enumerate(self.vocabulary[:5000])}
            rare = [word for word in words if word.islower() and word not in rank and word not in _FUNCTION_WORDS]
            found.append(Query("rare", f"What about {topic} {' '.join(rare[: int(rng.integers(2, 4))])}?"))
            common = self.vocabulary[rng.choice(300, 4, replace=False)]
            found.append(Query("common", f"What {' '.join(common)} {topic}?"))
            start = int(rng.integers(0, max(1, len(words) - 26)))
            found.append(Query("long", f"When did {topic} {' '.join(words[start : start + 24]).lower()}?"))
        return found


class StubEmbedder:
    """Vectors with the shape of real ones and none of their cost; counts the time spent on them."""

    name, revision, dimension, max_tokens = "stub", "1", DIMENSION, 512

    def __init__(self, world: World) -> None:
        rng = np.random.default_rng(5)
        self._topic_of = world.topic_of
        self._centres = _units(rng.standard_normal((len(world.topic_names) + 1, DIMENSION), dtype=np.float32))
        self._noise = _units(rng.standard_normal((_NOISE_ROWS, DIMENSION), dtype=np.float32))
        self.seconds = 0.0

    def token_spans(self, text: str) -> Sequence[Offsets]:
        return [match.span() for match in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Offsets]]) -> list[PassageVectors]:
        began = time.perf_counter()
        found = []
        for text, inner in zip(texts, spans, strict=True):
            passage = self._vector(text)
            rows = [zlib.crc32(text[start:end].encode()) % _NOISE_ROWS for start, end in inner]
            found.append(PassageVectors(passage, _units(passage + _SPAN * self._noise[rows])))
        self.seconds += time.perf_counter() - began
        return found

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._query(text) for text in texts])

    def embed_words(self, words: Sequence[str]) -> Vectors:
        return self._noise[[zlib.crc32(word.encode()) % _NOISE_ROWS for word in words]]

    def _vector(self, text: str) -> Vectors:
        title = text.partition("\n")[0]
        centre = self._centres[self._topic_of.get(title.partition(" ")[0], -1)]
        whole = _PASSAGE * self._scatter(text) + _ARTICLE * self._scatter(title) + _TOPIC * centre
        return whole / np.float32(np.linalg.norm(whole))

    def _query(self, text: str) -> Vectors:
        topics = [self._topic_of[word] for word in _LETTERS.findall(text) if word in self._topic_of]
        whole = self._centres[topics[0] if topics else -1] + 0.9 * self._scatter(text)
        return whole / np.float32(np.linalg.norm(whole))

    def _scatter(self, text: str) -> Vectors:
        """Return a direction of the text's own: two rows of noise, so that 2^27 differ."""
        key = zlib.crc32(text.encode())
        return (self._noise[key % _NOISE_ROWS] + self._noise[(key >> 14) % _NOISE_ROWS]) * np.float32(0.7071)


def _word_forms(rng: np.random.Generator, count: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = "".join(
            part
            for _ in range(int(rng.integers(1, 4)))
            for part in (rng.choice(_ONSETS), rng.choice(_VOWELS), rng.choice(_CODAS))
        )
        words.update(dict.fromkeys(syllables + ending for ending in rng.choice(_ENDINGS, 3)))
    found = [word for word in list(words)[:count] if word not in _FUNCTION_WORDS]
    return found + [f"{word}o" for word in found[: count - len(found)]]


def _zipf(items: int) -> Any:
    weights = 1 / (np.arange(items) + 2.7)
    return np.cumsum(weights / weights.sum())


def prose(rng: np.random.Generator, words: list[str]) -> str:
    """Put words into sentences of 8 to 30 words and paragraphs of one to four sentences."""
    paragraphs: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        size = int(rng.integers(8, 31))
        sentence = " ".join(words[at : at + size])
        paragraphs[-1].append(sentence[0].upper() + sentence[1:] + ".")
        at += size
        if rng.random() < 0.4:
            paragraphs.append([])
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def _units(rows: Any) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)

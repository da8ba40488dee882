"""Article -> sentences -> chunks that respect the model's limit, every offset into `article.text`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sentencex

from index.articles import Article, dated_title

# Part of the manifest: raise it when the same article would be cut differently.
CHUNKER_VERSION = 1
MAX_CHUNK_CHARS = 2400
HEADER_TITLE_CHARS = 120

Offsets = tuple[int, int]
TokenSpans = Callable[[str], Sequence[Offsets]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article.

    Attributes:
        id: `article_id:start-end`, unique in a home and readable.
        start_char, end_char: `article.text[start_char:end_char]` is the chunk.
        sentences: Offsets of its sentences in `article.text`, in order, without surrounding white space.
    """

    id: str
    article_id: str
    ordinal: int
    start_char: int
    end_char: int
    sentences: tuple[Offsets, ...]


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Offsets]:
    """Return the offsets of the sentences in `text[start:end]`, stripped of white space, none of them empty."""
    body = text[start:end]
    found: list[Offsets] = []
    cursor = 0
    for sentence in sentencex.segment("en", body):
        # The segmenter returns the text in order and unchanged; locating each piece keeps our own
        # offsets right whatever unit (bytes, code points) its own are in.
        at = body.find(sentence, cursor)
        if at < 0:
            continue
        cursor = at + len(sentence)
        if stripped := sentence.strip():
            begin = at + sentence.index(stripped)
            found.append((start + begin, start + begin + len(stripped)))
    return found


def chunk_article(article: Article, token_spans: TokenSpans, *, chunk_tokens: int) -> list[Chunk]:
    """Pack whole sentences into chunks of at most `chunk_tokens` word pieces.

    A chunk ends early at a paragraph's end once it is three quarters full. A sentence longer than
    a chunk is cut at white space, or inside a word if there is none.

    Args:
        article: The article; only its body is chunked.
        token_spans: Offsets of the word pieces of a text, in order.
        chunk_tokens: Most word pieces a chunk may hold, >= 1.

    Returns:
        Chunks in reading order; together they hold every sentence of the body once.
    """
    text = article.text
    token_starts = [article.body_start + begin for begin, _ in token_spans(text[article.body_start : article.body_end])]

    def tokens_in(begin: int, stop: int) -> int:
        return bisect_left(token_starts, stop) - bisect_left(token_starts, begin)

    def fits(begin: int, stop: int) -> bool:
        return tokens_in(begin, stop) <= chunk_tokens and stop - begin <= MAX_CHUNK_CHARS

    pieces: list[Offsets] = []
    for begin, stop in split_sentences(text, article.body_start, article.body_end):
        pieces.extend([(begin, stop)] if fits(begin, stop) else _cut(text, begin, stop, fits))

    chunks: list[Chunk] = []
    current: list[Offsets] = []
    for begin, stop in pieces:
        if current and (
            not fits(current[0][0], stop)
            or (
                "\n\n" in text[current[-1][1] : begin].replace("\r", "")
                and tokens_in(current[0][0], current[-1][1]) * 4 >= chunk_tokens * 3
            )
        ):
            chunks.append(_chunk(article, len(chunks), current))
            current = []
        current.append((begin, stop))
    if current:
        chunks.append(_chunk(article, len(chunks), current))
    return chunks


def embedding_text(article: Article, chunk: Chunk) -> str:
    """Return what is embedded for a chunk: title and date, then its text."""
    header = dated_title(replace(article, title=article.title[:HEADER_TITLE_CHARS]))
    return f"{header}\n{article.text[chunk.start_char : chunk.end_char]}"


def _chunk(article: Article, ordinal: int, sentences: list[Offsets]) -> Chunk:
    start, end = sentences[0][0], sentences[-1][1]
    return Chunk(f"{article.id}:{start}-{end}", article.id, ordinal, start, end, tuple(sentences))


def _cut(text: str, begin: int, stop: int, fits: Callable[[int, int], bool]) -> list[Offsets]:
    """Cut an overlong sentence into the longest pieces that fit, each ending before white space if possible."""
    pieces: list[Offsets] = []
    while begin < stop:
        low, high = begin + 1, min(stop, begin + MAX_CHUNK_CHARS)
        while low < high:  # the longest end that still fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits(begin, middle) else (low, middle - 1)
        end = low
        if end < stop and not text[end].isspace():
            space = max(text.rfind(" ", begin + 1, end), text.rfind("\n", begin + 1, end))
            end = space if space > begin else end
        if piece := text[begin:end].strip():
            at = begin + text[begin:end].index(piece)
            pieces.append((at, at + len(piece)))
        begin = end
    return pieces

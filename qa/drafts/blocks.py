"""A draft, plain or Markdown -> its blocks: prose to be checked, and headings, code, tables and notes that are not.

The rules are those of CommonMark as far as they decide what is prose; indented lines are prose here, as drafts
indent paragraphs more often than they hold code. Nothing nests: a quoted or listed paragraph is a block like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

BlockKind = Literal["prose", "heading", "code", "table", "note"]
Offsets = tuple[int, int]

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(?:(?!\1)[^\r\n]*\r?\n){0,200}?\1[ \t]*(?:\r?\n|\Z)")
# Closed ones only: a lone `<!--` must not swallow the rest of a draft.
_HIDDEN = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<(script|style)\b[^<>]{0,500}>(?:(?!<\1).)*?</\1\s{0,20}>", re.DOTALL | re.IGNORECASE
)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*\Z")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*\Z")
_DELIMITERS = re.compile(r"\s*+\|?\s*+:?-{1,200}:?\s*+(?:\|\s*+:?-{1,200}:?\s*+){1,200}\|?\s*\Z")
_NOTE = re.compile(r"\s{0,3}\[[^\[\]]{1,200}\]:")
_QUOTED = re.compile(r"(?:\s{0,3}>[ \t]?){1,50}")
_BULLET = re.compile(r"\s*(?:[-*+•–—]|(\d{1,3})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_SETEXT_LINES = 2  # a longer paragraph above a row of dashes is prose above a rule
_TITLE_WORDS = 12
_ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"”’'»)\]*_]*\s*\Z")


@dataclass(slots=True)
class Block:
    """A run of lines of one kind.

    Attributes:
        lines: Offsets of what it says on each line, without marks of quotes and lists.
        listed: It is an item of a list.
    """

    kind: BlockKind
    lines: list[Offsets] = field(default_factory=list)
    listed: bool = False

    @property
    def span(self) -> Offsets:
        """Where it begins and ends."""
        return self.lines[0][0], self.lines[-1][1]


def blanked(draft: str) -> str:
    """Return a draft of the same length with blanks in place of front matter, comments, scripts and styles."""
    shown = _HIDDEN.sub(_blanks, draft)
    front = _FRONT_MATTER.match(shown)
    return _blanks(front) + shown[front.end() :] if front else shown


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of a blanked draft, in order; those that say nothing are left out."""
    blocks = [block for block in _Scanner(text).blocks() if text[slice(*block.span)].strip()]
    for block, following in pairwise(blocks):
        if following.kind == "prose" and _is_title(block, text):
            block.kind = "heading"
    return blocks


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match.group())


def _is_title(block: Block, text: str) -> bool:
    """Say whether a block above another one is a plain line of few words that ends like no sentence."""
    said = text[slice(*block.span)]
    short = len(block.lines) == 1 and len(said.split()) <= _TITLE_WORDS
    return block.kind == "prose" and not block.listed and short and not _ENDS_SENTENCE.search(said)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: Block | None = None
        self._fence = ""

    def blocks(self) -> Iterator[Block]:
        for match in _LINE.finditer(self._text):
            if match.start() == len(self._text):
                break
            yield from self._line(*match.span(1))
        yield from self._close()

    def _line(self, start: int, end: int) -> Iterator[Block]:
        line = self._text[start:end]
        if self._fence:
            self._add(start, end)
            if line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0]):
                self._fence = ""
                yield from self._close()
            return
        if quoted := _QUOTED.match(line):
            start, line = start + quoted.end(), line[quoted.end() :]
        if not line.strip():
            yield from self._close()
        elif fence := _FENCE.match(line):
            yield from self._begin("code", start, end)
            self._fence = fence[1]
        elif heading := _HEADING.match(line):
            stop = start + len(re.sub(r"[ \t]#+[ \t]*\Z", "", line).rstrip())
            yield from self._begin("heading", start + heading.end(), max(stop, start + heading.end()))
            yield from self._close()
        elif self._underlines(line) and self._open:
            self._open.kind = "heading"
            yield from self._close()
        elif _RULE.match(line):
            yield from self._close()
        elif self._open and self._open.kind in ("table", "note"):
            self._add(start, end)
        else:
            yield from self._prose_or_table(line, start, end)

    def _prose_or_table(self, line: str, start: int, end: int) -> Iterator[Block]:
        if line.lstrip().startswith("|"):
            yield from self._begin("table", start, end)
        elif _DELIMITERS.match(line) and self._open and len(self._open.lines) == 1:
            self._open.kind = "table"
            self._add(start, end)
        elif _NOTE.match(line):
            yield from self._begin("note", start, end)
        elif (bullet := _BULLET.match(line)) and (self._open is None or bullet[1] in (None, "1") or self._open.listed):
            yield from self._begin("prose", start + bullet.end(), end, listed=True)
        elif self._open:
            self._add(start, end)
        else:
            yield from self._begin("prose", start, end)

    def _underlines(self, line: str) -> bool:
        above = self._open
        return bool(
            above and above.kind == "prose" and not above.listed and len(above.lines) <= _SETEXT_LINES
            and _UNDERLINE.match(line)
        )  # fmt: skip

    def _begin(self, kind: BlockKind, start: int, end: int, *, listed: bool = False) -> Iterator[Block]:
        yield from self._close()
        self._open = Block(kind, [(start, end)], listed)

    def _add(self, start: int, end: int) -> None:
        if self._open:
            self._open.lines.append((start, end))

    def _close(self) -> Iterator[Block]:
        if self._open:
            yield self._open
        self._open = None

"""Blocks of a draft -> what a reader sees of them, each character with its place in the draft.

Emphasis, links, code marks, tags and the marks of footnotes are seen through; what they stand around stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.drafts.blocks import Offsets

# Every repetition is bounded or excludes its own first character, so that no draft takes long to read.
_MARKUP = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
    |(?P<ticks>`{1,3})
    |(?P<image>!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s+"[^"]{0,500}")?\))
    |(?P<footnote>\[\^[^\[\]\s]{1,60}\])
    |(?P<marker>\[\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,20}\](?:\([^()\s]{0,2000}\))?)
    |(?P<link_end>\](?:\(\s{0,3}(?:<[^<>\n]{0,2000}>|[^()<>\s]{0,2000}(?:\([^()\s]{0,200}\)[^()<>\s]{0,500})?)(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,3}\)|\[[^\[\]]{0,200}\]))
    |(?P<autolink><(?:https?|mailto|ftp):[^<>\s]{1,2000}>)
    |(?P<url>\b(?:https?://|www\.)[^\s<>\[\]"“”]{1,2000}(?<![.,;:!?)'’*_]))
    |(?P<superscript><sup\b[^<>]{0,200}>[^<>]{0,100}</sup\s*>|(?<=[.,;:!?”"’)])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})
    |(?P<tag></?[A-Za-z][^<>]{0,500}>)
    |(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    |(?P<strokes>~~|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*]))
    |(?P<open>\[)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Prose:
    """What a reader sees of some lines.

    Attributes:
        text: The visible characters, lines joined by blanks.
        starts, ends: Where each of them stands in the draft; what is invisible beside a character counts to it.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> Offsets:
        """Return where `text[start:end]` stands in the draft, with the markup around it."""
        return self.starts[start], self.ends[end - 1]


def read_prose(text: str, lines: Sequence[Offsets]) -> Prose:
    """Return what a reader sees of some lines of a blanked draft."""
    source = "\n".join(text[start:end] for start, end in lines)
    places = [place for start, end in lines for place in range(start, end + 1)]
    shown = _shown(source)
    starts, ends = [], []
    before = 0
    for number, (char, start, end) in enumerate(shown):
        after = shown[number + 1][1] if number + 1 < len(shown) else len(source)
        # A blank keeps to itself, so that markup goes to the words beside it.
        starts.append(places[start if char == " " else before])
        before = end if char == " " else after
        ends.append(places[before - 1] + 1)
    return Prose("".join(char for char, _, _ in shown), starts, ends)


def _shown(source: str) -> list[tuple[str, int, int]]:
    """Return each visible character with its start and end in the source; several may come of one entity."""
    hidden = bytearray(len(source))
    replaced: dict[int, tuple[str, int]] = {}
    brackets: list[int] = []
    for match in _MARKUP.finditer(source):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "open":
            brackets.append(start)
            continue
        if kind == "link_end":
            if not brackets:
                continue
            hidden[brackets.pop()] = 1
        elif kind == "entity" and (char := html.unescape(match.group())) != match.group():
            replaced[start] = (char, end)
        end = start + 1 if kind == "escape" else end
        hidden[start:end] = b"\1" * (end - start)
    found: list[tuple[str, int, int]] = []
    for place, char in enumerate(source):
        if place in replaced:
            text, end = replaced[place]
            found.extend((" " if one.isspace() else one, place, end) for one in text)
        elif not hidden[place]:
            found.append((" " if char.isspace() else char, place, place + 1))
    return found

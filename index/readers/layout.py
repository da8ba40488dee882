"""Lines on the pages of a PDF -> paragraphs, without what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from statistics import quantiles

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
_BULLET = re.compile(r"[•▪‣◦■●]|[-–—*] ")
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?)?#(?: ?(?:/|of) ?#)?|[-–—] ?# ?[-–—]", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(\w+)[-\u00ad]$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\0": ""})
_EDGE = 2  # lines at the top and at the bottom of a page that may be printed on every page
_SIZE_TOLERANCE = 0.08
_GAP = 1.3  # of the usual distance of lines: more of it separates paragraphs
_SHORT = 0.75  # of the usual length: a line that ends there ends its paragraph
_INDENT = 0.7  # of the size of the letters


@dataclass(frozen=True, slots=True)
class Line:
    """One line, where it begins (points, y upwards) and how large its letters are."""

    text: str
    x: float
    y: float
    size: float


class LineCollector:
    """Gathers lines while pypdf walks over a page; it is pypdf's `visitor_text`."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[tuple[str, float, float, float]] = []

    def __call__(self, text: str, outer: Sequence[float], inner: Sequence[float], _font: object, size: float) -> None:
        """Take in a piece of text and the two matrices that place it."""
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        scale = hypot(inner[2], inner[3]) * hypot(outer[2], outer[3])
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end_line()
            if part:
                self._pieces.append((part, x, y, abs(size * scale)))

    def end_line(self) -> None:
        """Close the line under way."""
        if text := " ".join("".join(piece for piece, *_ in self._pieces).translate(_LIGATURES).split()):
            _, x, y, _ = next(piece for piece in self._pieces if piece[0].strip())
            size = max(self._pieces, key=lambda piece: len(piece[0]))[3]
            self.lines.append(Line(text, x, y, size))
        self._pieces = []


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out headers, footers and page numbers: lines at an edge that several pages share but for digits."""
    counts = Counter(key for page in pages for key in {_key(page[at]) for edge in _edges(page) for at in edge})
    enough = min(3, len(pages)) if len(pages) > 1 else 2
    kept = []
    for number, page in enumerate(pages, start=1):
        running = set()
        for edge in _edges(page):
            for at in edge:  # from the outermost inwards, as far as they run
                if counts[_key(page[at])] < enough and not _is_page_number(page[at].text, number):
                    break
                running.add(at)
        kept.append([line for at, line in enumerate(page) if at not in running])
    return kept


def _edges(page: Sequence[Line]) -> tuple[range, range]:
    last = len(page) - 1
    return range(min(_EDGE, len(page))), range(last, max(last - _EDGE, -1), -1)


def _key(line: Line) -> tuple[str, int]:
    # The size tells a headline from the running head that repeats it.
    return re.sub(r"\d+", "#", line.text), round(line.size)


def _is_page_number(text: str, number: int) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(re.sub(r"\d+", "#", text))) and re.findall(r"\d+", text)[0] == str(number)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Join lines that run on, across pages too; words broken at a line's end become whole."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    firsts = {id(page[0]) for page in pages if page}
    words = Counter(word for line in lines for word in _WORD.findall(line.text))
    leading = _usual_leading(pages)
    width = _upper(sorted(len(line.text) for line in lines))
    found = [lines[0].text]
    for before, line in pairwise(lines):
        jumps = id(line) in firsts or line.y > before.y  # to a new page or column
        if _parts(before, line, jumps=jumps, leading=leading.get(round(line.size)), width=width):
            found.append(line.text)
        else:
            found[-1] = _joined(found[-1], line.text, words)
    return found


def _usual_leading(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """Return the distance of lines within paragraphs by size of letters: the first quartile, as most lines run on."""
    gaps: dict[int, list[float]] = {}
    for page in pages:
        for before, line in pairwise(page):
            if round(before.size) == round(line.size) and before.y > line.y:
                gaps.setdefault(round(line.size), []).append(before.y - line.y)
    return {size: quantiles(of, n=4, method="inclusive")[0] for size, of in gaps.items() if len(of) > 1}


def _upper(ordered: Sequence[int]) -> int:
    return ordered[len(ordered) * 9 // 10]


def _parts(before: Line, line: Line, *, jumps: bool, leading: float | None, width: int) -> bool:
    """Tell whether a new paragraph begins with `line`."""
    if abs(before.size - line.size) > _SIZE_TOLERANCE * max(before.size, line.size) or _BULLET.match(line.text):
        return True
    ended = bool(_SENTENCE_END.search(before.text))
    if jumps:
        return ended
    if leading and before.y - line.y > _GAP * leading:
        return True
    return ended and (len(before.text) < _SHORT * width or line.x - before.x > _INDENT * line.size)


def _joined(before: str, after: str, words: Counter[str]) -> str:
    broken, first = _BROKEN_WORD.search(before), _WORD.match(after)
    if not broken or not first or not first[0][0].islower():
        return f"{before} {after}"
    whole, hyphened = broken[1] + first[0], f"{broken[1]}-{first[0]}"
    keeps = before[-1] == "-" and words[hyphened] > words[whole]
    return (before if keeps else before[:-1]) + after

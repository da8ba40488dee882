"""A model's text, piece by piece -> sentences with the passages they cite; half a marker is never let out.

Models are asked to cite as `[1]`. Weak ones also write `[1, 2]`, `[1-3]`, `[Source 1]`, `【1】` or `(1)`, put the marker
behind the full stop, on a line of its own or before the sentence. However the text is cut into pieces, the same
sentences come out: what is done at a place depends only on the text up to the next place that settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_MARKER_CHARS = 48
_WORD = r"(?:sources?|passages?|articles?|documents?|docs?|references?|refs?|citations?|nos?\.?)"
_ONE = rf"(?:{_WORD}\s*:?\s*)?[#^]?\d{{1,3}}"
_BODY = rf"\s*{_ONE}(?:\s*(?:,|;|&|and|to|[-–—])\s*{_ONE})*\s*(?:†[^\]】］]*)?"
_MARKER = re.compile(rf"\[{_BODY}\]|【{_BODY}】|［{_BODY}］|\({_BODY}\)", re.IGNORECASE)
_SQUARE = re.compile(rf"\[{_BODY}\]|【{_BODY}】|［{_BODY}］", re.IGNORECASE)
_OPENING = "[【［("
_CLOSING = "]】］)"
_NUMBER = re.compile(r"([-–—]|\bto\b)?\s*(?:[a-z.]+\s*:?\s*)?[#^]?(\d{1,3})", re.IGNORECASE)

_ENDS = ".!?…。！？"
_BEHIND_ROUND = frozenset({"", ",", "\n", *_ENDS})
_CLOSERS = "\"'”’»*_"
# A full stop after these ends no sentence; joining two sentences does less harm than cutting one.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“'‘])(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Rev|Hon|Jr|Sr|Mt|No|Nos|vs|v|etc|Inc|Ltd|"
    r"Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|e\.g|i\.e|cf|al|[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z])$"
)
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}")
_BULLET = re.compile(r"^(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+)+")
_LABEL = re.compile(r"^(?:final |short )?answer\s*:\s*", re.IGNORECASE)
_UNCLOSED = re.compile(r"\s*[\[【［(]\s*(?:[A-Za-z]+\s*)?\d{0,3}\s*$")
_THINKING, _THOUGHT = "<think>", "</think>"

# What a marker leaves behind when it stood for a noun: "According to [1], ..."
_HOLE = "\x00"
_ATTRIBUTION = rf"(?:(?:according to|as (?:stated|reported|mentioned|noted|described|shown) in|as per|per|based on|from|see)\s+(?:the\s+)?(?:{_WORD}\s+)?{_HOLE}+)"
_LEADING_ATTRIBUTION = re.compile(rf"^{_ATTRIBUTION}\s*,?\s*", re.IGNORECASE)
_TRAILING_ATTRIBUTION = re.compile(rf",?\s*\(?{_ATTRIBUTION}\)?(?=\s*[.!?…,]|\s*$)", re.IGNORECASE)
_NOUN = re.compile(rf"\b(in|of|by|to|from|and)\s+(?:the\s+)?(?:{_WORD}\s+)?{_HOLE}+(?=\s+[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a model.

    Attributes:
        text: Without markers, list signs and emphasis, white space collapsed.
        markers: Passages it cites, from 1, each once, in order.
        unknown: Numbers it cites that no passage has.
        ended: Whether it ends as a sentence does; the last one of a text that was cut off does not.
    """

    text: str
    markers: tuple[int, ...]
    unknown: tuple[int, ...] = ()
    ended: bool = True


class CitationParser:
    """Reads one text.

    Args:
        passages: How many passages the model was given; they are numbered from 1.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._text = ""
        self._thinking: bool | None = None  # None until the beginning is known
        self._cites_squarely = False  # once it cites as [1], "(2)" is a number like any other

    def feed(self, piece: str) -> Iterator[Written]:
        """Take a further piece of the text and yield the sentences that are complete now."""
        self._text += piece
        yield from self._sentences(final=False)

    def finish(self) -> Iterator[Written]:
        """Take the text for complete and yield what is left of it."""
        yield from self._sentences(final=True)

    # --- cutting

    def _sentences(self, *, final: bool) -> Iterator[Written]:
        if not self._past_thoughts(final=final):
            return
        while (end := self._end_of_sentence(final=final)) is not None:
            unit, self._text = self._text[:end], self._text[end:]
            if written := self._read(unit):
                yield written
            if final and not self._text:
                return

    def _past_thoughts(self, *, final: bool) -> bool:
        """Drop what a model thinks aloud before it answers; False as long as it may still be thinking."""
        if self._thinking is None:
            begin = self._text.lstrip()
            if not final and len(begin) < len(_THINKING) and _THINKING.startswith(begin):
                return False
            self._thinking = begin.startswith(_THINKING)
        if self._thinking:
            _, closed, rest = self._text.partition(_THOUGHT)
            if not closed:
                return False
            self._text, self._thinking = rest, False
        return True

    def _end_of_sentence(self, *, final: bool) -> int | None:
        """Return where the first sentence ends, its markers and white space included; None if that is not known yet."""
        text, place, said, begins_with_marker = self._text, 0, False, False
        while place < len(text):
            char = text[place]
            if char in _OPENING:
                marker = self._marker_at(text, place, final=final)
                if marker is None:
                    return None
                begins_with_marker |= marker > 0 and not said
                said |= marker == 0
                place += marker or 1
            elif char == "\n" and said:
                ends = self._boundary(place, place, begins_with_marker, final=final)
                if ends is None:
                    return None
                if ends:
                    return ends
                place += 1
            elif char in _ENDS and said:
                stop = _run(text, _run(text, place, _ENDS), _CLOSERS)
                ends = self._boundary(place, stop, begins_with_marker, final=final)
                if ends is None:
                    return None
                if ends:
                    return ends
                place = stop
            else:
                said |= char.isalnum()
                place += 1
        return len(text) if final and text else None

    def _boundary(self, place: int, stop: int, begins_with_marker: bool, *, final: bool) -> int | None:
        """Return the end of the sentence whose last sign stands at `place`, 0 if it goes on, None if that is open."""
        text = self._text
        if text[place] == "." and stop == place + 1:
            before = text[:place]
            if _ABBREVIATION.search(before) or _LIST_NUMBER.fullmatch(before):
                return 0
        after, marked, line_began, first_on_line = stop, stop, False, False
        while after < len(text):
            char = text[after]
            if char in _OPENING:
                length = self._marker_at(text, after, final=final)
                if length is None:
                    return None
                if length == 0:
                    break
                if marked == stop:
                    first_on_line = line_began
                after += length
                after = _run(text, after, ".,;")
                marked = after
                line_began = False
            elif char.isspace():
                line_began |= char == "\n"
                after += 1
            else:
                break
        if after == len(text):
            return after if final else None
        if after == stop:  # something follows at once, as in "3.5"
            return 0
        goes_on = text[after].islower()
        if marked == stop:
            return 0 if goes_on else after
        # Markers follow: they are the next sentence's if that is how this one has its own.
        before_the_next = (begins_with_marker or first_on_line) and not line_began
        return stop + 1 if before_the_next and text[stop].isspace() else (stop if before_the_next else marked)

    def _marker_at(self, text: str, place: int, *, final: bool) -> int | None:
        """Return the length of the marker at a place, 0 if there is none, None if that is not known yet."""
        rest = text[place : place + _MOST_MARKER_CHARS]
        closed = next((at for at, char in enumerate(rest) if char in _CLOSING or char == "\n"), None)
        if closed is None:
            return None if len(rest) < _MOST_MARKER_CHARS and not final else 0
        marker = rest[: closed + 1]
        if not _MARKER.fullmatch(marker):
            return 0
        if marker[0] == "(":  # a number in round brackets may be anything, so it must stand where markers do
            follows = text[place + closed + 1 : place + closed + 2]
            if not follows and not final:
                return None
            known = all(1 <= number <= self._passages for number in _numbers(marker))
            if not known or follows not in _BEHIND_ROUND or self._cites_squarely or _SQUARE.search(text, 0, place):
                return 0
        return len(marker)

    # --- reading

    def _read(self, unit: str) -> Written | None:
        """Return what a stretch of text says and cites; None if it says nothing."""
        kept: list[str] = []
        cited: dict[int, None] = {}
        place = 0
        while place < len(unit):
            length = self._marker_at(unit, place, final=True) if unit[place] in _OPENING else 0
            if length:
                cited.update(dict.fromkeys(_numbers(unit[place : place + length])))
                kept.append(_HOLE)
                place += length
            else:
                kept.append(unit[place])
                place += 1
        text = _clean("".join(kept))
        if not any(char.isalpha() for char in text) or (text.endswith(":") and not cited):
            return None
        self._cites_squarely |= _SQUARE.search(unit) is not None
        known = tuple(number for number in cited if 1 <= number <= self._passages)
        unknown = tuple(number for number in cited if number not in known)
        return Written(text, known, unknown, ended=text.rstrip(_CLOSERS + ")")[-1:] in tuple(_ENDS))


def _run(text: str, place: int, chars: str) -> int:
    while place < len(text) and text[place] in chars:
        place += 1
    return place


def _numbers(marker: str) -> list[int]:
    """Return the numbers a marker names, ranges written out."""
    found: list[int] = []
    for match in _NUMBER.finditer(marker.partition("†")[0]):
        number = int(match.group(2))
        if match.group(1) and found and found[-1] < number <= found[-1] + 20:
            found.extend(range(found[-1] + 1, number + 1))
        else:
            found.append(number)
    return found


def _clean(text: str) -> str:
    """Return a sentence as it is shown; holes are where its markers stood."""
    text = _UNCLOSED.sub("", " ".join(text.split()))
    text = re.sub(r"\*\*|__", "", text).lstrip(f"{_HOLE} ")
    text = _LABEL.sub("", _BULLET.sub("", text)).lstrip(f"{_HOLE} :")
    shortened = _TRAILING_ATTRIBUTION.sub("", _LEADING_ATTRIBUTION.sub("", text))
    if shortened != text:
        text = shortened[:1].upper() + shortened[1:]
    text = _NOUN.sub(r"\1 the article", text).replace(_HOLE, "")
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    return re.sub(r"\s+([.,;!?…])", r"\1", " ".join(text.split()))

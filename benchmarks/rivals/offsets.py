"""Where a piece of an article stands in it, for systems that keep the words of a piece and lose the place."""

from __future__ import annotations

import re
from bisect import bisect_left


def locate(text: str, piece: str, *, start: int = 0) -> tuple[int, int]:
    """Return the offsets of a piece that was cut from a text.

    White space may have been changed or lost by the cutting; everything else must stand as it did.

    Args:
        text: The whole.
        piece: What was cut from it; white space around it does not count.
        start: Where to look first, for pieces in reading order; what is not found from there on is
            looked for from the beginning.

    Raises:
        ValueError: It stands nowhere in the text.
    """
    wanted = piece.strip()
    if not wanted:
        raise ValueError("a blank piece has no place in a text")
    for begin in (start, 0):
        if (at := text.find(wanted, begin)) >= 0:
            return at, at + len(wanted)
    pattern = re.compile(r"\s+".join(map(re.escape, wanted.split())))
    if match := pattern.search(text, start) or pattern.search(text):
        return match.span()
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    letters, joined = "".join(text[at] for at in places), "".join(wanted.split())
    for begin in (bisect_left(places, start), 0):
        if (at := letters.find(joined, begin)) >= 0:
            return places[at], places[at + len(joined) - 1] + 1
    raise ValueError(f"not cut from this text: {wanted[:60]!r}")


def checked(text: str, piece: str, start: int | None) -> tuple[int, int]:
    """Return the offsets of a piece without the white space around it, by the start a system states if that is right.

    Raises:
        ValueError: As for `locate`.
    """
    wanted = piece.strip()
    begin = max(0, start or 0) + len(piece) - len(piece.lstrip())
    if start is not None and wanted and text.startswith(wanted, begin):
        return begin, begin + len(wanted)
    return locate(text, piece, start=max(0, start or 0))

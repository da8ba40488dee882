"""Evidence -> HTML: a small plot by date and outlet, whose outlets and stretches of time choose among the cards below.

It reads as a list where no script runs; ui/assets/timeline.js makes it choose. Gradio's Markdown keeps
`style` and `value`, and takes `data-*` and `aria-*` away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

from qa.answer import Period
from ui import texts
from ui.reader import day
from ui.render.pieces import period_words, show

_MOST_ROWS: Final = 6
_STRETCHES: Final = 4
_APART: Final = 9.0  # per cent of the width that a dot needs


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence.

    Attributes:
        card: Number of its card, from 1.
        label: What stands on its dot.
        kind: Quoted in the answer, another outlet's copy of that, or near the question and no more.
    """

    card: int
    label: str
    source: str | None
    published: date | None
    kind: Literal["cited", "copy", "near"] = "cited"


class Timeline:
    """The plot of some evidence.

    Args:
        marks: The evidence.
        period: The days the question is about, which are shaded.
        asked: The day it was asked on, where an end of the period is open.
    """

    def __init__(self, marks: Sequence[Mark], *, period: Period | None = None, asked: date | None = None) -> None:
        self._marks = marks
        self._outlets = [mark.source or texts.NO_SOURCE for mark in marks]
        ranked = [name for name, _ in Counter(self._outlets).most_common()]  # ties: the first one cited
        self._rows = ranked if len(ranked) <= _MOST_ROWS else ranked[: _MOST_ROWS - 1]
        days = [mark.published for mark in marks if mark.published]
        told = {(mark.source, mark.published) for mark in marks if mark.published}
        self.shown = len(told) >= 2  # what one outlet said on one day is no course of time
        if not self.shown:
            return
        first, last = (period.start, period.end or asked) if period else (None, None)
        self._band = (first or min(days), last or max(days)) if period else None
        ends = [*days, *(end for end in (first, last) if end)]
        self._first, self._last = min(ends), max(ends)
        self._period = period

    def card_classes(self, card: int) -> str:
        """Return the classes by which a card is chosen: its outlets' and its stretches of time."""
        if not self.shown:
            return ""
        own = [(mark, outlet) for mark, outlet in zip(self._marks, self._outlets, strict=True) if mark.card == card]
        names = [_row_class(self._row(outlet)) for _, outlet in own]
        names += [_stretch_class(self._stretch(mark.published)) for mark, _ in own if mark.published]
        return "".join(f" {name}" for name in dict.fromkeys(names))

    def html(self) -> str:
        """Return the plot; nothing if fewer than two pieces of evidence have a date."""
        if not self.shown:
            return ""
        rows = "".join(self._row_html(row) for row in range(max(map(self._row, self._outlets)) + 1))
        undated = [mark for mark in self._marks if not mark.published and mark.kind != "copy"]
        notes = [texts.TIMELINE_PERIOD.format(period=period_words(self._period))] if self._period else []
        if any(mark.kind == "copy" and mark.published for mark in self._marks):
            notes.append(texts.TIMELINE_COPIES)
        if undated:
            notes.append(texts.counted(len(undated), texts.TIMELINE_UNDATED_ONE, texts.TIMELINE_UNDATED_MANY))
        notes.append(texts.TIMELINE_HINT)
        told = f'<p class="cw-timeline__note">{show(" ".join(notes))}</p>'
        return (
            f'<figure class="cw-timeline"><figcaption>{texts.TIMELINE_TITLE}</figcaption>'
            f'<p class="cw-timeline__chosen" role="status"></p><ul class="cw-timeline__rows">{rows}</ul>'
            f"{self._axis()}{told}</figure>"
        )

    def _row(self, outlet: str) -> int:
        return self._rows.index(outlet) if outlet in self._rows else len(self._rows)

    def _row_html(self, row: int) -> str:
        name = self._rows[row] if row < len(self._rows) else texts.TIMELINE_OTHERS
        own = [
            (mark, mark.published, outlet)
            for mark, outlet in zip(self._marks, self._outlets, strict=True)
            if mark.published and self._row(outlet) == row
        ]
        own.sort(key=lambda one: (one[1], one[0].card))
        lanes: list[float] = []  # where the last dot of each lies
        dots = []
        for mark, published, outlet in own:
            at = self._at(published)
            lane = next((lane for lane, end in enumerate(lanes) if at - end >= _APART), len(lanes))
            lanes[lane : lane + 1] = [at]
            dots.append(_dot(mark, published, outlet, at, lane))
        button = (
            f'<button type="button" class="cw-choose" value="{_row_class(row)}" title="{show(texts.TIMELINE_ONLY.format(outlet=name))}">'
            f"<bdi>{show(name)}</bdi></button>"
        )
        track = f'<span class="cw-track" style="--lanes:{max(len(lanes), 1)}">{self._band_html()}{"".join(dots)}</span>'
        return f"<li>{button}{track}</li>"

    def _band_html(self) -> str:
        if not self._band:
            return ""
        start, end = (self._at(min(max(day, self._first), self._last)) for day in self._band)
        return f'<span class="cw-band" style="--from:{start:.1f}%;--to:{end:.1f}%"></span>'

    def _axis(self) -> str:
        ends = f"<span>{day(self._first)}</span>"
        if self._last > self._first:
            ends += f"<span>{day(self._last)}</span>"
        stretches = "".join(self._stretches())
        chosen = f'<span class="cw-stretches">{stretches}</span>' if stretches else ""
        return f'<p class="cw-axis">{chosen}<span class="cw-axis__ends">{ends}</span></p>'

    def _stretches(self) -> Iterator[str]:
        """Yield the quarters of the time shown, each a button where something was reported in it."""
        days = (self._last - self._first).days + 1
        if days < _STRETCHES:
            return
        filled = {self._stretch(mark.published) for mark in self._marks if mark.published}
        edges = [-(-days * part // _STRETCHES) for part in range(_STRETCHES + 1)]
        for part, (left, right) in enumerate(pairwise(edges)):
            if part not in filled:
                yield '<span class="cw-stretch"></span>'
                continue
            start, end = self._first + timedelta(days=left), self._first + timedelta(days=right - 1)
            words = show(texts.TIMELINE_STRETCH.format(first=day(start), last=day(end)))
            yield (
                f'<button type="button" class="cw-choose cw-stretch" value="{_stretch_class(part)}" title="{words}">'
                f'<span class="cw-unseen">{words}</span></button>'
            )

    def _at(self, published: date) -> float:
        days = (self._last - self._first).days
        return 100 * (published - self._first).days / days if days else 50.0

    def _stretch(self, published: date) -> int:
        return _STRETCHES * (published - self._first).days // ((self._last - self._first).days + 1)


def _row_class(row: int) -> str:
    return f"cw-by-{row}"


def _stretch_class(stretch: int) -> str:
    return f"cw-in-{stretch}"


def _dot(mark: Mark, published: date, outlet: str, at: float, lane: int) -> str:
    words = texts.TIMELINE_MARKS[mark.kind]
    told = show(f"{outlet}, {day(published)}")
    return (
        f'<a class="cw-dot cw-dot--{mark.kind}" href="#cw-card-{mark.card}" target="_self" title="{told}" '
        f'style="--at:{at:.1f}%;--lane:{lane}"><span class="cw-unseen">{words} </span>{show(mark.label)}'
        f'<span class="cw-unseen">, {told}</span></a>'
    )

"""The curve of what a refusal threshold does: share of questions answered against share of answers that are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from qa.tradeoff import Measured, Tradeoff, tradeoff
from ui import texts
from ui.reader import escape

_LEFT, _TOP, _WIDTH, _HEIGHT = 46, 10, 300, 150
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_FEWEST: Final = 0.05  # answered; below that the share of right answers rests on a handful of questions


def threshold_html(threshold: float, settings: dict[str, Any]) -> str:
    """Return the curve with a threshold marked, and what it means in words.

    Args:
        threshold: In [0, 1].
        settings: Those in force, by name.
    """
    table = tradeoff()
    told = threshold_words(threshold, table)
    facts = [texts.SETTINGS_CURVE_KEY, _measured(table)]
    if any(settings[name] != value for name, value in table.measured_with.items()):
        facts.append(texts.SETTINGS_CURVE_OTHERS)
    small = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    return (
        f'<figure class="cw-curve">{_drawing(threshold, table, told)}<figcaption>'
        f'<p class="cw-curve__told">{escape(told)}</p>{small}</figcaption></figure>'
    )


def threshold_words(threshold: float, table: Tradeoff) -> str:
    """Say how many of a hundred questions a threshold answers, and how many of those rightly."""
    mean = table.at(threshold)
    if round(100 * mean.answered) < 1:
        return texts.SETTINGS_CURVE_NONE.format(threshold=threshold)
    shares = [round(100 * one.precision) for one in table.each(threshold) if one.precision is not None]
    told = texts.SETTINGS_CURVE.format(
        threshold=threshold, answered=round(100 * mean.answered), right=round(100 * mean.right)
    )
    return f"{told} {texts.SETTINGS_CURVE_RANGE.format(lowest=min(shares), highest=max(shares))}"


def _measured(table: Tradeoff) -> str:
    return texts.SETTINGS_CURVE_MEASURED.format(
        questions=sum(one.questions for one in table.collections),
        collections=len(table.collections),
        articles=sum(one.articles for one in table.collections),
        unanswerable=sum(one.unanswerable for one in table.collections),
    )


def _drawing(threshold: float, table: Tradeoff, told: str) -> str:
    parts = []
    for share in _TICKS:
        x, y = _LEFT + share * _WIDTH, _TOP + (1 - share) * _HEIGHT
        label = f"{share:.0%}"
        parts.append(f'<line class="cw-curve__grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _WIDTH}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        parts.append(f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 16}" text-anchor="middle">{label}</text>')
    parts += [_line("cw-curve__set", one.points) for one in table.collections]
    parts.append(_line("cw-curve__mean", table.curve()))
    here = table.at(threshold)
    if here.answered >= _FEWEST:
        x, y = _place(here)
        bottom = _TOP + _HEIGHT
        parts.append(f'<path class="cw-curve__at" d="M{_LEFT} {y:.1f}H{x:.1f}V{bottom}"/>')
        parts.append(f'<circle class="cw-curve__dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
    middle = _LEFT + _WIDTH / 2
    parts.append(f'<text x="{middle}" y="{_TOP + _HEIGHT + 34}" text-anchor="middle">{texts.SETTINGS_CURVE_X}</text>')
    turn = f"translate(11 {_TOP + _HEIGHT / 2}) rotate(-90)"
    parts.append(f'<text transform="{turn}" text-anchor="middle">{texts.SETTINGS_CURVE_Y}</text>')
    size = f"0 0 {_LEFT + _WIDTH + 20} {_TOP + _HEIGHT + 42}"
    return f'<svg viewBox="{size}" role="img" aria-label="{escape(told)}">{"".join(parts)}</svg>'


def _line(name: str, points: Sequence[Measured]) -> str:
    places = [_place(point) for point in points if point.answered >= _FEWEST]
    return f'<polyline class="{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'


def _place(point: Measured) -> tuple[float, float]:
    return _LEFT + point.answered * _WIDTH, _TOP + (1 - (point.precision or 0.0)) * _HEIGHT

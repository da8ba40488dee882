"""A re-check as text for a terminal: what became of each citation and of each question."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from qa.exports import ExportDocument, RecheckReport, phrases
from qa.exports.rechecking import RecheckedCitation
from ui.terminal import WIDTH, clean, long_date

_SIGNS = {
    "unchanged": ("✓", "bold green"),
    "moved": ("✓", "bold green"),
    "changed": ("✕", "bold red"),
    "gone": ("✕", "bold red"),
}
_QUOTE_CHARS = 240


def show_report(console: Console, report: RecheckReport, document: ExportDocument) -> None:
    """Print each citation with its state, then each question asked again, then what it comes to."""
    width = min(WIDTH, console.width)
    for number, answer in enumerate(document.answers, 1):
        console.print(Text(clean(answer.question), style="bold"), width=width)
        for found in report.citations:
            if found.answer == number:
                console.print(_citation(found), width=width)
        for again in report.asked_again:
            if again.answer == number:
                line = Text(("✓ " if again.outcome == "same" else "✕ ") + phrases.ASKED_AGAIN[again.outcome])
                if again.newer:
                    newer = len(again.newer)
                    told = phrases.NEWER_ONE if newer == 1 else phrases.NEWER.format(count=newer)
                    line.append(f"; {told}: {clean(', '.join(again.newer))}")
                console.print(line, width=width)
                if again.outcome != "same":
                    console.print(Text(f"    {_short(again.text)}"), width=width)
    states = [found.state for found in report.citations]
    counts = ", ".join(f"{states.count(state)} {words}" for state, words in phrases.COUNTED.items() if state in states)
    console.print(Text(f"\n{counts or phrases.NO_CITATIONS}.", style="bold"), width=width)


def _citation(found: RecheckedCitation) -> Text:
    sign, style = _SIGNS[found.state]
    text = Text(f"{sign} ", style=style)
    text.append(f"[{found.marker}] {phrases.STATES[found.state]}", style=style)
    text.append(clean(f" · {found.article_id}"), style="default")
    notes = []
    if found.title is not None:
        notes.append(phrases.NEW_TITLE.format(title=found.title))
    if found.published is not None:
        notes.append(phrases.NEW_DATE.format(day=long_date(found.published)))
    if found.found_in is not None:
        notes.append(phrases.ELSEWHERE.format(article_id=found.found_in))
    for note in notes:
        text.append(clean(f"\n    {note}"), style="not bold")
    if found.state in ("changed", "gone"):
        text.append(f"\n    {phrases.CITED}: “{_short(found.quote)}”", style="default")
        if found.present is not None:
            text.append(f"\n    {phrases.NOW}: “{_short(found.present)}”", style="default")
    return text


def _short(text: str) -> str:
    line = clean(" ".join(text.split()))
    return line if len(line) <= _QUOTE_CHARS else f"{line[: _QUOTE_CHARS - 2]} …"

"""What answers, cards and conversations have in common: escaped text, markers, verdicts, links that do something.

Gradio shows all of it through its Markdown parts, which sanitise it once more. Two rules keep the
text what it is on that way: everything that is not ours goes through `show`, and no result holds a
line break, so that Markdown takes the whole of it for one HTML block.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from urllib.parse import quote

from qa import Answer, Citation
from qa.answer import Period, Verdict
from ui import texts
from ui.reader import Offsets, article_href, day, escape

_MARKDOWN: Final = str.maketrans({char: f"&#{ord(char)};" for char in "\\`*_~[]|$\n\t"})


def show(text: str) -> str:
    """Escape text for HTML inside Markdown: it is shown character for character, whatever it holds."""
    return escape(text).translate(_MARKDOWN)


def doing(command: str, word: str, *, label: str = "", kind: str = "") -> str:
    """Return a link that ui/assets/commands.js turns into a command."""
    named = f' aria-label="{show(label)}" title="{show(label)}"' if label else ""
    return f'<a class="{f"cw-doing {kind}".rstrip()}" href="#cw-do={escape(quote(command))}" target="_self"{named}>{word}</a>'


def citation_href(citation: Citation, answer: Answer) -> str:
    """Return the reader link of a citation; it marks everything this answer cites in the same article."""
    spans = _spans_in(citation.article_id, answer)
    return article_href(citation.article_id, spans, spans.index((citation.start_char, citation.end_char)) + 1)


def _spans_in(article_id: str, answer: Answer) -> list[Offsets]:
    return sorted({(c.start_char, c.end_char) for c in answer.citations if c.article_id == article_id})


def marker_html(marker: int, answer: Answer) -> str:
    """Return a marker as a link to what it cites; struck through if the answer cites nothing by it."""
    citation = next((found for found in answer.citations if found.marker == marker), None)
    if citation is None:
        return f'<span class="cw-marker cw-marker--unknown" title="{texts.UNKNOWN_MARKER}">{marker}?</span>'
    title = texts.MARKER_TITLE.format(marker=marker, source=f"{citation.title}, {day(citation.published)}")
    href = escape(citation_href(citation, answer))
    return f'<a class="cw-marker" href="{href}" target="_self" title="{show(title)}">{marker}</a>'


def refs(markers: str) -> str:
    """Keep markers on the line of the word before them: a word joiner forbids the break."""
    return f'<span class="cw-refs">&#8288;{markers}</span>'


def verdict_html(verdict: Verdict, problems: str = "") -> str:
    """Return a verdict as a mark and words: never by colour alone; `problems`, what is wrong, is its title."""
    words = f"{texts.VERDICT_MARKS[verdict]} {texts.VERDICTS[verdict]}"
    title = f' title="{show(problems)}"' if problems else ""
    return f'<span class="cw-verdict cw-verdict--{verdict}"{title}>{words}</span>'


def origin(source: str | None, published: date | None) -> str:
    """Return outlet and date."""
    outlet = f'<span class="cw-outlet" dir="auto">{show(source or texts.NO_SOURCE)}</span>'
    return f'{outlet} <span class="cw-date">{day(published)}</span>'


def period_words(period: Period) -> str:
    """Return a period in words."""
    if period.start and period.end:
        if period.start == period.end:
            return day(period.start)
        return texts.PERIOD_BOTH.format(start=day(period.start), end=day(period.end))
    if period.start:
        return texts.PERIOD_FROM.format(start=day(period.start))
    return texts.PERIOD_TO.format(end=day(period.end))


def shortened(text: str, most_chars: int) -> str:
    """Return the beginning of a text, cut between words."""
    return text if len(text) <= most_chars else text[:most_chars].rpartition(" ")[0].rstrip(" ,;:") + " …"


def single_spaced(text: str) -> str:
    """Keep line breaks and drop blank lines."""
    return re.sub(r"\s*\n\s*", "\n", text)

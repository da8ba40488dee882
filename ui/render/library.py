"""The Library's table, the details of an article in it, and what an addition did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from index.addresses import is_address
from index.ingest import IngestReport, Progress
from index.records import ArticleSummary
from ui import texts
from ui.listing import COLUMNS, Column, Row, Shown
from ui.reader import article_href, day, escape, web_link
from ui.render.pieces import show

_FAILURES_SHOWN: Final = 20
_COPIES_SHOWN: Final = 20
_MARKS: Final = {"ready": "✓", "undated": "≈", "empty": "✕"}


def listing_link(command: str, word: str, *, name: str = "cw-list") -> str:
    """Return a link that ui/assets/library.js turns into a command to the Library."""
    return f'<a class="{name}" href="#cw-list={escape(quote(command))}" target="_self">{word}</a>'


def table_html(shown: Shown, copies: Sequence[ArticleSummary] = (), *, removable: bool = False) -> str:
    """Return one page of articles as a table, with the way to the other pages.

    Args:
        shown: The page.
        copies: The articles that tell the same text as the one opened.
        removable: Whether articles may be removed, and added.
    """
    if not shown.found:
        if shown.listing.search.strip():
            return f'<p class="cw-articles__none">{texts.LIBRARY_NOT_FOUND}</p>'
        samples = f" {listing_link('samples:', texts.EMPTY_SAMPLES)}" if removable else ""
        return f'<p class="cw-articles__none cw-articles__none--all">{texts.LIBRARY_EMPTY}{samples}</p>'
    head = "".join(_heading(column, shown) for column in COLUMNS)
    body = "".join(_row_html(row, shown, copies, removable) for row in shown.rows)
    return (
        f'<table class="cw-articles"><thead><tr>{head}<th scope="col">{texts.LIBRARY_DETAILS}</th></tr></thead>'
        f"<tbody>{body}</tbody></table>{_pages(shown)}"
    )


def _heading(column: Column, shown: Shown) -> str:
    word, listing = texts.LIBRARY_COLUMNS[column], shown.listing
    order = ("descending" if listing.descending else "ascending") if listing.column == column else "none"
    arrow = {"ascending": " ↑", "descending": " ↓", "none": ""}[order]
    # Sanitising takes aria-sort away; ui/assets/library.js sets it by the class.
    name = f"cw-col-{column} cw-sorted--{order}"
    return f'<th scope="col" class="{name}">{listing_link(f"sort:{column}", f"{word}{arrow}")}</th>'


def _row_html(row: Row, shown: Shown, copies: Sequence[ArticleSummary], removable: bool) -> str:
    article, opened = row.article, row.article.id == shown.listing.opened
    title = f'<a href="{escape(article_href(article.id))}" target="_self">{show(article.title)}</a>'
    date = article.published.isoformat() if article.published else texts.LIBRARY_UNKNOWN
    word = texts.LIBRARY_STATES[row.state]
    told = f'<span class="cw-unseen">{word}</span>' if row.state == "ready" else word  # what needs no look stands back
    state = f'<span class="cw-state cw-state--{row.state}" title="{word}">{_MARKS[row.state]} {told}</span>'
    outlet = f'<span dir="auto">{show(article.source)}</span>' if article.source else texts.LIBRARY_UNKNOWN
    values: dict[Column, str] = {
        "title": f'<span dir="auto">{title}</span>', "outlet": outlet, "date": date,
        "length": f"{article.characters:,}", "passages": f"{article.chunks:,}", "copies": f"{row.copies:,}" if row.copies else texts.LIBRARY_UNKNOWN, "state": state,
    }  # fmt: skip
    cells = "".join(f'<td class="cw-col-{column}">{values[column]}</td>' for column in COLUMNS)
    word = texts.LIBRARY_HIDE if opened else texts.LIBRARY_SHOW
    named = f'{word}<span class="cw-unseen">: {show(article.title)}</span>'
    cells += f"<td>{listing_link(f'open:{article.id}', named, name='cw-list cw-list--details')}</td>"
    name = ' class="cw-row--open"' if opened else ""
    details = _details(row, copies, removable) if opened else ""
    return f"<tr{name}>{cells}</tr>{details}"


def _details(row: Row, copies: Sequence[ArticleSummary], removable: bool) -> str:
    article = row.article
    facts = [f"<bdi>{show(texts.READER_BY.format(author=article.author))}</bdi>"] if article.author else []
    facts.append(texts.counted(article.characters, *texts.CHARACTERS))
    facts.append(texts.counted(article.chunks, texts.PASSAGES_ONE, texts.PASSAGES_MANY))
    facts.append(f"<bdi>{show(article.id)}</bdi>")
    told = texts.LIBRARY_STATE_TOLD.get(row.state, "")
    others = "".join(f"<li>{_copy(other)}</li>" for other in copies[:_COPIES_SHOWN])
    if (more := len(copies) - _COPIES_SHOWN) > 0:
        others += f"<li>{texts.LIBRARY_MORE.format(count=more)}</li>"
    also = f"<p>{texts.LIBRARY_SAME_TEXT}</p><ul>{others}</ul>" if others else ""
    links = [f'<a href="{escape(article_href(article.id))}" target="_self">{texts.LIBRARY_READ}</a>']
    if link := web_link(article.url):
        links.append(f'<a href="{show(link)}" rel="noopener noreferrer" target="_blank">{texts.ORIGINAL}</a>')
    if removable:
        links.append(listing_link(f"remove:{article.id}", texts.LIBRARY_REMOVE))
    return (
        f'<tr class="cw-row--details"><td colspan="{len(COLUMNS) + 1}"><p>{" · ".join(facts)}</p>'
        f'{f"<p>{told}</p>" if told else ""}{also}<p class="cw-row__links">{"".join(links)}</p></td></tr>'
    )


def _copy(article: ArticleSummary) -> str:
    link = f'<a href="{escape(article_href(article.id))}" target="_self">{show(article.title)}</a>'
    return (
        f"<bdi>{link}</bdi> <span><bdi>{show(article.source or texts.NO_SOURCE)}</bdi>, {day(article.published)}</span>"
    )


def _pages(shown: Shown) -> str:
    first, last = shown.start + 1, shown.start + len(shown.rows)
    place = texts.LIBRARY_PLACE.format(first=first, last=last, count=shown.found)
    links = listing_link("page:-1", texts.LIBRARY_PREVIOUS) if shown.start else ""
    links += listing_link("page:1", texts.LIBRARY_NEXT) if shown.more else ""
    return f'<p class="cw-pages"><span role="status">{place}</span>{links}</p>'


# --- adding


def progress_html(progress: Progress | None) -> str:
    """Return how far an addition is; None before its first step."""
    if progress is None:
        return f'<p role="status">{texts.LIBRARY_STARTING}</p>'
    told = texts.LIBRARY_STAGES[progress.stage].format(done=progress.done, total=progress.total)
    share = f'value="{progress.done}" max="{progress.total}"' if progress.total else ""
    bar = f'<progress {share} title="{texts.LIBRARY_PROGRESS}"></progress>' if progress.total else ""
    return f'<p role="status">{told}</p>{bar}'


def report_html(report: IngestReport) -> str:
    """Return what an addition did, with the reason for every file or page left out."""
    counts = [
        texts.counted(count, one, many)
        for count, (one, many) in (
            (report.added, texts.LIBRARY_ADDED),
            (report.changed, texts.LIBRARY_CHANGED),
            (report.unchanged + report.renamed, texts.LIBRARY_UNCHANGED),
            (len(report.failed), texts.LIBRARY_FAILED),
        )
        if count
    ]
    said = ", ".join(counts) if counts else texts.LIBRARY_NOTHING_READ
    copies = f" {texts.counted(report.copies, *texts.LIBRARY_COPIES)}" if report.copies else ""
    failures = "".join(
        f"<li><strong>{show(_named(failure.path))}</strong>: {show(texts.told(failure.reason))}</li>"
        for failure in report.failed[:_FAILURES_SHOWN]
    )
    if (more := len(report.failed) - _FAILURES_SHOWN) > 0:
        failures += f"<li>{texts.LIBRARY_MORE.format(count=more)}</li>"
    listed = f'<ul class="cw-failures">{failures}</ul>' if failures else ""
    return f'<p role="status">{said}.{copies}</p>{listed}'


def _named(path: str) -> str:
    return path if is_address(path) else Path(path).name or path


def note_html(text: str, link: str = "") -> str:
    """Return a message that screen readers tell at once, with a link after it."""
    return f'<p role="status">{show(text)} {link}</p>'

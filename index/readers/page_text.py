"""Page -> the text of its article: paragraphs separated by a blank line, without the furniture of the page."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from index.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FURNITURE_TAGS = frozenset(
    "nav footer aside form button dialog select svg figcaption iframe template noscript script style menu audio video object".split()
)
_FURNITURE_ROLES = frozenset(
    "navigation complementary dialog alertdialog banner search contentinfo menu toolbar".split()
)
# Whole words of a class or an id; "article-newsletter-box" has three.
_FURNITURE_WORDS = frozenset(
    """
    ad ads advert advertisement banner breadcrumb breadcrumbs byline caption comments consent cookie cookies copyright
    credit disqus embed gdpr cmp login menu mostread nav navbar navigation newsletter outbrain pagination
    popular popup promo promoted readmore recirculation recommended recommendations related share sharing
    sidebar signin signup skip social sponsored subscribe subscription taboola tags teaser teasers toolbar tooltip
    trending
    """.split()
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# How publishers announce what else there is to read; the rest of such a paragraph is a headline.
_ANNOUNCED = re.compile(
    r"(?:read (?:also|more|next|the full)|see also|also read|more on this|related(?: stor(?:y|ies)| articles?| coverage)?\b"
    r"|don['’]t miss|you may also like|recommended|watch:|listen:|sign up (?:for|to)|subscribe to|follow us|share this"
    r"|lesen sie (?:auch|mehr|dazu)|mehr (?:zum thema|dazu)|auch interessant|siehe auch"
    r"|(?:à )?lire (?:aussi|également)|lea también|lee también|te puede interesar|leggi anche|leia (?:também|mais)|lees ook"
    r"|advertisement|anzeige|publicité|publicidad)(?=\W|$)",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    "p div li section article blockquote ul ol table h1 h2 h3 h4 h5 h6 header main figure dl pre".split()
)
_MOST_ANNOUNCED_CHARS = 250
_LINK_SHARE = 0.85
_KEPT_SHARE = 0.5  # of the words of a page; what holds more is no furniture, whatever it is called
_BYLINE = re.compile(r"^(?:by|von|par|por|di|door)\s+\S", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:(?:published|posted|updated|veröffentlicht|publié)\b.{0,80}|[\w.,: ]{0,30}\b(?:19|20)\d{2}\b[\w.,:() ]{0,25})$",
    re.I,
)
_MOST_HEAD_CHARS = 120


def article_text(tree: HtmlElement, *, title: str, author: str | None) -> str:
    """Return the text of the article on a page, or "" if there is none.

    Args:
        tree: The page, which is pruned.
        title: Its headline, which is left out of the text.
        author: Its author, whose line is left out as well.

    Raises:
        ArticleError: The page is built so that extraction fails.
    """
    from trafilatura import bare_extraction

    # The library logs what it cannot read as errors; what matters of that is raised here.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    prune(tree)
    try:
        document = bare_extraction(tree, include_comments=False, include_tables=True, favor_precision=False)
    except Exception as error:
        raise ArticleError(
            f"the page cannot be taken apart: {type(error).__name__}. Save its text as .txt or .md instead."
        ) from error
    body = getattr(document, "body", None)
    if body is None:
        return ""
    return "\n\n".join(_without_head(_paragraphs(body), title, author))


def prune(tree: HtmlElement) -> None:
    """Remove furniture from a page: what is not prose by its tag, its role, its name, or by being links alone."""
    whole = _length(tree)
    for element in list(tree.iter("*")):
        if element.getparent() is None or element.tag in ("html", "body", "main", "article", "head"):
            continue
        if _is_furniture(element) and (_length(element) <= whole * _KEPT_SHARE or element.tag in ("script", "style")):
            _drop(element)
    for element in list(tree.iter("p", "div", "ul", "ol", "li", "h2", "h3", "h4", "section", "strong", "b", "em")):
        if element.getroottree().getroot() is tree and _is_announcement(element):
            _drop(element)


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(names.strip()) and not _FURNITURE_WORDS.isdisjoint(word.lower() for word in _WORDS.findall(names))


def _is_announcement(element: HtmlElement) -> bool:
    length = _length(element)
    if not length or length > _MOST_ANNOUNCED_CHARS * 8:
        return False
    linked = sum(_length(link) for link in element.iter("a"))
    if linked >= length * _LINK_SHARE and element.tag not in ("strong", "b", "em"):
        return True
    if length > _MOST_ANNOUNCED_CHARS or any(child.tag in _BLOCKS for child in element):
        return False
    text = " ".join(element.itertext()).strip()
    if not _ANNOUNCED.match(text):
        return False
    # In running prose the words may stand for themselves: only a link, or nothing after them, makes a notice of it.
    return bool(linked) or text.endswith((":", "…")) or len(text.split()) <= 4


def _length(element: HtmlElement) -> int:
    return sum(len(part.strip()) for part in element.itertext())


def _drop(element: HtmlElement) -> None:
    """Remove an element; what follows it stays."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def _paragraphs(body: HtmlElement) -> list[str]:
    """Return the blocks of an extracted body in order: paragraphs, headings, lists and rows of tables."""
    found: list[str] = []
    loose: list[str] = [body.text or ""]

    def flush() -> None:
        if text := _line(" ".join(loose)):
            found.append(text)
        loose.clear()

    for child in body:
        if child.tag in ("hi", "ref", "del"):  # inline marks that stand free
            loose.append(" ".join(child.itertext()))
        else:
            flush()
            found.extend(_block(child))
        loose.append(child.tail or "")
    flush()
    return found


def _block(element: HtmlElement) -> list[str]:
    if element.tag == "list":
        items = [_line("".join(item.itertext())) for item in element.iter("item")]
        return ["\n".join(f"- {item}" for item in items if item)] if any(items) else []
    if element.tag == "table":
        rows = [[_line(" ".join(cell.itertext())) for cell in row.iter("cell")] for row in element.iter("row")]
        lines = [" | ".join(row) for row in rows if any(row)]
        return ["\n".join(lines)] if lines else []
    if element.tag in ("quote", "div", "body") and len(element):
        return _paragraphs(element)
    if element.tag == "graphic":
        return []
    for line_break in element.iter("lb"):
        line_break.tail = "\n" + (line_break.tail or "")
    whole = "".join(map(str, element.itertext()))
    breaks = element.find(".//lb") is not None
    text = "\n".join(filter(None, map(_line, whole.split("\n")))) if breaks else _line(whole)
    return [text] if text else []


def _line(text: str) -> str:
    return " ".join(text.split())


def _without_head(paragraphs: list[str], title: str, author: str | None) -> list[str]:
    """Leave out the headline, the byline and the date line that may stand above the prose."""
    kept = list(paragraphs)
    position = 0
    while position < min(len(kept), 4):
        text = kept[position]
        is_title = _letters(text) == _letters(title)
        is_byline = (
            len(text) <= _MOST_HEAD_CHARS
            and not text.endswith(".")
            and (bool(_BYLINE.match(text)) or bool(author and _letters(author) == _letters(text)))
        )
        is_date = len(text) <= _MOST_HEAD_CHARS and bool(_DATED.match(text))
        if is_title or is_byline or is_date:
            del kept[position]
        else:
            position += 1
    return kept


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))

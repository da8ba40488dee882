"""Saved and fetched web pages: the article on them, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.articles import Article
from index.errors import ArticleError
from index.readers.encodings import decode
from index.readers.fields import from_fields
from index.readers.page_facts import PageFacts, read_facts
from index.readers.page_text import article_text
from index.readers.source import ReadOptions, Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_PAGE_BYTES = 10_000_000  # with pictures inlined; the article itself has to keep to max_article_chars
_MOST_ELEMENTS = 50_000  # beyond, extraction takes minutes
_FEWEST_CHARS = 140  # of prose on a page that says it is an article; others need _FEWEST_UNSTATED
_FEWEST_UNSTATED = 400
_PROSE_CHARS = 80  # a paragraph this long is prose rather than a label
_STUB_CHARS = 1500  # a page to be paid for that shows less shows the beginning only
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ERROR_PAGE = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,20}(?:not found|error|forbidden|gone|unavailable|bad gateway)|page not found"
    r"|^(?:not found|forbidden|access denied|just a moment|attention required|are you a robot|bad gateway)\b"
    r"|seite nicht gefunden|page introuvable|página no encontrada|pagina non trovata",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep reading)|(?:already a subscriber|for subscribers only|subscribers? only)"
    r"|to continue reading|unlock this article|weiterlesen mit|nur für abonnenten|jetzt abonnieren|réservé aux abonnés"
    r"|exclusivo para suscriptores|solo para suscriptores|contenuto riservato|exclusivo para assinantes",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"cookies?\b|consent|einwilligung|zustimmung|consentement", re.IGNORECASE)


def read_html(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a web page.

    Raises:
        ArticleError: There is none: a front page, a list of links, an error page, a page that only scripts fill,
            the beginning of an article to be paid for, or no page at all.
    """
    if source.size > _MOST_PAGE_BYTES:
        raise ArticleError(
            f"page too large: got {source.size / 1e6:,.1f} MB, at most {_MOST_PAGE_BYTES / 1e6:,.0f} MB are accepted. "
            "Save it without its pictures, or save its text as .txt."
        )
    markup = decode(source.read(options, most_bytes=_MOST_PAGE_BYTES), source.encoding, mend=True)
    try:
        tree = _parse(markup)
        facts = read_facts(tree, markup, source.url)
        page = _Page(tree)
        text = article_text(tree, title=facts.title or "", author=facts.author)
    except ArticleError:
        raise
    except Exception as error:  # whatever a page breaks is a fault of that page, not of the run
        raise ArticleError(
            f"the page cannot be read: {type(error).__name__}. Save its text as .txt or .md instead."
        ) from error
    if problem := _problem(page, facts, text):
        raise ArticleError(problem)
    if "\ufffd" in text or "\ufffd" in (facts.title or ""):
        raise ArticleError("letters of the article are lost: bytes that are not UTF-8 among UTF-8. Save the page anew.")
    known = {
        "title": facts.title,
        "date": facts.published,
        "source": facts.outlet,
        "author": facts.author,
        "url": facts.url,
        "language": facts.language,
    }
    yield from_fields(known, text=text, fallback_id=source.stem, origin=source.origin, id_given=False)


def _parse(markup: str) -> HtmlElement:
    from lxml import etree, html

    markup = _CONTROL.sub("", _XML_DECLARATION.sub("", markup))
    # As HTML even if it is XHTML: entities are never expanded, and nothing is fetched.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(markup.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ArticleError("no web page: it holds no markup and no text. Save the page anew.") from error
    if (count := sum(1 for _ in tree.iter())) > _MOST_ELEMENTS:
        raise ArticleError(
            f"page too large: got {count:,} elements, at most {_MOST_ELEMENTS:,} are accepted. Save its text as .txt."
        )
    return tree


class _Page:
    """What tells a page without an article, measured before it is pruned."""

    def __init__(self, tree: HtmlElement) -> None:
        body = tree.find("body")
        body = tree if body is None else body
        seen = [element for element in body.iter("*") if element.tag not in ("script", "style", "template", "noscript")]
        self.text = " ".join(" ".join(f"{element.text or ''} {element.tail or ''}" for element in seen).split())
        self.heading = " ".join(" ".join(element.itertext()) for element in tree.iter("title", "h1")).strip()
        self.linked_chars = sum(len(" ".join(element.itertext()).strip()) for element in body.iter("a"))
        self.linked_headlines = sum(
            1
            for element in body.iter("h2", "h3", "h4", "article")
            if element.find(".//a") is not None or element.getparent().tag == "a"
        )
        self.scripts = sum(1 for _ in tree.iter("script"))
        self.asks_for_scripts = any("javascript" in " ".join(e.itertext()).lower() for e in tree.iter("noscript"))


def _problem(page: _Page, facts: PageFacts, text: str) -> str | None:
    """Say why there is no article, and what to do; None if there is one."""
    prose = sum(len(part) for part in text.split("\n\n") if len(part) >= _PROSE_CHARS)
    if prose < _STUB_CHARS and _ERROR_PAGE.search(page.heading) and not facts.is_article:
        return f"an error page: {page.heading[:60]!r}. Check the address, or open the page in a browser and save it."
    if prose < _STUB_CHARS and (not facts.is_free or _PAYWALL.search(page.text)):
        return (
            f"only the beginning of an article to be paid for: got {len(text):,} characters. "
            "Sign in to the outlet in a browser and save the page from there."
        )
    if facts.is_list or (
        not facts.is_article and (prose < _FEWEST_UNSTATED or page.linked_headlines >= 5) and page.linked_headlines >= 3
    ):
        return "a front page or a list of links, not an article. Open one of its articles and save or give that."
    enough = _FEWEST_CHARS if facts.is_article else _FEWEST_UNSTATED
    return None if prose >= enough else _why_so_little(page, prose)


def _why_so_little(page: _Page, prose: int) -> str:
    if len(page.text) < _FEWEST_UNSTATED and (page.asks_for_scripts or page.scripts):
        return "the page is filled by JavaScript and holds no text itself. Open it in a browser and save it from there."
    if _COOKIES.search(page.text) and len(page.text) < 3 * _STUB_CHARS:
        return "only a notice about cookies or consent. Open the page in a browser, answer it, and save the page."
    if page.linked_chars * 2 > len(page.text):
        return "a front page or a list of links, not an article. Open one of its articles and save or give that."
    return f"no article found: got {prose:,} characters of prose. Save the article's text as .txt or .md instead."

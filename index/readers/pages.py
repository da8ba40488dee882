"""Saved and fetched web pages: the article on them, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
_MOST_ELEMENTS = 30_000  # beyond, extraction takes more than a few seconds
_MOST_TOTAL_DEPTH = 1_000_000  # of all elements together: 30,000 elements 33 deep
_MOST_ATTRIBUTES = 1000  # of one element, whose time grows with the square
_MOST_NAME_CHARS = 20_000
_FEWEST_CHARS = 140  # of prose on a page that says it is an article; others need _FEWEST_UNSTATED
_FEWEST_UNSTATED = 400
_PROSE_CHARS = 80  # a paragraph this long is prose rather than a label
_STUB_CHARS = 1200  # a page to be paid for that shows less shows the beginning only
_UNSURE_STUB_CHARS = 700  # the same where only its words say so
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ERROR_PAGE = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,20}(?:not found|error|forbidden|gone|unavailable|bad gateway)|page not found"
    r"|^(?:not found|forbidden|access denied|just a moment|attention required|are you a robot|bad gateway)\b"
    r"|seite nicht gefunden|page introuvable|página no encontrada|pagina non trovata",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep reading)|for subscribers only|to continue reading|unlock this article"
    r"|nur für abonnenten|weiterlesen mit|réservé aux abonnés|(?:exclusivo|solo) para suscriptores|contenuto riservato"
    r"|exclusivo para assinantes",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"cookies?\b|consent|privacy|einwilligung|zustimmung|datenschutz|consentement", re.IGNORECASE)
_CHARS_PER_COOKIE = 250  # a text that names them more often is about them
_TEASER_CHARS = 300  # a linked headline and what stands below it on a front page


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
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ArticleError(f"the page cannot be read: {reason}. Save its text as .txt or .md instead.") from error
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

    def parser(target: _Measure | None = None) -> html.HTMLParser:
        # As HTML even if it is XHTML: entities are never expanded, and nothing is fetched.
        return html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, target=target
        )

    raw = _CONTROL.sub("", _XML_DECLARATION.sub("", markup)).encode(errors="replace")
    try:
        etree.fromstring(raw, parser=parser(_Measure()))
        return html.document_fromstring(raw, parser=parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ArticleError("no web page: it holds no markup and no text. Save the page anew.") from error


class _Measure:
    """Counts what would take minutes to take apart, and refuses it before a tree is built."""

    def __init__(self) -> None:
        self._elements = self._depth = self._total_depth = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        self._total_depth += self._depth
        if (
            self._elements > _MOST_ELEMENTS
            or self._total_depth > _MOST_TOTAL_DEPTH
            or len(attributes) > _MOST_ATTRIBUTES
            or len(attributes.get("class", "")) + len(attributes.get("id", "")) > _MOST_NAME_CHARS
        ):
            raise ArticleError(
                f"page too large: more than {_MOST_ELEMENTS:,} elements, or fewer that are as much work. "
                "Save its text as .txt."
            )

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        pass


class _Page:
    """What tells a page without an article, measured before it is pruned."""

    def __init__(self, tree: HtmlElement) -> None:
        body = tree.find("body")
        body = tree if body is None else body
        self.text = _seen(body, "script style template noscript")
        self.inner_text = _seen(body, "script style template noscript nav header footer aside")
        self.heading = " ".join(" ".join(element.itertext()) for element in tree.iter("title", "h1")).strip()
        self.linked_chars = sum(len(" ".join(element.itertext()).strip()) for element in body.iter("a"))
        self.linked_headlines = sum(
            element.find(".//a") is not None or element.getparent().tag == "a"
            for element in body.iter("h2", "h3", "h4")
        )
        self.scripts = sum(1 for _ in tree.iter("script"))
        self.asks_for_scripts = any("javascript" in " ".join(e.itertext()).lower() for e in tree.iter("noscript"))

    def is_list(self, facts: PageFacts, prose: int) -> bool:
        """Tell whether the prose is what stands below the headlines of other pages."""
        teasers = self.linked_headlines if self.linked_headlines >= 3 else 0
        if facts.is_article:
            return False
        return prose < teasers * _TEASER_CHARS or (facts.is_list and (bool(teasers) or prose < _STUB_CHARS))

    def is_stub(self, facts: PageFacts, prose: int) -> bool:
        """Tell whether the prose is only the beginning of an article."""
        asked = bool(_PAYWALL.search(self.inner_text))
        return (prose < _STUB_CHARS and not facts.is_free) or (prose < _UNSURE_STUB_CHARS and asked)


def _seen(body: HtmlElement, unseen: str) -> str:
    """Return the text of a page without that inside some elements."""
    skipped = frozenset(unseen.split())
    parts: list[str] = []

    def walk(element: HtmlElement) -> None:
        if element.tag not in skipped:
            parts.append(element.text or "")
            for child in element:
                walk(child)
        parts.append(element.tail or "")

    walk(body)
    return " ".join(" ".join(parts).split())


def _problem(page: _Page, facts: PageFacts, text: str) -> str | None:
    """Say why there is no article, and what to do; None if there is one."""
    prose = sum(len(part) for part in text.split("\n\n") if len(part) >= _PROSE_CHARS)
    if prose < _STUB_CHARS and _ERROR_PAGE.search(page.heading) and not facts.is_article:
        return f"an error page: {page.heading[:60]!r}. Check the address, or open the page in a browser and save it."
    if page.is_stub(facts, prose):
        return (
            f"only the beginning of an article to be paid for: got {len(text):,} characters. "
            "Sign in to the outlet in a browser and save the page from there."
        )
    if page.is_list(facts, prose):
        return _LIST
    about_cookies = len(_COOKIES.findall(text)) * _CHARS_PER_COOKIE > len(text)
    if about_cookies and not facts.is_article and facts.published is None:
        return _NOTICE
    enough = _FEWEST_CHARS if facts.is_article else _FEWEST_UNSTATED
    return None if prose >= enough else _why_so_little(page, prose)


def _why_so_little(page: _Page, prose: int) -> str:
    if len(page.text) < _FEWEST_UNSTATED and (page.asks_for_scripts or page.scripts):
        return "the page is filled by JavaScript and holds no text itself. Open it in a browser and save it from there."
    if len(_COOKIES.findall(page.text)) * _CHARS_PER_COOKIE > len(page.text):
        return _NOTICE
    if page.linked_chars * 2 > len(page.text):
        return _LIST
    return f"no article found: got {prose:,} characters of prose. Save the article's text as .txt or .md instead."


_LIST = "a front page or a list of links, not an article. Open one of its articles and save or give that."
_NOTICE = "only a notice about cookies or consent. Open the page in a browser, answer it, and save the page."

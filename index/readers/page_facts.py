"""What a page states about its article, in order of trust: JSON-LD, meta tags, microdata, then visible marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from index.readers.page_json import LinkedData, Node, kinds, string
from index.readers.written_days import day_in_url, written_day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLE_METAS = "og:title twitter:title parsely-title sailthru.title citation_title dc.title dcterms.title".split()
_OUTLET_METAS = "og:site_name application-name dc.publisher dcterms.publisher citation_publisher".split()
_AUTHOR_METAS = "author article:author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl"
_DATE_METAS = """
    article:published_time og:article:published_time og:published_time datepublished parsely-pub-date sailthru.date
    citation_publication_date citation_online_date citation_date dc.date.issued dcterms.issued dc.date dcterms.date
    pubdate bt:pubdate publishdate publish-date publish_date publication_date publication-date article_date_original
    originalpublicationdate cxenseparse:recs:publishtime date
""".split()
_BYLINE_WORD = re.compile(r"^(?:by|von|par|por|di|door|text:)\s+", re.IGNORECASE)
_SEPARATED = re.compile(r"^(?P<head>.+?)\s+(?:[|–—·•»-]|::)\s+(?P<tail>[^|–—·•»]{2,60})$")
_UPDATED = re.compile(
    r"updat|modif|aktualisiert|geändert|mis à jour|mise à jour|actualizad|aggiornat|atualizad|bijgewerkt|saved|accessed",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"related|sidebar|comment|teaser|recommend|most-?read|trending|latest|promo|footer|widget|more-", re.I
)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://[^\s>]+)|SingleFile\s+url:\s*(https?://\S+)")
_NEAR_ELEMENTS = 40  # a date line stands this close to its headline
_HEAD_CHARS = 4096


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a page.

    Attributes:
        title: Headline without the name of the outlet.
        published: Day of publication as the publisher wrote it.
        outlet: Name of the outlet, or the host if the page does not name it.
        author: Names, comma-separated.
        url: Address the publisher prefers.
        language: Tag such as "en-GB".
        is_article: Whether the page itself says that it is an article.
        is_list: Whether the page itself says that it lists others.
        is_free: False if the page says that it must be paid for.
    """

    title: str | None
    published: date | None
    outlet: str | None
    author: str | None
    url: str | None
    language: str | None
    is_article: bool
    is_list: bool
    is_free: bool


def read_facts(tree: HtmlElement, markup: str, fetched_url: str | None) -> PageFacts:
    """Look up what a page states.

    Args:
        tree: The page, unpruned.
        markup: Its text, whose first lines may say from where a browser saved it.
        fetched_url: The address it was fetched from.
    """
    metas = _metas(tree)
    data = LinkedData(
        [str(block.text or "") for block in tree.iter("script") if "ld+json" in (block.get("type") or "")]
    )
    saved = _SAVED_FROM.search(markup, 0, _HEAD_CHARS)
    url = _url(tree, metas, fetched_url or (saved and (saved[1] or saved[2])) or None)
    heading = _heading(tree)
    headings = {_squash(text) for text in (*metas.get("og:title", []), _text(heading)) if text}
    node, ambiguous = _main_node(data.articles(), url, headings)
    outlet = _first(
        lambda: next(iter(data.names(node.get("publisher"))), None),
        lambda: _meta(metas, _OUTLET_METAS),
        lambda: _item_name(tree, "publisher"),
    )
    raw_title = _first(
        lambda: string(node.get("headline")) or string(node.get("name")),
        lambda: _meta(metas, _TITLE_METAS),
        lambda: _item(tree, "headline"),
        lambda: _text(heading),
        lambda: _text(next(iter(tree.iter("title")), None)),
    )
    title, outlet = _without_outlet(raw_title, outlet, _text(next(iter(tree.iter("title")), None)), url)
    stated = metas.get("og:type", [""])[0].lower()
    return PageFacts(
        title=title,
        published=_published(tree, node, metas, heading, url),
        outlet=outlet,
        author=_author(tree, data, node, metas),
        url=url,
        language=_first(
            lambda: string(node.get("inLanguage")),
            lambda: str(tree.get("lang") or tree.get("xml:lang") or ""),
            lambda: _meta(metas, ["content-language", "dc.language", "og:locale", "language"]),
        ),
        is_article=bool(node) or stated == "article" or len(tree.xpath("//*[contains(@itemtype, 'Article')]")) == 1,
        is_list=ambiguous or (not node and (data.has("CollectionPage") or _is_front_page(tree))),
        is_free=string(node.get("isAccessibleForFree")) not in ("False", "false")
        and node.get("isAccessibleForFree") is not False,
    )


def _first(*lookups: Callable[[], str | None]) -> str | None:
    """Return what the first look-up finds that finds anything."""
    return next((found for lookup in lookups if (found := lookup())), None)


def _main_node(articles: list[Node], url: str | None, headings: set[str]) -> tuple[Node, bool]:
    """Return the node of the page's own article, or an empty one and whether there are too many to tell."""
    if len(articles) > 1:
        keys = ("url", "@id", "mainEntityOfPage")
        own = [node for node in articles if url and any(_same(string(node.get(key)), url) for key in keys)]
        own = own or [node for node in articles if _squash(string(node.get("headline")) or "") in headings]
        alike = {_squash(string(node.get("headline")) or "") for node in own or articles}
        if len(alike) > 1:
            return {}, not own
        # The same article described twice: the one that says when.
        articles = sorted(own or articles, key=lambda node: "datePublished" not in node)
    return (articles[0], False) if articles else ({}, False)


def _published(
    tree: HtmlElement, node: Node, metas: dict[str, list[str]], heading: HtmlElement | None, url: str | None
) -> date | None:
    stated = [string(node.get("datePublished")) or ""]
    if "LiveBlogPosting" in kinds(node):
        stated.append(string(node.get("coverageStartTime")) or "")
    stated += [value for name in _DATE_METAS for value in metas.get(name, [])]
    stated += [
        element.get("content") or element.get("datetime") or _text(element)
        for element in _items(tree, "datePublished")
        if not _is_beside(element)
    ]
    for value in stated:
        if day := written_day(value):
            return day
    return _day_near(tree, heading) or (day_in_url(url) if url else None)


def _day_near(tree: HtmlElement, heading: HtmlElement | None) -> date | None:
    """Return the day of the `<time>` beside the headline; times of updates and of other articles do not count."""
    if heading is None:
        return None
    order = {element: position for position, element in enumerate(tree.iter("*"))}
    near = sorted(
        (abs(order[element] - order[heading]), order[element], element)
        for element in tree.iter("time")
        if abs(order[element] - order[heading]) <= _NEAR_ELEMENTS and not _is_beside(element)
    )
    for _, _, element in near:
        parent = element.getparent()
        label = f"{element.get('class')} {element.get('itemprop')} {parent.text or ''}"
        before = element.getprevious()
        if before is not None:
            label += f" {_text(before)} {before.tail or ''}" if before.tag != "time" else f" {before.tail or ''}"
        if _UPDATED.search(label):
            continue
        if day := written_day(element.get("datetime") or "") or written_day(_text(element)):
            return day
    return None


def _author(tree: HtmlElement, data: LinkedData, node: Node, metas: dict[str, list[str]]) -> str | None:
    def visible() -> Iterator[str]:
        for element in tree.xpath("//a[@rel='author'] | //*[contains(@class, 'byline')]"):
            text = _text(element)
            if not _is_beside(element) and (element.tag == "a" or _BYLINE_WORD.match(text)):
                yield text

    lookups: list[Callable[[], list[str]]] = [lambda: data.names(node.get("author"))]
    for name in _AUTHOR_METAS.split():
        lookups.append(lambda name=name: metas.get(name, []))  # type: ignore[misc]
    lookups += [lambda: [_item_name(tree, "author") or ""], lambda: list(visible())[:1]]
    for lookup in lookups:
        names = [_BYLINE_WORD.sub("", name).strip(" ,;") for name in lookup()]
        names = [name for name in names if name and "://" not in name and not name.startswith("@") and len(name) < 120]
        if names:
            return ", ".join(dict.fromkeys(names))
    return None


def _without_outlet(
    title: str | None, outlet: str | None, page_title: str, url: str | None
) -> tuple[str | None, str | None]:
    """Cut the outlet off a title, and return both; a title may name the outlet that nothing else names."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("amp.") if url else ""
    known = {_squash(outlet or ""), _squash(host), *(_squash(label) for label in host.split(".")[:-1])} - {""}
    for text in (title or "", page_title):
        found = _SEPARATED.match(text)
        if found and not outlet and _squash(found["tail"]) in known:
            outlet = found["tail"]
    while title and (found := _SEPARATED.match(title)) and _squash(found["tail"]) in known:
        title = found["head"]
    # "Headline | Section | Outlet" where nothing names the outlet: a bar never stands in a headline.
    if title and title == page_title and " | " in title:
        title = title.partition(" | ")[0]
    return title, outlet or host or None


def _url(tree: HtmlElement, metas: dict[str, list[str]], fetched_url: str | None) -> str | None:
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for candidate in (*links, *metas.get("og:url", []), fetched_url or ""):
        try:
            address = str(urljoin(fetched_url or "", candidate.strip()))
            host = urlsplit(address).hostname
            ours = urlsplit(fetched_url).hostname if fetched_url else None
        except ValueError:
            continue
        if not host or not address.startswith(("http://", "https://")) or re.search(r"\s", address):
            continue
        # A front page is no address of an article, and another site no better witness than the one that answered.
        if candidate != fetched_url and (len(urlsplit(address).path) <= 1 or (ours and not _akin(host, ours))):
            continue
        return address
    return None


def _is_front_page(tree: HtmlElement) -> bool:
    return any(
        re.fullmatch(r"https?://[^/]+/?", link.get("href") or "")
        for link in tree.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    )


def _akin(host: str, other: str) -> bool:
    return host.split(".")[-2:] == other.split(".")[-2:]


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join(unescape(element.get("content") or "").split())
        name = element.get("property") or element.get("name") or element.get("http-equiv") or element.get("itemprop")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _meta(metas: dict[str, list[str]], names: list[str]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _heading(tree: HtmlElement) -> HtmlElement | None:
    """Return the headline: the first h1 that says something and is not the masthead."""
    headings = [element for element in tree.iter("h1") if _text(element)]
    inside = [
        element for element in headings if any(above.tag in ("article", "main") for above in element.iterancestors())
    ]
    return next(iter(inside or headings), None)


def _items(tree: HtmlElement, name: str) -> list[HtmlElement]:
    return list(tree.xpath("//*[@itemprop=$name]", name=name))


def _item(tree: HtmlElement, name: str) -> str | None:
    return next((text for element in _items(tree, name) if not _is_beside(element) if (text := _text(element))), None)


def _item_name(tree: HtmlElement, name: str) -> str | None:
    for element in _items(tree, name):
        inner = element.xpath(".//*[@itemprop='name']")
        text = (inner[0].get("content") or _text(inner[0])) if inner else element.get("content") or _text(element)
        if text and not _is_beside(element):
            return str(text)
    return None


def _is_beside(element: HtmlElement) -> bool:
    """Tell whether an element belongs to something beside the article."""
    for above in (element, *element.iterancestors()):
        if above.tag in ("aside", "nav", "footer"):
            return True
        if above.tag not in ("body", "html") and _BESIDE.search(f"{above.get('class')} {above.get('id')}"):
            return True
    return False


def _text(element: HtmlElement | None) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split()) if element is not None else ""


def _squash(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _same(address: str | None, url: str) -> bool:
    return bool(address) and (address or "").partition("#")[0].rstrip("/") == url.partition("#")[0].rstrip("/")

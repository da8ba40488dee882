"""XML and XHTML of documents, books and mails -> blocks of text. No entity is expanded, nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import name2codepoint
from typing import Any

_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_DECLARED = re.compile(rb"""\A[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_SKIPPED = frozenset("head script style nav aside figure template noscript svg math button form iframe".split())
_BLOCKS = frozenset(
    "address article blockquote body caption center dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header hr html li "
    "main ol p pre section table tbody td tfoot th thead tr ul".split()
)
_HEADING = re.compile(r"h[1-6]\Z")
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item.

    Attributes:
        kind: The innermost element that holds it, e.g. "p" or "h2".
        linked: How many of its characters lie in links.
    """

    kind: str
    text: str
    linked: int

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return bool(_HEADING.match(self.kind))


def parse_xml(raw: bytes) -> Any:
    """Return the root element.

    Raises:
        lxml.etree.XMLSyntaxError: It is not well-formed, nests deeper than 256, or its entities explode.
    """
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def parse_xhtml(raw: bytes) -> Any:
    """Return the root element of XHTML; what is not well-formed is read as HTML, as browsers do.

    Raises:
        lxml.etree.ParserError: There is nothing in it.
    """
    from lxml import etree

    # The names of HTML stand in a DTD, which is not loaded.
    named = _ENTITY.sub(lambda match: _numbered(match[1].decode()), raw)
    try:
        return parse_xml(named)
    except etree.XMLSyntaxError:
        declared = _DECLARED.match(raw)
        encoding = declared[1].decode() if declared else "utf-8"
        return parse_html(raw, encoding)


def parse_html(raw: bytes, encoding: str) -> Any:
    """Return the root element of HTML, however broken.

    Raises:
        lxml.etree.ParserError: There is nothing in it.
        LookupError: The encoding is unknown.
    """
    from lxml import etree

    root = etree.fromstring(raw, etree.HTMLParser(encoding=encoding, no_network=True, huge_tree=False))
    if root is None:
        raise etree.ParserError("the document is empty")
    return root


def _numbered(name: str) -> bytes:
    known = name not in _XML_ENTITIES and name2codepoint.get(name)
    return f"&#{known};".encode() if known else f"&{name};".encode()


def local_name(element: Any) -> str:
    """Return the tag without its namespace, in small letters; "" for a comment or an entity."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def text_of(element: Any) -> str:
    """Return the text of an element and what it holds, on one line."""
    return " ".join("".join(element.itertext()).split())


def blocks(root: Any) -> list[Block]:
    """Return the text of a page in order, without scripts, menus, asides, figures and marks of footnotes."""
    walk = _Walk()
    walk.enter(root, "p", in_link=False)
    walk.flush("p")
    return walk.found


@dataclass(slots=True)
class _Walk:
    found: list[Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _linked: int = 0

    def enter(self, element: Any, kind: str, *, in_link: bool) -> None:
        """Take in an element; it nests at most 256 deep, which the parsers see to."""
        name = local_name(element)
        starts_block = name in _BLOCKS
        inner = name if starts_block else kind
        if starts_block:
            self.flush(kind)
        if name and not _is_skipped(element, name):
            in_link = in_link or name == "a"
            self._add(element.text, in_link=in_link)
            for child in element:
                self.enter(child, inner, in_link=in_link)
                self._add(child.tail, in_link=in_link)
        if name == "br":
            self._pieces.append("\n")
        if starts_block:
            self.flush(inner)

    def flush(self, kind: str) -> None:
        """End a block."""
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        if text := "\n".join(line for line in lines if line):
            self.found.append(Block(kind, text, self._linked))
        self._pieces, self._linked = [], 0

    def _add(self, text: str | None, *, in_link: bool) -> None:
        if text:
            self._pieces.append(" ".join(text.split("\n")))
            self._linked += len(text.strip()) if in_link else 0


def _is_skipped(element: Any, name: str) -> bool:
    return name in _SKIPPED or "hidden" in element.attrib or "noteref" in element.get(EPUB_TYPE, "")

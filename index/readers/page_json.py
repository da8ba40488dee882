"""JSON-LD of a page: the node that describes its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

Node = Mapping[str, Any]

_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?\s*|\s*(?:-->|//\s*\]\]>|\]\]>)?[\s;]*$")
# What a page is about stands here; other keys hold other articles: updates of a live blog, related ones, comments.
_DESCENDED = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST_NODES = 2000
_MOST_DEPTH = 6


class LinkedData:
    """What the JSON-LD blocks of a page say."""

    def __init__(self, blocks: list[str]) -> None:
        self._nodes = [node for block in blocks for node in _nodes(_parsed(block))][:_MOST_NODES]
        self._by_id = {str(node["@id"]): node for node in self._nodes if "@id" in node and len(node) > 1}

    def articles(self) -> list[Node]:
        """Return the nodes that describe an article, each once."""
        return [node for node in self._nodes if any(map(_is_article, kinds(node)))]

    def has(self, *names: str) -> bool:
        """Tell whether a node is of one of these types."""
        return any(kind in names for node in self._nodes for kind in kinds(node))

    def names(self, value: Any) -> list[str]:
        """Return the names of persons or organisations: strings, nodes, references to nodes, or lists of them."""
        found: list[str] = []
        for item in value if isinstance(value, list) else [value]:
            node = self._by_id.get(str(item.get("@id")), item) if isinstance(item, dict) else item
            name = node.get("name") if isinstance(node, Mapping) else node
            if isinstance(name, list):
                found.extend(text for part in name if (text := string(part)))
            elif text := string(name):
                found.append(text)
        return list(dict.fromkeys(found))


def kinds(node: Node) -> list[str]:
    """Return the types of a node, without the address of their vocabulary."""
    value = node.get("@type")
    return [str(kind).rpartition("/")[2] for kind in (value if isinstance(value, list) else [value]) if kind]


def string(value: Any) -> str | None:
    """Return a value as one line of plain text; None if it is blank or no text."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("@id") or value.get("alternateName") or value.get("name")
    return " ".join(unescape(value).split()) or None if isinstance(value, str) else None


def _is_article(kind: str) -> bool:
    return kind.endswith(("Article", "BlogPosting")) or kind == "Report"


def _parsed(block: str) -> Any:
    try:
        return json.loads(_WRAPPED.sub("", block), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_MOST_NODES]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _DESCENDED:
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)

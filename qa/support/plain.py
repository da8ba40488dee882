"""A sentence as a model writes it -> what it says: without list marks, emphasis, citation markers and "According to the article"."""

from __future__ import annotations

import re

_MARKERS = re.compile(r"\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|\s*【[^】]{0,20}】")
_LIST_MARK = re.compile(r"(?m)^\s*(?:[-*•–·>]+|#{1,6}|\(?\d{1,2}[.)](?!\d)|\(?[a-z]\))\s+")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|__|~~|`)(?=\S)(.{1,500}?)(?<=\S)\1")
_LINK = re.compile(r"\[([^\]]{1,200})\]\([^)\s]{1,500}\)")
_CELLS = re.compile(r"\s*\|\s*")
_SOURCE = r"(?:article|passage|report|reports|text|source|sources|excerpt|articles|passages|document|documents|context|information provided|provided \w+|given \w+)"
_LEAD = re.compile(
    rf"^(?:(?:so|yes|no|well|in short|in summary|to summari[sz]e|overall|answer|short answer|summary)\s*[,:]\s*)?"
    rf"(?:according to (?:the |this |these )?{_SOURCE}(?: \w+)?,\s*|based on (?:the |this |these )?{_SOURCE}(?: \w+)?,\s*|"
    rf"(?:the |this |these )?{_SOURCE} (?:says?|states?|reports?|notes?|mentions?|explains?|adds?|indicates?)(?: that)?\s+)?",
    re.IGNORECASE,
)


def plain_sentence(text: str) -> str:
    """Return what a sentence says; its words stay as they are."""
    text = _LINK.sub(r"\1", _MARKERS.sub("", text))
    text = _LIST_MARK.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _CELLS.sub(", ", text).strip(" ,")
    lead = _LEAD.match(text)
    return text[lead.end() :].strip() if lead else text.strip()

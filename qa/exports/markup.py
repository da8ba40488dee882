"""Text from anywhere -> a stretch of Markdown or HTML that shows it and does nothing else."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date
from urllib.parse import quote, urlsplit

# Characters that turn the line around: an article must not reorder what stands about it.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
_NEVER = frozenset({"Cc", "Cs"})
_SPECIAL = re.compile(r"([\\`*_\[\]~|$^{}])")
_LINE_START = re.compile(r"\A(\s*)([-+#=>:]|\d{1,9}(?=[.)]))")
_ADDRESS = re.compile(r"(?i)(\bhttps?|\bftp|\bmailto|\bxmpp)(:)|(\bwww)(\.)|(?<=\S)(@)(?=\S)")
# All that may stand in a URL by RFC 3986, but for quotes and brackets, which end it in Markdown or HTML.
_URL_SAFE = "/:?#@!$&*+,;=%-._~"


def shown(text: str) -> str:
    """Return a text on one line, with a replacement character for what steers a page or a terminal."""
    return "".join(char if _is_plain(char) else "\ufffd" for char in " ".join(text.split()))


def _is_plain(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in _NEVER


def escape_markdown(text: str) -> str:
    """Return Markdown that reads as a text on one line: no emphasis, link, tag, entity, list or address comes of it."""
    line = html.escape(shown(text), quote=False)
    line = _ADDRESS.sub(lambda m: f"{m[1] or m[3] or ''}\\{m[2] or m[4] or m[5]}", _SPECIAL.sub(r"\\\1", line))
    line = line.replace("!\\[", "\\!\\[").replace("--", "-\\-")
    return _LINE_START.sub(lambda m: m[1] + (f"{m[2]}\\" if m[2].isdigit() else f"\\{m[2]}"), line)


def escape_html(text: str) -> str:
    """Return HTML, for content or a quoted attribute, that reads as a text on one line."""
    return html.escape(shown(text), quote=True)


def web_link(url: str | None) -> str | None:
    """Return an http(s) URL with everything encoded that could end it; None for any other."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote((url or "").strip().encode("utf-8", "replace"), safe=_URL_SAFE)


def in_marks(text: str) -> str:
    """Return a quote in quotation marks, unless it has its own already."""
    return text if text[:1] in '“"«„‘' else f"“{text}”"


def long_day(day: date | None) -> str:
    """Return a date as readers write it, e.g. `5 May 2023`."""
    return f"{day.day} {day:%B %Y}" if day else "undated"

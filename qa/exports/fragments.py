"""Links that open a live page at the words quoted: `url#:~:text=[prefix-,]start[,end][,-suffix]`.

Source: WICG, "URL Fragment Text Directives" (Draft Community Group Report). A browser that does not know them
opens the page at its top, and so does one that does not find the words.
"""

from __future__ import annotations

from urllib.parse import quote

from qa.answer import Citation
from qa.exports.markup import web_link

_WHOLE_CHARS = 120  # a longer quote, or one of several paragraphs, is given by its first and last words
_EDGE_WORDS = 6
_BESIDE_WORDS = 3  # of the text around a quote that stands more than once in its passage


def deep_link(citation: Citation) -> str | None:
    """Return a link to a citation's page that scrolls to the quote; None if the article has no web page."""
    page = web_link(citation.url)
    if page is None:
        return None
    directive = f":~:text={text_directive(citation)}"
    return f"{page}{directive}" if "#" in page else f"{page}#{directive}"


def text_directive(citation: Citation) -> str:
    """Return the text directive of a quote, percent-encoded."""
    words = citation.quote.split()
    lines = [line for line in citation.quote.splitlines() if line.strip()]
    if len(" ".join(words)) <= _WHOLE_CHARS and len(lines) <= 1:
        start, end = words, []
    else:
        # Start and end may each lie in one paragraph only.
        start, end = lines[0].split()[:_EDGE_WORDS], lines[-1].split()[-_EDGE_WORDS:]
        if len(lines) <= 1 and len(words) < 2 * _EDGE_WORDS:
            half = len(words) // 2
            start, end = words[: half or 1], words[half:] if half else []
    parts = [_encoded(start)] + ([_encoded(end)] if end else [])
    before, after = _beside(citation, " ".join(start))
    return ",".join(
        [*([f"{_encoded(before)}-"] if before else []), *parts, *([f"-{_encoded(after)}"] if after else [])]
    )


def _beside(citation: Citation, start: str) -> tuple[list[str], list[str]]:
    """Return the words before and after the quote where its beginning stands more than once in the passage.

    Otherwise none: words that the page has elsewhere, behind a picture say, would keep it from being found.
    """
    passage = citation.passage
    if " ".join(passage.text.split()).count(start) < 2:
        return [], []
    before = passage.text[: citation.start_char - passage.start_char]
    after = passage.text[citation.end_char - passage.start_char :]
    same_line = before.rsplit("\n", 1)[-1].split(), after.split("\n", 1)[0].split()
    return same_line[0][-_BESIDE_WORDS:], same_line[1][:_BESIDE_WORDS]


def _encoded(words: list[str]) -> str:
    """Encode words; the comma and the hyphen separate the parts of a directive, so that they are encoded too."""
    return quote(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")

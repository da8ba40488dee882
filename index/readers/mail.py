"""Mails: the message is an article, and so is each attachment of a known format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage, Message
from pathlib import PurePosixPath
from typing import Any

from index.articles import Article
from index.errors import ArticleError
from index.readers.encodings import decode
from index.readers.ids import MemberIds
from index.readers.markup import blocks, parse_html
from index.readers.source import ReadFailure, ReadOptions, Source
from index.readers.text import prose_article
from index.readers.untrusted import parsing, read_whole

_DEEPEST = 2  # a mail that was forwarded, in an archive
_HEADERS = ("From", "Subject", "Date")
# What follows is a signature, or the mail that is answered.
_END = re.compile(
    r"^(?:-- ?$|-{3,} ?(?:Original Message|Forwarded message) ?-{3,}|[^\n>]{0,200}(?:wrote|schrieb|écrit|escribió) ?:[ \t]*\n\s*>)",
    re.MULTILINE,
)
# Parsing a header takes memory and time that grow with the square of its length.
_LONG_HEADER = re.compile(
    rb"^(?:From|Subject|Date|Organization|Content-[A-Za-z-]{1,40}):(?:[^\n]|\n[ \t]){10000}",
    re.MULTILINE | re.IGNORECASE,
)


def read_eml(source: Source, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the message, then its attachments."""
    from email import policy
    from email.parser import BytesParser

    from index.readers.files import read_source

    if source.depth > _DEEPEST:
        raise ArticleError("a mail within a mail within another is not opened. Save it as a file of its own.")
    raw = read_whole(source, options)
    with parsing("a mail"):
        if _LONG_HEADER.search(raw):
            raise ArticleError("a header is longer than 10,000 characters, which no program writes. Shorten it.")
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        if not any(name in mail for name in _HEADERS):
            raise ArticleError(f"not a mail: got no header of {', '.join(_HEADERS)}. Save it anew as .eml.")
        body, attachments = _parts(mail)
        text = _text(body, source, options)
        article = prose_article(source, text, _fields(mail)) if text.strip() else None
    if article:
        yield _without_tail(article)
    ids = MemberIds(f"{source.stem}/")
    names: Counter[str] = Counter()
    for part in attachments:
        with parsing("an attachment"):
            name, content = _attachment(part)
        if not name or not _is_known(name):
            continue
        names[name] += 1
        if names[name] > 1:
            name = f"{names[name]}-{name}"
        for item in read_source(source.member(name, content), options):
            yield ids.settle(item, name)
    if not article and not names:
        raise ArticleError("no text: the mail is empty and no attachment is of a known format. Remove it.")


def _fields(mail: EmailMessage) -> dict[str, object]:
    """Return what the headers say; the day is the sender's, whatever the time zone."""
    sender = mail["From"].addresses if "From" in mail else ()
    sent = mail["Date"].datetime if "Date" in mail else None
    return {
        "title": mail.get("Subject"),
        "date": sent.date() if sent else None,
        "author": next((address.display_name for address in sender if address.display_name), None),
        "source": mail.get("Organization"),
        "language": str(mail.get("Content-Language", "")).partition(",")[0],
    }


def _parts(mail: EmailMessage) -> tuple[Message | None, Sequence[Message]]:
    """Return the part that holds the message, plain text before HTML, and the parts that are files."""
    body = mail.get_body(("plain", "html"))
    files: list[Message] = []
    rest: list[Message] = [mail]
    while rest:
        part = rest.pop()
        if part.get_content_type() == "message/rfc822" and part is not mail:
            files.append(part)
        elif part.is_multipart():
            rest.extend(reversed([inner for inner in part.get_payload() if isinstance(inner, Message)]))
        elif part is not body and part.get_filename():
            files.append(part)
    return body, files


def _text(body: Message | None, source: Source, options: ReadOptions) -> str:
    if body is None:
        return ""
    raw: Any = body.get_payload(decode=True) or b""
    if not raw.strip():
        return ""
    charset = body.get_content_charset()
    if body.get_content_type() == "text/html":
        return _html_text(raw, charset, source, options)
    return "\n".join(_decoded(raw, charset).splitlines())


def _decoded(raw: bytes, charset: str | None) -> str:
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(raw)  # the charset stated is wrong or unknown


def _html_text(raw: bytes, charset: str | None, source: Source, options: ReadOptions) -> str:
    from index.readers.files import READERS, read_source

    if ".html" in READERS:
        page = Source("part.html", source.origin, content=raw, encoding=charset, depth=source.depth + 1)
        for item in read_source(page, options):
            if isinstance(item, Article):
                return item.text
    root = parse_html(_decoded(raw, charset).encode(errors="replace"), "utf-8")
    return "\n\n".join(block.text for block in blocks(root))


def _without_tail(article: Article) -> Article:
    """Leave the signature and the mail that is answered out of the body; the text keeps them."""
    end = article.body_end
    if found := _END.search(article.text, article.body_start):
        end = min(end, found.start())
    lines = article.text[article.body_start : end].split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    kept = "\n".join(lines)
    return replace(article, body_end=article.body_start + len(kept)) if kept.strip() else article


def _attachment(part: Message) -> tuple[str, bytes]:
    """Return name and bytes of a file."""
    name = PurePosixPath((part.get_filename() or "").replace("\\", "/")).name
    if part.get_content_type() == "message/rfc822":
        inner: Any = part.get_payload(0)
        return (name if name.lower().endswith(".eml") else f"{name or 'forwarded'}.eml"), inner.as_bytes()
    raw: Any = part.get_payload(decode=True) or b""
    return name, raw


def _is_known(name: str) -> bool:
    from index.readers.files import is_article_file

    return is_article_file(PurePosixPath(name))

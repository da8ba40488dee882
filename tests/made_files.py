"""Documents, books, mails and archives, made by code: what a reader should find in them stands beside the bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO

import docx
from pypdf import PdfWriter

BRIDGE = (
    "The bridge over the Angara opened on Friday after eleven years of work. Mayor Olga Petrova cut the ribbon before "
    "some four thousand people, and the first tram crossed at noon."
)
WHALE = (
    "A whale was seen off the northern coast on Sunday, the first in nine years. Two fishermen filmed it for an hour "
    "before it dived and was not seen again."
)

Placed = tuple[str, float, float, float]
"""Text, x, y and size of the letters, in points."""


def pdf(
    pages: Sequence[Sequence[Placed]],
    *,
    info: Mapping[str, str] | None = None,
    xmp: str = "",
    password: str | None = None,
) -> bytes:
    """Write a PDF with the letters of Helvetica; the page of no text holds a rectangle, as a scan holds a picture."""
    parts = ["<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>"]
    numbers = [4 + 2 * at for at in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    parts.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    parts.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in zip(numbers, pages, strict=True):
        drawn = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for text, x, y, size in lines)
        stream = drawn or "0 0 200 200 re f\n"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}endstream")
    raw, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(raw))
        raw += f"{number} 0 obj\n{part}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(parts) + 1
    raw += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    raw += f"startxref\n{raw.rindex(b'xref')}\n%%EOF\n".encode()
    if info is None and not xmp and password is None:
        return raw
    writer = PdfWriter(clone_from=BytesIO(raw))
    writer.add_metadata({f"/{name}": value for name, value in (info or {}).items()})
    if xmp:
        writer.xmp_metadata = (
            '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{xmp}</rdf:Description>'
            '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
        ).encode()
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(*lines: str, x: float = 72, top: float = 760, size: float = 11, leading: float = 13) -> list[Placed]:
    """Place lines below each other."""
    return [(text, x, top - at * leading, size) for at, text in enumerate(lines)]


def story_pdf(headline: str, text: str, **options: str) -> bytes:
    """Write a page with a headline and a text in lines of 60 characters."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > 60:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return pdf([[(headline, 72, 790, 20), *column(*lines, line)]], **options)  # type: ignore[arg-type]


def story_docx(headline: str, *paragraphs: str, title: str = "", author: str = "") -> bytes:
    """Write a Word document with a heading and paragraphs."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    document.add_heading(headline, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def archive(members: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write a zip file."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return written.getvalue()


def page(body: str, *, title: str = "", body_type: str = "") -> str:
    """Write an XHTML page of a book."""
    kind = f' epub:type="{body_type}"' if body_type else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title><style>p {{}}</style></head>'
        f"<body{kind}>{body}</body></html>"
    )


def epub(
    chapters: Mapping[str, bytes | str], *, fields: str = "", extra: Mapping[str, bytes | str] | None = None
) -> bytes:
    """Write a book: chapters by file name, and Dublin Core elements."""
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>' for at, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{fields}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/content.opf": package,
            **{f"OEBPS/{name}": content for name, content in chapters.items()},
            **(extra or {}),
        }
    )


def mail(
    text: str, *, subject: str = "A mail", files: Mapping[str, bytes] | None = None, **headers: str
) -> EmailMessage:
    """Write a mail with files attached."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = headers.pop("sender", "Jane Doe <jane@example.org>")
    message["Date"] = headers.pop("date", "Fri, 5 Jan 2024 23:30:00 -0500")
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message

"""PDF and Word documents. Their dates of creation are no dates of publication and are not read."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from index.articles import Article
from index.errors import ArticleError
from index.readers.layout import Line, LineCollector, paragraphs, without_running_lines
from index.readers.markup import parse_xml, text_of
from index.readers.source import ReadOptions, Source
from index.readers.text import prose_article
from index.readers.untrusted import Members, parsing, read_whole

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_SECONDS = 60.0
_MOST_XML_BYTES = 1 << 26
# What programs write where nobody wrote a title or a name.
_NO_TITLE = re.compile(
    r"(?i)(untitled|unbenannt|sans titre|document|word document|dokument|title|template|layout)[ _-]?\d*"
    r"|\S*\.(docx?|pdf|indd|qxp|tex|rtf|odt|html?|pptx?|xlsx?)|[\W\d_]+"
)
_PROGRAM_PREFIX = re.compile(r"Microsoft (Office )?(Word|PowerPoint) - ")
_NO_AUTHOR = frozenset("admin administrator author microsoft owner python-docx unknown user windows".split())


def read_pdf(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a PDF that holds text."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity; a failure tells what matters
    raw = read_whole(source, options)
    with parsing("a PDF"):
        reader = pypdf.PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted: a password is needed. Save a copy without one.")
        pages = _pdf_pages(reader, options)
        found = paragraphs(without_running_lines(pages))
        if not found:
            raise ArticleError(
                f"no text: its pages ({len(pages)}) are pictures or blank. Recognise the text first: ocrmypdf OLD NEW"
            )
        known = _pdf_fields(reader)
    yield prose_article(source, "\n\n".join(found), known)


def _pdf_pages(reader: PdfReader, options: ReadOptions) -> list[list[Line]]:
    until = time.monotonic() + MOST_SECONDS
    pages, chars = [], 0
    for page in reader.pages:
        collector = LineCollector()

        def visit(*piece: Any, collector: LineCollector = collector) -> None:
            if time.monotonic() > until:
                raise ArticleError(f"reading takes longer than {MOST_SECONDS:.0f} s. Split it, or save its text.")
            collector(*piece)

        page.extract_text(visitor_text=visit)
        visit("\n", [1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0], None, 0)
        pages.append(collector.lines)
        chars += sum(len(line.text) for line in collector.lines)
        if chars > options.max_chars:
            raise ArticleError(
                f"article too long: more than {options.max_chars:,} characters by page {len(pages)} of {len(reader.pages)}. "
                "Split it, or raise the setting max_article_chars."
            )
    return pages


def _pdf_fields(reader: PdfReader) -> dict[str, object]:
    """Return what the metadata say; damage in them is no reason to leave the text out."""
    try:
        info: Mapping[str, object] = reader.metadata or {}
        title, author = info.get("/Title"), info.get("/Author")
        language: object = reader.root_object.get("/Lang")
    except Exception:
        title = author = language = None
    known = {"title": meaningful_title(title), "author": meaningful_author(author), "language": language}
    try:
        xmp = reader.xmp_metadata
        if xmp:
            titles, creators, publishers = xmp.dc_title or {}, xmp.dc_creator or [], xmp.dc_publisher or []
            known["title"] = known["title"] or meaningful_title(next(iter(titles.values()), None))
            known["author"] = known["author"] or meaningful_author(", ".join(map(str, creators)))
            known["source"] = ", ".join(map(str, publishers)) or None
            known["date"] = next(iter(xmp.dc_date or []), None)
    except Exception:
        return known
    return known


def meaningful_title(value: object) -> str | None:
    """Return a title from metadata unless it is the name of a file or what a program writes by default."""
    title = _PROGRAM_PREFIX.sub("", " ".join(str(value or "").split()))
    return None if not title or _NO_TITLE.fullmatch(title) else title


def meaningful_author(value: object) -> str | None:
    """Return an author from metadata unless it is what a program writes by default."""
    author = " ".join(str(value or "").split())
    return None if author.lower() in _NO_AUTHOR else author or None


def read_docx(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a Word document: paragraphs, and tables row by row."""
    raw = read_whole(source, options)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("an old .doc, or protected by a password. Save it as .docx without a password.")
    members = Members(BytesIO(raw), "a Word document")
    main = _docx_main(members)
    with parsing("a Word document"):
        body = _DocxBody(_docx_styles(members, main))
        body.take(parse_xml(members.read(main, most_bytes=_MOST_XML_BYTES)))
        known = _docx_fields(members)
    if not body.blocks:
        raise ArticleError("no text: the document is blank or holds pictures only. Remove it or fill it in.")
    text = "\n\n".join(text for _, text in body.blocks)
    heading = body.title()
    yield prose_article(source, text, {**known, "title": heading or known.get("title")})


def _docx_main(members: Members) -> str:
    with parsing("a Word document"):
        if "_rels/.rels" in members.infos:
            for relation in parse_xml(members.read("_rels/.rels", most_bytes=_MOST_XML_BYTES)):
                if relation.get("Type", "").endswith("/officeDocument"):
                    return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _docx_styles(members: Members, main: str) -> Mapping[str, str]:
    """Return names of styles by their ids, which are translated with the program."""
    name = str(PurePosixPath(main).with_name("styles.xml"))
    if name not in members.infos:
        return {}
    root = parse_xml(members.read(name, most_bytes=_MOST_XML_BYTES))
    return {
        style.get(_W + "styleId", ""): found.get(_W + "val", "") for style in root for found in style.iter(_W + "name")
    }


def _docx_fields(members: Members) -> dict[str, str | None]:
    if "docProps/core.xml" not in members.infos:
        return {}
    try:
        root = parse_xml(members.read("docProps/core.xml", most_bytes=_MOST_XML_BYTES))
    except Exception:  # the text is whole all the same
        return {}
    fields = {
        name: next((text_of(found) for found in root.iter(_DC + name)), "") for name in ("title", "creator", "language")
    }
    return {
        "title": meaningful_title(fields["title"]),
        "author": meaningful_author(fields["creator"]),
        "language": fields["language"] or None,
    }


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats what stands beside it
_LEFT_OUT = frozenset({_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "delText"))})
_BREAKS = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


@dataclass(slots=True)
class _DocxBody:
    """The running text: (style, text) of each paragraph and row of a table, in order."""

    styles: Mapping[str, str]
    blocks: list[tuple[str, str]] = field(default_factory=list)

    def take(self, element: Any) -> None:
        """Take in what an element holds; it nests at most 256 deep, which the parser sees to."""
        for child in element:
            if child.tag == _W + "p":
                self._paragraph(child)
            elif child.tag == _W + "tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self.take(child)

    def title(self) -> str | None:
        """Return the paragraph in the style of a title, or else the first heading."""
        for wanted in (r"title", r"heading [1-3]"):
            for style, text in self.blocks:
                if re.fullmatch(wanted, style.lower()):
                    return text
        return None

    def _paragraph(self, paragraph: Any) -> None:
        style = next((found.get(_W + "val", "") for found in paragraph.iter(_W + "pStyle")), "")
        pieces: list[str] = []
        boxes: list[Any] = []
        _gather(paragraph, pieces, boxes)
        self._add(self.styles.get(style, style), "".join(pieces))
        for box in boxes:
            self.take(box)

    def _table(self, table: Any) -> None:
        for row in table.iter(_W + "tr"):
            cells = (" ".join(" ".join(_cell(cell)).split()) for cell in row if cell.tag == _W + "tc")
            self._add("", " | ".join(cell for cell in cells if cell))

    def _add(self, style: str, text: str) -> None:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        if text:
            self.blocks.append((style, text))


def _cell(cell: Any) -> Iterator[str]:
    for child in cell:
        if child.tag != _W + "tbl":  # a table in a cell gives rows of its own
            pieces: list[str] = []
            _gather(child, pieces, [])
            yield "".join(pieces)


def _gather(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    for child in element:
        if child.tag == _W + "t":
            pieces.append(child.text or "")
        elif child.tag in _BREAKS:
            pieces.append(_BREAKS[child.tag])
        elif child.tag == _W + "txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and child.tag != _W + "tabs":
            _gather(child, pieces, boxes)

"""PDF and Word documents: order, paragraphs, metadata, and what is refused."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from made_files import BRIDGE, WHALE, archive, column, pdf, story_docx, story_pdf

from index.articles import Article
from index.readers import ReadFailure, ReadOptions, read_path, untrusted
from index.readers.documents import meaningful_author, meaningful_title

OPTIONS = ReadOptions({}, 100_000)


def read(folder: Path, name: str, raw: bytes) -> Article:
    (folder / name).write_bytes(raw)
    (item,) = read_path(folder / name, OPTIONS)
    assert isinstance(item, Article), item
    return item


def refused(folder: Path, name: str, raw: bytes) -> str:
    (folder / name).write_bytes(raw)
    (item,) = read_path(folder / name, OPTIONS)
    assert isinstance(item, ReadFailure)
    assert item.path == str(folder / name)
    assert "\n" not in item.reason
    return item.reason


def body(article: Article) -> str:
    return article.text[article.body_start : article.body_end].strip()


def test_pdf_is_read_as_headline_and_running_paragraphs(tmp_path: Path) -> None:
    article = read(tmp_path, "bridge.pdf", story_pdf("Bridge opens", BRIDGE))
    assert article.text == f"Bridge opens\n\n{BRIDGE}"
    assert (article.id, article.title, body(article)) == ("bridge", "Bridge opens", BRIDGE)
    assert (article.published, article.author, article.language) == (None, None, "en")
    assert article.origin == str(tmp_path / "bridge.pdf")
    assert not article.id_given


def test_pdf_words_broken_at_the_end_of_a_line_become_whole(tmp_path: Path) -> None:
    lines = column(
        "The harbour commis-", "sion met on Monday to weigh a well-known and", "much debated plan for a well-",
        "known pier, which the Anglo-", "Dutch firm had drawn.",
    )  # fmt: skip
    assert read(tmp_path, "a.pdf", pdf([lines])).text == (
        "The harbour commission met on Monday to weigh a well-known and much debated plan for a well-known pier, "
        "which the Anglo- Dutch firm had drawn."
    )


@pytest.mark.parametrize(
    "second",
    [
        column("The second paragraph begins here and", "runs on.", top=760 - 13 - 24),
        [("The second paragraph begins here and", 90, 734, 11), ("runs on.", 72, 721, 11)],
    ],
    ids=["wider gap", "indent"],
)
def test_pdf_paragraphs_are_told_by_gaps_and_indents(tmp_path: Path, second: list) -> None:  # type: ignore[type-arg]
    first = column("The first paragraph of this long story has", "two lines and a full stop at the end.")
    assert read(tmp_path, "a.pdf", pdf([[*first, *second]])).text == (
        "The first paragraph of this long story has two lines and a full stop at the end.\n\n"
        "The second paragraph begins here and runs on."
    )


def test_pdf_running_lines_are_left_out_and_text_runs_on_across_pages(tmp_path: Path) -> None:
    sentences = ["The council met on Monday and", "Tuesday and went on until", "Wednesday, when it rose."]
    pages = [
        [
            ("The Harbour Post", 72, 810, 9),
            *column(line, f"{word} was heard by all", top=700),
            (f"Page {at + 1} of 3", 270, 30, 9),
        ]
        for at, (line, word) in enumerate(zip(sentences, ("Ann", "Bob", "Cid"), strict=True))
    ]
    text = read(tmp_path, "a.pdf", pdf(pages)).text
    assert "Harbour Post" not in text
    assert "Page" not in text
    assert text == (
        "The council met on Monday and Ann was heard by all Tuesday and went on until Bob was heard by all "
        "Wednesday, when it rose. Cid was heard by all"
    )


def test_pdf_headline_that_the_running_head_repeats_is_kept(tmp_path: Path) -> None:
    pages = [
        [("Bridge opens", 72, 790, 20 if at == 0 else 8), *column(f"Sentence number {at} stands here alone.", top=700)]
        for at in range(4)
    ]
    article = read(tmp_path, "a.pdf", pdf(pages))
    assert article.text.count("Bridge opens") == 1
    assert article.title == "Bridge opens"


def test_pdf_number_at_the_end_of_a_single_page_is_text_unless_it_is_the_pages(tmp_path: Path) -> None:
    assert read(tmp_path, "a.pdf", pdf([column("The bridge opened in", "2023")])).text == "The bridge opened in 2023"
    assert read(tmp_path, "b.pdf", pdf([column("The bridge opened.", "- 1 -")])).text == "The bridge opened."


def test_pdf_metadata_give_title_and_author_but_no_date(tmp_path: Path) -> None:
    info = {"Title": "Bridge opens at last", "Author": "Ivan Sidorov", "CreationDate": "D:20240105120000Z"}
    article = read(tmp_path, "a.pdf", story_pdf("Bridge opens", BRIDGE, info=info))  # type: ignore[arg-type]
    assert (article.title, article.author, article.published) == ("Bridge opens at last", "Ivan Sidorov", None)
    named = {"Title": "Microsoft Word - bridge_final2.docx", "Author": "Administrator"}
    article = read(tmp_path, "b.pdf", story_pdf("Bridge opens", BRIDGE, info=named))  # type: ignore[arg-type]
    assert (article.title, article.author) == ("Bridge opens", None)


def test_pdf_date_is_that_of_dublin_core_or_of_a_date_line(tmp_path: Path) -> None:
    xmp = (
        "<dc:date><rdf:Seq><rdf:li>2023-09-13</rdf:li></rdf:Seq></dc:date>"
        "<dc:publisher><rdf:Bag><rdf:li>The Harbour Post</rdf:li></rdf:Bag></dc:publisher>"
    )
    article = read(tmp_path, "a.pdf", story_pdf("Bridge opens", BRIDGE, xmp=xmp))
    assert (article.published, article.source) == (date(2023, 9, 13), "The Harbour Post")
    lines = column("date 2023-09-14 IRKUTSK, Russia - The bridge over", "the Angara opened on Friday.")
    article = read(tmp_path, "b.pdf", pdf([lines]))
    assert (article.published, article.place) == (date(2023, 9, 14), "IRKUTSK, Russia")
    assert body(article) == "The bridge over the Angara opened on Friday."


def test_pdf_that_anyone_may_open_is_read_and_one_with_a_password_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "a.pdf", story_pdf("Bridge opens", BRIDGE, password="")).text.endswith(BRIDGE)
    assert "password" in refused(tmp_path, "b.pdf", story_pdf("Bridge opens", BRIDGE, password="secret"))


def test_pdf_of_pictures_asks_for_text_recognition(tmp_path: Path) -> None:
    reason = refused(tmp_path, "scan.pdf", pdf([[], []]))
    assert "its pages (2) are pictures or blank" in reason
    assert "ocrmypdf" in reason


def test_pdf_longer_than_accepted_is_refused(tmp_path: Path) -> None:
    pages = [column(*["The bridge opened and the mayor spoke at length to everybody there."] * 50)] * 40
    assert "article too long: more than 100,000 characters by page 30 of 40" in refused(tmp_path, "a.pdf", pdf(pages))


def test_pdf_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.documents.MOST_SECONDS", -1.0)
    assert "takes longer than" in refused(tmp_path, "a.pdf", story_pdf("Bridge opens", BRIDGE))


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".epub", ".eml"])
def test_file_too_large_to_be_looked_into_is_refused(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untrusted, "MOST_FILE_BYTES", 1_000_000)
    assert "file too large: got 2 MB, at most 1 MB" in refused(tmp_path, f"a{ending}", bytes(2_000_000))


def test_interrupt_stops_the_reading_of_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.pdf").write_bytes(story_pdf("Bridge opens", BRIDGE))
    monkeypatch.setattr("pypdf.PageObject.extract_text", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(read_path(tmp_path / "a.pdf", OPTIONS))


def test_docx_gives_headings_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Bridge opens", style="Title")
    document.add_paragraph(BRIDGE)
    table = document.add_table(2, 2)
    for at, text in enumerate(("Length", "1,234 m", "Cost", "40 million")):
        table.cell(at // 2, at % 2).text = text
    document.add_heading("What is next", 2)
    document.add_paragraph(WHALE)
    document.core_properties.author = "Ivan Sidorov"
    document.core_properties.title = "A title in the metadata"
    written = BytesIO()
    document.save(written)
    article = read(tmp_path, "bridge.docx", written.getvalue())
    assert article.text == "\n\n".join(
        ["Bridge opens", BRIDGE, "Length | 1,234 m", "Cost | 40 million", "What is next", WHALE]
    )
    assert (article.title, article.author) == ("Bridge opens", "Ivan Sidorov")
    assert body(article).startswith(BRIDGE)


def test_docx_creation_is_no_publication_and_a_date_line_is(tmp_path: Path) -> None:
    assert read(tmp_path, "a.docx", story_docx("Bridge opens", BRIDGE)).published is None
    document = docx.Document()
    document.add_paragraph("date 2023-09-14 IRKUTSK, Russia - " + BRIDGE)
    written = BytesIO()
    document.save(written)
    article = read(tmp_path, "b.docx", written.getvalue())
    assert (article.published, article.place, article.author) == (date(2023, 9, 14), "IRKUTSK, Russia", None)


def test_docx_title_is_that_of_the_metadata_if_nothing_is_styled_as_one(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Bridge opens"
    document.add_paragraph(BRIDGE)
    written = BytesIO()
    document.save(written)
    assert read(tmp_path, "a.docx", written.getvalue()).title == "Bridge opens"


def word_body(inner: str) -> bytes:
    """A document whose body is given as XML."""
    with zipfile.ZipFile(BytesIO(story_docx("x"))) as file:
        members = {name: file.read(name) for name in file.namelist()}
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    members["word/document.xml"] = f"<w:document {space}><w:body>{inner}</w:body></w:document>".encode()
    return archive(members)


def test_docx_tracked_changes_links_and_text_boxes_are_read_as_word_shows_them(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    article = read(
        tmp_path,
        "a.docx",
        word_body(
            "<w:p><w:r><w:t>The mayor </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>always </w:delText></w:r></w:del><w:hyperlink><w:r><w:t>resigned</w:t></w:r></w:hyperlink>"
            f"<w:r><w:t>.</w:t></w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert article.text == "The mayor never resigned.\n\nIn a box.\n\nControlled."


def test_docx_tables_within_tables_are_read_once(tmp_path: Path) -> None:
    def cell(inner: str) -> str:
        return f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc><w:p><w:r><w:t>beside</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"

    inner = cell("<w:p><w:r><w:t>within</w:t></w:r></w:p>")
    article = read(tmp_path, "a.docx", word_body(cell(f"<w:p><w:r><w:t>outer</w:t></w:r></w:p>{inner}")))
    assert article.text == "outer | beside\n\nwithin | beside"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .doc"),
        (b"not a zip at all", "not a Word document"),
        (archive({"other.txt": "x"}), "'word/document.xml' is missing"),
        (word_body("<w:p/>"), "no text"),
        (word_body("<w:p>" * 5000 + "</w:p>" * 5000), "not a Word document"),
        (word_body("<w:p><w:r><w:t>" + "a" * 3_000_000 + "</w:t></w:r></w:p>"), "smaller than it is"),
    ],
    ids=["doc", "text", "no body", "blank", "deep", "bomb"],
)
def test_docx_that_is_none_is_refused_with_its_reason(tmp_path: Path, raw: bytes, reason: str) -> None:
    assert reason in refused(tmp_path, "a.docx", raw)


def test_docx_entities_are_not_expanded(tmp_path: Path) -> None:
    raw = word_body("<w:p><w:r><w:t>Kept &x; here.</w:t></w:r></w:p>")
    with zipfile.ZipFile(BytesIO(raw)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{at} "{"&a;" * 10}">' for at in range(3))
    declared = f'<!DOCTYPE w [{entities}<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    members["word/document.xml"] = declared.encode() + members["word/document.xml"]
    text = read(tmp_path, "a.docx", archive(members)).text
    assert text == "Kept"


@pytest.mark.parametrize(
    "name", ["Document1", "untitled", "bridge_final.indd", "Microsoft Word - x.doc", "  ", "2023-01"]
)
def test_titles_that_programs_write_are_none(name: str) -> None:
    assert meaningful_title(name) is None


def test_titles_and_authors_that_people_write_are_kept() -> None:
    assert meaningful_title("Microsoft Word - The bridge opens") == "The bridge opens"
    assert meaningful_title("Title fight ends in a draw") == "Title fight ends in a draw"
    assert (meaningful_author("User"), meaningful_author(" Olga\nPetrova ")) == (None, "Olga Petrova")

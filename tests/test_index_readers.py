"""Files -> articles, and what is said of files that are none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import seeds
from index.articles import Article
from index.readers import ReadFailure, ReadOptions, read_path

OPTIONS = ReadOptions({}, 100_000)


def read(path: Path, **field_names: str) -> list[Article | ReadFailure]:
    return list(read_path(path, ReadOptions(field_names, OPTIONS.max_chars)))


def the_article(path: Path) -> Article:
    (article,) = read(path)
    assert isinstance(article, Article)
    return article


def the_failure(path: Path) -> str:
    (failure,) = read(path)
    assert isinstance(failure, ReadFailure)
    return failure.reason


def test_wire_article_gives_date_place_and_agency_and_keeps_every_character() -> None:
    path = seeds.FOLDER / "000_5b5becaf9b9bcc65.txt"
    article = the_article(path)
    assert article.published == date(2023, 9, 13)
    assert article.place == "VLADIVOSTOK, Russia"
    assert article.agency == article.source == "REUTERS"
    assert article.text == path.read_bytes().decode()
    body = article.text[article.body_start : article.body_end]
    assert body.startswith("Russian President Vladimir Putin met")
    assert body.endswith("pooling efforts”.")
    assert article.title.startswith("Russian President Vladimir Putin met")
    assert article.title.endswith("…")


def test_text_without_a_date_line_is_undated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Headline here\n\nThe body says something. It says more.")
    article = the_article(tmp_path / "a.txt")
    assert article.published is None
    assert article.title == "Headline here"
    assert article.text[article.body_start : article.body_end].strip().startswith("The body")


def test_date_line_with_an_impossible_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("date 2023-13-45 TOWN, Land - Something happened.")
    assert "got '2023-13-45', expected YYYY-MM-DD" in the_failure(tmp_path / "a.txt")


def test_words_in_capitals_inside_the_text_are_no_agency(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He works for NATO")
    assert the_article(tmp_path / "a.txt").agency is None


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One line.\r\n\r\nAnother line.\r\n")
    assert the_article(tmp_path / "a.txt").text == "One line.\r\n\r\nAnother line.\r\n"


def test_front_matter_becomes_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nid: x1\ntitle: 'A: title'\ndate: 2023-02-03\nsource: Post\nauthor: N. N.\nurl: https://example.org/1\n"
        "---\n\nBody text.\n"
    )
    article = the_article(tmp_path / "a.md")
    assert (article.id, article.title, article.published) == ("x1", "A: title", date(2023, 2, 3))
    assert (article.source, article.author, article.url) == ("Post", "N. N.", "https://example.org/1")
    assert article.text == "Body text."


def test_broken_front_matter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: [unclosed\n---\nBody.\n")
    assert "front matter is not YAML" in the_failure(tmp_path / "a.md")


def test_heading_of_a_markdown_file_is_its_title_and_no_prose(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# The heading\n\nBody text.\n")
    article = the_article(tmp_path / "a.md")
    assert article.title == "The heading"
    assert article.text[article.body_start :].strip() == "Body text."


def test_good_records_are_read_beside_broken_ones(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "title": "A", "text": "Text.", "date": "2024-01-02"}),
        "{not json",
        json.dumps({"id": "b", "title": "B", "text": "Text.", "date": "12/13/2024"}),
        json.dumps({"id": "c", "title": "C"}),
        json.dumps(["a list"]),
        json.dumps({"id": "e", "text": "   "}),
        '{"id": "s", "text": "half \\ud800 pair"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    article, *failures = read(tmp_path / "a.jsonl")
    assert isinstance(article, Article)
    assert article.id == "a"
    reasons = [failure.reason for failure in failures if isinstance(failure, ReadFailure)]
    assert [Path(failure.path).name for failure in failures if isinstance(failure, ReadFailure)] == [
        f"a.jsonl:{line}" for line in range(2, 8)
    ]
    for reason, expected in zip(
        reasons,
        ("not JSON", "got '12/13/2024'", "no text in 'text'", "got list", "no text", "surrogate"),
        strict=True,
    ):
        assert expected in reason


def test_columns_can_be_named_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('headline;body;day\n"One; two";"Some text.\nMore.";2024-01-02\n')
    (article,) = read(tmp_path / "a.csv", title="headline", text="body", date="day")
    assert isinstance(article, Article)
    assert (article.title, article.text, article.published) == ("One; two", "Some text.\nMore.", date(2024, 1, 2))


def test_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,body\nA,Text\n")
    assert "no text in 'text': this record has title, body" in the_failure(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt", "Café".encode("latin-1"), "not UTF-8: byte 0xe9 at offset 3, and no telling what else"),
        ("a.txt", b"PK\x03\x04 and so on", "not text but a ZIP archive"),
        ("a.txt", b"x" * 500_000, "too large"),
        ("a.jsonl", b'{"text": "' + b"x" * 50_000_000 + b'"}', "line too large"),
        ("a.xyz", b"text", "format '.xyz' is not read"),
    ],
)
def test_bad_file_is_named_with_its_reason(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert expected in the_failure(tmp_path / name)


def test_missing_path_and_folder_without_articles_are_named(tmp_path: Path) -> None:
    assert "no such file" in the_failure(tmp_path / "missing")
    assert "no articles here" in the_failure(tmp_path)


def test_utf16_with_a_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Olá mundo, tudo bem.".encode("utf-16"))
    assert the_article(tmp_path / "a.txt").text == "Olá mundo, tudo bem."


def test_notes_and_evaluation_files_are_no_articles(tmp_path: Path) -> None:
    for name in ("README.md", "questions.jsonl", ".hidden.txt", "a.txt"):
        (tmp_path / name).write_text("Some text.")
    assert the_article(tmp_path).id == "a"

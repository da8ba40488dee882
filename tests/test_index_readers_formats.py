"""Every format at once: each good file is found, each broken one is named, and damaged bytes harm nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder
from made_files import archive, epub, mail, page, pdf, story_docx, story_pdf

from index.articles import Article
from index.home import Home
from index.ingest import ingest
from index.readers import ReadFailure, ReadOptions, Source, read_source
from index.readers.files import READERS
from qa.engine import QueryEngine

OPTIONS = ReadOptions({}, 200_000)


def story(word: str) -> str:
    """Return a text with a word that no other file holds."""
    return (
        f"The harbour council of {word} voted on Monday to build a lighthouse on the northern rocks. "
        "It will stand forty metres tall and be lit for the first time in two years."
    )


def web_page(word: str) -> bytes:
    """Return a saved page with a menu around the story."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Lighthouse planned | Harbour Post</title>'
        '<meta property="og:type" content="article"><meta property="og:title" content="Lighthouse planned"></head><body><nav><a href="/">Home</a></nav><article>'
        f"<h1>Lighthouse planned</h1><p>{story(word)}</p><p>The engineers of {word} are to begin in spring, when the "
        "sea is calm enough for their barge, and the work will take two summers.</p></article></body></html>"
    ).encode()


GOOD: dict[str, Callable[[str], bytes]] = {
    ".txt": lambda word: f"Lighthouse planned\n\n{story(word)}".encode(),
    ".md": lambda word: f"---\ntitle: Lighthouse planned\ndate: 2023-05-06\n---\n{story(word)}\n".encode(),
    ".jsonl": lambda word: json.dumps({"title": "Lighthouse planned", "text": story(word)}).encode(),
    ".csv": lambda word: f'title,text\nLighthouse planned,"{story(word)}"\n'.encode(),
    ".html": web_page,
    ".htm": web_page,
    ".xhtml": web_page,
    ".pdf": lambda word: story_pdf("Lighthouse planned", story(word)),
    ".docx": lambda word: story_docx("Lighthouse planned", story(word)),
    ".epub": lambda word: epub({"ch1.xhtml": page(f"<h1>Lighthouse planned</h1><p>{story(word)}</p>")}),
    ".eml": lambda word: mail(story(word), subject="Lighthouse planned").as_bytes(),
    ".zip": lambda word: archive({"lighthouse.txt": f"Lighthouse planned\n\n{story(word)}"}),
}
"""A file of each format that holds one article, by ending."""

BROKEN: dict[str, tuple[bytes, str]] = {
    ".txt": (b" \n\n ", "the file is empty"),
    ".md": (b"---\ntitle: [unclosed\n---\nA text.\n", "front matter is not YAML"),
    ".jsonl": (b'{"title": "No end', "not JSON"),
    ".csv": (b"headline,words\nLighthouse planned,Many\n", "no text in 'text'"),
    ".html": (b"<html><body><div id=app></div><script>start()</script></body></html>", "filled by JavaScript"),
    ".htm": (
        b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
        "an error page",
    ),
    ".xhtml": (b"\x89PNG\r\n\x1a\n" + bytes(200), "a PNG image"),
    ".pdf": (pdf([[], []]), "pictures or blank"),
    ".docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old .doc"),
    ".epub": (archive({"mimetype": "application/epub+zip"}), "'META-INF/container.xml' is missing"),
    ".eml": (bytes(range(256)), "not a mail"),
    ".zip": (b"PK\x03\x04 cut off", "not a zip archive"),
}
"""A file of each format that cannot be read, and what is said of it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good and a broken file of each format."""
    folder = tmp_path / "news"
    folder.mkdir()
    for ending, make in GOOD.items():
        (folder / f"good-{ending[1:]}{ending}").write_bytes(make(f"town{ending[1:]}"))
    for ending, (raw, _) in BROKEN.items():
        (folder / f"broken-{ending[1:]}{ending}").write_bytes(raw)
    return folder


def test_every_format_stands_here() -> None:
    assert GOOD.keys() == BROKEN.keys() == READERS.keys(), "add a good and a broken file of the new format to this test"


def test_folder_of_every_format_loses_only_what_is_broken(folder: Path, tmp_path: Path) -> None:
    embedder = BagOfWordsEmbedder()
    with Home.create(tmp_path / "home", embedder=embedder) as home:
        report = ingest(home, [folder])
        again = ingest(home, [folder], sync=True)
        assert (report.added, again.unchanged, again.removed) == (len(READERS), len(READERS), 0)
        assert [failure.path for failure in again.failed] == [failure.path for failure in report.failed]
    reasons = {
        Path(failure.path.partition(".jsonl:")[0].partition(".csv:")[0]).name: failure.reason
        for failure in report.failed
    }
    reasons = {name.partition(".")[0]: reason for name, reason in reasons.items()}
    assert reasons.keys() == {f"broken-{ending[1:]}" for ending in READERS}
    assert len(report.failed) == len(set(reasons.values())) == len(READERS)
    for ending, (_, reason) in BROKEN.items():
        assert reason in reasons[f"broken-{ending[1:]}"], ending
    with QueryEngine.open(tmp_path / "home", embedder=embedder) as engine:
        for ending in READERS:
            found = engine.search(f"What did town{ending[1:]} vote for?", 1)
            article = engine.home.catalog.article(found[0].article_id)
            assert Path(article.origin.partition("!")[0]).name.startswith(f"good-{ending[1:]}."), ending
            assert article.title == "Lighthouse planned", ending
            assert f"town{ending[1:]}" in article.text[article.body_start : article.body_end]


def test_command_line_lists_what_is_broken_and_says_so(folder: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ui.cli", "index", str(folder), "--json", "--home", str(tmp_path / "home")],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert result.returncode == 1, result.stderr
    report = json.loads(result.stdout)
    assert report["added"] == len(READERS)
    for ending in READERS:
        assert sum(f"broken-{ending[1:]}{ending}" in failure["path"] for failure in report["failed"]) == 1
        assert not any("good-" in failure["path"] for failure in report["failed"])


def damaged(raw: bytes, rng: random.Random) -> bytes:
    """Cut a file short, flip some bytes, or lose or repeat a stretch of it."""
    start, end = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    kind = rng.randrange(4)
    if kind == 0:
        return raw[:start]
    if kind == 1:
        return raw[:start] + raw[end:]
    if kind == 2:
        return raw[:end] + raw[start:]
    flipped = bytearray(raw)
    for _ in range(rng.randrange(1, 12)):
        flipped[rng.randrange(len(raw))] ^= rng.randrange(1, 256)
    return bytes(flipped)


@pytest.mark.parametrize("ending", READERS)
def test_damaged_bytes_give_articles_or_reasons_and_end_soon(ending: str) -> None:
    raw, rng = GOOD[ending]("anytown"), random.Random(ending)
    started = time.monotonic()
    for _ in range(150):
        content = damaged(raw, rng)
        for item in read_source(Source(f"x{ending}", f"/x{ending}", content=content), OPTIONS):
            assert isinstance(item, Article | ReadFailure)
            if isinstance(item, ReadFailure):
                assert item.path.startswith(f"/x{ending}")
                assert item.reason
                assert "\n" not in item.reason
    assert time.monotonic() - started < 60

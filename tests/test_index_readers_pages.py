"""Saved and fetched pages: what is taken from them, what is left out, and pages that hold no article."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from index.articles import Article
from index.errors import ArticleError
from index.readers import ReadFailure, ReadOptions, Source, read_path, read_source
from index.readers.pages import read_html
from index.readers.written_days import day_in_url, written_day

OPTIONS = ReadOptions({}, 100_000)
PAGES = Path(__file__).parent / "data" / "pages"
PROSE = "".join(
    f"<p>The ferry between Oldhaven and the islands made crossing number {number} on Saturday, the operator said, "
    "and nobody aboard had to wait for longer than an hour.</p>"
    for number in range(6)
)


@dataclass(frozen=True)
class Expected:
    title: str
    published: date | None
    source: str | None
    author: str | None
    language: str | None
    first_words: str
    last_words: str
    paragraphs: int
    absent: tuple[str, ...]


EXPECTED = {
    "graph": Expected(
        "Oldhaven ferry sails again after nine days & two repairs",
        date(2023, 5, 6),  # in the publisher's zone; in UTC it is the next day
        "The Harbour Post",
        "Jane Okafor, Luis Brandt",
        "en",
        "The ferry between Oldhaven and the Skerry",
        "four crossings a day in each direction.",
        6,
        ("cookies", "Share on", "Photograph", "mail box", "Gull77", "©", "do not show", "Jane Okafor", "two repairs"),
    ),
    "opengraph": Expected(
        "Town library lends out tools",
        date(2022, 11, 3),
        "Valley Courier",
        "Petra Lind",
        "en",
        "The town library in Millbrook",
        "pay for one more shelf.",
        6,
        ("Log in", "Related", "School kitchen", "2024", "Petra", "lends out tools"),
    ),
    "microdata": Expected(
        "Beekeepers count their losses after a wet spring",
        date(2021, 6, 17),
        "Meadow Times",
        "Hanna Koss",
        "en",
        "One in three colonies",
        "cost about 40 euros each.",
        4,
        ("Honey fair", "1998", "Hanna Koss"),
    ),
    "time": Expected(
        "Night train returns to the coast",
        date(2023, 3, 14),
        "Rail Gazette",
        None,
        "en",
        "The night train from the capital",
        "for three years.",
        4,
        ("Bridge toll", "Updated", "Published"),
    ),
    "undated": Expected(
        "How a village saved its last shop",
        None,
        "upland.example",
        None,
        "en",
        "When the last shop of Fernley",
        "for everyone to copy.",
        4,
        ("Flood wall", "2024", "Copyright"),
    ),
    "live": Expected(
        "Storm Edda: live updates from the coast",
        date(2022, 1, 29),
        "Coast Daily",
        "Coast Daily staff",
        "en",
        "Storm Edda reached the coast",
        "a spokeswoman said.",
        7,
        ("Coast Daily 2024",),
    ),
    "related": Expected(
        "Glass works to heat half the town",
        date(2023, 10, 21),
        "Meridian Observer",
        "Tom Reyes",
        "en",
        "The glass works of Meridian",
        "for the case that the works close, Renn said.",
        5,
        ("coal plant", "Five ways", "Recommended", "ice rink", "Sign up", "Wolf", "Read more:"),
    ),
    "amp": Expected(
        "El puerto reabre tras la tormenta",
        date(2021, 12, 31),
        "Diario del Faro",
        "Marta Solís",
        "es",
        "El puerto pesquero",
        "dijo Muñoz.",
        3,
        ("Deportes", "Lee también", "cookies"),
    ),
    "german-1252": Expected(
        "Fähre fährt wieder",
        date(2019, 3, 4),
        "Küstenbote",
        "Jörg Mühlbauer",
        "de",
        "Die Fähre zwischen Altstadt",
        "viermal täglich in jede Richtung.",
        4,
        ("Startseite", "Lesen Sie auch", "Bäcker", "Rechte", "Von Jörg", "\ufffd"),
    ),
}
REFUSED = {
    "cookiewall": "cookies or consent",
    "home": "front page or a list of links",
    "list": "front page or a list of links",
    "paywall": "beginning of an article to be paid for",
    "shell": "filled by JavaScript",
    "notfound": "an error page: '404",
}


def page(head: str = "", body: str = PROSE) -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def read(content: bytes, *, url: str | None = None, encoding: str | None = None) -> Article:
    (article,) = read_html(Source("p.html", url or "p.html", None, content, url, encoding), OPTIONS)
    return article


def test_every_page_of_the_folder_has_an_expectation() -> None:
    assert {path.stem for path in PAGES.iterdir()} == EXPECTED.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_article_is_taken_from_its_page_without_the_furniture(name: str) -> None:
    (article,) = read_path(PAGES / f"{name}.html", OPTIONS)
    assert isinstance(article, Article), article
    expected = EXPECTED[name]
    assert (article.title, article.published, article.source, article.author, article.language) == (
        expected.title,
        expected.published,
        expected.source,
        expected.author,
        expected.language,
    )
    assert article.text.startswith(expected.first_words)
    assert article.text.endswith(expected.last_words)
    assert article.text.count("\n\n") + 1 == expected.paragraphs
    assert [words for words in expected.absent if words in article.text] == []
    assert (article.id, article.id_given) == (name, False)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_page_without_an_article_says_why(name: str) -> None:
    (failure,) = read_path(PAGES / f"{name}.html", OPTIONS)
    assert isinstance(failure, ReadFailure)
    assert REFUSED[name] in failure.reason


def test_address_is_the_one_the_publisher_prefers_on_its_own_site() -> None:
    own = '<link rel="canonical" href="/news/ferry">'
    other = '<link rel="canonical" href="https://elsewhere.example/news/ferry">'
    front = '<link rel="canonical" href="https://post.example/">'
    fetched = "https://post.example/news/ferry?from=feed"
    assert read(page(own), url=fetched).url == "https://post.example/news/ferry"
    assert read(page(other), url=fetched).url == fetched
    assert read(page(front + '<meta property="og:type" content="article">'), url=fetched).url == fetched
    assert read(b"<!-- saved from url=(0031)https://post.example/news/ferry -->" + page()).url == (
        "https://post.example/news/ferry"
    )


def test_file_time_and_modification_are_no_publication(tmp_path: Path) -> None:
    head = (
        '<meta property="article:modified_time" content="2023-01-02">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2023-01-02"}</script>'
    )
    (tmp_path / "a.html").write_bytes(page(head, f"<h1>Ferry</h1>{PROSE}<p>Copyright 2020</p>"))
    (article,) = read_path(tmp_path / "a.html", OPTIONS)
    assert isinstance(article, Article)
    assert article.published is None


def test_stated_date_goes_before_the_one_in_the_address_and_placeholders_are_passed_over() -> None:
    url = "https://post.example/2023/05/07/ferry"
    stated = '<meta property="article:published_time" content="2023-05-06T22:00:00-04:00">'
    null = '<meta property="article:published_time" content="0001-01-01T00:00:00Z">'
    assert read(page(stated), url=url).published == date(2023, 5, 6)
    assert read(page(null), url=url).published == date(2023, 5, 7)
    assert read(page(null), url="https://post.example/2023/05/ferry").published is None


def test_headline_of_one_article_among_others_is_found_by_its_words() -> None:
    nodes = '[{"@type":"NewsArticle","headline":"Other news","datePublished":"2020-02-02"},{"@type":"NewsArticle","headline":"Ferry runs","datePublished":"2021-03-03"}]'
    article = read(page(f'<script type="application/ld+json">{nodes}</script>', f"<h1>Ferry runs</h1>{PROSE}"))
    assert (article.title, article.published) == ("Ferry runs", date(2021, 3, 3))


def test_broken_metadata_does_not_lose_the_article() -> None:
    head = '<script type="application/ld+json">{"headline": "x", </script><meta name="date" content="soon"><title>Ferry</title>'
    assert (read(page(head)).title, read(page(head)).published) == ("Ferry", None)
    assert read(page('<script type="application/ld+json">' + "[" * 100_000 + "</script>")).text


def test_server_encoding_is_used_and_broken_bytes_beside_the_article_are_forgiven() -> None:
    russian = "".join(
        f"<p>Паром между портом и островами снова ходит с субботы, рейс номер {n}. {'Мэр рад. ' * 6}</p>"
        for n in range(6)
    )
    raw = f"<html><body>{russian}</body></html>".encode("windows-1251")
    assert "Паром между портом" in read(raw, encoding="windows-1251").text
    spoilt = page(body=PROSE.replace("Oldhaven", "Ölhavn")) + b"<footer>\xff</footer>"
    assert "Ölhavn" in read(spoilt).text
    with pytest.raises(ArticleError, match="letters of the article are lost"):
        read(page(body=PROSE.replace("Oldhaven", "Ölhavn")).replace(b"crossing", b"cros\xffing", 1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<p>" + b"x" * 11_000_000, "page too large"),
        (page(body="<p>a</p>" * 40_000), "page too large"),
        (page(body="<div>" * 100_000 + PROSE), "page too large"),
        (page(body="<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + PROSE), "page too large"),
        (page(body=f'<div class="{"a-" * 1_000_000}">{PROSE}</div>'), "page too large"),
        (page().replace(b"ferry", b"fe\0rry"), "NUL"),
        (b"<" * 1_000_000, "no article"),
        (b"<!--" * 100_000, "no web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "PNG"),
    ],
)
def test_hostile_page_ends_quickly_with_a_reason(content: bytes, reason: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ArticleError, match=reason):
        read(content)
    assert time.perf_counter() - started < 20


def test_entities_of_xhtml_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    outside = f'<!ENTITY out SYSTEM "{(tmp_path / "secret").as_uri()}">'
    raw = f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [{bomb}{outside}]><html><body><p>&e11;&out;</p>{PROSE}</body></html>'
    article = read(raw.encode())
    assert "the secret" not in article.text
    assert len(article.text) < 3000


def test_cut_and_flipped_pages_are_articles_or_failures_and_nothing_else() -> None:
    rng = random.Random(20230506)
    outcomes = set()
    for path in sorted(PAGES.iterdir()):
        whole = path.read_bytes()
        for _ in range(12):
            raw = bytearray(whole[: rng.randrange(1, len(whole))] if rng.random() < 0.5 else whole)
            for _ in range(rng.randrange(20)):
                raw[rng.randrange(len(raw))] = rng.randrange(256)
            (item,) = read_source(Source(path.name, path.name, content=bytes(raw)), OPTIONS)
            outcomes.add(type(item))
    assert outcomes == {Article, ReadFailure}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-05-06", date(2023, 5, 6)),
        ("2023-05-06T23:59:59.000-0400", date(2023, 5, 6)),
        ("20230506T101500Z", date(2023, 5, 6)),
        ("2023/05/06 10:00", date(2023, 5, 6)),
        ("Sat, 06 May 2023 23:30:00 -0400", date(2023, 5, 6)),
        ("Saturday 6th May 2023, 10.15am BST", date(2023, 5, 6)),
        ("May 6, 2023", date(2023, 5, 6)),
        ("6. Mai 2023, 10:15 Uhr", date(2023, 5, 6)),
        ("le 1er août 2023 à 9h", date(2023, 8, 1)),
        ("6 de mayo de 2023", date(2023, 5, 6)),
        ("06.05.2023", date(2023, 5, 6)),
        ("13/05/2023", date(2023, 5, 13)),
        ("05/13/2023", date(2023, 5, 13)),
        ("06/05/2023", None),
        ("May 2023", None),
        ("2023", None),
        ("2023-02-30", None),
        ("31 June 2023", None),
        ("1970-01-01T00:00:00Z", None),
        ("1683367200", None),
        ("6 May 2023, changed 7 May 2023", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_written_day_is_read_only_where_it_can_be_read_in_one_way(written: str, day: date | None) -> None:
    assert written_day(written) == day


def test_day_in_an_address_needs_year_month_and_day() -> None:
    assert day_in_url("https://x.example/2023/05/06/ferry") == date(2023, 5, 6)
    assert day_in_url("https://x.example/world/2023/may/06/ferry") == date(2023, 5, 6)
    assert day_in_url("https://x.example/a-2023-05-06-b") is None
    assert day_in_url("https://x.example/2023/05/ferry") is None
    assert day_in_url("https://x.example/1234/56/78/ferry") is None

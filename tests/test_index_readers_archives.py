"""Books, mails and zip archives: their parts, their ids, what is refused, and what a later run does to members."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Mapping
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder
from made_files import BRIDGE, WHALE, archive, epub, mail, page, story_docx, story_pdf

from index.articles import Article
from index.home import Home
from index.ingest import IngestReport, ingest
from index.planning import origin_file
from index.readers import ReadFailure, ReadOptions, read_path, untrusted

OPTIONS = ReadOptions({}, 200_000)
ROCKET = "A rocket rose from the northern pad at dawn on Tuesday and put three small satellites into their orbits. " * 2


def read(folder: Path, name: str, raw: bytes) -> tuple[dict[str, Article], dict[str, str]]:
    """Return articles by id and reasons by what follows the folder."""
    (folder / name).write_bytes(raw)
    items = list(read_path(folder / name, OPTIONS))
    articles = [item for item in items if isinstance(item, Article)]
    failures = [item for item in items if isinstance(item, ReadFailure)]
    assert len({article.id for article in articles}) == len(articles)
    assert all("\n" not in failure.reason for failure in failures)
    return (
        {article.id: article for article in articles},
        {failure.path.removeprefix(f"{folder}/"): failure.reason for failure in failures},
    )


def body(article: Article) -> str:
    return article.text[article.body_start : article.body_end].strip()


class TestBooks:
    def test_chapters_are_articles_with_the_fields_of_the_book(self, tmp_path: Path) -> None:
        fields = (
            "<dc:title>A year of news</dc:title><dc:creator>Olga Petrova</dc:creator><dc:creator>Ivan Sidorov</dc:creator>"
            "<dc:publisher>Harbour Press</dc:publisher><dc:language>en-GB</dc:language><dc:date>2023-11-02</dc:date>"
        )
        chapters = {
            "ch1.xhtml": page(f"<h1>Bridge opens</h1><p>{BRIDGE}</p><script>x()</script><p>It is&nbsp;long.</p>"),
            "text/ch2.xhtml": page(f"<div>{WHALE}<br/>Later.</div><aside>A note.</aside>", title="Whale seen"),
        }
        articles, failures = read(tmp_path, "news.epub", epub(chapters, fields=fields))
        assert not failures
        assert articles.keys() == {"news/ch1", "news/ch2"}
        bridge = articles["news/ch1"]
        assert bridge.text == f"Bridge opens\n\n{BRIDGE}\n\nIt is long."
        assert body(bridge) == f"{BRIDGE}\n\nIt is long."
        assert bridge.origin == f"{tmp_path}/news.epub!OEBPS/ch1.xhtml"
        assert articles["news/ch2"].text == f"{WHALE}\nLater."
        assert [article.title for article in articles.values()] == ["Bridge opens", "Whale seen"]
        for article in articles.values():
            assert (article.author, article.source) == ("Olga Petrova, Ivan Sidorov", "Harbour Press")
            assert (article.published, article.language, article.id_given) == (date(2023, 11, 2), "en", False)

    def test_covers_contents_and_pages_without_prose_are_left_out(self, tmp_path: Path) -> None:
        links = "".join(
            f"<li><a href='c{at}.xhtml'>A chapter about the bridge and the river</a></li>" for at in range(9)
        )
        chapters = {
            "cover.xhtml": page(f"<p>{BRIDGE}</p>"),
            "legal.xhtml": page(f"<p>{BRIDGE}</p>", body_type="copyright-page"),
            "list.xhtml": page(f"<ol>{links}</ol>"),
            "part.xhtml": page("<h1>Part one</h1><p>To my mother.</p>"),
            "c1.xhtml": page(f"<h2>Bridge</h2><p>{BRIDGE}</p>"),
        }
        articles, failures = read(tmp_path, "news.epub", epub(chapters))
        assert (articles.keys(), failures) == ({"news/c1"}, {})

    def test_chapters_of_one_name_have_ids_of_their_own(self, tmp_path: Path) -> None:
        chapters = {"a/ch.xhtml": page(f"<p>{BRIDGE}</p>"), "b/ch.xhtml": page(f"<p>{WHALE}</p>")}
        articles, _ = read(tmp_path, "news.epub", epub(chapters))
        first, second = articles
        assert first == "news/ch"
        assert second.startswith("news/ch-")

    @pytest.mark.parametrize(
        ("fields", "day"),
        [
            ("<dc:date>2023</dc:date>", None),
            ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", None),
            ("<dc:date opf:event='modification'>2024-01-01</dc:date>", None),
            ("<dc:date>2020-01-01</dc:date><dc:date opf:event='publication'>2023-05-06</dc:date>", date(2023, 5, 6)),
            ("<meta property='dcterms:modified'>2024-01-01T00:00:00Z</meta>", None),
        ],
    )
    def test_only_a_day_of_publication_is_a_date(self, tmp_path: Path, fields: str, day: date | None) -> None:
        articles, _ = read(tmp_path, "n.epub", epub({"c.xhtml": page(f"<p>{BRIDGE}</p>")}, fields=fields))
        assert articles["n/c"].published == day

    def test_broken_chapter_does_not_stop_the_others(self, tmp_path: Path) -> None:
        locked = (
            "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><EncryptedData><CipherData>"
            "<CipherReference URI='OEBPS/locked.xhtml'/></CipherData></EncryptedData></encryption>"
        )
        chapters = {
            "empty.xhtml": "",
            "locked.xhtml": b"\x8f\x01\x02",
            "open.xhtml": page(f"<p>{BRIDGE}<p>{WHALE}"),  # not well-formed
        }
        articles, failures = read(tmp_path, "n.epub", epub(chapters, extra={"META-INF/encryption.xml": locked}))
        assert WHALE in articles["n/open"].text
        assert failures.keys() == {"n.epub!OEBPS/empty.xhtml", "n.epub!OEBPS/locked.xhtml"}
        assert "protected against copying" in failures["n.epub!OEBPS/locked.xhtml"]

    def test_entities_neither_explode_nor_fetch(self, tmp_path: Path) -> None:
        entities = '<!ENTITY a "haha">' + "".join(
            f'<!ENTITY a{at} "{(f"&a{at - 1};" if at else "&a;") * 10}">' for at in range(12)
        )
        chapter = (
            f'<!DOCTYPE html [{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BRIDGE}</p><p>&a11;&f;</p></body></html>'
        )
        articles, _ = read(tmp_path, "n.epub", epub({"c.xhtml": chapter}))
        text = articles["n/c"].text if articles else ""
        assert "haha" not in text
        assert "root:" not in text

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"no zip", "not an EPUB book"),
            (archive({"a.txt": "x"}), "'META-INF/container.xml' is missing"),
            (epub({"c.xhtml": page("<p>Short.</p>")}), "none of its chapters holds running text"),
        ],
    )
    def test_what_is_no_book_is_refused(self, tmp_path: Path, raw: bytes, reason: str) -> None:
        articles, failures = read(tmp_path, "n.epub", raw)
        assert not articles
        assert reason in failures["n.epub"]


class TestMails:
    def test_headers_give_the_fields_and_the_senders_day(self, tmp_path: Path) -> None:
        message = mail(BRIDGE, subject="Bridge =?utf-8?q?=C3=B6ffnet?=", Organization="Harbour Press")
        articles, failures = read(tmp_path, "news.eml", message.as_bytes())
        assert not failures
        article = articles["news"]
        assert (article.title, article.author, article.source) == ("Bridge öffnet", "Jane Doe", "Harbour Press")
        assert article.published == date(2024, 1, 5)  # in UTC it was the 6th
        assert (body(article), article.id_given) == (BRIDGE, False)

    def test_signature_and_the_mail_that_is_answered_are_kept_out_of_the_body(self, tmp_path: Path) -> None:
        tails = {
            "sig": "\n-- \nJane Doe\nHarbour Press",
            "reply": "\nOn Friday, Bob wrote:\n> The whale.\n> The other whale.\n",
            "forward": "\n-----Original Message-----\nFrom: Bob\n\nThe whale.",
            "quote": "\n> The whale.\n\n> The other whale.\n\n",
        }
        for name, tail in tails.items():
            articles, _ = read(tmp_path, f"{name}.eml", mail(BRIDGE + "\n" + tail).as_bytes())
            assert body(articles[name]) == BRIDGE, name
            assert tail.strip() in articles[name].text
        only = read(tmp_path, "only.eml", mail(f"> {WHALE}").as_bytes())[0]["only"]
        assert WHALE in body(only)

    def test_plain_text_is_preferred_and_html_read_where_there_is_none(self, tmp_path: Path) -> None:
        both = mail(BRIDGE)
        both.add_alternative(f"<html><body><p>{WHALE}</p></body></html>", subtype="html")
        assert body(read(tmp_path, "both.eml", both.as_bytes())[0]["both"]) == BRIDGE
        html = EmailMessage()
        html["From"], html["Subject"] = "desk@example.org", "Whale"
        html.set_content(f"<html><head><style>p {{}}</style></head><body><p>{WHALE}</p></body></html>", subtype="html")
        article = read(tmp_path, "html.eml", html.as_bytes())[0]["html"]
        assert WHALE in article.text
        assert "<" not in article.text
        assert "{}" not in article.text
        assert (article.title, article.author, article.published) == ("Whale", None, None)

    def test_attachments_are_articles_of_their_own(self, tmp_path: Path) -> None:
        files = {
            "whale.txt": WHALE.encode(),
            "bridge.pdf": story_pdf("Bridge opens", BRIDGE),
            "photo.jpg": b"\xff\xd8",
            "broken.docx": b"no zip",
            "more.zip": archive({"rocket.txt": ROCKET}),
            "readme.txt": b"Not an article.",
        }
        articles, failures = read(tmp_path, "news.eml", mail("See what is attached.", files=files).as_bytes())
        assert articles.keys() == {"news", "news/whale", "news/bridge", "news/rocket"}
        assert articles["news/whale"].origin == f"{tmp_path}/news.eml!whale.txt"
        assert articles["news/rocket"].origin == f"{tmp_path}/news.eml!more.zip!rocket.txt"
        assert articles["news/whale"].published is None
        assert failures.keys() == {"news.eml!broken.docx"}

    def test_attachments_of_one_name_are_told_apart(self, tmp_path: Path) -> None:
        message = mail("Both.")
        for text in (BRIDGE, WHALE):
            message.add_attachment(text.encode(), maintype="text", subtype="plain", filename="../a.txt")
        articles, _ = read(tmp_path, "news.eml", message.as_bytes())
        origins = {article.origin.partition("!")[2] for article in articles.values()}
        assert origins == {"", "a.txt", "2-a.txt"}

    def test_forwarded_mail_is_an_article_but_not_without_end(self, tmp_path: Path) -> None:
        message = mail(BRIDGE, subject="Innermost")
        for level in range(4):
            outer = mail(f"Forwarded {level}. {WHALE}", subject=f"Level {level}")
            outer.add_attachment(message)
            message = outer
        articles, failures = read(tmp_path, "fwd.eml", message.as_bytes())
        assert [article.title for article in articles.values()] == ["Level 3", "Level 2", "Level 1"]
        assert "mail within a mail" in next(iter(failures.values()))

    @pytest.mark.parametrize(
        "raw",
        [
            b"From: " + b"a@b, " * 100_000 + b"\n\nA text.",
            b"From: a@b.c\nContent-Type: text/plain; " + b"a=b;\n " * 100_000 + b"\n\nA text.",
            b"From: a@b.c\n" + b"Content-Type: message/rfc822\n\nFrom: a\n" * 5000,
            b"From: a@b.c\n\nx" + b"\n" * 150_000 + b"x\n",
            b"From: a@b.c\n\n" + b"> x\n\n" * 30_000 + b"x\n",
            b"From: a@b.c\nContent-Type: text/html\n\n" + b"<div>" * 100_000 + b"A text.",
        ],
        ids=["addresses", "parameters", "depth", "lines", "quotes", "markup"],
    )
    def test_mails_made_to_take_long_do_not(self, tmp_path: Path, raw: bytes) -> None:
        started = time.monotonic()
        read(tmp_path, "n.eml", raw)
        assert time.monotonic() - started < 10

    def test_charset_that_is_wrong_or_unknown_is_no_obstacle(self, tmp_path: Path) -> None:
        head = b"From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
        for number, (charset, encoding) in enumerate(
            (("x-none", "utf-8"), ("us-ascii", "utf-8"), ("koi8-r", "koi8-r"))
        ):
            raw = head % charset.encode() + "Мост открылся.".encode(encoding)
            assert read(tmp_path, f"{number}.eml", raw)[0][str(number)].text == "Мост открылся."

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"\x00\x01\x02 binary", "not a mail"),
            (b"Just a text.\n\nWithout headers.", "not a mail"),
            (mail("").as_bytes(), "the mail is empty"),
        ],
    )
    def test_what_is_no_mail_is_refused(self, tmp_path: Path, raw: bytes, reason: str) -> None:
        articles, failures = read(tmp_path, "n.eml", raw)
        assert not articles
        assert reason in failures["n.eml"]


class TestArchives:
    def test_members_are_read_like_the_files_of_a_folder(self, tmp_path: Path) -> None:
        rows = [{"id": "w1", "text": WHALE}, {"text": ROCKET}]
        members = {
            "z.txt": "Last.",
            "sub/bridge.pdf": story_pdf("Bridge opens", BRIDGE),
            "a.docx": story_docx("Whale", WHALE),
            "wire.jsonl": "\n".join(map(json.dumps, rows)),
            "photo.jpg": b"\xff\xd8",
            "README.md": "Not an article.",
            "questions.jsonl": "{}",
            ".hidden/x.txt": "Hidden.",
            "__MACOSX/._z.txt": "Nothing.",
            "empty/": "",
        }
        articles, failures = read(tmp_path, "news.zip", archive(members))
        assert not failures
        assert [article.origin.removeprefix(f"{tmp_path}/news.zip!") for article in articles.values()] == [
            "a.docx", "sub/bridge.pdf", "wire.jsonl:1", "wire.jsonl:2", "z.txt",
        ]  # fmt: skip
        assert {"a", "bridge", "w1", "z"} < articles.keys()
        assert [key for key, article in articles.items() if article.id_given] == ["w1"]

    def test_ids_of_members_of_one_name_are_told_apart_and_do_not_hang_on_their_order(self, tmp_path: Path) -> None:
        both, _ = read(tmp_path, "n.zip", archive({"a/x.txt": BRIDGE, "b/x.txt": WHALE}))
        assert next(iter(both)) == "x"
        more, _ = read(tmp_path, "n.zip", archive({"a/x.txt": BRIDGE, "ab/x.txt": ROCKET, "b/x.txt": WHALE}))
        assert both.keys() < more.keys()

    def test_names_that_lead_out_of_the_archive_are_harmless(self, tmp_path: Path) -> None:
        members = {"../../evil.txt": BRIDGE, "/etc/passwd.txt": WHALE, "C:\\temp\\x.txt": ROCKET}
        before = set(tmp_path.parent.rglob("*evil*"))
        articles, failures = read(tmp_path, "n.zip", archive(members))
        assert not failures
        assert {article.origin.partition("!")[2] for article in articles.values()} == {
            "evil.txt", "etc/passwd.txt", "C:/temp/x.txt",
        }  # fmt: skip
        assert set(tmp_path.parent.rglob("*evil*")) == before

    def test_name_in_utf8_without_the_flag_is_read(self, tmp_path: Path) -> None:
        raw = archive({"brücke.txt": BRIDGE})
        flagless = raw.replace(b"\x00\x08", b"\x00\x00") if raw[6:8] == b"\x00\x08" else raw
        assert flagless != raw
        articles, _ = read(tmp_path, "n.zip", flagless)
        assert articles.keys() == {"brücke"}

    def test_broken_and_encrypted_members_are_named_and_the_others_read(self, tmp_path: Path) -> None:
        raw = bytearray(archive({"a.txt": BRIDGE, "b.txt": WHALE, "c.txt": ROCKET, "d.txt": "", "e.zip": b"PK"}))
        with zipfile.ZipFile(BytesIO(raw)) as file:
            infos = {info.filename: info for info in file.infolist()}
        raw[infos["b.txt"].header_offset + 36] ^= 0xFF  # in the packed bytes
        central = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"d.txt"))
        central = raw.rindex(b"PK\x01\x02", 0, central)  # of c.txt
        raw[central + 8] |= 1
        articles, failures = read(tmp_path, "n.zip", bytes(raw))
        assert articles.keys() == {"a"}
        assert failures.keys() == {f"n.zip!{name}" for name in ("b.txt", "c.txt", "d.txt", "e.zip")}
        assert "not a member that can be read" in failures["n.zip!b.txt"]
        assert "password" in failures["n.zip!c.txt"]
        assert "archive within an archive" in failures["n.zip!e.zip"]
        assert len(set(failures.values())) == 4

    def test_member_that_unpacks_to_far_more_than_it_is_is_refused(self, tmp_path: Path) -> None:
        articles, failures = read(tmp_path, "n.zip", archive({"a.txt": b"a" * 30_000_000, "b.txt": BRIDGE}))
        assert articles.keys() == {"b"}
        assert "smaller than it is" in failures["n.zip!a.txt"]

    def test_archive_that_unpacks_to_too_much_is_left_off(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(untrusted, "MOST_TOTAL_BYTES", 2 * len(BRIDGE))
        articles, failures = read(tmp_path, "n.zip", archive({f"{at}.txt": f"{at} {BRIDGE}" for at in range(9)}))
        assert articles.keys() == {"0"}
        assert failures.keys() == {"n.zip!1.txt", "n.zip"}
        assert "too large when unpacked" in failures["n.zip!1.txt"]
        assert "the rest is left out" in failures["n.zip"]

    def test_methods_that_cannot_be_unpacked_step_by_step_are_refused(self, tmp_path: Path) -> None:
        articles, failures = read(tmp_path, "n.zip", archive({"a.txt": BRIDGE}, method=zipfile.ZIP_LZMA))
        assert not articles
        assert "packed by method 14" in failures["n.zip!a.txt"]

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [(b"", "not a zip archive"), (b"no zip", "not a zip archive"), (archive({"a.jpg": b"x"}), "no articles here")],
    )
    def test_what_is_no_archive_of_articles_is_refused(self, tmp_path: Path, raw: bytes, reason: str) -> None:
        articles, failures = read(tmp_path, "n.zip", raw)
        assert not articles
        assert reason in failures["n.zip"]


class TestLaterRuns:
    """Members are followed like files: unchanged, changed, removed when they or their archive vanish."""

    @pytest.fixture
    def embedder(self) -> BagOfWordsEmbedder:
        return BagOfWordsEmbedder()

    @staticmethod
    def sync(tmp_path: Path, embedder: BagOfWordsEmbedder, **options: object) -> IngestReport:
        with Home.create(tmp_path / "home", embedder=embedder) as home:
            return ingest(home, [tmp_path / "news"], **{"sync": True, **options})  # type: ignore[arg-type]

    @staticmethod
    def stored(tmp_path: Path, embedder: BagOfWordsEmbedder) -> dict[str, str]:
        with Home.open(tmp_path / "home", embedder=embedder) as home:
            return {
                key: found.origin.removeprefix(f"{tmp_path}/news/")
                for key, found in home.catalog.fingerprints().items()
            }

    @staticmethod
    def write(tmp_path: Path, members: Mapping[str, bytes | str], name: str = "a.zip") -> None:
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / name).write_bytes(archive(members))

    @pytest.fixture
    def members(self, tmp_path: Path, embedder: BagOfWordsEmbedder) -> dict[str, bytes | str]:
        rows = "\n".join(json.dumps({"id": f"w{at}", "text": f"Whale {at} was seen."}) for at in range(2))
        members: dict[str, bytes | str] = {"bridge.txt": BRIDGE, "sub/whale.txt": WHALE, "wire.jsonl": rows}
        self.write(tmp_path, members)
        (tmp_path / "news" / "rocket.txt").write_text(ROCKET)
        assert self.sync(tmp_path, embedder).added == 5
        return members

    def test_unchanged_members_are_left_alone(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        report = self.sync(tmp_path, embedder)
        assert (report.unchanged, report.added, report.changed, report.removed) == (5, 0, 0, 0)

    def test_members_that_change_appear_or_vanish_are_followed(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        del members["sub/whale.txt"]
        self.write(tmp_path, {**members, "bridge.txt": BRIDGE + " It is long.", "mayor.txt": "The mayor resigned."})
        report = self.sync(tmp_path, embedder, sync=False)
        assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 3, 0)
        assert self.sync(tmp_path, embedder).removed == 1
        assert self.stored(tmp_path, embedder) == {
            "bridge": "a.zip!bridge.txt", "mayor": "a.zip!mayor.txt", "rocket": "rocket.txt",
            "w0": "a.zip!wire.jsonl:1", "w1": "a.zip!wire.jsonl:2",
        }  # fmt: skip

    def test_member_that_breaks_keeps_the_articles_it_held(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        self.write(tmp_path, {**members, "sub/whale.txt": "", "wire.jsonl": "{broken\n{broken"})
        report = self.sync(tmp_path, embedder)
        assert (report.removed, len(report.failed)) == (0, 3)
        (tmp_path / "news" / "a.zip").write_bytes(b"PK broken")
        assert self.sync(tmp_path, embedder).removed == 0
        assert len(self.stored(tmp_path, embedder)) == 5

    def test_encrypted_table_in_an_archive_keeps_its_records(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        path = tmp_path / "news" / "a.zip"
        raw = bytearray(path.read_bytes())
        raw[raw.rindex(b"PK\x01\x02") + 8] |= 1  # wire.jsonl, the last
        path.write_bytes(bytes(raw))
        report = self.sync(tmp_path, embedder)
        assert [failure.path for failure in report.failed] == [f"{path}!wire.jsonl"]
        assert report.removed == 0

    def test_archive_that_breaks_within_a_mail_keeps_its_members(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder
    ) -> None:
        (tmp_path / "news").mkdir()
        path = tmp_path / "news" / "m.eml"
        for content, added in ((archive({"whale.txt": WHALE}), 2), (b"PK broken", 0)):
            path.write_bytes(mail("A mail.", files={"more.zip": content}).as_bytes())
            report = self.sync(tmp_path, embedder)
            assert (report.added, report.removed) == (added, 0)
        assert [failure.path for failure in report.failed] == [f"{path}!more.zip"]

    def test_deleted_archive_takes_its_members_along(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        (tmp_path / "news" / "a.zip").unlink()
        assert self.sync(tmp_path, embedder).removed == 4
        assert self.stored(tmp_path, embedder) == {"rocket": "rocket.txt"}

    def test_archive_known_to_be_gone_takes_its_members_along(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        path = tmp_path / "news" / "a.zip"
        path.unlink()
        with Home.create(tmp_path / "home", embedder=embedder) as home:
            assert ingest(home, [], gone=[path]).removed == 4

    def test_renamed_archive_keeps_the_ids_of_its_members(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        (tmp_path / "news" / "a.zip").rename(tmp_path / "news" / "b.zip")
        report = self.sync(tmp_path, embedder)
        assert (report.added, report.renamed, report.removed) == (0, 4, 0)
        assert self.stored(tmp_path, embedder)["bridge"] == "b.zip!bridge.txt"

    def test_archives_with_members_of_one_name_hold_articles_of_their_own(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder, members: dict[str, bytes | str]
    ) -> None:
        self.write(tmp_path, {"bridge.txt": "The mayor resigned."}, "b.zip")
        assert self.sync(tmp_path, embedder).added == 1
        report = self.sync(tmp_path, embedder)
        assert (report.unchanged, report.failed) == (6, [])

    def test_folder_with_an_exclamation_mark_is_a_folder(self, tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
        folder = tmp_path / "extra!"
        folder.mkdir()
        (folder / "a.zip").write_bytes(archive({"whale.txt": WHALE, "wow!.txt": BRIDGE}))
        with Home.create(tmp_path / "home", embedder=embedder) as home:
            assert ingest(home, [folder], sync=True).added == 2
            assert ingest(home, [folder], sync=True).unchanged == 2
            (folder / "a.zip").write_bytes(archive({"whale.txt": WHALE}))
            assert ingest(home, [folder], sync=True).removed == 1

    def test_member_with_a_name_longer_than_a_path_can_be_is_followed(
        self, tmp_path: Path, embedder: BagOfWordsEmbedder
    ) -> None:
        self.write(tmp_path, {f"{'a' * 300}.txt": WHALE, "b.txt": BRIDGE})
        assert self.sync(tmp_path, embedder).added == 2
        assert self.sync(tmp_path, embedder).unchanged == 2
        self.write(tmp_path, {"b.txt": BRIDGE})
        assert self.sync(tmp_path, embedder).removed == 1

    def test_books_and_mails_are_followed_too(self, tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
        (tmp_path / "news").mkdir()
        chapters = {"c1.xhtml": page(f"<p>{BRIDGE}</p>"), "c2.xhtml": page(f"<p>{WHALE}</p>")}
        (tmp_path / "news" / "b.epub").write_bytes(epub(chapters))
        (tmp_path / "news" / "m.eml").write_bytes(mail("A mail.", files={"r.txt": ROCKET.encode()}).as_bytes())
        assert self.sync(tmp_path, embedder).added == 4
        assert self.sync(tmp_path, embedder).unchanged == 4
        del chapters["c2.xhtml"]
        (tmp_path / "news" / "b.epub").write_bytes(epub(chapters))
        (tmp_path / "news" / "m.eml").unlink()
        assert self.sync(tmp_path, embedder).removed == 3
        assert self.stored(tmp_path, embedder) == {"b/c1": "b.epub!OEBPS/c1.xhtml"}


@pytest.mark.parametrize(
    ("origin", "file"),
    [
        ("a.zip!m.txt", "a.zip"),
        ("a.zip!sub/wire.jsonl:12", "a.zip"),
        ("m.eml!more.zip!x.csv:3", "m.eml"),
        ("wow!/b.zip!m.txt", "wow!/b.zip"),
        ("plain!.txt", "plain!.txt"),
        ("wire.jsonl:7", "wire.jsonl"),
        ("gone.zip!m.txt", "gone.zip"),
        ("wow!/gone.eml!m.txt", "wow!/gone.eml"),
    ],
)
def test_file_of_an_origin_is_the_outermost_file(tmp_path: Path, origin: str, file: str) -> None:
    (tmp_path / "wow!").mkdir()
    (tmp_path / "wow").write_text("a file in the way")
    for name in ("a.zip", "m.eml", "wow!/b.zip", "plain!.txt", "wire.jsonl"):
        (tmp_path / name).write_text("x")
    assert origin_file(f"{tmp_path}/{origin}") == tmp_path / file

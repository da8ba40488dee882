"""Articles, questions, drafts and file names that try to break the page, through the real engine, on every view."""

from __future__ import annotations

import json
import re
import shutil
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers, serving
from hostile_articles import ATTACKS, PLACES, question_for, write_articles
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, HOSTILE, IN_MARCH, POISONED, FakeEngine, answer_from, cite

from index.articles import Article
from index.errors import HomeLocked
from index.home import Home
from index.ingest import ingest
from qa import Answer, Notice, QueryEngine
from qa.answer import Copy
from qa.exports import markup
from ui import texts
from ui.reader import paragraphs

ARTICLES = [attack for attack in ATTACKS if attack != "surrogates"]  # no file holds those, see below
QUESTIONS = [attack for attack in ATTACKS if len(ATTACKS[attack]) < 3_000]
# Where text of articles, questions, drafts and files is shown.
SHOWN = (
    "#cw-chat .cw-answer", "#cw-chat .cw-question", "#cw-chat .cw-paper", "#cw-chat .examples", "#cw-next", "#cw-note",
    "#cw-sources .cw-sources", "dialog.cw-reader article", ".cw-hover", "#cw-history-list", "#cw-checked", "#cw-report",
    "#cw-library-note", "#cw-index", "#cw-articles :is(td, p)", "#cw-masthead .cw-facts",
)  # fmt: skip
# Elements that only an article's own markup would bring into a place where text is shown.
FOREIGN = ":is(script, iframe, img, style, link, svg, math, b, i, input, form, object, embed, video, table, h4, h5)"


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with Home.create(folder / "home") as home:
        report = ingest(home, [write_articles(folder)])
    assert [failure.reason.partition(",")[0] for failure in report.failed] == [
        "title holds half a surrogate pair at character 5"
    ]
    return folder / "home"


@pytest.fixture(scope="module")
def hostile_engine(hostile_home: Path) -> Iterator[QueryEngine]:
    with QueryEngine.open(hostile_home) as engine:
        yield engine


@pytest.fixture(scope="module")
def hostile_url(hostile_engine: QueryEngine) -> Iterator[str]:
    with serving(hostile_engine) as url:
        yield url


def shown(text: str) -> str:
    """Return a text as a page gives it back: neither NUL nor half a surrogate pair can stand in one."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def spaced(text: str) -> str:
    return " ".join(shown(text).split())


def broken_layout(page: Page) -> list[str]:
    """Return what makes a page unusable: parts wider than the window, and controls that cannot be pressed."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = [];
            if (document.documentElement.scrollWidth > innerWidth) wide.push("the page scrolls sideways");
            for (const part of document.querySelectorAll("#cw-chat, #cw-sources, #cw-masthead, #cw-checked, #cw-picked, " +
                    "#cw-report, #cw-history-list, #cw-note, #cw-next, #cw-articles, .cw-hover, #cw-library-note, dialog.cw-reader[open], .cw-reader__body, .cw-article, .cw-card")) {
                const box = part.getBoundingClientRect();
                if (!box.width) continue;
                if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) wide.push((part.id || part.className) + " scrolls sideways");
                if (box.right > innerWidth + 1 && !part.closest(".sidebar")) wide.push((part.id || part.className) + " leaves the window");
            }
            for (const control of document.querySelectorAll("#cw-question textarea, #cw-question .submit-button, [role=tab]")) {
                const box = control.getBoundingClientRect();
                if (!box.width || document.querySelector("dialog.cw-reader[open]")) continue;
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                if (top?.closest(".cw-hover")) continue; // it opens over what stands there
                if (box.y >= 0 && box.bottom <= innerHeight && !control.contains(top) && !top?.contains(control)) {
                    wide.push(`${control.className || control.id} lies below ${top?.className || top?.id}`);
                }
            }
            return wide;
        }"""
    )
    return found


def must_be_sound(page: Page) -> None:
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity).map((a) => a.finished))"
    )
    assert broken_layout(page) == []
    for place in SHOWN:
        assert page.locator(f"{place} {FOREIGN}").count() == 0, place
    schemes = page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(schemes) <= {"http:", "https:"}
    outside = page.locator(f"a[href^='https:'], a[href^='http:']:not([href^='{page.url[:20]}'])")
    for link in outside.all():
        assert link.get_attribute("rel") == "noopener noreferrer"


def answer_to(url: str, question: str) -> dict[str, Any]:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{url}api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
    return found


def must_mark_the_quote(marks: Any, citation: dict[str, Any], article: Article) -> None:
    """Compare each marked piece with its stretch of the article, and all of them with the quote."""
    pieces = marks.evaluate_all(
        "marks => marks.map((m) => [Number(m.dataset.start), Number(m.dataset.end), m.textContent])"
    )
    assert [text for *_, text in pieces] == [shown(article.text[start:end]) for start, end, _ in pieces]
    start, end = citation["start_char"], citation["end_char"]
    assert article.text[start:end] == citation["quote"]
    assert (pieces[0][0], pieces[-1][1]) == (start, end)
    assert "".join(article.text[left:right] for left, right, _ in pieces).split() == citation["quote"].split()


def must_copy_as_written(page: Page, quote: str) -> None:
    """Copy the answer as rich text and read what a program that it is pasted into would get."""
    page.locator("#cw-chat .cw-copy").first.click()
    expect(page.locator("body > .cw-told")).to_have_text(texts.SCRIPT_TEXTS["copied"])
    html = page.evaluate("async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()")
    told, kinds, deeds = page.evaluate(
        """(html) => {
            const parts = [...new DOMParser().parseFromString(html, "text/html").body.querySelectorAll("*")];
            const deeds = parts.flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith("on") || name === "style");
            const links = parts.filter((one) => one.href).map((one) => one.protocol).filter((name) => !/^https?:$/.test(name));
            return [parts[0]?.ownerDocument.body.textContent, [...new Set(parts.map((one) => one.localName))], [...deeds, ...links]];
        }""",
        html,
    )
    assert markup.shown(quote) in " ".join(told.split())  # what steers a page or a terminal shows as \ufffd
    assert set(kinds) <= {"p", "a", "ul", "li", "b", "small", "blockquote", "sup", "bdi", "meta"}
    assert deeds == []


@pytest.mark.parametrize("attack", ARTICLES)
def test_hostile_article_is_asked_about_and_read(
    open_page: OpenPage, hostile_url: str, hostile_engine: QueryEngine, attack: str
) -> None:
    page = open_page(hostile_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, question_for(attack))
    answer = answer_to(hostile_url, question_for(attack))
    assert PLACES[attack] in answer["sentences"][0]["text"]
    told = page.locator("#cw-chat .cw-sentence").all_text_contents()
    assert [spaced(text) for text in told] == [spaced(sentence["text"]) for sentence in answer["sentences"]]
    quotes = page.locator("#cw-sources blockquote mark").all_text_contents()
    assert [spaced(quote) for quote in quotes] == [spaced(citation["quote"]) for citation in answer["citations"]]
    must_be_sound(page)
    citation = answer["citations"][0]
    article = hostile_engine.article(citation["article_id"])
    must_copy_as_written(page, answer["citations"][0]["quote"])
    chat_markers(page).first.hover()
    card = page.locator(".cw-hover")
    expect(card.locator("blockquote")).to_be_visible()
    assert spaced(card.locator("blockquote").text_content() or "") == spaced(citation["quote"])
    box = card.bounding_box() or {"x": -1, "width": 0, "y": -1, "height": 0}
    assert 0 <= box["x"] <= 1280 - box["width"]
    assert 0 <= box["y"] <= 800 - box["height"]
    must_be_sound(page)
    page.emulate_media(media="print")
    assert spaced(citation["quote"]) in spaced(page.locator("#cw-chat .cw-paper").inner_text())
    page.emulate_media(media="screen")
    chat_markers(page).first.click()
    drawer = page.locator("dialog.cw-reader")
    expect(drawer.locator("mark.cw-at").first).to_be_in_viewport()
    must_mark_the_quote(drawer.locator("mark.cw-at"), citation, article)
    assert spaced(drawer.locator("h1").text_content() or "") == spaced(article.title)
    must_be_sound(page)
    expect(drawer.get_by_role("button", name=texts.SCRIPT_TEXTS["close"])).to_be_in_viewport()
    address = drawer.locator(".cw-reader__page").get_attribute("href")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    reader = open_page(urllib.parse.urljoin(hostile_url, address), **PHONE)
    must_mark_the_quote(reader.locator("mark.cw-at"), citation, article)
    shown_text = [spaced(text) for text in reader.locator(".cw-article__text p").all_text_contents()]
    assert shown_text == [spaced(article.text[start:end]) for start, end, _ in paragraphs(article.text)]
    assert reader.locator(f"article {FOREIGN}").count() == 0
    assert broken_layout(reader) == []


@pytest.mark.parametrize("attack", ["styles", "markdown", "long word", "bidi"])
def test_hostile_article_on_a_phone(open_page: OpenPage, hostile_url: str, attack: str) -> None:
    page = open_page(hostile_url, **PHONE)
    ask(page, question_for(attack))
    must_be_sound(page)
    page.locator("#cw-question textarea").fill("What else?")
    expect(page.locator("#cw-question .submit-button")).to_be_in_viewport()
    chat_markers(page).first.tap()
    expect(page.locator("dialog.cw-reader mark.cw-at").first).to_be_in_viewport()
    must_be_sound(page)


@pytest.mark.parametrize("attack", QUESTIONS)
def test_hostile_question_is_shown_as_typed_refused_kept_and_found(
    open_page: OpenPage, hostile_url: str, hostile_engine: QueryEngine, attack: str
) -> None:
    question = f"Zyzzyva {PLACES[attack][::-1]} {ATTACKS[attack]}"[: hostile_engine.home.settings.max_question_chars]
    page = open_page(hostile_url)
    ask(page, question)
    typed = page.evaluate(
        "(text) => { const box = document.createElement('textarea'); box.value = text; return box.value; }", question
    )
    expect(page.locator("#cw-chat .cw-question").last).to_have_text(re.compile(r"^\s*Zyzzyva"))
    assert spaced(page.locator("#cw-chat .cw-question").last.text_content() or "") == spaced(typed)
    must_be_sound(page)
    ask(page, f"And who kept the lighthouse of {PLACES[attack]}?")
    must_be_sound(page)
    address = page.url
    assert "?c=" in address
    again = open_page(address)
    expect(again.locator("#cw-chat .cw-question")).to_have_count(2)
    must_be_sound(again)
    open_history(again)
    entry = again.locator("#cw-history a.cw-reopen").first
    expect(entry).to_contain_text("Zyzzyva")
    must_be_sound(again)
    assert again.locator(f"#cw-history-list {FOREIGN}").count() == 0
    again.locator("#cw-history-search :is(input, textarea)").fill(f"zyzzyva {PLACES[attack][::-1].lower()}")
    expect(again.locator("#cw-history a.cw-reopen")).to_have_count(1)
    again.locator("#cw-history-search :is(input, textarea)").fill(ATTACKS[attack][:200])
    expect(again.locator("#cw-history-list")).not_to_be_empty()
    again.locator("#cw-history-search :is(input, textarea)").fill("%' OR 1=1 --")
    expect(again.locator("#cw-history-list")).to_contain_text(texts.HISTORY_NOT_FOUND)


def open_history(page: Page) -> None:
    page.locator("#cw-history .toggle-button").click()
    expect(page.locator("#cw-history-list")).to_be_in_viewport()
    page.locator("#cw-history").evaluate(
        "side => Promise.all(side.getAnimations({subtree: true}).map((a) => a.finished))"
    )


@pytest.mark.parametrize("attack", ["markup", "styles", "markdown", "long word", "control", "surrogates", "bidi"])
def test_hostile_draft_is_checked_sentence_by_sentence(open_page: OpenPage, hostile_url: str, attack: str) -> None:
    place = PLACES[attack]
    draft = f"The lighthouse of {place} has 99 lamps {ATTACKS[attack][:20_000]} and a keeper. The keeper of {place} is content."
    page = open_page(hostile_url)
    page.get_by_role("tab", name=texts.TAB_CHECK).click()
    page.locator("#cw-draft textarea").fill(draft)
    page.locator("#cw-check-now").click()
    expect(page.locator("#cw-checked .cw-checked__sum, #cw-checked [role=status]").first).not_to_have_text(
        texts.CHECK_STARTING, timeout=60_000
    )
    expect(page.locator("#cw-check-now")).to_be_enabled(timeout=60_000)
    expect(page.locator("#cw-checked .cw-checked > li").first).to_be_visible()
    must_be_sound(page)
    source = page.locator("#cw-checked a[href^='/article/']").first
    quote = spaced(page.locator("#cw-checked li li q").first.text_content() or "")
    source.click()
    marked = page.locator("dialog.cw-reader mark.cw-at")
    expect(marked.first).to_be_in_viewport()
    assert spaced(" ".join(marked.all_text_contents())) == quote
    must_be_sound(page)
    page.keyboard.press("Escape")
    for ending in texts.EXPORT_FORMATS.values():
        with page.expect_download() as saved:
            page.locator("#cw-checked .cw-export").get_by_text(ending, exact=True).click()
        assert saved.value.path().stat().st_size
        if ending == texts.EXPORT_FORMATS["html"]:
            with serving_file(saved.value.path()) as address:
                must_be_a_quiet_document(open_page(address))


def test_library_shows_finds_and_opens_hostile_articles(
    open_page: OpenPage, hostile_engine: QueryEngine, hostile_url: str
) -> None:
    page = open_page(hostile_url)
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    expect(page.locator("#cw-masthead")).to_contain_text(f"{hostile_engine.article_count()} articles")
    rows = page.locator("table.cw-articles tbody tr:not(.cw-row--details)")
    expect(rows).to_have_count(hostile_engine.article_count())
    must_be_sound(page)
    known = {spaced(article.title) for article in hostile_engine.articles()}
    assert {spaced(title) for title in rows.locator(".cw-col-title a").all_text_contents()} == known
    assert max(row["height"] for row in (row.bounding_box() for row in rows.all()) if row) < 120
    search = page.locator("#cw-library-search :is(input, textarea)")
    for attack in ARTICLES:
        search.fill(PLACES[attack])
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(PLACES[attack])
        page.locator("a.cw-list--details").click()
        details = page.locator(".cw-row--details")
        expect(details).to_contain_text("Quill")
        must_be_sound(page)
        details.get_by_text(texts.LIBRARY_READ).click()
        expect(page.locator("dialog.cw-reader h1")).to_contain_text(PLACES[attack])
        must_be_sound(page)
        page.keyboard.press("Escape")
    search.fill("<script>")
    expect(rows.first).to_be_visible()
    search.fill("%' OR 1=1 -- {{7*7}} <img src=x onerror=alert(87)>")
    expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_NOT_FOUND)
    must_be_sound(page)


FILE_NAMES = (
    "<img src=x onerror=alert(80)>.txt", "{{7*7}} ${alert(81)} {0}.txt", "**bold** [a](javascript:alert(82)) `c`.txt",
    "\u202egpj.txt", "' onclick='alert(83)' \".txt", "x" * 200 + ".txt", "..%2f..%2fetc%2fpasswd.txt", "-rf --all.md", "e\u0301\u200b👩‍👩‍👧.txt",
    "broken <b>.pdf", "\\..\\..\\x.txt",
)  # fmt: skip


def test_files_with_hostile_names_are_added_told_and_taken_back(
    open_page: OpenPage, hostile_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(hostile_home, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock"))
    (tmp_path / "files").mkdir()
    files = [tmp_path / "files" / name for name in FILE_NAMES]
    for number, file in enumerate(files):
        file.write_text(f"Bulletin {number} says that the ferry of Ostrand sails at noon, <b>weather</b> permitting.\n")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        count = engine.article_count()
        page = open_page(url)
        page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
        page.locator("#cw-files input[type=file]").set_input_files(files)
        expect(page.locator("#cw-files")).to_contain_text("onerror=alert(80)")
        must_be_sound(page)
        page.locator("#cw-places textarea").fill(
            "/nowhere/<img src=x onerror=alert(84)>{0}\njavascript:alert(85)\nhttp://[::1"
        )
        page.locator("#cw-add-now").click()
        expect(page.locator("#cw-report")).to_contain_text("could not be read", timeout=90_000)
        expect(page.locator("#cw-add-now")).to_be_enabled()
        expect(page.locator("#cw-report")).to_contain_text("<img src=x onerror=alert(84)>{0}")
        assert engine.article_count() == count + len(files) - 1
        assert page.locator(f"#cw-report {FOREIGN}").count() == 0
        must_be_sound(page)
        expect(page.locator("table.cw-articles")).to_be_visible()
        must_be_sound(page)
        page.locator("#cw-undo").click()
        expect(page.locator("#cw-masthead")).to_contain_text(f"{count} articles")
        inside = {file.parent for file in (tmp_path / "home" / "added").rglob("*")}
        assert inside == {tmp_path / "home" / "added"}
        page.locator("#cw-library-search :is(input, textarea)").fill(PLACES["markup"])
        expect(page.locator("a.cw-list--details")).to_have_count(1)
        page.locator("a.cw-list--details").click()
        page.get_by_text(texts.LIBRARY_REMOVE).click()
        expect(page.locator("#cw-library-note")).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        assert engine.article_count() == count - 1
        page.locator("#cw-library-note").get_by_text(texts.LIBRARY_UNDO).click()
        expect(page.locator("#cw-library-note")).to_contain_text(texts.LIBRARY_RESTORED[0])
        assert engine.article_count() == count


@pytest.mark.parametrize("attack", ["markup", "vectors", "styles", "markdown", "bidi", "entities"])
def test_hostile_conversation_saved_as_a_page_does_nothing(
    open_page: OpenPage, hostile_url: str, tmp_path: Path, attack: str
) -> None:
    page = open_page(hostile_url)
    ask(page, question_for(attack))
    ask(page, f"Zyzzyva {ATTACKS[attack][:300]}?")
    with page.expect_download() as saved:
        page.locator("#cw-address").get_by_text("HTML", exact=True).click()
    document = tmp_path / "saved.html"
    saved.value.save_as(document)
    quote = answer_to(hostile_url, question_for(attack))["citations"][0]["quote"]
    with serving_file(document) as address:
        opened = open_page(address)
        without_turns = re.sub("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", "\ufffd", quote)
        assert spaced(without_turns) in spaced(opened.locator("body").inner_text())
        must_be_a_quiet_document(opened)


def must_be_a_quiet_document(opened: Page) -> None:
    assert opened.locator("script:not([type='application/json']), iframe, img, svg, math, form").count() == 0
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.locator("body").evaluate("body => getComputedStyle(body).display") != "none"


class SpitefulEngine(FakeEngine):
    """Answers with notices of every kind, copies, sentences left out and suggestions, all of them hostile."""

    def _answer(self, question: str) -> Answer:
        if "fail" in question:
            raise HomeLocked(f"cannot be done: {HOSTILE}")
        copies = (Copy(FERRY.id, POISONED.title, POISONED.source, POISONED.url, date(2022, 5, 16)),)
        quote = POISONED.text[: POISONED.text.index(" ends")]
        dated = cite(POISONED, quote, published=date(2022, 5, 14), also_in=copies, matched_terms=(HOSTILE,))
        notices = tuple(Notice(kind, f"Beware [1]: {HOSTILE}", (1, 2)) for kind in texts.NOTICE_TITLES)
        later = cite(BRIDGE, "The bridge is 88 metres long.", 2, source=f"{HOSTILE} Post")
        answer = answer_from(question, [dated, later], notices=notices, answerer=f"llm:{HOSTILE}", period=IN_MARCH)
        weak = replace(answer.sentences[1], verdict="unsupported", problems=(HOSTILE,))
        return replace(answer, sentences=(answer.sentences[0], weak), dropped=(replace(weak, text=HOSTILE),))

    def suggest(self, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
        return [f"What of {HOSTILE}?", "{{7*7}} ${alert(1)} <%= 7 %>?"][:n]

    def example_questions(self, n: int = 4) -> list[str]:
        return [f"Who is {HOSTILE}?", "**bold** [a](javascript:alert(1)) ![b](https://evil.example/b.png)?"][:n]


def test_hostile_notices_copies_suggestions_examples_and_errors_are_only_text(open_page: OpenPage) -> None:
    with serving(SpitefulEngine()) as url:
        page = open_page(url)
        example = page.locator("#cw-chat .example").first
        expect(example).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        example.click()
        expect(page.locator("#cw-chat .cw-notice").first).to_be_visible()
        for summary in page.locator("#cw-columns summary:visible").all():
            summary.click()
        expect(page.locator("#cw-sources .cw-timeline")).to_contain_text("<script>alert(1)</script>")
        expect(page.locator("#cw-chat .cw-notice")).to_have_count(len(texts.NOTICE_TITLES))
        expect(page.locator("#cw-chat .cw-compare")).to_have_count(2)
        for shown in ("#cw-chat .cw-meta", "#cw-chat .cw-dropped", "#cw-sources .cw-also", "#cw-next"):
            expect(page.locator(shown).first).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        page.locator("#cw-sources .cw-choose").first.click()
        expect(page.locator("#cw-sources .cw-timeline__chosen")).to_be_visible()
        must_be_sound(page)
        page.locator("#cw-next a").last.click()
        expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
        expect(page.locator("#cw-chat .cw-question").last).to_contain_text("{{7*7}} ${alert(1)} <%= 7 %>?")
        expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)
        ask(page, "Does it fail?")
        expect(page.locator("#cw-chat .cw-answer--error")).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        page.emulate_media(media="print")
        expect(page.locator("#cw-chat .cw-paper").first).to_contain_text("<script>alert(1)</script>")
        page.goto("about:blank")  # before the server is gone


def test_article_of_twenty_thousand_lines_opens_at_its_last(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(hostile_url)
    ask(page, "When was the ledger of Quillmouth closed?")
    chat_markers(page).first.click()
    at = page.locator("dialog.cw-reader mark.cw-at")
    expect(at).to_have_text("The ledger of Quillmouth was closed in 1899.")
    expect(at).to_be_in_viewport()
    must_be_sound(page)


@contextmanager
def serving_file(file: Path) -> Iterator[str]:
    """Serve one file as a page, as `open_page` knows its own origin by an address."""

    class OneFile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                self.send_response(204)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(file.read_bytes())

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OneFile) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()

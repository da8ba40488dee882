"""Exports: what they hold, that nothing in them acts, that they can be read back, and what a re-check tells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from test_ui_fakes import BRIDGE, FERRY, HOSTILE, POISONED, FakeEngine, answer_from, cite, refusal

from index.articles import Article
from index.errors import ExportError
from qa import Answer, AnswerSentence, CheckedSentence, CheckReport, Notice, Period, ShortAnswer, UncheckedSentence
from qa.drafts.annotation import annotated_html, annotated_markdown
from qa.exports import ExportDocument, Format, export, read_export, recheck
from qa.exports.document import FORMATS
from qa.exports.fragments import deep_link, text_directive
from qa.exports.markup import escape_html, escape_markdown, web_link
from qa.exports.style import DARK, LIGHT
from qa.numbering import renumbered

DAY = date(2024, 3, 1)
NASTY = (
    HOSTILE, "</script><script>alert(1)</script>", "--> <b>out</b> <!--", "]]> <![CDATA[", "{{7*7}} ${x} {% y %} %s {0}",
    "# Heading", "- item", "1. item", "> quote", "| a | b |", "***", "===", "```", "~~~", "[x]: http://evil.example",
    "![pic](http://evil.example/p.png)", "&lt;script&gt; &#60;b&#62;", "<https://evil.example>", "www.evil.example a@evil.example",
    "x" * 5000, "\x00\x1b[31m\u202e\u2066\ufeff", "line\r\n\r\n# two\n\n<div>", "a\u2028b\u2029c", "\\<b>\\", "`<b>`", "<!--",
    "[^1]: note", "$$x$$", "*a* _b_ ~~c~~", "'\" onmouseover='x'",
)  # fmt: skip


def full_answer(text: str = "Nobody was hurt.") -> Answer:
    """An answer in which everything that can be told is told."""
    citations = (
        cite(FERRY, "Nobody was hurt.\n\nShe was built in 1991."),
        cite(BRIDGE, "The bridge is 88 metres long.", 2),
    )
    made_up = AnswerSentence(f"Made up: {text}", (2,), "unsupported", 0.1, (f"problem {text}",))
    return answer_from(
        f"Question {text}?", citations, standalone_question=f"Alone {text}?",
        sentences=(AnswerSentence(text, (1,), "supported", 0.9), AnswerSentence(f"More {text}", (1, 2), "partial", 0.5, (text,))),
        dropped=(made_up,), notices=(Notice("conflict", f"Notice {text}", (1, 2)),), short=ShortAnswer("hurt", 1, 60, 64),
        period=Period(date(2022, 1, 1), None, "since 2022"), answerer=f"llm:{text}",
    )  # fmt: skip


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


SAFE_TAGS = set(
    "html head meta title style body h1 h2 h3 p b strong bdi sup a ul ol li blockquote small span div article footer script".split()
)


def assert_page_does_nothing(page: str) -> None:
    tags = Tags(page).found
    assert {tag for tag, _ in tags} <= SAFE_TAGS
    for tag, attributes in tags:
        assert not any(name.startswith("on") or name in ("src", "srcset", "background") for name in attributes)
        assert tag != "script" or attributes.get("type") == "application/json"
        assert re.match(r"https?://|#|\Z", attributes.get("href") or "")
    assert "\u202e" not in page
    assert "default-src 'none'" in page


# --- what an export holds


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_document_tells_all_of_an_answer(form: Format) -> None:
    document = export(full_answer(), form, exported=DAY)
    shown = lxml_html.fromstring(document).text_content() if form == "html" else document.replace("\\", "")
    for told in (
        "Question Nobody was hurt.?", "Alone Nobody was hurt.?", "21 February 2024", "90%", "since", "In short", "✓ supported",
        "≈ partly supported", "✕ not supported", "Notice Nobody was hurt.", "The articles disagree", "Left out", "Made up",
        "The Tarnhavn Courier, 14 May 2022, by Dario Quill", "Ostrand Post, 22 September 2023", "ferry, characters", "1 March 2024",
    ):  # fmt: skip
        assert told in shown or told == "since", told
    assert "1 January 2022–…" in shown


def test_refusal_is_exported_with_its_reason_and_the_nearest_passages() -> None:
    for form in ("markdown", "html"):
        document = export(refusal("Who won?"), form)  # type: ignore[arg-type]
        assert "The articles do not answer this." in document
        assert "leave too much of the question open" in document
        assert "Nearest passages" in document


@dataclass
class Turn:
    question: str
    answer: Answer


@dataclass
class Conversation:
    turns: list[Turn]


def test_an_answer_of_a_conversation_is_the_same_whatever_its_numbers(library: Library) -> None:
    later = renumbered(library.ask("What of the ferry?"), {1: 4, 2: 3})
    (again,) = recheck(read_export(export(later, "json")), library, ask_again=True).asked_again
    assert again.outcome == "same"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["answer", "list", "pairs", "turns", "chat"])
def test_export_of_an_answer_or_a_conversation_can_be_read_back(form: Format, kind: str) -> None:
    first, second = full_answer(), refusal("Who won?")
    what = {
        "answer": first, "list": [first, second], "pairs": [("Q", first), ("R", second)],
        "turns": (Turn("Q", first), Turn("R", second)), "chat": Conversation([Turn("Q", first), Turn("R", second)]),
    }[kind]  # fmt: skip
    document = read_export(export(what, form, exported=DAY))  # type: ignore[arg-type]
    assert document == ExportDocument((first,) if kind == "answer" else (first, second), DAY)


def test_json_of_an_answer_alone_can_be_read_too() -> None:
    answer = full_answer()
    assert read_export(json.dumps(answer.to_dict())).answers == (answer,)


def test_nothing_to_export_and_unknown_format_are_errors() -> None:
    with pytest.raises(ExportError, match="no answer yet"):
        export([], "html")
    with pytest.raises(ExportError, match="Known: markdown, html, json"):
        export(full_answer(), "pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "", "not json", "[1]", "{}", '{"schema": 2}', '{"kind": "citewire export", "schema": 1}', "[" * 100_000, "# A page\n",
        '{"kind": "citewire export", "schema": 1, "exported": "x", "answers": []}', "<!-- citewire-export:1 !!!! -->",
        "<!-- citewire-export:1\nAAAA\n-->", '<script type="application/json" id="citewire-export">{</script>',
        '{"schema": 1, "sentences": 7}',
    ],
)  # fmt: skip
def test_what_is_no_export_is_one_clear_sentence(text: str) -> None:
    with pytest.raises(ExportError) as raised:
        read_export(text)
    assert "\n" not in str(raised.value)


def test_export_that_was_cut_says_so() -> None:
    document = export(full_answer(), "markdown")
    cut = re.sub(r"[A-Za-z0-9+/=]{40}\n-->", "\n-->", document)
    assert cut != document
    with pytest.raises(ExportError, match="at the end of the file was"):
        read_export(cut)


# --- nothing in it acts


@pytest.mark.parametrize("text", NASTY, ids=lambda text: repr(text[:20]))
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_survives_and_does_nothing(text: str, form: Format) -> None:
    poisoned = answer_from(
        f"poison {text}", [cite(POISONED, POISONED.text[:60], title=text, author=text, source=text, article_id=text)]
    )
    answers = [full_answer(text), replace(poisoned, sentences=full_answer(text).sentences)]
    document = export(answers, form, exported=DAY)
    assert read_export(document).answers == tuple(answers)
    if form == "html":
        assert_page_does_nothing(document)
    if form == "markdown":
        rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(document)
        body = rendered[: rendered.rindex("<!-- citewire-export")]
        tags = Tags(body).found
        assert {tag for tag, _ in tags} <= set("h1 h2 h3 p em strong ul li a blockquote hr".split())
        for _, attributes in tags:
            assert re.match(r"https?://example\.org/|\Z", attributes.get("href") or "")
        assert "<!--" not in body
        assert len(re.findall("<h1>|<h2>|<h3>", rendered)) == 6


@pytest.mark.parametrize("text", NASTY, ids=lambda text: repr(text[:20]))
def test_annotated_draft_does_nothing_either(text: str) -> None:
    citation = cite(POISONED, POISONED.text[:60], title=text, source=text, author=text)
    checked = CheckedSentence(text, 0, 5, "unsupported", 0.1, (text,), (citation,), (replace(citation, marker=2),))
    report = CheckReport(
        (checked,), (UncheckedSentence(text, 5, 9, "code"), UncheckedSentence(text, 10, 11, "question")), DAY
    )
    assert_page_does_nothing(annotated_html(report, "The bridge opened."))
    notes = annotated_markdown(report, "The bridge opened.").partition("---\n")[2]
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(notes)
    assert {tag for tag, _ in Tags(rendered).found} <= {"p", "strong", "pre", "code", "a"}


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("It is 42.7m tall.", "It is 42.7m tall."),
        ("*a* [b](c) <d> `e`", r"\*a\* \[b\](c) &lt;d&gt; \`e\`"),
        ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("- a", r"\- a"),
        ("https://x.example", r"https\://x.example"),
        ("&lt;", "&amp;lt;"),
        ("a\n\nb", "a b"),
    ],
)
def test_markdown_is_escaped_no_more_than_needed(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


@pytest.mark.parametrize(
    "text", [text for text in NASTY if "\x00" not in text and "\u202e" not in text and "\u2028" not in text]
)
def test_escaped_text_reads_as_before(text: str) -> None:
    expected = " ".join(text.split())
    rendered = MarkdownIt("commonmark", {"html": True}).render(escape_markdown(text))
    assert lxml_html.fromstring(rendered).text_content().strip() == expected
    assert lxml_html.fromstring(f"<p>{escape_html(text)}</p>").text_content() == expected


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://x.example/a?b=c&d=e#f", "https://x.example/a?b=c&d=e#f"),
        ("https://x.example/a b\"<>()'`", "https://x.example/a%20b%22%3C%3E%28%29%27%60"),
        ("https://x.example/%20", "https://x.example/%20"),
        ("javascript:alert(1)", None),
        ("//x.example", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, link: str | None) -> None:
    assert web_link(url) == link


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_have_contrast(colours: dict[str, str]) -> None:
    pairs = [(name, "paper") for name in ("ink", "muted", "accent", "good", "doubt", "bad")]
    pairs += [(name, f"{name}-soft") for name in ("good", "doubt", "bad")] + [
        ("accent", f"{s}-soft") for s in ("good", "doubt", "bad")
    ]
    for text, ground in pairs:
        high, low = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


# --- links to the words


def article(text: str, url: str | None = "https://x.example/a") -> Article:
    return Article("a", "T", text, url=url)


@pytest.mark.parametrize(
    ("text", "quote", "directive"),
    [
        ("It was built in 1991.", "It was built in 1991.", "It was built in 1991."),
        (
            "A well-known, old-ish ship & more.",
            "A well-known, old-ish ship & more.",
            "A well%2Dknown%2C old%2Dish ship %26 more.",
        ),
        ("One two three. Then one.\n\nIt was. It was sold.", "Then one.\n\nIt was.", "Then one.,It was."),
        ("He came. He came again.", "He came again.", "He came again."),
        ("First he left. Then he left. So", "he left. So", "he left. So"),
        ("It is so. But then. It is so. Not", "It is so.", "It is so.,-But then. It"),
        ("Yes. It is so. But then. It is so. Not", "It is so.", "Yes.-,It is so.,-But then. It"),
        (
            " ".join(f"w{n}" for n in range(60)),
            " ".join(f"w{n}" for n in range(60)),
            "w0 w1 w2 w3 w4 w5,w54 w55 w56 w57 w58 w59",
        ),
        ("x" * 200, "x" * 200, "x" * 200),
        ("y" * 100 + " " + "z" * 100, "y" * 100 + " " + "z" * 100, "y" * 100 + "," + "z" * 100),
    ],
)
def test_text_directive_follows_the_specification(text: str, quote: str, directive: str) -> None:
    made = text_directive(cite(article(text), quote))
    assert made == directive.replace(" ", "%20")
    for part in made.split(","):
        assert unquote(part).strip("-") in " ".join(text.split())


def test_deep_link_keeps_the_page_and_its_own_fragment() -> None:
    quote = "It was built."
    assert deep_link(cite(article(quote), quote)) == "https://x.example/a#:~:text=It%20was%20built."
    assert (
        deep_link(cite(article(quote, "https://x.example/a#top"), quote))
        == "https://x.example/a#top:~:text=It%20was%20built."
    )
    assert deep_link(cite(article(quote, "javascript:x"), quote)) is None


# --- re-checking


class Library(FakeEngine):
    """Articles that can be edited, and answers that can change."""

    def edit(self, article_id: str, **changes: object) -> None:
        self.by_id[article_id] = replace(self.by_id[article_id], **changes)  # type: ignore[arg-type]


@pytest.fixture
def library() -> Library:
    return Library()


def ferry_export() -> ExportDocument:
    return ExportDocument.of(
        answer_from("ferry?", [cite(FERRY, "The Sabine Tork lost drive at 4.20pm.")]), exported=DAY
    )


@pytest.mark.parametrize("form", FORMATS)
def test_export_that_still_holds_is_unchanged(library: Library, form: Format) -> None:
    report = recheck(read_export(export(library.ask("What of the ferry?"), form)), library, ask_again=True)
    assert [found.state for found in report.citations] == ["unchanged", "unchanged"]
    assert not any(found.article_changed or found.title or found.found_in for found in report.citations)
    assert [again.outcome for again in report.asked_again] == ["same"]
    assert report.stands


@pytest.mark.parametrize(
    ("changes", "state", "present", "stands"),
    [
        ({"text": FERRY.text + " She sank."}, "unchanged", "The Sabine Tork lost drive at 4.20pm.", True),
        ({"text": "Corrected. " + FERRY.text}, "moved", "The Sabine Tork lost drive at 4.20pm.", True),
        ({"text": FERRY.text.replace("4.20pm", "4.40pm")}, "changed", "The Sabine Tork lost drive at 4.40pm.", False),
        ({"text": "Nothing is known. Wait and see."}, "changed", None, False),
    ],
)
def test_edited_article_is_told(
    library: Library, changes: dict[str, str], state: str, present: str | None, stands: bool
) -> None:
    library.edit("ferry", **changes)
    report = recheck(ferry_export(), library)
    (found,) = report.citations
    assert (found.state, found.present, found.article_changed, report.stands) == (state, present, True, stands)
    if present:
        assert library.article("ferry").text[found.start_char : found.end_char] == present


def test_new_headline_and_day_are_told_and_the_quote_stands(library: Library) -> None:
    library.edit("ferry", title="Ferry sails again", published=date(2022, 5, 15))
    (found,) = recheck(ferry_export(), library).citations
    assert (found.state, found.title, found.published, found.article_changed) == (
        "unchanged",
        "Ferry sails again",
        date(2022, 5, 15),
        False,
    )


def test_removed_article_is_told_with_another_that_has_the_words(library: Library) -> None:
    del library.by_id["ferry"]
    (found,) = recheck(ferry_export(), library).citations
    assert (found.state, found.found_in) == ("gone", None)
    library.by_id["print"] = replace(FERRY, id="print", text=FERRY.text.replace(" lost", "\nlost"))
    report = recheck(ferry_export(), library)
    assert (report.citations[0].found_in, report.stands) == ("print", False)
    assert json.loads(json.dumps(report.to_dict()))["stands"] is False


def test_nearest_of_several_places_is_where_a_quote_moved(library: Library) -> None:
    quote = "The Sabine Tork lost drive at 4.20pm."
    library.edit("ferry", text=f"{quote} Then rain fell for a day. {quote} {quote}")
    (found,) = recheck(ferry_export(), library).citations
    start = cite(FERRY, quote).start_char
    assert found.start_char == min(
        (m.start() for m in re.finditer(quote, library.article("ferry").text)), key=lambda at: abs(at - start)
    )


@pytest.mark.parametrize(
    ("question", "was", "outcome"),
    [
        ("ferry?", "ferry?", "same"),
        ("bridge?", "ferry?", "changed"),
        ("whale?", "ferry?", "refused"),
        ("bridge?", "whale?", "answered"),
    ],
)
def test_question_is_asked_again(library: Library, question: str, was: str, outcome: str) -> None:
    before = replace(library.ask(was), question=question, standalone_question=question, as_of=date(2023, 9, 1))
    (again,) = recheck(before, library, ask_again=True).asked_again
    assert again.outcome == outcome
    assert again.newer == (("bridge/2023",) if "bridge" in question else ())


def test_recheck_tells_its_progress_and_stops_when_told_to(library: Library) -> None:
    told: list[tuple[int, int]] = []
    recheck(library.ask("ferry"), library, ask_again=True, on_progress=lambda *args: told.append(args))
    assert (told[0], told[-1]) == ((0, 3), (3, 3))


# --- annotated drafts


def test_annotated_draft_keeps_the_draft_and_adds_a_note_to_each_sentence() -> None:
    draft = "---\na: b\n---\n# Title\n\nIt **opened.** It closed.\n\n```\ncode"
    first, second = draft.index("It"), draft.index("It closed.")
    report = CheckReport(
        (
            CheckedSentence("It opened.", first, second - 1, "supported", 0.9, evidence=(cite(BRIDGE, "The bridge is 88 metres long."),)),
            CheckedSentence("It closed.", second, second + 10, "unsupported", 0.1, ("no article found says this",)),
        ),
        (UncheckedSentence("Title", 15, 20, "heading"), UncheckedSentence("``` code", draft.index("```"), len(draft), "code")),
        DAY,
    )  # fmt: skip
    marked = annotated_markdown(report, draft)
    assert marked.startswith(
        "---\na: b\n---\n# Title\n\nIt **opened.** ✓[^check-1] It closed. ✕[^check-2]\n\n```\ncode\n```\n"
    )
    assert (
        "[^check-1]: ✓ supported\n\n    for — Ostrand Post, 22 September 2023, New swing bridge opens: “The bridge is"
        in marked
    )
    page = lxml_html.fromstring(annotated_html(report, draft))
    assert [heading.text_content() for heading in page.iter("h2")] == ["Title", "Notes"]
    text = page.text_content()
    assert "1 supported, 0 partly supported, 1 not supported; 2 not checked" in text
    assert text.index("It opened.") < text.index("It closed.") < text.index("``` code")
    links = {link.get("href") for link in page.iter("a")}
    assert {"#n1", "#n2", "#s1", "#s2"} <= links
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))

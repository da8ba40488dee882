"""Reading a draft: what is prose, what a reader sees of it, what states something, and where it stands."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.drafts.blocks import blanked, read_blocks
from qa.drafts.prose import read_prose
from qa.drafts.sentences import read_sentences
from qa.drafts.statements import reason_unchecked


def kinds(draft: str) -> list[tuple[str, str]]:
    text = blanked(draft)
    return [(block.kind, " ".join(read_prose(text, block.lines).text.split())) for block in read_blocks(text)]


def checked(draft: str) -> list[str]:
    return [sentence.text for sentence in read_sentences(draft) if sentence.unchecked is None]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("---\ntitle: T\ndate: 2024-01-01\n---\nThe bridge opened.", [("prose", "The bridge opened.")]),
        ("# Bridge #\n\nIt opened.", [("heading", "Bridge"), ("prose", "It opened.")]),
        ("The Bridge\n==========\nIt opened.", [("heading", "The Bridge"), ("prose", "It opened.")]),
        ("New bridge opens at noon\n\nIt opened.", [("heading", "New bridge opens at noon"), ("prose", "It opened.")]),
        ("The bridge has opened", [("prose", "The bridge has opened")]),
        ("It opened.\n\n***\n\nIt closed.", [("prose", "It opened."), ("prose", "It closed.")]),
        ("- It opened.\n- It closed.", [("prose", "It opened."), ("prose", "It closed.")]),
        ("1. It opened.\n2. It closed.", [("prose", "It opened."), ("prose", "It closed.")]),
        ("The ship was built in\n1991. It sank.", [("prose", "The ship was built in 1991. It sank.")]),
        ("> It opened\n> at noon.", [("prose", "It opened at noon.")]),
        ("```\nIt opened.\n```\nIt closed.", [("code", "It opened."), ("prose", "It closed.")]),
        ("It sank.\n```\nIt opened.", [("prose", "It sank."), ("code", "It opened.")]),
        ("A | B\n--|--\n1 | 2\n\nIt opened.", [("table", "A | B --|-- 1 | 2"), ("prose", "It opened.")]),
        ("| 1 | 2 |", [("table", "| 1 | 2 |")]),
        ("It opened.[^a]\n\n[^a]: The Courier, 5 May", [("prose", "It opened."), ("note", ": The Courier, 5 May")]),
        ("<!-- not\n\nthis --> It opened.", [("prose", "It opened.")]),
        ("It opened. <!-- left open", [("prose", "It opened. <!-- left open")]),
        ("<script>\nIt closed.\n</script>\nIt opened.", [("prose", "It opened.")]),
        ("    It opened.", [("prose", "It opened.")]),
        ("It opened.\r\nIt closed.\r\n\r\nIt sank.", [("prose", "It opened. It closed."), ("prose", "It sank.")]),
    ],
)
def test_blocks_of_a_draft(draft: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(draft) == expected


@pytest.mark.parametrize(
    ("draft", "seen"),
    [
        ("The **big** _old_ ~~red~~ `iron` bridge.", "The big old red iron bridge."),
        ("***All*** of __it__.", "All of it."),
        ("It is 3 * 4 m and a_b_c.", "It is 3 * 4 m and a_b_c."),
        ('It [opened](https://x.example/a_(b) "title") today.', "It opened today."),
        ("It [opened][1] [today].", "It opened [today]."),
        ("It opened.[1] It closed [2, 3].[^n]", "It opened. It closed ."),
        ("It opened ([link](<x y>)).", "It opened (link)."),
        ("![The bridge](b.png) It opened.", " It opened."),
        ("It opened.¹ It is 5 m² wide.<sup>2</sup>", "It opened. It is 5 m² wide."),
        ("It cost &pound;5 &amp; more; AT&T.", "It cost £5 & more; AT&T."),
        (r"5 \* 3 \[sic\]", "5 * 3 [sic]"),
        ("See https://x.example/a?b=c. It opened.", "See . It opened."),
        ("A <b class='x'>bold</b> claim, 3 < 4.", "A bold claim, 3 < 4."),
        ("[Storr] is an island.", "[Storr] is an island."),
    ],
)
def test_a_reader_sees_through_the_markup(draft: str, seen: str) -> None:
    assert read_prose(draft, [(0, len(draft))]).text == seen


def test_sentences_know_their_place_markup_included() -> None:
    draft = "# T\n\n**The bridge** opened [today](u).[1] It\nis 88 metres *long.*\n\n- It was sold."
    found = [s for s in read_sentences(draft) if s.unchecked is None]
    assert [draft[s.start_char : s.end_char] for s in found] == [
        "**The bridge** opened [today](u).[1]", "It\nis 88 metres *long.*", "It was sold.",
    ]  # fmt: skip
    assert found[1].text == "It is 88 metres long."


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Was it worth it?", "question"),
        ("“Was it worth it?”", "question"),
        ("“Was it worth it?” she asked.", None),
        ("She asked: “Was it worth it?”", None),
        ("Good morning, readers!", "greeting"),
        ("Thanks to a guarantee, the maker will pay for the repair of the old bearing.", None),
        ("Please write to us.", "request"),
        ("Read more in our archive.", "request"),
        ("Share prices fell sharply.", None),
        ("I think the mayor did well.", "first_person"),
        ("We met in the hut.", "first_person"),
        ("“I think so,” he said.", None),
        ("World War I began in 1914.", None),
        ("When I came home it rained.", "first_person"),
        ("What a day!", "exclamation"),
        ("How the fire began is not known.", None),
        ("Of course.", "fragment"),
        ("He resigned.", None),
        ("It is 88 metres long.", None),
        ("word " * 400, "too_long"),
    ],
)
def test_only_statements_are_checked(sentence: str, reason: str | None) -> None:
    assert reason_unchecked(sentence) == reason


def test_sentence_with_a_pronoun_carries_the_names_before_it() -> None:
    draft = "# Herring Fair in Tarnhavn\n\nBoats came. Corvin Tolle resigned. He left. His wife stayed.\n\nThe fair lost money."
    found = {s.text: s for s in read_sentences(draft)}
    assert found["He left."].before == ("Corvin Tolle",)
    assert found["He left."].refers
    assert found["His wife stayed."].before == ("Corvin Tolle",)
    assert found["The fair lost money."].refers is False
    assert found["Boats came."].before == ("Herring Fair", "Tarnhavn")
    assert found["Corvin Tolle resigned."].before == ()


@pytest.mark.parametrize(
    ("draft", "quotations"),
    [
        ("“We asked for a loaf,” he said.", ["We asked for a loaf,"]),
        ('He said "the bridge is open" today.', ["the bridge is open"]),
        ("He said ‘it’s the old bridge’ today.", ["it’s the old bridge"]),
        ("He called it “a beginning”.", []),
        ("The sailors’ union and the cooks’ union met.", []),
        ('He said that 6" of rain fell.', []),
    ],
)
def test_quotations_of_three_words_and_more_are_found(draft: str, quotations: list[str]) -> None:
    assert [q for s in read_sentences(draft) for q in s.quotations] == quotations


BOMBS = [
    "*" * 100_000, "[" * 100_000, "_a" * 50_000, "`a" * 50_000, "](x)" * 25_000, "<" * 100_000, "<!--" * 25_000,
    "<script>" * 12_000, "&" * 100_000, "> " * 50_000, "| " * 50_000, "- " * 50_000, "[1](" * 25_000, "x" * 100_000,
    "--|" * 30_000, "\\" * 100_000, "**a** " * 15_000, "“" * 100_000, "“a ” " * 20_000, "\u202e" * 50_000, "\x00" * 1000,
    "---\n" * 20_000, "a\u0301" * 30_000, "www." * 25_000, "{{7*7}} ${x} %s " * 5000,
    " " * 60_000 + "a", "“The key is in it.” So. " * 7000,
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: repr(bomb[:8]))
def test_hostile_drafts_are_read(bomb: str) -> None:
    before = process_time()
    found = read_sentences(f"{bomb} The bridge opened.")
    assert process_time() - before < 15, "reading takes longer the longer a draft is, and is then as good as never done"
    for sentence in found:
        assert 0 <= sentence.start_char < sentence.end_char <= len(bomb) + 19


def test_paragraph_of_any_length_is_split_at_its_sentences() -> None:
    said = [f"The ship number {number} came in." for number in range(2000)]
    assert checked(" ".join(said)) == said


@given(st.text(alphabet="ab .\n#*_[]()`<>!|-&;1“”\"'\\^:~", max_size=120))
def test_sentences_stand_in_order_and_hold_their_letters(draft: str) -> None:
    last = 0
    for sentence in read_sentences(draft):
        assert last <= sentence.start_char < sentence.end_char <= len(draft)
        last = sentence.end_char
        letters = [char for char in sentence.text if char.isalnum()]
        stretch = iter(draft[sentence.start_char : sentence.end_char])
        if "&" not in draft:
            assert all(char in stretch for char in letters)


def test_unchecked_parts_are_told_with_their_reason() -> None:
    draft = "# Title\n\nWhy now? The bridge opened.\n\n```\ncode\n```\n"
    assert [(s.text, s.unchecked) for s in read_sentences(draft)] == [
        ("Title", "heading"), ("Why now?", "question"), ("The bridge opened.", None), ("``` code ```", "code"),
    ]  # fmt: skip
    assert checked(draft) == ["The bridge opened."]

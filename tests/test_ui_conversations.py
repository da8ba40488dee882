"""Conversations and judgements kept in a home."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from test_ui_fakes import FERRY, HOSTILE, answer_from, cite, refusal

from index.errors import CitewireError, NotFoundError, StoreError
from qa.evaluation.gold import read_questions
from ui.conversations import UNFINISHED, Conversations, Exchange, evaluation_rows

ANSWER = answer_from("What happened to the ferry?", [cite(FERRY, "Nobody was hurt.")])


def test_a_conversation_survives_a_restart(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c")
    said = [Exchange("What happened to the ferry?", ANSWER), Exchange(f"And? {HOSTILE}", None, "no index")]
    kept.save("one", said)
    again = Conversations(tmp_path / "c")
    assert again.load("one") == said
    assert [heading.title for heading in again.headings()] == ["What happened to the ferry?"]


def test_the_latest_stands_first_and_search_reads_questions_and_answers(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c")
    kept.save("old", [Exchange("What happened to the ferry?", ANSWER)])
    kept.save("new", [Exchange("Who opened the BRIDGE?", refusal("Who?"))])
    assert [heading.id for heading in kept.headings()] == ["new", "old"]
    assert [heading.id for heading in kept.headings("bridge opened")] == ["new"]
    assert [heading.id for heading in kept.headings("nobody")] == ["old"]
    assert kept.headings("%") == []
    kept.save("old", [Exchange("What happened to the ferry?", ANSWER), Exchange("And then?", None)])
    assert [heading.id for heading in kept.headings()] == ["old", "new"]


def test_delete_and_unknown(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c")
    kept.save("one", [Exchange("Q?", ANSWER)])
    kept.delete("one")
    kept.delete("one")
    with pytest.raises(NotFoundError, match="deleted"):
        kept.load("one")
    kept.save("none", [])
    assert kept.headings() == []


def test_a_damaged_or_later_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="Move it away"):
        Conversations(tmp_path / "c")
    later = sqlite3.connect(tmp_path / "later")
    later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(StoreError, match="later version"):
        Conversations(tmp_path / "later")


def test_judgements_are_rows_that_eval_reads(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c")
    kept.judge(ANSWER, "incomplete")
    kept.judge(ANSWER, "right", "checked by phone")
    kept.judge(refusal("Who is she?"), "incomplete")
    with pytest.raises(CitewireError, match="Known"):
        kept.judge(ANSWER, "ugly")  # type: ignore[arg-type]
    rows = evaluation_rows(kept.judged())
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    questions = read_questions(tmp_path / "questions.jsonl")
    assert [(question.text, question.kind, question.answerable) for question in questions] == [
        ("What happened to the ferry?", "right", True),
        ("Who is she?", "incomplete", True),
    ]
    (start,) = [start for _, start, _ in questions[0].spans]
    assert FERRY.text[start:].startswith("Nobody was hurt.")


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("x" * 10_000, "x" * 80 + " …"),
        ("a " * 5_000, "a " * 39 + "a …"),
        (f"  {HOSTILE[:40]}\n", HOSTILE[:40]),
        (" \n ", "First?"),
    ],
    ids=["one word", "many words", "markup", "blank"],
)
def test_any_title_is_one_short_line(tmp_path: Path, given: str, title: str) -> None:
    kept = Conversations(tmp_path / "kept.sqlite3")
    kept.save("one", [Exchange("First?")])
    kept.rename("one", given)
    assert [heading.title for heading in kept.headings()] == [title]


def test_a_deleted_conversation_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "kept.sqlite3")
    kept.save("one", [Exchange("First?", answer_from("First?", [cite(FERRY, "Nobody was hurt.")]))])
    kept.rename("one", "The ferry")
    kept.save("two", [Exchange("Second?", error=UNFINISHED)])
    before, said = kept.headings(), kept.load("one")
    deleted = kept.delete("one")
    assert deleted
    assert kept.delete("one") is None
    kept.restore(deleted)
    assert (kept.headings(), kept.load("one")) == (before, said)
    kept.save("one", said * 2)
    kept.restore(deleted)
    assert len(kept.load("one")) == 2

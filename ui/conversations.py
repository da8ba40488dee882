"""Conversations and judgements of answers, kept in one file of the home: they outlive reload and restart."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

from index.errors import CitewireError, NotFoundError, StoreError
from qa import Answer

CONVERSATIONS_FILE: Final = "conversations.sqlite3"
Reason = Literal["right", "wrong citation", "unsupported", "incomplete", "outdated"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
_SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT NOT NULL, updated TEXT NOT NULL, said TEXT NOT NULL,
    turns TEXT NOT NULL);
CREATE INDEX conversations_updated ON conversations (updated);
CREATE TABLE judgements (question TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, judged TEXT NOT NULL,
    answer TEXT NOT NULL, PRIMARY KEY (question, answer));
"""
UNFINISHED: Final = "unfinished"  # as an error: the answer was stopped, or the page was left before it came
_TITLE_CHARS: Final = 80
_BUSY_TIMEOUT_S: Final = 10


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, as it was asked and understood, and its answer.

    Attributes:
        error: One sentence in place of an answer; or UNFINISHED.
    """

    question: str
    answer: Answer | None = None
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        answer = self.answer.to_dict() if self.answer else None
        return {"question": self.question, "answer": answer, "error": self.error}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Exchange:
        """Rebuild from `to_dict`."""
        answer = Answer.from_dict(plain["answer"]) if plain["answer"] else None
        return cls(plain["question"], answer, plain["error"])


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation in the list of them; `updated` is in UTC."""

    id: str
    title: str
    updated: datetime


class Row(NamedTuple):
    """A conversation as the file holds it."""

    id: str
    title: str
    updated: str
    said: str
    turns: str


class Conversations:
    """The file; each call opens it anew, so that all threads may use it."""

    def __init__(self, path: Path) -> None:
        """Open the file, or create it.

        Raises:
            StoreError: It is damaged, or was written by a later version.
        """
        self._path = path
        try:
            with closing(self._connected()) as db:
                version = int(db.execute("PRAGMA user_version").fetchone()[0])
                if version > _SCHEMA_VERSION:
                    raise StoreError(f"{path} was written by a later version of citewire. Update citewire.")
                if not version:
                    db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;")
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{path} cannot be read: {error}. Move it away; the articles do not depend on it."
            ) from error

    # --- conversations

    @staticmethod
    def new_id() -> str:
        """Return an id that cannot be guessed, for the link to a conversation."""
        return secrets.token_urlsafe(9)

    def save(self, conversation_id: str, exchanges: Sequence[Exchange]) -> None:
        """Store a conversation as it stands now; without exchanges nothing is stored."""
        if not exchanges:
            return
        said = "\n".join(text for one in exchanges for text in (one.question, one.answer.text if one.answer else ""))
        turns = json.dumps([one.to_dict() for one in exchanges], ensure_ascii=False)
        with self._using() as db:
            title = _given_title(db, conversation_id) or _title(exchanges[0].question)
            row = Row(conversation_id, title, _now(), f"{said}\n{title}".casefold(), turns)
            db.execute("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)", row)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title of its own, which later questions leave as it is; a blank one changes nothing."""
        if title := _title(title):
            with self._using() as db:
                db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id))

    def load(self, conversation_id: str) -> list[Exchange]:
        """Return the exchanges of a conversation.

        Raises:
            NotFoundError: There is no such conversation.
        """
        with self._using() as db:
            row = db.execute("SELECT turns FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
        if row is None:
            raise NotFoundError("this conversation is not kept here. It may have been deleted.")
        return [Exchange.from_dict(plain) for plain in json.loads(row[0])]

    def headings(self, containing: str = "", *, most: int = 100) -> list[Heading]:
        """List conversations, the latest first; with `containing`, those in which all of its words were said."""
        words = containing.casefold().split()
        condition = " AND ".join(["instr(said, ?) > 0"] * len(words)) or "1"
        with self._using() as db:
            found = db.execute(
                f"SELECT id, title, updated FROM conversations WHERE {condition} ORDER BY updated DESC, rowid DESC "
                "LIMIT ?",
                (*words, most),
            ).fetchall()
        return [Heading(row[0], row[1], datetime.fromisoformat(row[2])) for row in found]

    def delete(self, conversation_id: str) -> Row | None:
        """Delete a conversation; return what `restore` takes, or None if it is not there."""
        with self._using() as db:
            row = db.execute("SELECT * FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
        return row and Row(*row)

    def restore(self, deleted: Row) -> None:
        """Store a conversation as it was when it was deleted; one that came back meanwhile stays as it is."""
        with self._using() as db:
            db.execute("INSERT OR IGNORE INTO conversations VALUES (?, ?, ?, ?, ?)", deleted)

    # --- judgements

    def judge(self, answer: Answer, reason: Reason, note: str = "") -> None:
        """Keep what a person thought of an answer; a second judgement of the same answer takes the place of the first."""
        if reason not in REASONS:
            raise CitewireError(f"unknown reason {reason!r}. Known: {', '.join(REASONS)}.")
        question, stored = _key(answer)
        with self._using() as db:
            db.execute(
                "INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?)", (question, reason, note, _now(), stored)
            )

    def judgement(self, answer: Answer) -> Reason | None:
        """Return what a person thought of an answer; None if nobody said it."""
        with self._using() as db:
            row = db.execute("SELECT reason FROM judgements WHERE question = ? AND answer = ?", _key(answer)).fetchone()
        return row[0] if row else None

    def withdraw(self, answer: Answer) -> None:
        """Forget what a person thought of an answer."""
        with self._using() as db:
            db.execute("DELETE FROM judgements WHERE question = ? AND answer = ?", _key(answer))

    def judgement_count(self) -> int:
        """Count the answers that were judged."""
        with self._using() as db:
            return int(db.execute("SELECT COUNT(*) FROM judgements").fetchone()[0])

    def judged(self) -> list[tuple[Answer, Reason, str]]:
        """Return every judgement, the earliest first: (answer, reason, note)."""
        with self._using() as db:
            rows = db.execute("SELECT answer, reason, note FROM judgements ORDER BY judged, rowid").fetchall()
        return [(Answer.from_dict(json.loads(answer)), reason, note) for answer, reason, note in rows]

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connected()) as db:
                yield db
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self._path}: {error}. Conversations cannot be kept until it is mended.") from error

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None, timeout=_BUSY_TIMEOUT_S)


def evaluation_rows(judged: Sequence[tuple[Answer, Reason, str]]) -> list[dict[str, Any]]:
    """Return judgements as lines of a `questions.jsonl` that `citewire eval` reads.

    What was judged right is expected again, with its citations as evidence. Of what was judged otherwise only the
    question is known to be answerable; the reason stands in `kind`.
    """
    rows = []
    for number, (answer, reason, note) in enumerate(judged, start=1):
        right = reason == "right"
        evidence = [
            {"article_id": cited.article_id, "start": cited.start_char, "end": cited.end_char, "quote": cited.quote}
            for cited in answer.citations
        ]
        rows.append(
            {
                "id": f"judged-{number}",
                "question": answer.standalone_question,
                "answers": [answer.short.text] if right and answer.short else [],
                "evidence": evidence if right else [],
                "answerable": not (right and answer.refused),
                "date": answer.as_of.isoformat(),
                "kind": reason,
                **({"note": note} if note else {}),
            }
        )
    return rows


def _key(answer: Answer) -> tuple[str, str]:
    """Return what tells one answer from another, whenever it was given."""
    stored = json.dumps({**answer.to_dict(), "timings_ms": {}}, ensure_ascii=False, sort_keys=True)
    return answer.standalone_question, stored


def _given_title(db: sqlite3.Connection, conversation_id: str) -> str | None:
    """Return the title that a person gave a conversation; None where it is still its first question."""
    row = db.execute("SELECT title, turns FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
    return row[0] if row and row[0] != _title(json.loads(row[1])[0]["question"]) else None


def _title(question: str) -> str:
    line = " ".join(question.split())
    if len(line) <= _TITLE_CHARS:
        return line
    begun = line[:_TITLE_CHARS]
    return (begun.rpartition(" ")[0] or begun) + " …"


def _now() -> str:
    return datetime.now(UTC).isoformat()

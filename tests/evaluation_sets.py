"""A small evaluation folder whose metrics can be worked out by hand with the bag-of-words embedder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BRIDGE = "The new bridge in Holm was opened by Mayor Ida Lund on Friday. It is 88 metres long."
WHALE = "A whale 13 metres long was found on the beach at Pell. The whale had died at sea."
ARTICLES = [
    {"id": "b", "title": "Bridge opens", "text": BRIDGE},
    {"id": "w", "title": "Whale found", "text": WHALE},
]
OPENED = {"id": "q1", "question": "Who opened the new bridge in Holm?", "answers": ["Ida Lund"], "answerable": True,
          "evidence": [{"article_id": "b", "start": 0, "end": 62}], "kind": "fact"}  # fmt: skip
FOUND = {"id": "q2", "question": "Where was the whale found?", "answers": ["at Pell"], "answerable": True,
         "evidence": [{"article_id": "w", "start": 0, "end": 54, "quote": WHALE[:54]}]}  # fmt: skip
ETHANOL = {"id": "q3", "question": "What is the boiling point of ethanol?", "answers": [], "answerable": False}
QUESTIONS = [OPENED, FOUND, ETHANOL]
CLAIMS = [
    {"id": "c1", "claim": "The bridge in Holm is 88 metres long.", "label": "supported", "article_id": "b"},
    {"id": "c2", "claim": "A rocket was launched.", "label": "not_enough_info", "article_id": "b"},
    {
        "id": "c3",
        "claim": "The mayor resigned.",
        "label": "supported",
        "evidence_text": "The mayor resigned on Monday.",
    },
]


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write a .jsonl file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_set(
    folder: Path,
    *,
    articles: Sequence[dict[str, Any]] = ARTICLES,
    questions: Sequence[dict[str, Any]] | None = QUESTIONS,
    claims: Sequence[dict[str, Any]] | None = None,
) -> Path:
    """Write an evaluation folder and return it."""
    folder.mkdir(exist_ok=True)
    write_lines(folder / "articles.jsonl", articles)
    for name, rows in (("questions.jsonl", questions), ("claims.jsonl", claims)):
        if rows is not None:
            write_lines(folder / name, rows)
    return folder

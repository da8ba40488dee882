"""What an index holds and where it came from, in a few figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from index.addresses import is_address
from index.home import Home
from index.manifest import Manifest

_RECORD = re.compile(r":\d+$")  # `file.jsonl:12`


@dataclass(frozen=True, slots=True)
class Overview:
    """An index in figures.

    Attributes:
        passages: Count of its passages.
        copies: Count of articles that tell the text of another one.
        changed: When an article was last added or changed; None without articles.
        places: (folder or web server, count of articles read from there), most articles first.
        manifest: What it was built with; None before the first article.
    """

    passages: int
    copies: int
    changed: datetime | None
    places: tuple[tuple[str, int], ...]
    manifest: Manifest | None


def overview(home: Home) -> Overview:
    """Return the figures of an open home."""
    ((changed,),) = home.catalog.rows("SELECT max(indexed_at) FROM articles")
    places = Counter(_place(str(origin)) for (origin,) in home.catalog.rows("SELECT origin FROM articles"))
    ranked = sorted(places.items(), key=lambda item: (-item[1], item[0]))
    return Overview(
        passages=home.catalog.chunk_count(),
        copies=home.catalog.copy_count(),
        changed=datetime.fromisoformat(changed) if changed else None,
        places=tuple(ranked),
        manifest=home.manifest,
    )


def _place(origin: str) -> str:
    """Return the web server or the folder an article was read from; of an archive or a table, its file."""
    if is_address(origin):
        return urlsplit(origin).netloc
    file, _, member = origin.partition("!")
    whole = _RECORD.sub("", file)
    return whole if member or whole != file else str(Path(whole).parent)

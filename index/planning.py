"""What a run has to do: every article read is compared to what is stored, and vanished ones are found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from index.addresses import is_address
from index.articles import Article
from index.readers import CONTAINERS, ReadFailure, ReadOptions, read_path
from index.records import Fingerprint

Action = Literal["added", "changed", "renamed", "unchanged", "removed"]

_RECORD = re.compile(r":\d+$")  # `file.jsonl:12`
_MEMBER = "!"  # `archive.zip!folder/file.txt`


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one article.

    Attributes:
        article: As read, under the id it is stored by; None for a removal.
        before: Where it was read from the last time, for one that moved.
    """

    action: Action
    article_id: str
    origin: str
    article: Article | None = None
    before: str | None = None


@dataclass(slots=True)
class Planner:
    """Compares what is read in one run to what is stored.

    Attributes:
        stored: What the catalog holds, by article id.
        options: How to read.
        read: Origin by article id of what this run has read.
        failed: What could not be read.
    """

    stored: Mapping[str, Fingerprint]
    options: ReadOptions
    read: dict[str, str] = field(default_factory=dict)
    failed: list[ReadFailure] = field(default_factory=list)
    _by_origin: dict[str, str] = field(init=False)
    _by_content: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_origin = {found.origin: key for key, found in self.stored.items()}
        self._by_content = {}
        for key, found in self.stored.items():
            self._by_content.setdefault(found.content_sha256, []).append(key)

    def steps(self, paths: Sequence[str | Path]) -> Iterator[Step]:
        """Read files, folders and addresses and yield what has to be done for each article, in order of reading."""
        for path in paths:
            for item in read_path(path, self.options):
                if isinstance(item, ReadFailure):
                    self.failed.append(item)
                elif step := self._step(item):
                    yield step

    def vanished(self, paths: Sequence[str | Path], gone: Sequence[str | Path] = ()) -> list[Step]:
        """Return the removals that make the index equal to these files and folders; call it after `steps`.

        What lay at or below `gone` is removed unless it was read from another place.

        Articles of a file that could not be read this time stay, and so do those of a path that is
        missing or holds no article at all: a disk that is not mounted looks just like that. Articles from
        the web stay as well: that a feed no longer lists them does not mean they are gone.
        """
        broken = {failure.path for failure in self.failed}
        roots = [Path(path).resolve() for path in (*paths, *gone) if not is_address(path) and str(path) not in broken]
        broken |= {str(Path(path).resolve()) for path in broken}
        return [
            Step("removed", key, found.origin)
            for key, found in sorted(self.stored.items())
            if key not in self.read
            and broken.isdisjoint(_places(found.origin))
            and any(_lies_in(found.origin, root) for root in roots)
        ]

    def _step(self, item: Article) -> Step | None:
        article = self._identified(item)
        if article.id in self.read:
            if self.read[article.id] != article.origin:  # else the same file was named twice
                self.failed.append(
                    ReadFailure(
                        article.origin,
                        f"duplicate id {article.id!r}: also in {self.read[article.id]}. Give each article an id of its own.",
                    )
                )
            return None
        self.read[article.id] = article.origin
        before = self.stored.get(article.id)
        if before is None:
            return Step("added", article.id, article.origin, article)
        if before.record_sha256 != article.record_sha256:
            return Step("changed", article.id, article.origin, article)
        moved = _RECORD.sub("", before.origin) != _RECORD.sub("", article.origin)
        return Step("renamed" if moved else "unchanged", article.id, article.origin, article, before.origin)

    def _identified(self, article: Article) -> Article:
        """Give an article that states no id the one it is stored by, or else one nobody has.

        It is known by its place, or by its text if its place has changed; so a renamed file keeps its
        id, and citations of it stay valid.
        """
        if article.id_given:
            return article
        is_record = bool(_RECORD.search(article.origin))
        if not is_record and (known := self._by_origin.get(article.origin)) and known not in self.read:
            return replace(article, id=known)
        for known in self._by_content.get(article.content_sha256, ()):
            if known not in self.read and not self._stands(self.stored[known].origin):
                return replace(article, id=known)
        holder = self.read.get(article.id) or (self.stored[article.id].origin if article.id in self.stored else None)
        if holder is None or is_record or holder == article.origin or not self._stands(holder):
            return article
        return replace(article, id=f"{article.id}-{hashlib.sha256(article.origin.encode()).hexdigest()[:8]}")

    @staticmethod
    def _stands(origin: str) -> bool:
        """Tell whether the file an article was read from is still there; a web page counts as there."""
        return "://" in origin or origin_file(origin).exists()


def origin_file(origin: str) -> Path:
    """Return the file of an origin: without the line of a record or the member of an archive.

    A file that is gone is known by its ending alone: `gone.zip!member.txt` was a member.
    """
    file = Path(_RECORD.sub("", origin))
    for path in (Path(origin), file):
        if _is_there(path):
            return path
    archives = [Path(outer) for outer in _outer(origin) if Path(outer).suffix.lower() in CONTAINERS]
    return next((archive for archive in archives if archive.is_file()), archives[0] if archives else file)


def _outer(origin: str) -> list[str]:
    """Return what an origin may lie in, outermost first; names of folders and files may hold the mark too."""
    return [origin[: mark.start()] for mark in re.finditer(re.escape(_MEMBER), origin)]


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the name of a member may make it longer than a path can be
        return False


def _places(origin: str) -> set[str]:
    """Return what an article is lost with: its record, its member, and each file around them."""
    return {origin, _RECORD.sub("", origin), str(origin_file(origin)), *_outer(origin)}


def _lies_in(origin: str, root: Path) -> bool:
    file = origin_file(origin)
    return "://" not in origin and (file == root or root in file.parents)

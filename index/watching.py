"""Files and folders that change -> what to read again and what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.readers import is_article_file

_QUIET_MS = 400  # a file still being written is read once it has been left alone this long


def changes(paths: Sequence[str | Path]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield, whenever something changes below these paths, (what to read again, what is gone), until interrupted.

    Raises:
        OSError: A path does not exist.
    """
    from watchfiles import watch

    for batch in watch(*paths, step=_QUIET_MS, watch_filter=None, raise_interrupt=True):
        touched = sorted(
            {Path(name) for _, name in batch if not any(part.startswith(".") for part in Path(name).parts)}
        )
        again = [str(path) for path in touched if path.is_dir() or (path.is_file() and is_article_file(path))]
        gone = [str(path) for path in touched if not path.exists()]
        if again or gone:
            yield again, gone

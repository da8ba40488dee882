"""Files and folders that change -> what to read again and what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.readers import is_article_file

_QUIET_MS = 400  # a file still being written is read once it has been left alone this long


def changes(paths: Sequence[str | Path]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield, whenever something changes below these paths, (what to read again, what is gone), until interrupted.

    The first is everything: what changed before the watch began would be missed otherwise.

    Raises:
        OSError: A path does not exist.
    """
    from watchfiles import watch

    began, roots = False, [Path(path).absolute() for path in paths]
    batches = watch(
        *paths, step=_QUIET_MS, rust_timeout=_QUIET_MS, yield_on_timeout=True, watch_filter=None, raise_interrupt=True
    )
    for batch in batches:
        if not began:
            began = True
            yield [str(path) for path in paths], []
        touched = sorted({Path(name) for _, name in batch if not _is_hidden(Path(name), roots)})
        again = [str(path) for path in touched if path.is_dir() or (path.is_file() and is_article_file(path))]
        gone = [str(path) for path in touched if not path.exists()]
        if again or gone:
            yield again, gone


def _is_hidden(path: Path, roots: Sequence[Path]) -> bool:
    """Tell whether a name below the watched folders begins with a full stop, as that of a home does."""
    inside = [path.relative_to(root) for root in roots if path.is_relative_to(root)]
    return any(part.startswith(".") for below in inside for part in below.parts)

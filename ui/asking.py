"""What answers a command: the engine of a home, or the server that owns the home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import HomeLocked
from ui.options import home_path

if TYPE_CHECKING:
    from qa.engine import QueryEngine
    from ui.client import ServerClient


@contextmanager
def asking() -> Iterator[QueryEngine | ServerClient]:
    """Open the engine, or reach the server that owns the home."""
    from qa.engine import QueryEngine
    from ui.client import ServerClient

    path = home_path()
    try:
        engine = QueryEngine.open(path)
    except HomeLocked:
        client = ServerClient.find(path)
        if client is None:
            raise
        yield client
        return
    with engine:
        yield engine

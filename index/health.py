"""Whether Chroma's files can be opened, found out in a child process: damaged ones can crash whoever opens them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_TIMEOUT_S = 120
_PROBE = """
import sys
from pathlib import Path
import numpy as np
from index.vectors import VectorStore
store = VectorStore(Path(sys.argv[1]), catalog_id=sys.argv[2], name=sys.argv[3])
store.nearest(np.ones(int(sys.argv[4]), dtype=np.float32), 1)
store.chunk_ids()
store.close()
"""


def probe(folder: Path, *, catalog_id: str, name: str, dimension: int) -> str | None:
    """Open, search and list a vector store in a process of its own.

    Args:
        folder, catalog_id, name: As for `VectorStore`.
        dimension: Length of its vectors.

    Returns:
        What is wrong with it, or None. A store that is merely slow counts as sound.
    """
    package = str(Path(__file__).resolve().parent.parent)
    search_path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", _PROBE, str(folder), catalog_id, name, str(dimension)],
            env={**os.environ, "PYTHONPATH": search_path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if ended.returncode < 0:
        return f"opening it ends in {signal.Signals(-ended.returncode).name}"
    if ended.returncode > 0:
        return (ended.stderr.strip().splitlines() or ["opening it fails"])[-1][:300]
    return None

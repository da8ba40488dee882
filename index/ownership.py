"""Who owns a home: one process at a time, by a lock that the system releases however the process ends."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import HomeError, HomeLocked

_LOCK_FILE, _OWNER_FILE = "lock", "owner.json"
_BUILD_LOCK_FILE, _BUILDER_FILE = "build.lock", "builder.json"


class Ownership:
    """A lock that is held, and a note that says who holds it.

    Attributes:
        after_crash: Whether the last holder ended without releasing it.
    """

    def __init__(self, folder: Path, *, to_build: bool = False, wait_s: float = 0) -> None:
        """Take the lock.

        Args:
            folder: The home.
            to_build: Take the right to build a second generation beside the one that answers, instead
                of the right to the home itself.
            wait_s: How long to wait for another holder, in seconds.

        Raises:
            HomeLocked: Another process holds it.
            HomeError: The folder cannot be written.
        """
        lock, note = (_BUILD_LOCK_FILE, _BUILDER_FILE) if to_build else (_LOCK_FILE, _OWNER_FILE)
        self._note = folder / note
        self._lock = FileLock(str(folder / lock), timeout=wait_s)
        try:
            self._lock.acquire()
            self.after_crash = self._note.exists()
            command = " ".join(Path(part).name for part in sys.argv[:2])
            self._note.write_text(json.dumps({"pid": os.getpid(), "command": command}))
        except Timeout as error:
            raise HomeLocked(self._taken(folder)) from error
        except OSError as error:
            self._lock.release()
            raise HomeError(
                f"the home {str(folder)!r} cannot be written: {error.strerror}. Choose another --home."
            ) from error

    def release(self, *, keep_note: bool = False) -> None:
        """Give the lock back.

        Args:
            keep_note: Leave the next holder to see to what a crash before this one may have damaged.
        """
        if not keep_note:
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _taken(self, folder: Path) -> str:
        try:
            owner = json.loads(self._note.read_text())
            who = f"another process (pid {owner['pid']}: {owner['command']})"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return f"{who} is using the home {str(folder)!r}. Wait for it or stop it, or choose another --home."

"""Changes to `settings.toml` in a home: only the lines meant are touched, and a file is whole at every moment."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import HomeError, SettingsError
from index.settings import SETTINGS_FILE, Settings, checked, from_environment, load_settings

_WRITING = threading.Lock()


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with each value that is, in one sentence."""
    found = {}
    for name, value in values.items():
        try:
            checked({name: value})
        except SettingsError as error:
            found[name] = str(error)
    return found


def change(home: Path, values: Mapping[str, Any]) -> Settings:
    """Write settings into a home's file and return those in force from now on; comments, order and the rest stay.

    Args:
        home: The folder.
        values: By name; None takes a setting back to its default.

    Raises:
        SettingsError: A name is unknown, the environment sets it, a value is not valid, or the file is no TOML;
            nothing is written then.
        HomeError: The file cannot be written.
    """
    outside = from_environment()
    for name in values:
        if name in outside:
            raise SettingsError(f"setting {name!r} is set by {outside[name]} in the environment. Change it there.")
    given = {name: value for name, value in values.items() if value is not None}
    valid = checked(given)
    with _WRITING:
        load_settings(home)  # a file that is not understood is for its writer to mend
        _write(home / SETTINGS_FILE, {name: getattr(valid, name) if name in given else None for name in values})
        return load_settings(home)


def _write(file: Path, values: Mapping[str, Any]) -> None:
    import tomlkit

    file = file.resolve()  # a link stays one
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    document = tomlkit.parse(text)
    for name, value in values.items():
        if value is not None:
            document[name] = value
        elif name in document:
            del document[name]
    written = tomlkit.dumps(document)
    if written == text:
        return
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
                target.write(written)
                target.flush()
                os.fsync(target.fileno())
            os.chmod(name, file.stat().st_mode & 0o777 if file.is_file() else 0o600)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise HomeError(f"the settings cannot be written to {file}: {error.strerror}. Mend the folder.") from error

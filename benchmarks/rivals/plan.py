"""The YAML file: which systems, over which sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_OURS = "citewire"
_ADAPTERS = "benchmarks.rivals.systems"


class PlanError(Exception):
    """The YAML file, or a choice among what it lists, makes no sense."""


@dataclass(frozen=True, slots=True)
class SystemPlan:
    """One row of the table.

    Attributes:
        name: What the table calls it.
        module: Its adapter.
        settings: What the reader should know of its configuration, in a sentence.
        options: Passed to the adapter.
    """

    name: str
    module: str
    settings: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Whether the others are its rivals."""
        return self.module == f"{_ADAPTERS}.{_OURS}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run.

    Attributes:
        passages: How many passages each question asks for.
        timeout_s: How long one system may take for one set.
        seed: Of the order of the systems, which is another for each set.
        sets: Folder by name; a relative one lies in the folder given on the command line, `./` in the project.
    """

    passages: int
    timeout_s: float
    seed: int
    sets: Mapping[str, str]
    systems: Sequence[SystemPlan]

    def choose(self, systems: Sequence[str], sets: Sequence[str]) -> tuple[list[SystemPlan], list[str]]:
        """Return the systems and sets of those names; of none, all.

        Raises:
            PlanError: There is no such name.
        """
        known = [system.name for system in self.systems]
        _require_known("system", systems, known)
        _require_known("set", sets, list(self.sets))
        chosen = [system for system in self.systems if not systems or system.name in systems]
        return chosen, [name for name in self.sets if not sets or name in sets]


def read_plan(path: Path) -> Plan:
    """Read the YAML file.

    Raises:
        PlanError: It is missing, is no YAML, or lacks or misspells a key.
    """
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror}. Give benchmarks/rivals.yaml.") from error
    except yaml.YAMLError as error:
        raise PlanError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    top = _fields(plain, str(path), {"passages": int, "timeout_s": int, "seed": int, "sets": dict, "systems": list})
    systems = []
    for number, row in enumerate(top["systems"], start=1):
        where = f"{path}: system {number}"
        given = _fields(row, where, {"name": str, "adapter": str, "settings": str}, {"options": dict})
        adapter = given["adapter"]
        module = adapter if "." in adapter else f"{_ADAPTERS}.{adapter}"
        systems.append(SystemPlan(given["name"], module, given["settings"], given.get("options", {})))
    names = [system.name for system in systems]
    if doubles := sorted({name for name in names if names.count(name) > 1}):
        raise PlanError(f"{path}: two systems are called {doubles[0]!r}. Give each a name of its own.")
    if top["passages"] < 1:
        raise PlanError(f'{path}: "passages" must be at least 1, got {top["passages"]}')
    return Plan(top["passages"], top["timeout_s"], top["seed"], top["sets"], systems)


def _fields(
    plain: object, where: str, required: Mapping[str, type], optional: Mapping[str, type] | None = None
) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise PlanError(f"{where}: expected keys and values, got {type(plain).__name__}")
    known = {**required, **(optional or {})}
    if unknown := [key for key in plain if key not in known]:
        raise PlanError(f"{where}: unknown key {unknown[0]!r}, expected {', '.join(known)}")
    if missing := [key for key in required if key not in plain]:
        raise PlanError(f"{where}: {missing[0]!r} is missing")
    for key, value in plain.items():
        if not isinstance(value, known[key]) or isinstance(value, bool):
            raise PlanError(f"{where}: {key!r} must be of type {known[key].__name__}, got {value!r}")
    return plain


def _require_known(kind: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [name for name in wanted if name not in known]:
        raise PlanError(f"no such {kind}: {unknown[0]!r}. Those listed are: {', '.join(known)}.")

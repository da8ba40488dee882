"""Options, argument types and JSON output that the commands share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date, or fail as a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date: expected YYYY-MM-DD, for example 2023-09-13", param, ctx)


class Pair(click.ParamType[tuple[str, str]]):
    """NAME=VALUE on the command line."""

    name = "NAME=COLUMN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Read the pair, or fail as a usage error."""
        from index.readers import FIELDS

        if isinstance(value, tuple):
            return value
        name, equals, column = value.partition("=")
        if name not in FIELDS or not equals or not column:
            self.fail(f"{value!r} is not NAME=COLUMN, where NAME is one of {', '.join(FIELDS)}", param, ctx)
        return name, column


class Stretch(click.ParamType[tuple[int, int]]):
    """START-END on the command line."""

    name = "START-END"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read two offsets, or fail as a usage error."""
        if isinstance(value, tuple):
            return value
        start, _, end = value.partition("-")
        if not (start.isdigit() and end.isdigit() and int(start) < int(end)):
            self.fail(f"{value!r} is not START-END in characters, for example 120-180", param, ctx)
        return int(start), int(end)


def common_options(command: Command) -> Command:
    """Add the options that every command takes, before or after its name."""
    for decorate in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_remember("debug"), help="Show tracebacks."),
        click.option("--json", "as_json", is_flag=True, expose_value=False, callback=_remember("json"), help="Print JSON."),
        click.option("--home", metavar="DIR", expose_value=False, callback=_remember("home"),
                     help="Where the index is.  [default: $CITEWIRE_HOME, else .citewire]"),
    ):  # fmt: skip
        command = decorate(command)
    return command


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def remember(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            ctx.find_root().ensure_object(dict)[key] = value

    return remember


def filter_options(command: Command) -> Command:
    """Add the options that narrow a question to some articles or say how its words of time are read."""
    for decorate in (
        click.option("--no-period", "read_period", is_flag=True, flag_value=False, default=True,
                     help="Do not take words such as “last week” for the time meant."),
        click.option("--as-of", type=Day(), help="The day the question is asked on."),
        click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this outlet; may be repeated."),
        click.option("--to", "published_to", type=Day(), help="Last day of publication."),
        click.option("--from", "published_from", type=Day(), help="First day of publication."),
    ):  # fmt: skip
        command = decorate(command)
    return command


def option(name: str) -> Any:
    """Return what a common option was given, before or after the command's name; None if it was not."""
    return click.get_current_context().find_root().ensure_object(dict).get(name)


def home_path() -> Path:
    """Return the home this command works on."""
    from index.home import resolve_home

    return resolve_home(option("home"))


def plain(record: Any) -> dict[str, Any]:
    """Return a dataclass as plain JSON types."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(record).items()}


def print_json(value: Any) -> None:
    """Print a result as JSON on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))

"""What the documents say is run, and what there is stands in the documents."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ui.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """(command, output shown) of every citewire command in a console block."""
    found = []
    for block in blocks("console"):
        for command, output in re.findall(r"^\$ (citewire .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            found.append((command, output))
    return found


def words(text: str) -> list[str]:
    return text.split()


def test_readme_shows_a_cited_answer_soon() -> None:
    assert "make run" in "\n".join(README.splitlines()[:12])
    assert len(sessions()) >= 3


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=lambda value: value[:40])
def test_readme_commands_print_what_is_shown(command: str, shown: str, seeds_home: Path, tmp_path: Path) -> None:
    if command.startswith("citewire ui"):
        command = "citewire ui --help"  # the page itself is tested in test_ui_browser.py
    if command.startswith("citewire index"):
        (tmp_path / "articles").mkdir()
        (tmp_path / "articles" / "a.txt").write_text("The bridge opened on Friday.")
        (tmp_path / "export.csv").write_text("title,body,published_at\nBridge,It opened on Friday.,2024-01-05\n")
    home = tmp_path / "home" if command.startswith("citewire index") else seeds_home
    program, *arguments = shlex.split(command)
    assert program == "citewire"
    result = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments, "--home", str(home)],
        capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    if shown:
        assert words(result.stdout) == words(shown)


def test_readme_python_prints_what_is_shown(seeds_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    exec(compile(code.replace('".citewire"', repr(str(seeds_home))), "README.md", "exec"), {})
    assert capsys.readouterr().out == blocks("text")[0]


def test_every_command_and_option_stands_in_the_readme_or_its_help() -> None:
    for name, command in cli.commands.items():
        assert re.search(rf"`(?:citewire )?{name}\b", README), name
        assert command.help
        for option in command.params:
            assert isinstance(option, click.Argument) or getattr(option, "help", None), f"{name} {option.name}"


def test_settings_page_is_up_to_date() -> None:
    result = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "settings_page.py")], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )  # fmt: skip
    assert (ROOT / "docs" / "settings.md").read_text() == result.stdout


def test_speed_table_is_that_of_the_last_run() -> None:
    result = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "speed.py"), "--table"], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    assert result.stdout in (ROOT / "benchmarks" / "README.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target

"""Keeping a collection from the command line: plans, syncs, and everything beside a running server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_ui_cli import run

from index.home import SERVER_FILE
from ui.client import ServerClient

KEEPER = "Edda Vint, keeper of the Marlow lighthouse, retired on Friday after 41 years."
QUESTION = "Who retired as keeper of the Marlow lighthouse?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "articles"
    path.mkdir()
    (path / "bridge.txt").write_text("The bridge at Oxmere opened on Friday.")
    (path / "mayor.txt").write_text("Mayor Jan Pell resigned on Monday.")
    return path


def read(*arguments: str | Path, home: Path) -> Any:
    result = run(*arguments, "--json", home=home)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_dry_run_shows_the_plan_before_there_is_an_index_and_after(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    first = run("index", folder, "--dry-run", home=home)
    assert first.returncode == 0
    assert f"added    bridge  {folder / 'bridge.txt'}" in first.stdout
    assert "2 added" in first.stdout
    assert not home.exists()
    assert read("index", folder, home=home)["added"] == 2
    (folder / "bridge.txt").unlink()
    (folder / "mayor.txt").rename(folder / "pell.txt")
    plan = read("index", folder, "--sync", "--dry-run", home=home)["plan"]
    assert [(step["action"], step["article_id"]) for step in plan] == [("renamed", "mayor"), ("removed", "bridge")]
    shown = run("index", folder, "--sync", "--dry-run", home=home).stdout
    assert f"(was {folder / 'mayor.txt'})" in " ".join(shown.split())
    report = read("index", folder, "--sync", home=home)
    assert (report["renamed"], report["removed"], report["chunks_embedded"]) == (1, 1, 0)
    assert [article["id"] for article in read("articles", home=home)["articles"]] == ["mayor"]


def test_dry_run_does_not_go_with_watch_or_rebuild(folder: Path, tmp_path: Path) -> None:
    for other in ("--watch", "--rebuild"):
        result = run("index", folder, "--dry-run", other, home=tmp_path / "home")
        assert (result.returncode, "--dry-run goes with PATHs alone" in result.stderr) == (2, True)


# --- beside a running server


@pytest.fixture
def served(seeds_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home whose owner is a running `citewire ui`."""
    home = tmp_path / "home"
    shutil.copytree(seeds_home, home)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITEWIRE_")}
    command = [sys.executable, "-m", "ui.cli", "ui", "--port", "0", "--home", str(home)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 120
        while not (home / SERVER_FILE).exists():
            assert server.poll() is None, server.stdout and server.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield home
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    assert not (home / SERVER_FILE).exists()
    assert not (home / "owner.json").exists()  # closed, not crashed


def test_indexing_removing_and_rebuilding_go_through_the_server(served: Path, folder: Path) -> None:
    (folder / "keeper.txt").write_text(KEEPER)
    (folder / "broken.txt").write_bytes(b"")
    result = run("index", folder, "--json", home=served)
    assert result.returncode == 1
    report = json.loads(result.stdout)
    assert (report["added"], len(report["failed"])) == (3, 1)
    assert Path(report["failed"][0]["path"]).name == "broken.txt"
    answer = read("ask", QUESTION, home=served)
    assert answer["citations"][0]["article_id"] == "keeper"

    (folder / "broken.txt").unlink()
    (folder / "bridge.txt").unlink()
    relative = run("index", folder.name, "--sync", "--json", home=served, cwd=folder.parent)
    assert json.loads(relative.stdout)["removed"] == 1

    assert read("remove", "keeper", home=served) == {"removed": ["keeper"]}
    unknown = run("remove", "keeper", home=served)
    assert (unknown.returncode, "no article 'keeper'" in unknown.stderr) == (1, True)
    assert KEEPER not in json.dumps(read("ask", QUESTION, home=served))

    (served / "settings.toml").write_text("chunk_tokens = 100\n")
    before = read("info", home=served)
    rebuilt = read("index", "--rebuild", home=served)
    after = read("info", home=served)
    assert (before["manifest"]["chunk_tokens"], after["manifest"]["chunk_tokens"]) == (200, 100)
    assert rebuilt["chunks_total"] == after["passages"] > before["passages"]
    assert after["rebuild"] is None
    assert not read("ask", "How tall is the Angara rocket?", home=served)["refused"]

    doctor = run("doctor", home=served)
    assert (doctor.returncode, "is using the home" in doctor.stderr) == (1, True)


def test_changing_the_index_needs_the_token_only_this_user_can_read(served: Path, folder: Path) -> None:
    note = json.loads((served / SERVER_FILE).read_text())
    assert stat.S_IMODE((served / SERVER_FILE).stat().st_mode) == 0o600
    for token in ("", "guess"):
        for path, body in (("index", {"paths": [str(folder)]}), ("remove", {"article_ids": ["x"]}), ("switch", {})):
            request = urllib.request.Request(
                f"{note['url']}api/{path}",
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json", "X-Citewire-Token": token},
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            assert refused.value.code == 404
            refused.value.close()
    client = ServerClient.find(served)
    assert client is not None
    assert client.index([str(folder)]).added == 2


def test_index_answers_while_another_process_rebuilds_it(seeds_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeds_home, home)
    (home / "settings.toml").write_text("chunk_tokens = 64\n")
    refused = run("ask", "How tall is the Angara rocket?", home=home)
    assert (refused.returncode, "citewire index --rebuild" in refused.stderr) == (1, True)
    code = (
        "import os, sys; from index.home import Home; from index.generations import rebuild\n"
        "with Home.build(sys.argv[1]) as home: rebuild(home, on_progress=lambda _: os._exit(9))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(home)], check=False, timeout=120).returncode == 9
    rebuild = read("info", home=home)["rebuild"]
    assert 0 < rebuild["articles_done"] < 34
    assert rebuild["manifest"]["chunk_tokens"] == 64
    assert read("ask", "How tall is the Angara rocket?", home=home)["text"].startswith("The 42.7m Angara rocket")
    report = read("index", "--rebuild", home=home)
    assert report["chunks_embedded"] < report["chunks_total"]  # the rest was there
    assert read("info", home=home)["manifest"]["chunk_tokens"] == 64


def test_watch_follows_the_folder_until_it_is_interrupted(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITEWIRE_")}
    command = [sys.executable, "-u", "-m", "ui.cli", "index", str(folder), "--watch", "--home", str(home)]
    watcher = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert watcher.stdout is not None
    assert watcher.stderr is not None
    try:
        assert watcher.stdout.readline().startswith("2 added")
        assert any(line.startswith("watching") for line in watcher.stderr)
        (folder / "keeper.txt").write_text(KEEPER)
        assert watcher.stdout.readline().startswith("1 added")
        (folder / "mayor.txt").rename(folder / "pell.txt")
        assert "1 renamed" in watcher.stdout.readline()
        (folder / "bridge.txt").unlink()
        assert ", 1 removed" in watcher.stdout.readline()
        assert {article["id"] for article in read("articles", home=home)["articles"]} == {"keeper", "mayor"}
    finally:
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=60)
    assert watcher.returncode == 0

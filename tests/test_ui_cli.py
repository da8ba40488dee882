"""The command line as people run it: a process of its own, its streams and its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_ui_fakes import built

import seeds
from qa import QueryEngine
from ui.rest import create_app

ANGARA = "How tall is the Angara rocket?"


def run(*arguments: str | Path, home: Path | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITEWIRE_")}
    if home is not None:
        environment["CITEWIRE_HOME"] = str(home)
    command = [sys.executable, "-m", "ui.cli", *map(str, arguments)]
    # The project's folder is on the path through the installed package, not through the working folder.
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env=environment,
        cwd=cwd or Path(__file__).parent,
    )


def test_help_is_complete_and_loads_nothing_heavy() -> None:
    help_text = run("--help")
    assert help_text.returncode == 0
    for command in (
        "index",
        "articles",
        "show",
        "remove",
        "info",
        "doctor",
        "search",
        "ask",
        "chat",
        "check",
        "recheck",
        "eval",
        "llm",
        "ui",
    ):
        assert f"\n  {command} " in help_text.stdout
        page = run(command, "--help")
        assert page.returncode == 0
        assert "Example" in page.stdout
        assert "--home" in page.stdout
        assert "--json" in page.stdout
    heavy = "chromadb", "gradio", "llama_index", "numpy", "pydantic", "rich", "sentence_transformers", "torch"
    check = f"import sys, ui.cli; sys.exit(bool(set({heavy!r}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=60).returncode == 0


def test_first_steps_from_an_empty_folder(tmp_path: Path) -> None:
    first = run("index", seeds.FOLDER, "--json", "--home", tmp_path / "home")
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert set(report) == {
        "added", "changed", "renamed", "unchanged", "removed", "copies", "failed", "chunks_total", "chunks_embedded", "seconds",
    }  # fmt: skip
    assert report["added"] >= 25
    assert report["chunks_embedded"] == report["chunks_total"] > 0
    again = json.loads(run("--home", tmp_path / "home", "index", seeds.FOLDER, "--json").stdout)
    assert (again["added"], again["changed"], again["chunks_embedded"]) == (0, 0, 0)

    asked = run("ask", ANGARA, "--json", home=tmp_path / "home")
    answer = json.loads(asked.stdout)
    assert answer["refused"] is False
    assert "42.7m" in answer["text"]
    article = json.loads(run("show", answer["citations"][0]["article_id"], "--json", home=tmp_path / "home").stdout)
    for citation in answer["citations"]:
        if citation["article_id"] == article["id"]:
            assert article["text"][citation["start_char"] : citation["end_char"]] == citation["quote"]
    original = (seeds.FOLDER / "000_5b5becaf9b9bcc65.txt").read_bytes().decode()
    assert article["text"] == original


def test_answer_for_people_names_its_sources(seeds_home: Path) -> None:
    result = run("ask", ANGARA, home=seeds_home)
    assert result.returncode == 0
    assert result.stdout.startswith("The 42.7m Angara rocket launches objects into low Earth orbit. [1]")
    assert "[1] REUTERS, 13 September 2023" in result.stdout
    assert "000_5b5becaf9b9bcc65, characters " in result.stdout
    assert "confidence" in result.stderr


def test_refusal_is_an_answer_too(seeds_home: Path) -> None:
    result = run("ask", "Who won the 2022 football World Cup?", home=seeds_home)
    assert result.returncode == 0
    assert result.stdout.startswith("The articles do not answer this.")
    assert "Nearest passages (not an answer)" in result.stdout


def test_search_explains_its_scores(seeds_home: Path) -> None:
    result = run("search", "bridge opening", "-k", "2", "--explain", home=seeds_home)
    assert result.stdout.count("dense ") == 2
    assert result.stdout.count("lexical ") == 2
    found = json.loads(run("search", "bridge opening", "-k", "3", "--json", home=seeds_home).stdout)
    assert (found["question"], found["period"], len(found["passages"])) == ("bridge opening", None, 3)
    assert set(found["passages"][0]) >= {"article_id", "chunk_id", "start_char", "end_char", "text", "scores"}


def test_period_is_told_and_can_be_left_out(seeds_home: Path) -> None:
    question = "Who was running Tarnhavn as acting mayor in April 2023?"
    told = "About the period: Read as 1 to 30 April 2023 (“in April 2023”); articles of that time come first."
    for arguments in (["ask", question], ["search", question, "--explain"]):
        assert told in run(*arguments, home=seeds_home).stdout
        assert "About the period" not in run(*arguments, "--no-period", home=seeds_home).stdout
    found = json.loads(run("search", question, "--json", home=seeds_home).stdout)
    assert found["period"] == {"start": "2023-04-01", "end": "2023-04-30", "from_text": "in April 2023"}
    explained = run("search", question, "-k", "3", "--explain", home=seeds_home).stdout
    assert len(re.findall(r"date \d\.\d", explained)) == 3
    week = json.loads(run("search", "storm last week", "--as-of", "2022-11-30", "--json", home=seeds_home).stdout)
    assert (week["period"]["start"], week["period"]["end"]) == ("2022-11-21", "2022-11-27")


def test_lists_and_facts(seeds_home: Path) -> None:
    articles = json.loads(run("articles", "--json", home=seeds_home).stdout)["articles"]
    info = json.loads(run("info", "--json", home=seeds_home).stdout)
    assert len(articles) == info["articles"] >= 25
    assert info["manifest"]["model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert "2023-09-13" in run("articles", home=seeds_home).stdout
    assert "384 dimensions" in run("info", home=seeds_home).stdout


def test_removed_article_is_no_longer_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge opened on Friday.")
    (tmp_path / "b.txt").write_text("The mayor resigned on Monday.")
    run("index", tmp_path / "a.txt", tmp_path / "b.txt", home=tmp_path / "home")
    assert run("remove", "a", home=tmp_path / "home").stdout == "1 removed\n"
    assert [row["id"] for row in json.loads(run("articles", "--json", home=tmp_path / "home").stdout)["articles"]] == [
        "b"
    ]


def test_failed_files_are_named_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The bridge opened on Friday.")
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    result = run("index", tmp_path, home=tmp_path / "home")
    assert result.returncode == 1
    assert result.stdout.startswith("1 added")
    assert "bad.txt: not UTF-8" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["ask"], 2, "Missing argument 'QUESTION'"),
        (["ask", "x", "--from", "13/09/2023"], 2, "expected YYYY-MM-DD"),
        (["index"], 2, "name a file or folder"),
        (["index", "x", "--field", "nonsense"], 2, "is not NAME=COLUMN"),
        (["show", "x", "--span", "9-3"], 2, "is not START-END"),
        (["nonsense"], 2, "No such command"),
        (["ask", ""], 1, "the question is empty"),
        (["ask", "x" * 100_000], 1, "the question is too long"),
        (["ask", "What?", "--source", "Nobody"], 1, "no outlet 'Nobody'"),
        (["ask", "What?", "--from", "2024-01-01", "--to", "2023-01-01"], 1, "the period is empty"),
        (["show", "nonsense"], 1, "no article 'nonsense' in this home"),
        (["remove", "nonsense"], 1, "no article 'nonsense' in this home"),
    ],
)
def test_bad_input_gets_one_clear_sentence(seeds_home: Path, arguments: list[str], code: int, expected: str) -> None:
    result = run(*arguments, home=seeds_home)
    assert result.returncode == code
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_missing_home_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (["ask", "What?"], ["articles"]):
        result = run(*command, "--home", tmp_path / "none")
        assert result.returncode == 1
        assert "Make one: citewire index FOLDER" in result.stderr


def test_unknown_setting_is_refused_with_the_likely_one(tmp_path: Path, seeds_home: Path) -> None:
    import shutil

    shutil.copytree(seeds_home, tmp_path / "home")
    (tmp_path / "home" / "settings.toml").write_text("refusal_treshold = 0.2\n")
    result = run("ask", "What?", home=tmp_path / "home")
    assert result.returncode == 1
    assert "Did you mean 'refusal_threshold'?" in result.stderr
    (tmp_path / "home" / "settings.toml").write_text("lexical_weight = 7\n")
    assert "setting 'lexical_weight' is not valid: got 7" in run("ask", "What?", home=tmp_path / "home").stderr


def test_control_characters_of_an_article_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The bridge \x1b[31mopened\x1b]0;pwned\x07 on Friday. " + "It was a long day for everybody. " * 20
    )
    run("index", tmp_path / "a.txt", home=tmp_path / "home")
    for command in (["show", "a"], ["articles"], ["ask", "When did the bridge open?"]):
        result = run(*command, home=tmp_path / "home")
        assert result.returncode == 0
        assert "\x1b" not in result.stdout
        assert "\x07" not in result.stdout


def test_command_line_rest_and_python_give_the_same_citations(seeds_home: Path, engine: QueryEngine) -> None:
    question = "Who is the mayor of Tarnhavn?"
    expected = engine.ask(question).to_dict()["citations"]
    printed = run("ask", question, "--json", home=seeds_home)
    assert json.loads(printed.stdout)["citations"] == expected
    with TestClient(built(lambda: create_app(engine)), base_url="http://localhost") as client:
        assert client.post("/api/ask", json={"question": question}).json()["citations"] == expected

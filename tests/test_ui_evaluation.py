"""`citewire eval` as people run it: tables, JSON, comparison, plot, worst cases, and what stops it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from evaluation_sets import CLAIMS, ETHANOL, OPENED, QUESTIONS, write_set
from fakes import BagOfWordsEmbedder
from PIL import Image
from rich.console import Console
from test_ui_cli import run as run_process

from index.embedding import Vectors
from qa.evaluation.run import METRICS
from ui.cli import cli
from ui.evaluation_text import MEANINGS, show_failures

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `citewire` in this process, with the bag-of-words embedder in place of the model."""

    def invoke(*arguments: str | Path, embedder: BagOfWordsEmbedder | None = None) -> Result:
        monkeypatch.setattr("index.home.open_embedder", lambda *_: embedder or BagOfWordsEmbedder())
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "small", claims=CLAIMS)


def test_table_names_every_metric_with_its_meaning(run: Run, folder: Path) -> None:
    result = run("eval", folder)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("small: 2 articles, 2 passages, 3 questions, 1 of them unanswerable, 3 claims\n")
    parts = {line.split()[0] for line in result.stdout.splitlines() if line and line[0] != " "}
    assert parts >= {"retrieval", "answers", "refusal", "claims", "speed"}
    for part, names in METRICS.items():
        for name in names:
            assert any(name in line and MEANINGS[part, name] in line for line in result.stdout.splitlines()), name
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    assert "At the threshold in force (0.375)" in result.stdout


def test_json_is_the_whole_report_and_can_leave_the_questions_out(run: Run, folder: Path) -> None:
    report = json.loads(run("eval", folder, "--json").stdout)
    assert len(report["questions"]) == len(report["claim_scores"]) == 3
    short = json.loads(run("eval", folder, "--json", "--no-questions").stdout)
    assert report.keys() - short.keys() == {"questions", "claim_scores"}
    assert "questions" not in short


def test_comparison_is_printed_and_part_of_the_json(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "before.json"
    before.write_text(run("eval", folder, "--json").stdout)
    monkeypatch.setenv("CITEWIRE_REFUSAL_THRESHOLD", "1")
    comparison = json.loads(run("eval", folder, "--json", "--compare", before).stdout)["comparison"]
    assert comparison["settings"] == {"refusal_threshold": [0.375, 1.0]}
    assert comparison["lost"] == ["q1", "q2"]
    result = run("eval", folder, "--compare", before)
    assert result.exit_code == 0
    assert "changed: refusal_threshold 0.375 → 1.0" in result.stdout
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("answers contains")]
    assert line.split()[:5] == ["answers", "contains", "1.000", "0.000", "-1.000"]
    assert "no clear change" in line  # two questions prove nothing
    assert "2 questions lost: dealt with rightly only before: q1, q2" in result.stdout


def test_report_that_cannot_be_compared_stops_the_run_before_it_begins(run: Run, folder: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(run("eval", write_set(tmp_path / "other", questions=[ETHANOL]), "--json").stdout)
    embedder = BagOfWordsEmbedder()
    result = run("eval", folder, "--compare", before, embedder=embedder)
    assert result.exit_code == 1
    assert "2 new" in str(result.exception)
    assert embedder.passages_embedded == 0


# --- the plot


@pytest.mark.parametrize("name", ["risk.png", "risk.svg"])
def test_plot_is_drawn(run: Run, folder: Path, tmp_path: Path, name: str) -> None:
    before = tmp_path / "before.json"
    before.write_text(run("eval", folder, "--json").stdout)
    result = run("eval", folder, "--plot", tmp_path / name, "--compare", before)
    assert result.exit_code == 0, result.exception
    if name.endswith(".png"):
        colours = np.asarray(Image.open(tmp_path / name).convert("RGB")).reshape(-1, 3)
        assert len(np.unique(colours, axis=0)) > 20
        return
    drawing = (tmp_path / name).read_text()
    for words in (
        "Risk against coverage: small, 3 questions", "Coverage: questions answered", "Risk: answers that are wrong",
        "threshold 0.375", "before (area",
    ):  # fmt: skip
        assert words in drawing, words


def test_same_report_gives_the_same_drawing(run: Run, folder: Path, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        run("eval", folder, "--plot", tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_plot_without_matplotlib_names_the_extra_before_the_run(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoMatplotlib:
        def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
            if name == "matplotlib":
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return None

    monkeypatch.setattr(sys, "meta_path", [NoMatplotlib(), *sys.meta_path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    embedder = BagOfWordsEmbedder()
    result = run("eval", folder, "--plot", tmp_path / "risk.svg", embedder=embedder)
    assert result.exit_code == 1
    assert "pip install 'citewire[eval]'" in str(result.exception)
    assert embedder.passages_embedded == 0
    assert run("eval", folder).exit_code == 0  # nothing else needs it


def test_plot_of_an_unknown_kind_or_place_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    result = run("eval", folder, "--plot", tmp_path / "risk.gif")
    assert result.exit_code == 2
    assert "does not end in .svg or .png" in result.stderr
    assert "is no folder" in str(run("eval", folder, "--plot", tmp_path / "none" / "risk.png").exception)


def test_plot_of_nothing_says_so(run: Run, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "claims", questions=None, claims=CLAIMS)
    result = run("eval", folder, "--plot", tmp_path / "risk.png")
    assert result.exit_code == 1
    assert "there is nothing to draw" in str(result.exception)


# --- worst cases


def test_worst_cases_show_what_was_expected_and_what_was_given(run: Run, tmp_path: Path) -> None:
    wrong = {**OPENED, "id": "w1", "answers": ["Nobody"], "evidence": [{"article_id": "b", "start": 63, "end": 84}]}
    folder = write_set(tmp_path / "set", questions=[*QUESTIONS, wrong])
    shown = run("eval", folder).stdout
    assert "answered wrongly" in shown
    case = shown[shown.index("w1 (fact)") :]
    assert "Who opened the new bridge in Holm?" in case
    assert "expected  Nobody" in case
    assert "Bridge opens: “It is 88 metres long.”" in case
    assert "right article at 1, right passage at 1" in case
    assert "opened by Mayor Ida Lund" in case
    assert "confidence" in case
    assert "w1" not in run("eval", folder, "--worst", "0").stdout


def test_worst_cases_fit_the_terminal_and_cannot_steer_it(capsys: pytest.CaptureFixture[str]) -> None:
    from qa.evaluation.failures import find_failures

    record = {
        "id": "q" * 20, "kind": None, "question": "word " * 80 + "\x1b[31m", "answerable": True, "expected": ["an answer " * 30],
        "evidence": [{"article_id": "a", "title": "title " * 40, "start": 0, "end": 9, "quote": "quote " * 90}],
        "ranks": {"a": None}, "span_ranks": [None], "answer": "given \u202e" * 100, "refused": False, "confidence": 0.9,
        "right": False, "cited": [{"article_id": "b", "title": "other " * 60, "start_char": 0, "end_char": 9}],
    }  # fmt: skip
    show_failures(
        Console(width=160, file=sys.stdout), find_failures([record, {**record, "id": "r", "refused": True}], 3)
    )
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 100
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "right article not found, right passage not found" in shown
    assert "1 question refused, though the articles answer it" in shown
    assert "a refusal (confidence 0.90)" in shown


# --- stopped by the person


class Interrupting(BagOfWordsEmbedder):
    """Stands for a person who presses Ctrl-C while the second question is asked."""

    def embed_queries(self, texts: Any) -> Vectors:
        if "whale" in texts[0]:
            raise KeyboardInterrupt
        return super().embed_queries(texts)


def test_interruption_says_how_far_it_was_and_what_is_kept(run: Run, folder: Path, tmp_path: Path) -> None:
    result = run("eval", folder, embedder=Interrupting())
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "interrupted: 1 of 3 questions done, no metrics; nothing is kept" in result.stderr
    result = run("eval", folder, "--work", tmp_path / "work", embedder=Interrupting())
    assert f"the index is kept in {tmp_path / 'work'}." in result.stderr
    embedder = BagOfWordsEmbedder()
    assert run("eval", folder, "--work", tmp_path / "work", embedder=embedder).exit_code == 0
    assert embedder.passages_embedded == 1  # the claim with a text of its own


# --- a process of its own, the real model


def test_evaluation_from_the_shell(folder: Path, tmp_path: Path) -> None:
    first = run_process("eval", folder, "--json", "--work", tmp_path / "work")
    assert first.returncode == 0, first.stderr
    (tmp_path / "before.json").write_text(first.stdout)
    again = run_process("eval", folder, "--work", tmp_path / "work", "--compare", tmp_path / "before.json")
    assert again.returncode == 0, again.stderr
    assert "changed: no setting and no version" in again.stdout
    assert "0 questions gained" in again.stdout
    missing = run_process("eval", tmp_path / "work")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "questions.jsonl is missing" in missing.stderr

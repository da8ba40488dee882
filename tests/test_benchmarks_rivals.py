"""The benchmark against other systems, as far as it runs without them: a system of twenty lines stands in."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rivals.__main__ import main
from benchmarks.rivals.measures import measure, quantile
from benchmarks.rivals.offsets import checked, locate
from benchmarks.rivals.plan import PlanError, read_plan
from benchmarks.rivals.report import report
from benchmarks.rivals.runner import read_results, still_holds
from benchmarks.rivals.system import Found
from qa.evaluation.gold import GoldEvidence, GoldQuestion

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "benchmarks" / "rivals.yaml"
ARTICLES = [
    {"id": "bridge", "title": "Bridge opens", "text": "The bridge opened on Friday.\n\nIt cost 3 million crowns."},
    {"id": "whale", "title": "Whale stranded", "text": "A whale was found on the sands."},
]
QUESTIONS = [
    {
        "id": "1", "question": "What did the bridge cost?", "answers": ["3 million crowns"], "answerable": True,
        "evidence": [{"article_id": "bridge", "start": 30, "end": 55}],
    },
    {
        "id": "2", "question": "Where was the whale?", "answers": ["on the sands"], "answerable": True,
        "evidence": [{"article_id": "whale", "start": 0, "end": 31}],
    },
    {"id": "3", "question": "Who is the mayor?", "answers": [], "answerable": False, "evidence": []},
]  # fmt: skip
FAKE = """
import os, pathlib
from benchmarks.rivals.offsets import locate
from benchmarks.rivals.system import Found

PACKAGES = ("pyyaml",)

class Paragraphs:
    def __init__(self, folder, options):
        self.folder, self.options, self.found = folder, options, []

    def ingest(self, corpus):
        with open(os.environ["RIVALS_LOG"], "a") as log:
            log.write(f"{self.options}\\n")
        if self.options.get("fails") == "raises":
            raise RuntimeError("the index | is\\nfull")
        if self.options.get("fails") == "dies":
            os.kill(os.getpid(), 9)
        for text in corpus.texts():
            for piece in text.text.split("\\n\\n"):
                self.found.append((piece, Found(text.id, *locate(text.text, piece))))
        (self.folder / "index").write_bytes(bytes(1024 * 1024))
        return len(self.found)

    def search(self, question, k):
        words = set(question.lower().split())
        ranked = sorted(self.found, key=lambda one: -len(words & set(one[0].lower().split())))
        return [found for _, found in ranked[:k]]

    def close(self):
        pass

def open_system(embedder, folder, k, options):
    return Paragraphs(folder, options)
"""


def row(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "adapter": "rival_of.paragraphs", "settings": "splits at blank lines.", "options": options}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call the command over one small set; returns (exit code, results, page, options the system ran with so far)."""
    (tmp_path / "rival_of").mkdir()
    (tmp_path / "rival_of" / "paragraphs.py").write_text(FAKE)
    (tmp_path / "data" / "small").mkdir(parents=True)
    for name, lines in (("articles", ARTICLES), ("questions", QUESTIONS)):
        (tmp_path / "data" / "small" / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    monkeypatch.setenv("RIVALS_LOG", str(tmp_path / "log"))

    def run(systems: list[dict[str, Any]], *arguments: str) -> tuple[int, list[dict[str, Any]], str, list[str]]:
        plan, results, page = tmp_path / "plan.yaml", tmp_path / "results.json", tmp_path / "page.md"
        plan.write_text(
            yaml.safe_dump({"passages": 3, "timeout_s": 120, "seed": 1, "sets": {"small": "small"}, "systems": systems})
        )
        files = ["--results", str(results), "--page", str(page)]
        code = main([str(plan), "--data", str(tmp_path / "data"), *files, *arguments])
        log = tmp_path / "log"
        ran = log.read_text().splitlines() if log.exists() else []
        return code, read_results(results), page.read_text() if page.exists() else "", ran

    return run


def test_every_system_is_measured_in_a_process_of_its_own(run: Any) -> None:
    code, results, page, _ = run([row("Paragraphs")])
    assert code == 0
    (result,) = results
    assert result["measures"] == {"ndcg@10": 1, "recall@5": 1, "mrr@10": 1, "span_hit@1": 0.5, "span_hit@5": 1}
    assert (result["articles"], result["questions"], result["passages"]) == (2, 2, 3)
    assert result["first_chars"] == 30
    assert result["disk_mb"] == 1
    assert result["peak_mb"] >= result["resident_mb"] > 10
    assert result["query_p95_ms"] >= result["query_p50_ms"] >= 0
    assert set(result["conditions"]["versions"]) >= {"pyyaml", "numpy", "onnxruntime"}
    assert "2 articles, 2 questions" in page
    assert "| Paragraphs | **1.000** | **1.000** | **1.000** | **0.500** | **1.000** | 30 | 3 |" in page
    assert "splits at blank lines." in page


def test_a_system_that_fails_is_a_row_that_says_why(run: Any) -> None:
    missing = {"name": "Absent", "adapter": "not_installed.anywhere", "settings": "none."}
    code, results, page, _ = run([row("Raises", fails="raises"), row("Dies", fails="dies"), missing, row("Works")])
    assert code == 0
    why = {result["system"]: result.get("failed") for result in results}
    assert why["Works"] is None
    assert why["Raises"] == "RuntimeError: the index | is full"
    assert why["Dies"] == "ended by SIGKILL"
    assert "pip install -r benchmarks/rivals/requirements.txt" in str(why["Absent"])
    assert "| Raises | failed: RuntimeError: the index \\| is full |" in page
    widths = {line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("| ")}
    assert len(widths) == 1


def test_an_interrupted_run_goes_on_where_it_was(run: Any) -> None:
    _, _, _, ran = run([row("A", n=1), row("B", fails="raises")])
    assert len(ran) == 2
    _, results, _, ran = run([row("A", n=1), row("B")])
    assert ran[2:] == ["{}"], "only what failed is run again"
    assert "failed" not in {result["system"]: result for result in results}["B"]
    _, _, _, ran = run([row("A", n=2), row("B")])
    assert ran[3:] == ["{'n': 2}"], "other options are another result"
    _, results, page, ran = run([row("B")], "--table")
    assert len(ran) == 4
    assert "| A |" not in page
    _, results, _, ran = run([row("A", n=2), row("B")], "--only", "B", "--again")
    assert ran[4:] == ["{}"]
    assert [result["system"] for result in results] == ["A", "B"]


def test_a_result_of_ours_holds_for_the_code_it_was_measured_with() -> None:
    ours, *others = read_plan(PLAN).systems
    for system, held in ((ours, {"abc": True, "def": False, "abc+": False}), (others[0], {"abc": True, "def": True})):
        for code, holds in held.items():
            kept = {
                "system": system.name, "set": "seeds", "module": system.module, "options": dict(system.options),
                "conditions": {"citewire": code if code.endswith("+") else "abc"},
            }  # fmt: skip
            assert still_holds(kept, system, "seeds", code) is holds, (system.name, code)
            assert not still_holds({**kept, "failed": "no"}, system, "seeds", code)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "C"], "no such system: 'C'. Those listed are: A."),
        (["--sets", "large"], "no such set: 'large'. Those listed are: small."),
        (["--data", "/nowhere"], "/nowhere/small is not a folder. Name the one that holds the sets: --data DIR"),
    ],
)
def test_a_wrong_choice_is_one_line(
    run: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, results, _, _ = run([row("A")], *arguments)
    assert (code, results) == (1, [])
    assert capsys.readouterr().err == f"PlanError: {said}\n"


def test_results_that_are_none_are_left_alone(run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "results.json").write_text('{"rows"')
    with pytest.raises(PlanError, match="holds no results"):
        run([row("A")])
    assert (tmp_path / "results.json").read_text() == '{"rows"'
    assert "Move it away" in capsys.readouterr().err


def test_the_plan_of_the_project_is_read() -> None:
    plan = read_plan(PLAN)
    assert [system.name for system in plan.systems if system.ours] == ["Citewire"]
    assert {"seeds", "onestopqa", "realtimeqa_2022", "scifact", "squad2"} == set(plan.sets)
    assert not any(Path(folder).is_absolute() for folder in plan.sets.values())
    adapters = {path.stem for path in (ROOT / "benchmarks" / "rivals" / "systems").glob("*.py")}
    assert {system.module.rpartition(".")[2] for system in plan.systems} == adapters - {"__init__"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"passages": 0}, '"passages" must be at least 1, got 0'),
        ({"passages": "many"}, "'passages' must be of type int, got 'many'"),
        ({"seed": True}, "'seed' must be of type int, got True"),
        ({"timeout_s": None}, "'timeout_s' must be of type int, got None"),
        ({"colour": "red"}, "unknown key 'colour', expected passages, timeout_s, seed, sets, systems"),
        ({"systems": [{"name": "A", "settings": "s"}]}, "system 1: 'adapter' is missing"),
        ({"systems": [row("A"), {**row("B"), "option": {}}]}, "system 2: unknown key 'option'"),
        ({"systems": [row("A"), row("A")]}, "two systems are called 'A'"),
        ({"systems": ["A"]}, "system 1: expected keys and values, got str"),
    ],
)
def test_a_plan_with_a_mistake_is_refused(tmp_path: Path, change: Mapping[str, Any], said: str) -> None:
    plain = {"passages": 1, "timeout_s": 1, "seed": 1, "sets": {}, "systems": [row("A")], **change}
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(plain))
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_plan_that_is_no_yaml_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read: No such file or directory"):
        read_plan(tmp_path / "plan.yaml")
    (tmp_path / "plan.yaml").write_text("systems: [")
    with pytest.raises(PlanError, match=r"^[^\n]*is not YAML[^\n]*$"):
        read_plan(tmp_path / "plan.yaml")


@given(st.text("ab .\n\t", max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_is_located_are_the_words_of_the_piece(text: str, first: int, second: int, start: int) -> None:
    piece = " ".join(text[min(first, second) : max(first, second)].split())
    if not piece:
        with pytest.raises(ValueError, match="blank"):
            locate(text, piece, start=start)
        return
    begin, end = locate(text, piece, start=start)
    assert text[begin:end].split() == piece.split()
    assert text[begin:end] == text[begin:end].strip()


def test_a_piece_that_lost_white_space_is_located() -> None:
    text = 'They saw "stroma. " At last. They saw "stroma. " At last.'
    assert locate(text, '"stroma. "At last.') == (9, 28)
    assert locate(text, '"stroma. "At last.', start=15) == (38, 57)


def test_a_repeated_piece_is_located_in_reading_order() -> None:
    text = "It rained. It snowed. It rained."
    assert locate(text, "It rained.") == (0, 10)
    assert locate(text, "It rained.", start=10) == (22, 32)
    assert locate(text, "It snowed.", start=30) == (11, 21)
    with pytest.raises(ValueError, match="not cut from this text: 'It hailed"):
        locate(text, "It hailed.")


def test_a_stated_start_is_believed_only_if_it_is_right() -> None:
    text = "It rained. It rained."
    assert checked(text, " It rained.", 10) == (11, 21)
    assert checked(text, "It rained.", 5) == (11, 21)
    assert checked(text, "It rained.", None) == (0, 10)


def test_measures_count_articles_once_and_spans_by_passage() -> None:
    questions = [
        GoldQuestion("1", "?", (), True, (GoldEvidence("a", 100, 200),)),
        GoldQuestion("2", "?", (), True, (GoldEvidence("b"), GoldEvidence("c"))),
    ]
    rankings = [
        [Found("x", 0, 9), Found("x", 9, 99), Found("a", 0, 149), Found("a", 0, 150)],
        [Found("b", 0, 9), Found("y", 0, 9)],
    ]
    found = measure(questions, rankings)
    assert found["mrr@10"] == pytest.approx((1 / 2 + 1) / 2, abs=1e-4)
    assert found["recall@5"] == pytest.approx((1 + 1 / 2) / 2, abs=1e-4)
    assert (found["span_hit@1"], found["span_hit@5"]) == (0, 1)
    assert measure(questions[1:], rankings[1:])["span_hit@5"] is None


def test_quantiles_are_values_that_were_measured() -> None:
    assert [quantile([3, 1, 2], share) for share in (0, 0.5, 0.95)] == [1, 2, 3]


def test_the_page_sets_ours_against_the_best_of_the_others() -> None:
    plan = read_plan(PLAN)
    conditions = {
        "at": "2026-11-24T00:00:00+00:00", "citewire": "abc", "processor": "P", "cores": 2, "load_before": 0.5,
        "python": "3.11", "system": "Linux", "versions": {"numpy": "2"},
    }  # fmt: skip
    costs = dict.fromkeys(
        ("first_chars", "passages", "ingest_s", "query_p50_ms", "query_p95_ms", "peak_mb", "resident_mb"), 1
    )

    def result(system: str, ndcg: float) -> dict[str, Any]:
        measures = {"ndcg@10": ndcg, "recall@5": 0.5, "mrr@10": 0.5, "span_hit@1": None, "span_hit@5": None}
        return {"system": system, "set": "seeds", "articles": 3, "questions": 2, "measures": measures,
                "disk_mb": None, "conditions": conditions, **costs}  # fmt: skip

    page = report(plan, [result("bm25s", 0.7), result("txtai hybrid", 0.8), result("Citewire", 0.9)])
    assert "| seeds | ndcg@10 | 0.900 | 0.800 | +0.100 | txtai hybrid |" in page
    assert "span_hit@1 | 0" not in page
    assert page.index("| Citewire | **0.900**") < page.index("| txtai hybrid | 0.800") < page.index("| bm25s | 0.700")
    assert "against the best" not in report(plan, [result("bm25s", 0.7)])


def test_the_page_in_the_project_is_that_of_the_results_in_it() -> None:
    rows = read_results(ROOT / "benchmarks" / "results" / "rivals.json")
    assert (ROOT / "benchmarks" / "RIVALS.md").read_text() == report(read_plan(PLAN), rows)

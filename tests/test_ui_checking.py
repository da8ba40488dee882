"""`citewire check`, `citewire recheck` and exports of `citewire ask`, as people run them; the same through a server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from test_ui_cli import ANGARA, run
from test_ui_fakes import FERRY, HOSTILE, POISONED, FakeEngine, cite

from index.errors import NotFoundError
from qa import CheckedSentence, CheckReport, UncheckedSentence
from qa.exports import ExportDocument, read_export, recheck
from ui import check_text, recheck_text
from ui.client import ServerClient

ROOT = Path(__file__).parent.parent
DRAFT = "# The rocket\n\nThe Angara rocket is 42.7m tall. The Angara rocket is 52.7m tall. Is it big?\n"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drafts") / "draft.md"
    path.write_text(DRAFT)
    return path


def test_check_prints_signs_words_and_evidence_and_strict_tells_by_its_exit_code(seeds_home: Path, draft: Path) -> None:
    result = run("check", draft, "--strict", home=seeds_home)
    assert result.returncode == 1
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert "–  The rocket (not checked: a heading or by-line)" in lines
    assert "✓  The Angara rocket is 42.7m tall." in lines
    assert "≠  The Angara rocket is 52.7m tall." in lines
    assert "–  Is it big? (not checked: a question)" in lines
    assert any(line.startswith("     for: REUTERS, 13 September 2023:") for line in lines)
    assert "1 supported, 0 partly supported, 1 not supported; articles speak against 1; 2 not checked." in lines
    assert "Traceback" not in result.stderr


def test_check_as_json_and_as_annotated_files(seeds_home: Path, draft: Path, tmp_path: Path) -> None:
    told = json.loads(run("check", draft, "--json", home=seeds_home).stdout)
    assert [sentence["verdict"] for sentence in told["sentences"]] == ["supported", "unsupported"]
    assert CheckReport.from_dict(told).to_dict() == told
    page = run("check", draft, "--format", "html", "--output", tmp_path / "c.html", home=seeds_home)
    assert (page.returncode, page.stdout) == (0, "")
    assert "≠ contradicted" in (tmp_path / "c.html").read_text()
    assert json.loads(run("check", draft, "--format", "json", home=seeds_home).stdout)["sentences"]
    marked = run("check", draft, "--format", "markdown", home=seeds_home).stdout
    assert marked.startswith(
        "# The rocket\n\nThe Angara rocket is 42.7m tall. ✓[^check-1] The Angara rocket is 52.7m tall. ≠[^check-2] Is it"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "cannot read"),
        (b"", "the draft is empty"),
        (b"---\na: b\n---\n", "holds no sentence"),
        (b"\x89PNG\r\n\x1a\n\x00", "is no UTF-8 text"),
        (b"text \x00 text", "holds a zero byte"),
        (b"x " * 200_000, "too long: got"),
        (b"x" * 4_000_001, "too large"),
    ],
    ids=["missing", "empty", "no sentence", "binary", "zero byte", "too long", "too large"],
)
def test_draft_that_is_no_draft_gets_one_clear_sentence(
    seeds_home: Path, tmp_path: Path, content: bytes | None, expected: str
) -> None:
    if content is not None:
        (tmp_path / "draft.md").write_bytes(content)
    result = run("check", tmp_path / "draft.md", home=seeds_home)
    assert (result.returncode, result.stdout) == (1, "")
    assert expected in result.stderr
    assert "Traceback" not in result.stderr


def test_answer_is_exported_and_rechecked_from_every_format(seeds_home: Path, tmp_path: Path) -> None:
    for form in ("markdown", "html", "json"):
        made = run("ask", ANGARA, "--format", form, "--output", tmp_path / f"a.{form}", home=seeds_home)
        assert (made.returncode, made.stdout) == (0, "")
    answers = [read_export((tmp_path / f"a.{form}").read_text()).answers[0] for form in ("markdown", "html", "json")]
    assert len({json.dumps({**answer.to_dict(), "timings_ms": {}}) for answer in answers}) == 1
    held = run("recheck", tmp_path / "a.html", "--ask-again", home=seeds_home)
    assert held.returncode == 0
    assert "✓ [1] unchanged" in held.stdout
    assert "✓ the answer is the same" in held.stdout
    home = tmp_path / "home"
    shutil.copytree(seeds_home, home)
    run("remove", answers[0].citations[0].article_id, home=home)
    gone = run("recheck", tmp_path / "a.markdown", "--json", home=home)
    assert gone.returncode == 1
    assert json.loads(gone.stdout)["citations"][0]["state"] == "gone"
    for file, problem in (("none.md", "cannot read"), ("..", "cannot read")):
        failed = run("recheck", tmp_path / file, home=seeds_home)
        assert (failed.returncode, failed.stdout) == (1, "")
        assert problem in failed.stderr
    (tmp_path / "page.html").write_text("<p>Hello</p>")
    assert "this is no export of answers" in run("recheck", tmp_path / "page.html", home=seeds_home).stderr


@pytest.fixture(scope="module")
def client() -> Iterator[ServerClient]:
    program = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "from test_ui_fakes import FakeEngine\nfrom ui.rest import serve\n"
        "serve(FakeEngine(), '127.0.0.1', 0, on_ready=lambda url: print(url, flush=True))\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield ServerClient(process.stdout.readline().strip())
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def test_running_server_checks_and_rechecks_for_another_process(client: ServerClient) -> None:
    engine = FakeEngine()
    assert client.check("Nobody was hurt.", as_of=date(2024, 1, 1)) == engine.check(
        "Nobody was hurt.", as_of=date(2024, 1, 1)
    )
    assert client.article(POISONED.id).content_sha256 == POISONED.content_sha256
    assert (client.article("ferry").published, client.article("bridge/2023").title) == (
        FERRY.published,
        "New swing bridge opens",
    )
    with pytest.raises(NotFoundError):
        client.article("none")
    document = ExportDocument.of(client.ask("What of the ferry?"))
    assert recheck(document, client, ask_again=True) == recheck(document, engine, ask_again=True)


def test_hostile_text_does_not_reach_the_terminal() -> None:
    nasty = f"{HOSTILE} \x1b[31m\x07 [bold]x[/bold] " + "y" * 5000
    citation = cite(POISONED, POISONED.text[:80], title=nasty, source=nasty)
    checked = CheckedSentence(nasty, 0, 5, "unsupported", 0.1, (nasty,), against=(citation,))
    report = CheckReport((checked,), (UncheckedSentence(nasty, 5, 6, "question"),), date(2024, 1, 1))
    shown = check_text.as_plain_text(report)
    out = StringIO()
    document = ExportDocument.of(FakeEngine().ask(f"poison {nasty}"))
    library = FakeEngine([])
    recheck_text.show_report(Console(file=out, width=100), recheck(document, library), document)
    for text in (shown, out.getvalue()):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        assert "[bold]x[/bold]" in text or "[bold]" not in text
    assert "contradicted" in shown
    assert "the article is gone" in out.getvalue()

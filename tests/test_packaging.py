"""The wheel in an empty environment: it installs with what it declares, and works away from the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_the_packages_the_seeds_and_the_assets_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"index", "qa", "ui", "seeds"}
    assert "seeds/000_5b5becaf9b9bcc65.txt" in names
    assert "seeds/questions.jsonl" in names
    assert "ui/assets/page.css" in names
    assert len([name for name in names if name.startswith("seeds/") and name.endswith((".md", ".txt"))]) >= 25
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_wheel_answers_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    python = tmp_path / "venv" / "bin" / "python"
    torch = f"torch=={version('torch').partition('+')[0]}"  # the release at hand, not a download of several GB
    for package in (torch, str(wheel)):
        installed = subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", package],
            capture_output=True, text=True, check=False, timeout=900,
        )  # fmt: skip
        assert installed.returncode == 0, installed.stderr
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CITEWIRE_", "PYTHON"))}
    environment["CITEWIRE_CACHE"] = str(tmp_path / "cache")  # an export of ours would hide what it takes to make one
    for arguments in (["index", "--samples"], ["ask", "How tall is the Angara rocket?", "--json"]):
        result = subprocess.run(
            [tmp_path / "venv" / "bin" / "citewire", *arguments],
            capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path, env=environment,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
    assert "42.7m" in json.loads(result.stdout)["text"]
    served = subprocess.run(
        [python, "-c", "import ui.rest, ui.chat_app, qa.llamaindex"],
        capture_output=True, text=True, check=False, timeout=180, cwd=tmp_path, env=environment,
    )  # fmt: skip
    assert served.returncode == 0, served.stderr

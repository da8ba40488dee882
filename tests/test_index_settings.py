"""settings.toml: what is written, what is refused, and what stays as its owner wrote it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import HomeError, SettingsError
from index.settings import Settings, from_environment, load_settings
from index.settings_file import change, problems

OWNED = """# How our desk asks
reranker = "none"   # faster
keep_k = 5

# for the archive
llm = 'ollama:qwen3'
"""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in from_environment().values():
        monkeypatch.delenv(variable)


def test_only_the_lines_meant_are_touched(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(OWNED)
    settings = change(tmp_path, {"keep_k": 9, "refusal_threshold": 0.5})
    assert file.read_text() == OWNED.replace("keep_k = 5", "keep_k = 9") + "refusal_threshold = 0.5\n"
    assert (settings.keep_k, settings.refusal_threshold, settings.reranker) == (9, 0.5, "none")
    change(tmp_path, {"keep_k": None, "refusal_threshold": None})
    assert file.read_text() == OWNED.replace("keep_k = 5\n", "")
    assert load_settings(tmp_path).keep_k == Settings().keep_k


def test_comment_behind_a_changed_value_stays(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(OWNED)
    change(tmp_path, {"reranker": "bundled"})
    assert 'reranker = "bundled"   # faster\n' in (tmp_path / "settings.toml").read_text()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"keep_k": 0}, "keep_k"),
        ({"keep_k": 9, "refusal_threshold": 2}, "refusal_threshold"),
        ({"keep_kk": 9}, "keep_kk"),
        ({"language": "xx"}, "language"),
    ],
)
def test_nothing_is_written_if_one_value_is_not_valid(tmp_path: Path, values: dict[str, object], told: str) -> None:
    (tmp_path / "settings.toml").write_text(OWNED)
    with pytest.raises(SettingsError, match=told):
        change(tmp_path, values)
    assert (tmp_path / "settings.toml").read_text() == OWNED
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_each_wrong_value_has_its_own_sentence() -> None:
    found = problems({"keep_k": 0, "llm_temperature": "warm", "candidates": 20, "fetch_pages": None})
    assert found.keys() == {"keep_k", "llm_temperature", "fetch_pages"}
    assert all(name in sentence and "\n" not in sentence for name, sentence in found.items())


def test_what_the_environment_sets_is_changed_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_KEEP_K", "3")
    assert from_environment() == {"keep_k": "CITEWIRE_KEEP_K"}
    with pytest.raises(SettingsError, match="CITEWIRE_KEEP_K"):
        change(tmp_path, {"keep_k": 9})
    assert not (tmp_path / "settings.toml").exists()


def test_file_that_is_no_toml_is_left_to_its_owner(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("keep_k = ")
    with pytest.raises(SettingsError, match="TOML"):
        change(tmp_path, {"keep_k": 9})
    assert (tmp_path / "settings.toml").read_text() == "keep_k = "


def test_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere.toml"
    home.mkdir()
    elsewhere.write_text(OWNED)
    elsewhere.chmod(0o640)
    (home / "settings.toml").symlink_to(elsewhere)
    change(home, {"keep_k": 9})
    assert (home / "settings.toml").is_symlink()
    assert "keep_k = 9" in elsewhere.read_text()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o640


def test_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    change(tmp_path, {"keep_k": 9})
    assert stat.S_IMODE((tmp_path / "settings.toml").stat().st_mode) == 0o600


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="cannot be written"):
        change(tmp_path / "gone", {"keep_k": 9})


@given(text=st.text(min_size=1).filter(lambda text: "\0" not in text), share=st.floats(0, 1))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, text: str, share: float) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / "settings.toml").write_text("# kept\n")
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    settings = change(home, {"reranker": text, "lexical_weight": share})
    assert (settings.reranker, settings.lexical_weight) == (text, share)
    assert (home / "settings.toml").read_text(encoding="utf-8").startswith("# kept\n")
    assert os.listdir(home) == ["settings.toml"]

"""The house: layers, public names, sizes, and what may be imported where."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import index.errors
import qa

ROOT = Path(__file__).parent.parent
LAYERS = {"index": {"index"}, "qa": {"index", "qa"}, "ui": {"index", "qa", "ui", "seeds"}}
MODULES = sorted(path for package in LAYERS for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_run_one_way(path: Path) -> None:
    ours = imported(path) & (LAYERS.keys() | {"seeds"})
    assert ours <= LAYERS[path.relative_to(ROOT).parts[0]]


def test_chroma_and_gradio_have_one_place_each() -> None:
    assert {path.name for path in MODULES if "chromadb" in imported(path)} == {"vectors.py"}
    assert {path.relative_to(ROOT).parts[0] for path in MODULES if "gradio" in imported(path)} == {"ui"}
    llama_index = {path.relative_to(ROOT) for path in MODULES if "llama_index" in imported(path)}
    assert {path for path in llama_index if path.parent.name != "generative"} == {
        Path("qa/engine.py"),  # for a type
        Path("qa/llamaindex.py"),
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_module_says_what_it_is_and_is_no_longer_than_a_noun_needs(path: Path) -> None:
    source = path.read_text()
    assert source == "" or ast.get_docstring(ast.parse(source))
    if path.parent.name != "texts":  # tables of what is shown, read by their names
        assert len(source.splitlines()) <= 400
    assert path.name != "utils.py"


def test_public_names_are_exported_and_documented() -> None:
    public = {name for name in vars(qa) if not name.startswith("_")}
    modules = {name for name in public if isinstance(getattr(qa, name), type(importlib))}
    assert set(qa.__all__) == public - modules - {"annotations"}
    assert all(getattr(qa, name).__doc__ for name in qa.__all__)


def test_error_tree_is_drawn_in_full() -> None:
    drawing = index.errors.__doc__ or ""
    for name, value in vars(index.errors).items():
        if isinstance(value, type):
            assert name in drawing, name
            assert issubclass(value, index.errors.CitewireError)


def test_another_package_called_index_is_named(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "__init__.py").write_text("")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import qa"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert "another package called 'index' hides Citewire's" in result.stderr
    assert str(tmp_path) in result.stderr

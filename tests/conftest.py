"""Homes that several tests share; the real model is loaded once a session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import seeds
from index.home import Home
from index.ingest import ingest
from index.onnx_export import CACHE_VARIABLE
from qa.engine import QueryEngine

pytest_plugins = ["browsing", "views", "evidence", "hostile_pages"]


@pytest.fixture(scope="session", autouse=True)
def onnx_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this session's exports of models are kept, those of processes that tests start too; never the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        yield folder / "onnx"


@pytest.fixture(scope="session")
def seeds_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample articles, embedded by the real model; read it only."""
    path = tmp_path_factory.mktemp("seeds") / "home"
    with Home.create(path) as home:
        report = ingest(home, [seeds.FOLDER])
    assert not report.failed
    return path


@pytest.fixture(scope="session")
def engine(seeds_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    """The engine over a copy of `seeds_home`, which it owns for the whole session."""
    copy = tmp_path_factory.mktemp("engine") / "home"
    shutil.copytree(seeds_home, copy)
    with QueryEngine.open(copy) as opened:
        yield opened

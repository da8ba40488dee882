from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_ui_fakes import BRIDGE, FERRY, MARCH_TOLD, POISONED, FakeEngine, built

from index.errors import CitewireError
from qa import Answer, CheckReport, Found, Passage
from ui import chat_app, texts
from ui.conversations import Conversations
from ui.downloads import CheckedDrafts
from ui.keeping import Keeper
from ui.kept_assets import FOLDER
from ui.rest import LOOPBACK_NAMES, create_app, free_port, serve

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="module")
def client(engine: FakeEngine) -> Iterator[TestClient]:
    app = built(lambda: create_app(engine))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://localhost:7900", raise_server_exceptions=False) as client:
        yield client


def test_health_counts_the_articles(client: TestClient) -> None:
    assert client.get("/api/health").json() == {"status": "ok", "articles": 3}


def test_ask_returns_the_same_answer_as_the_engine(client: TestClient, engine: FakeEngine) -> None:
    response = client.post("/api/ask", json={"question": "What of the ferry?"})
    assert response.status_code == 200
    assert Answer.from_dict(response.json()) == engine.ask("What of the ferry?")


def test_every_quote_of_an_answer_stands_in_the_article_the_api_returns(client: TestClient) -> None:
    for citation in client.post("/api/ask", json={"question": "ferry"}).json()["citations"]:
        text = client.get(f"/api/articles/{citation['article_id']}").json()["text"]
        assert text[citation["start_char"] : citation["end_char"]] == citation["quote"]


def test_ask_passes_dates_outlets_and_the_day_on(client: TestClient, engine: FakeEngine) -> None:
    body = {
        "question": "bridge", "published_from": "2023-01-01", "published_to": "2023-12-31",
        "sources": ["Ostrand Post"], "as_of": "2024-01-01", "read_period": False,
    }  # fmt: skip
    assert client.post("/api/ask", json=body).status_code == 200
    assert engine.calls[-1] == (
        "bridge",
        {
            "published_from": date(2023, 1, 1), "published_to": date(2023, 12, 31),
            "sources": ("Ostrand Post",), "as_of": date(2024, 1, 1), "read_period": False,
        },
    )  # fmt: skip


def test_search_returns_ranked_passages(client: TestClient, engine: FakeEngine) -> None:
    found = client.post("/api/search", json={"question": "ferry", "k": 2}).json()
    assert (found["question"], found["period"]) == ("ferry", None)
    assert [Passage.from_dict(passage) for passage in found["passages"]] == engine.search("ferry", 2)


def test_search_tells_the_period_it_understood(client: TestClient, engine: FakeEngine) -> None:
    found = client.post("/api/search", json={"question": "ferry in March"}).json()
    assert found["period"] == {"start": "2023-03-01", "end": "2023-03-31", "from_text": "in March"}
    assert found["notices"] == [{"kind": "period", "text": MARCH_TOLD, "markers": []}]
    assert Found.from_dict(found) == engine.look_up("ferry in March")
    plain = client.post("/api/search", json={"question": "ferry in March", "read_period": False}).json()
    assert (plain["period"], plain["notices"]) == (None, [])


def test_check_returns_the_same_report_as_the_engine(client: TestClient, engine: FakeEngine) -> None:
    body = {
        "text": "Nobody was hurt.",
        "published_from": "2022-01-01",
        "sources": ["Ostrand Post"],
        "as_of": "2024-01-01",
    }
    told = client.post("/api/check", json=body).json()
    assert CheckReport.from_dict(told) == engine.check("Nobody was hurt.", as_of=date(2024, 1, 1))
    assert told["summary"]["supported"] == told["summary"]["unchecked"] == 1
    empty = client.post("/api/check", json={"text": " "})
    assert (empty.status_code, empty.json()["kind"]) == (400, "DraftError")
    assert client.post("/api/check", json={"text": "x", "surprise": 1}).status_code == 400


def test_articles_are_listed_and_read_by_id_even_with_a_slash(client: TestClient) -> None:
    assert [row["id"] for row in client.get("/api/articles").json()["articles"]] == [FERRY.id, BRIDGE.id, POISONED.id]
    article = client.get("/api/articles/bridge%2F2023").json()
    assert (article["text"], article["published"]) == (BRIDGE.text, "2023-09-22")
    assert "origin" not in article, "where a file lies on this machine is nobody else's business"


@pytest.mark.parametrize(
    ("body", "status", "kind", "retryable"),
    [
        ({"question": " "}, 400, "QuestionError", False),
        ({"question": "locked"}, 503, "HomeLocked", True),
        ({"question": "broken"}, 500, "InternalError", False),
        ({"question": 7}, 400, "RequestError", False),
        ({}, 400, "RequestError", False),
        ({"question": "x", "published_from": "12/13/2024"}, 400, "RequestError", False),
        ({"question": "x", "surprise": 1}, 400, "RequestError", False),
    ],
)
def test_error_is_one_sentence_with_kind_and_retryable(
    client: TestClient, body: dict[str, object], status: int, kind: str, retryable: bool
) -> None:
    response = client.post("/api/ask", json=body)
    told = response.json()
    assert (response.status_code, told["kind"], told["retryable"]) == (status, kind, retryable)
    assert told["error"]
    assert "\n" not in told["error"]
    assert "secret" not in response.text


@pytest.mark.parametrize("path", ["/api/articles/none", "/api/nothing", "/api/"])
def test_unknown_path_or_article_is_not_found_in_json(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["kind"]) == (404, "NotFoundError")


def test_body_that_is_too_large_is_refused(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "x" * 1_000_001})
    assert response.json()["error"] == texts.API_TOO_LARGE.format(limit=1_000_000)


def test_reader_page_marks_the_quote_and_unknown_article_is_a_page_too(client: TestClient) -> None:
    page = client.get("/article/bridge%2F2023?s=0-15&at=1")
    assert page.status_code == 200
    assert 'data-end="15">Ropewalk Bridge</mark>' in page.text
    missing = client.get("/article/%3Cscript%3E")
    assert missing.status_code == 404
    assert texts.READER_MISSING_TITLE in missing.text
    assert "<script" not in missing.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7900", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    for path in ("/", "/api/articles", "/article/ferry", "/gradio_api/info"):
        assert client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:7900", "[::1]:7900", "[::1]"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_pages_of_other_sites_cannot_use_the_api(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/ask", json={"question": "ferry"}, headers=headers).status_code == 403
    assert client.get("/api/articles", headers=headers).status_code == 403
    assert client.post("/gradio_api/queue/join", json={}, headers=headers).status_code == 403


def test_own_page_can_use_the_api_and_a_shared_link_opens_from_anywhere(client: TestClient) -> None:
    own = {"origin": "http://localhost:7900"}
    assert client.post("/api/ask", json={"question": "ferry"}, headers=own).status_code == 200
    assert client.get("/article/ferry", headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert "access-control-allow-origin" not in client.get("/api/health", headers=own).headers


@pytest.mark.parametrize("path", ["/", "/article/ferry", "/api/health"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_policies_allow_no_inline_script_but_those_of_the_page_itself(client: TestClient) -> None:
    reader = client.get("/article/ferry").headers["content-security-policy"]
    chat = client.get("/", headers={"accept-encoding": "gzip, br"}).headers["content-security-policy"]
    assert "default-src 'none'" in reader
    assert "script-src" not in reader
    scripts = next(part for part in chat.split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert "'sha256-" in scripts
    assert "http" not in chat


def test_page_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    theme = client.get("/theme.css").text + "".join(file.read_text() for file in FOLDER.glob("*.css"))
    assert not re.search(r"https?:", theme.replace("http://www.w3.org/", ""))


def test_no_handler_of_the_page_is_a_public_endpoint(engine: FakeEngine, tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "kept")
    page, _ = built(lambda: chat_app.build(engine, CheckedDrafts(), Keeper(engine), kept))  # type: ignore[arg-type]
    config = page.get_config_file()
    assert len(config["dependencies"]) > 5
    assert {dependency["api_visibility"] for dependency in config["dependencies"]} == {"private"}


def test_a_page_read_from_other_machines_takes_no_files(engine: FakeEngine) -> None:
    remote = TestClient(built(lambda: create_app(engine, hosts=None)), base_url="http://news.example:7860")  # type: ignore[arg-type]
    response = remote.post("/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert (response.status_code, response.json()["kind"]) == (404, "NotFoundError")


@pytest.mark.parametrize(
    "path", ["/export/unknown.html", "/export/unknown.exe", "/checked/unknown.md", "/checked/x.exe"]
)
def test_what_is_not_kept_cannot_be_saved(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["kind"]) == (404, "NotFoundError")


@pytest.mark.parametrize("path", ["file=/etc/passwd", "proxy=https://evil.example/", "runs"])
def test_parts_of_gradio_that_are_not_used_are_closed(client: TestClient, path: str) -> None:
    response = client.get(f"/gradio_api/{path}")
    assert (response.status_code, response.json()["kind"]) == (404, "NotFoundError")


@pytest.mark.parametrize(("hosts", "way"), [(LOOPBACK_NAMES, texts.EMPTY_SAMPLES), (None, texts.EMPTY_COMMANDS[0])])
def test_page_of_an_empty_index_leads_to_articles(hosts: tuple[str, ...] | None, way: str) -> None:
    app = built(lambda: create_app(FakeEngine([]), hosts=hosts))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/").text
    assert texts.EMPTY_TITLE in page
    assert way in page
    assert (texts.EMPTY_SAMPLES in page) == (hosts is not None)


def test_taken_port_is_a_clear_error_and_free_port_avoids_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CitewireError, match=f"port {port} on 127.0.0.1 is in use.*--port {port + 1}"):
            serve(FakeEngine(), "127.0.0.1", port)  # type: ignore[arg-type]
        assert free_port("127.0.0.1", [port]) != port
        assert free_port("127.0.0.1", port) != port


def test_free_port_takes_the_preferred_one_if_it_can() -> None:
    port = free_port("127.0.0.1")
    assert free_port("127.0.0.1", [port]) == port
    assert free_port("127.0.0.1", port) == port


def test_host_of_another_machine_is_a_clear_error() -> None:
    with pytest.raises(CitewireError, match=r"cannot listen on 192\.0\.2\.1"):
        free_port("192.0.2.1")


def test_serve_tells_its_address_once_it_answers() -> None:
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
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{url}api/health", timeout=10) as response:
            assert json.load(response)["articles"] == 3
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

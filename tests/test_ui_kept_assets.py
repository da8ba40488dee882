"""Scripts and styles: kept by a browser for good, packed, and the same through every door."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from browsing import OpenPage
from fastapi.testclient import TestClient
from playwright.sync_api import Page
from test_ui_fakes import FakeEngine, built

from ui.chat_app import GRADIOS_ASSETS
from ui.kept_assets import FOLDER, KeptAssets, address
from ui.rest import create_app

GRADIOS = f"/assets/{next(GRADIOS_ASSETS.glob('index-*.js')).name}"
PACKED = {"accept-encoding": "gzip"}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = built(lambda: create_app(FakeEngine()))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def content(path: str) -> bytes:
    folder = GRADIOS_ASSETS if path.startswith("/assets/") else FOLDER
    return (folder / path.rpartition("/")[2]).read_bytes()


@pytest.mark.parametrize("path", [address("page.js"), address("library.css"), address("icon.svg"), GRADIOS])
def test_a_script_or_style_is_kept_for_good_and_is_what_lies_there(client: TestClient, path: str) -> None:
    for headers in (PLAIN, PACKED, {"accept-encoding": "br, gzip;q=0.5"}, {"accept-encoding": "gzip;q=0"}):
        response = client.get(path, headers=headers)
        assert (response.status_code, response.content) == (200, content(path))
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_it_is_packed_for_whoever_can_unpack_it(client: TestClient) -> None:
    plain, packed = (client.get(GRADIOS, headers=headers).headers for headers in (PLAIN, PACKED))
    assert "content-encoding" not in plain
    assert packed["content-encoding"] == "gzip"
    assert plain["vary"] == packed["vary"] == "Accept-Encoding"
    assert 3 * int(packed["content-length"]) < 2 * int(plain["content-length"])


def test_head_tells_the_length_and_nothing_else(client: TestClient) -> None:
    got, told = client.get(GRADIOS, headers=PLAIN), client.head(GRADIOS, headers=PLAIN)
    assert (told.status_code, told.content) == (200, b"")
    assert dict(told.headers) == dict(got.headers)


def test_what_the_browser_has_already_is_not_sent_again(client: TestClient) -> None:
    tag = client.get(GRADIOS).headers["etag"]
    for named in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        same = client.get(GRADIOS, headers={"if-none-match": named})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert same.headers["vary"] == "Accept-Encoding"
    assert client.get(GRADIOS, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_part_is_answered_with_the_whole(client: TestClient) -> None:
    response = client.get(GRADIOS, headers={**PLAIN, "range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, content(GRADIOS))
    assert "accept-ranges" not in response.headers


@pytest.mark.parametrize(
    "path",
    ["/citewire/page.js", "/citewire/older/page.js", address("none.js"), address("..%2frest.js"), address("../rest.py"),
     "/assets/none-12345678.js", "/assets/..%2findex-12345678.js"],
)  # fmt: skip
def test_what_is_not_there_is_not_kept(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (403, 404)
    assert "cache-control" not in response.headers


def test_other_sites_reach_it_no_more_than_the_rest(client: TestClient) -> None:
    for path in (address("page.js"), GRADIOS):
        refused = client.get(path, headers={"host": "evil.example"})
        assert (refused.status_code, refused.json()["kind"]) == (400, "HostError")
        assert client.post(path).status_code in (404, 405)


def test_all_that_the_page_names_of_ours_is_there(client: TestClient) -> None:
    page = client.get("/").text
    named = set(re.findall(r"/citewire/[\w./-]+", page))
    assert {address(name) for name in ("language.js", "theme.js", "page.js", "ask.css", "icon.svg")} <= named
    for path in named:
        assert client.get(path).status_code == 200
    assert page.index("theme.js") < page.index("<meta charset")


def test_a_second_visit_asks_for_no_script_or_style_again(fake_url: str, open_page: OpenPage) -> None:
    page = open_page(fake_url)
    page.locator("#cw-question textarea").wait_for()
    first = {name for name, _ in fetched(page)}
    page.goto(fake_url)
    page.locator("#cw-question textarea").wait_for()
    again = {name: size for name, size in fetched(page) if name in first}
    assert len(again) > 50
    assert set(again.values()) == {0}


def fetched(page: Page) -> list[tuple[str, int]]:
    """Return what the page has of scripts and styles, and how many bytes were sent for each."""
    found: list[tuple[str, int]] = page.evaluate(
        """performance.getEntriesByType("resource")
             .filter((one) => one.responseEnd && /\\/(assets|citewire)\\//.test(one.name))
             .map((one) => [one.name, one.transferSize])"""
    )
    return found


def test_a_file_is_read_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app = KeptAssets(client.app, gradios=GRADIOS_ASSETS, headers={}, may_ask=lambda _: True)
    alone = TestClient(app)
    first = alone.get(GRADIOS, headers=PACKED).content
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("packed again"))
    assert alone.get(GRADIOS, headers=PACKED).content == first

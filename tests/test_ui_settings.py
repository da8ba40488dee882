"""The Settings page in a real browser: what is shown, saved, refused and put in force, and that no secret leaves the server."""

from __future__ import annotations

import re
import shutil
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, browser, is_dark, open_page, serving
from llm_servers import fails, says, scripted
from playwright.sync_api import Locator, Page, expect
from test_ui_fakes import FakeEngine
from views import still

from index.settings import NEED_REOPENING, Settings, from_environment
from qa import QueryEngine
from qa.tradeoff import tradeoff
from ui import texts
from ui.render.threshold import threshold_words
from ui.texts import english

__all__ = ["browser", "open_page"]

Serve = Callable[..., str]
OWNED = "# our desk\nkeep_k = 5  # few\n"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in (*from_environment().values(), "CITEWIRE_LLM_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    yield
    texts.use("en")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve engines until the test ends."""
    with ExitStack() as stack:
        yield lambda *given, **options: stack.enter_context(serving(*given, **options))


def settings_of(page: Page, *, model: bool = False) -> Locator:
    """Open the tab, and the language model's part if asked for."""
    page.get_by_role("tab", name=texts.TAB_SETTINGS, exact=True).click()
    part = page.locator("#cw-settings")
    for shown in ("#cw-curve svg", "#cw-set-llm input:checked", "#cw-set-language input:checked"):
        expect(part.locator(shown)).to_be_visible()
    if model:
        part.get_by_label(texts.SETTINGS_BY_MODEL).check()
        expect(part.locator("#cw-set-model")).to_be_visible()
    return part


def open_group(part: Locator, title: str) -> None:
    part.get_by_role("button", name=title).click()
    still(part.page)  # Gradio builds the fields now, and gives them their values


def field(part: Locator, name: str) -> Locator:
    return part.locator(f"#cw-set-{name.replace('_', '-')}")


def save(page: Page) -> Locator:
    page.locator("#cw-save").click()
    return page.locator("#cw-settings-status")


def file_of(engine: FakeEngine) -> Path:
    return Path(engine.home.path / "settings.toml")


# --- what is there


def test_every_setting_of_the_model_is_shown_with_its_meaning(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    part = settings_of(open_page(serve(engine)), model=True)
    for title in (texts.SETTINGS_MORE_MODEL, *texts.SETTINGS_GROUPS.values(), texts.SETTINGS_INDEX):
        open_group(part, title)
    for name, setting in Settings.model_fields.items():
        if name in NEED_REOPENING:
            expect(part.locator("#cw-set-index")).to_contain_text(str(setting.description))
        else:
            expect(field(part, name)).to_be_visible()
    expect(field(part, "candidates")).to_contain_text("Default: 60. 1 to 1,000.")
    assert set(texts.SETTING_LABELS) == set(Settings.model_fields)


def test_saved_value_is_in_the_file_and_in_force_and_shown_after_a_reload(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    file_of(engine).write_text(OWNED)
    engine.home.settings = Settings(keep_k=5)
    page = open_page(serve(engine))
    part = settings_of(page)
    open_group(part, texts.SETTINGS_GROUPS["finding"])
    box = field(part, "keep_k").locator("input")
    expect(box).to_have_value("5")
    box.fill("12")
    expect(save(page)).to_contain_text(texts.SETTINGS_SAVED.format(names=texts.SETTING_LABELS["keep_k"]))
    assert file_of(engine).read_text() == OWNED.replace("5", "12")
    assert engine.home.settings == Settings(keep_k=12)
    page.reload()
    part = settings_of(page)
    open_group(part, texts.SETTINGS_GROUPS["finding"])
    expect(field(part, "keep_k").locator("input")).to_have_value("12")
    expect(save(page)).to_contain_text(texts.SETTINGS_NOTHING_CHANGED)
    part.locator("#cw-reset-keep-k").click()
    expect(field(part, "keep_k").locator("input")).to_have_value("8")
    expect(part.locator("#cw-reset-keep-k")).to_be_hidden()
    assert file_of(engine).read_text() == "# our desk\n"
    assert engine.home.settings == Settings()


def test_wrong_value_is_told_at_its_field_and_nothing_is_saved(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(serve(engine))
    part = settings_of(page)
    open_group(part, texts.SETTINGS_GROUPS["finding"])
    field(part, "keep_k").locator("input").fill("0")
    field(part, "candidates").locator("input").fill("70")
    status = save(page)
    alert, wrong = status.get_by_role("alert"), field(part, "keep_k").locator("input")
    expect(alert).to_have_text("Nothing was saved. Passages for an answer: 0 is not possible. 1 to 100.")
    assert alert.evaluate("one => one.checkVisibility({opacityProperty: true, visibilityProperty: true})")
    expect(field(part, "keep_k")).to_contain_text("0 is not possible. 1 to 100.")
    expect(field(part, "keep_k")).to_have_class(re.compile("cw-wrong"))
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("0 is not possible. 1 to 100.")
    expect(field(part, "candidates").locator("input")).to_have_value("70")
    assert not file_of(engine).exists()
    assert engine.home.settings == Settings()
    field(part, "keep_k").locator("input").fill("9")
    expect(save(page)).to_contain_text(texts.SETTING_LABELS["candidates"])
    expect(field(part, "keep_k")).not_to_have_class(re.compile("cw-wrong"))
    assert (engine.home.settings.keep_k, engine.home.settings.candidates) == (9, 70)
    field(part, "candidates").locator("input").fill("")
    expect(save(page).get_by_role("alert")).to_contain_text("Candidates of each search: A value is missing.")
    expect(field(part, "candidates").locator("input")).to_be_focused()
    assert engine.home.settings.candidates == 70


def test_settings_are_changed_by_keys_alone_and_what_is_not_saved_is_said(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(serve(engine))
    expect(page.locator("#cw-question textarea")).to_be_focused()
    page.locator("#cw-masthead h1").click()
    page.keyboard.press("4")
    part, unsaved = page.locator("#cw-settings"), page.locator("#cw-settings-bar .cw-unsaved")
    expect(part.locator("#cw-set-llm input:checked")).to_be_visible()
    expect(part.get_by_role("radiogroup", name=texts.SETTINGS_PERIOD_LABEL)).to_be_visible()
    expect(unsaved).to_have_count(0)
    expect(part.locator("input[name='cw-set-period-days']")).to_have_count(4)
    part.get_by_label(texts.SETTINGS_PERIODS[0]).focus()
    page.keyboard.press("ArrowRight")
    expect(part.get_by_label(texts.SETTINGS_PERIODS[7])).to_be_checked()
    expect(unsaved).to_have_text(texts.SCRIPT_TEXTS["unsaved"])
    expect(part.locator("input[name='cw-set-period-days']")).to_have_count(4)  # drawn anew
    page.keyboard.press("Tab")  # one stop for all choices of a setting
    number = field(part, "refusal_threshold").locator("input[type=number]")
    expect(number).to_be_focused()
    number.fill("0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-settings-status")).to_contain_text("Period")
    expect(unsaved).to_have_count(0)
    assert (engine.home.settings.period_days, engine.home.settings.refusal_threshold) == (7, 0.5)


@pytest.mark.parametrize("value", ["bundle d", "/nowhere/<b>model</b>", "\u202etxt {{7*7}}"])
def test_a_value_of_markup_or_nonsense_is_shown_as_it_is(
    engine: FakeEngine, serve: Serve, open_page: OpenPage, value: str
) -> None:
    page = open_page(serve(engine))
    part = settings_of(page, model=True)
    part.locator("#cw-set-name").locator("textarea, input").fill(value)
    part.locator("#cw-test").click()
    expect(part.locator("#cw-tested")).to_contain_text(value, timeout=20_000)
    expect(save(page)).not_to_be_empty()
    assert part.locator(":is(#cw-tested, #cw-settings-status) b").count() == 0


def test_setting_of_the_environment_is_shown_and_cannot_be_changed(
    engine: FakeEngine, serve: Serve, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_LLM", "ollama:qwen3")
    monkeypatch.setenv("CITEWIRE_MAX_SENTENCES", "2")
    engine.home.settings = Settings(llm="ollama:qwen3", max_sentences=2)
    page = open_page(serve(engine))
    part = settings_of(page)
    expect(field(part, "llm")).to_contain_text("Set by CITEWIRE_LLM in the environment")
    expect(part.get_by_label(texts.SETTINGS_BY_QUOTING)).to_be_disabled()
    expect(part.locator("#cw-set-name textarea, #cw-set-name input")).to_be_disabled()
    open_group(part, texts.SETTINGS_GROUPS["limits"])
    expect(field(part, "max_sentences").locator("input")).to_be_disabled()
    expect(field(part, "max_sentences")).to_contain_text("CITEWIRE_MAX_SENTENCES")
    expect(part.locator("#cw-reset-max-sentences")).to_have_count(0)


def test_other_machines_see_settings_and_cannot_change_them(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    engine.home.settings = Settings(llm="ollama:qwen3", llm_url="http://10.1.2.3:11434")
    page = open_page(serve(engine, hosts=None))
    part = settings_of(page)
    expect(part).to_contain_text(texts.SETTINGS_READ_ONLY)
    expect(part.get_by_label(texts.SETTINGS_BY_QUOTING)).to_be_disabled()
    expect(page.locator("#cw-save, .cw-reset")).to_have_count(0)
    expect(field(part, "llm_url").locator("input, textarea")).to_have_value("")
    assert "10.1.2.3" not in page.content()


# --- the language model


def test_connection_test_says_in_a_sentence_what_happened(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    with scripted(says("yes")) as server:
        page = open_page(serve(engine))
        part = settings_of(page, model=True)
        part.get_by_role("combobox", name=texts.SETTINGS_PROVIDER).click()
        page.get_by_role("option", name="openai-like").click()
        part.locator("#cw-set-name").locator("textarea, input").fill("m")
        field(part, "llm_url").locator("textarea, input").fill(f"{server.url}/v1")
        part.locator("#cw-test").click()
        expect(part.locator("#cw-tested")).to_contain_text(
            re.compile(r"openai-like:m answered in [\d.]+ s: “yes”"), timeout=20_000
        )
        server.replies[:] = [fails(401)]
        part.locator("#cw-test").click()
        expect(part.locator("#cw-tested")).to_contain_text("refused the key (401)", timeout=20_000)
        assert engine.home.settings.llm == "none"  # a test saves nothing
        expect(save(page)).to_contain_text(texts.SETTING_LABELS["llm"])
        assert engine.home.settings.llm == "openai-like:m"
    part.locator("#cw-test").click()
    expect(part.locator("#cw-tested")).to_contain_text("cannot be reached", timeout=20_000)


def test_model_without_its_key_is_not_saved_and_the_page_says_which_is_missing(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(serve(engine))
    part = settings_of(page, model=True)
    part.get_by_role("combobox", name=texts.SETTINGS_PROVIDER).click()
    page.get_by_role("option", name="anthropic").click()
    expect(part.locator("#cw-set-key")).to_contain_text("ANTHROPIC_API_KEY or CITEWIRE_LLM_KEY is not set: start")
    part.locator("#cw-set-name").locator("textarea, input").fill("some-model")
    expect(save(page).get_by_role("alert")).to_contain_text("needs a key")
    assert not file_of(engine).exists()


def test_no_secret_reaches_the_page(
    engine: FakeEngine, serve: Serve, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "OPENAI_API_KEY": "sk-openaisecret0123456789",
        "ANTHROPIC_API_KEY": "sk-ant-anthropicsecret99",
        "CITEWIRE_LLM_KEY": "ownserversecret-4711",
    }
    for variable, secret in secrets.items():
        monkeypatch.setenv(variable, secret)
    address = "http://deskuser:hunter2hunter2@127.0.0.1:9/v1?token=querysecret77"
    file_of(engine).write_text(f'llm = "openai-like:m"\nllm_url = "{address}"\n')
    engine.home.settings = Settings(llm="openai-like:m", llm_url=address)
    sent: list[bytes] = []

    def recording(app: Any) -> Any:
        async def recorded(scope: Any, receive: Any, send: Any) -> None:
            async def keep(message: Any) -> None:
                sent.append(repr(message.get("headers", "")).encode() + message.get("body", b""))
                await send(message)

            await app(scope, receive, keep)

        return recorded

    page = open_page(serve(engine, recording))
    part = settings_of(page)
    expect(part.locator("#cw-set-key")).to_contain_text("CITEWIRE_LLM_KEY is set. It is never shown here.")
    box = field(part, "llm_url").locator("textarea, input")
    expect(box).to_have_value("")
    expect(box).to_have_attribute("placeholder", texts.SETTINGS_URL_HIDDEN)
    part.locator("#cw-test").click()
    expect(part.locator("#cw-tested")).to_contain_text("llm_url must be an address alone")
    open_group(part, texts.SETTINGS_GROUPS["finding"])
    field(part, "keep_k").locator("input").fill("9")
    expect(save(page)).to_contain_text(texts.SETTING_LABELS["keep_k"])
    assert address in file_of(engine).read_text()  # as it was
    page.get_by_role("tab", name=texts.TAB_ASK, exact=True).click()
    ask(page, "What happened to the ferry?")
    # Without a key no provider is asked; the address given in its place is one where nothing answers.
    page.get_by_role("tab", name=texts.TAB_SETTINGS, exact=True).click()
    box.fill("http://127.0.0.1:9/v1")
    part.locator("#cw-test").click()
    expect(part.locator("#cw-tested")).to_contain_text("cannot be reached", timeout=20_000)
    for path in (
        "config",
        "en/config",
        "gradio_api/info",
        "api/openapi.json",
        "api/health",
        "api/articles",
        "api/none",
    ):
        page.request.get(f"{page.url.split('?')[0]}{path}")
    traffic = b"".join(sent) + page.content().encode()
    assert b"never shown here" in traffic  # what is told is recorded
    pieces = [secret[at : at + 9] for secret in secrets.values() for at in (0, len(secret) - 9)]
    for secret in (*pieces, "hunter2", "deskuser", "querysecret"):
        assert secret.encode() not in traffic, secret


def test_one_question_can_be_answered_by_quoting(engine: FakeEngine, serve: Serve, open_page: OpenPage) -> None:
    page = open_page(serve(engine))
    ask(page, "What happened to the ferry?")
    expect(page.locator("#cw-answerer")).to_have_count(0)
    part = settings_of(page, model=True)
    part.locator("#cw-set-name").locator("textarea, input").fill("qwen3")
    expect(save(page)).to_contain_text(texts.SETTING_LABELS["llm"])
    page.get_by_role("tab", name=texts.TAB_ASK, exact=True).click()
    page.get_by_role("button", name=texts.FILTERS_ALL).click()
    switch = page.get_by_label(texts.ANSWER_BY)
    expect(switch).to_have_value(texts.ANSWER_BY_MODEL.format(model="ollama:qwen3"))
    ask(page, "When did the bridge open?")
    switch.click()
    page.get_by_role("option", name=texts.ANSWERER_EXTRACTIVE).click()
    ask(page, "When did the bridge open, again?")
    assert engine.answerers == [None, None, "extractive"]


# --- threshold and period


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_threshold_is_explained_by_what_was_measured(
    engine: FakeEngine, serve: Serve, open_page: OpenPage, scheme: str
) -> None:
    part = settings_of(open_page(serve(engine), color_scheme=scheme))
    curve, number = part.locator("#cw-curve"), field(part, "refusal_threshold").locator("input[type=number]")
    told = threshold_words(0.375, tradeoff())
    expect(curve.locator(".cw-curve__told")).to_have_text(told)
    expect(curve.get_by_role("img")).to_have_attribute("aria-label", told)
    dot = curve.locator(".cw-curve__dot")
    before = float(dot.get_attribute("cx") or 0)
    number.fill("0.6")
    number.press("Tab")
    expect(curve.locator(".cw-curve__told")).to_have_text(threshold_words(0.6, tradeoff()))
    assert float(dot.get_attribute("cx") or 0) < before
    number.fill("1")
    number.press("Tab")
    expect(curve.locator(".cw-curve__told")).to_have_text(texts.SETTINGS_CURVE_NONE.format(threshold=1))
    expect(dot).to_have_count(0)


def test_threshold_in_words() -> None:
    assert threshold_words(0.375, tradeoff()) == (
        "At 0.375, of 100 questions like those measured, about 79 are answered and 49 of those rightly. "
        "Of 100 answers, 49 to 77 are right, depending on the collection."
    )


def test_period_and_threshold_hold_from_the_next_question_on(
    seeds_home: Path, tmp_path: Path, serve: Serve, open_page: OpenPage
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    question = "How tall is the Angara rocket?"
    with QueryEngine.open(tmp_path / "home") as engine:
        page = open_page(serve(engine))
        ask(page, question)
        expect(page.locator("#cw-chat .cw-answer")).to_contain_text("42.7m")
        part = settings_of(page)
        part.get_by_label(texts.SETTINGS_PERIODS[7]).check()
        expect(save(page)).to_contain_text(texts.SETTING_LABELS["period_days"])
        page.get_by_role("tab", name=texts.TAB_ASK, exact=True).click()
        expect(page.get_by_role("button", name=texts.FILTERS_USUAL.format(days=7))).to_be_visible()
        page.locator("#cw-new").click()
        expect(page.locator("#cw-chat [data-testid='bot']")).to_have_count(0)
        ask(page, question)
        expect(page.locator("#cw-chat")).to_contain_text("Only articles of 14 February 2024 or later, as set under")
        expect(page.locator("#cw-chat")).not_to_contain_text("42.7m")
        page.get_by_role("button", name=texts.ANY_TIME).click()
        expect(page.locator("#cw-chat .cw-answer").last).to_contain_text("42.7m")
        part = settings_of(page)
        number = field(part, "refusal_threshold").locator("input[type=number]")
        number.fill("1")
        number.press("Tab")
        part.get_by_label(texts.SETTINGS_PERIODS[0]).check()
        expect(save(page)).to_contain_text(texts.SETTING_LABELS["refusal_threshold"])
        page.get_by_role("tab", name=texts.TAB_ASK, exact=True).click()
        page.locator("#cw-new").click()
        expect(page.locator("#cw-chat [data-testid='bot']")).to_have_count(0)
        ask(page, question)
        expect(page.locator("#cw-chat")).to_contain_text(texts.REFUSAL_TITLE)
        assert (tmp_path / "home" / "settings.toml").read_text() == "refusal_threshold = 1.0\n"


# --- appearance


def test_colours_are_kept_in_the_browser_and_there_from_the_first_moment(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(url := serve(engine), color_scheme="light")
    part = settings_of(page)
    expect(part.get_by_label(texts.SETTINGS_THEMES["system"], exact=True)).to_be_checked()
    part.get_by_label(texts.SETTINGS_THEMES["dark"], exact=True).check()
    expect(page.locator("body")).to_have_class(re.compile(r"\bdark\b"))
    assert is_dark(page, "body")
    page.goto(url, wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert is_dark(page, "body")  # Gradio has not begun
    page.locator("#cw-question textarea").wait_for()
    assert is_dark(page, "body")
    part = settings_of(page)
    expect(part.get_by_label(texts.SETTINGS_THEMES["dark"], exact=True)).to_be_checked()
    other = page.context.new_page()
    other.goto(url)
    other.locator("#cw-question textarea").wait_for()
    assert is_dark(other, "body")
    part.get_by_label(texts.SETTINGS_THEMES["light"], exact=True).check()
    expect(other.locator("body")).not_to_have_class(re.compile(r"\bdark\b"))
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-cw-theme", "light")
    assert not is_dark(page, "body")
    part.get_by_label(texts.SETTINGS_THEMES["system"], exact=True).check()
    expect(page.locator("body")).to_have_class(re.compile(r"\bdark\b"))


@pytest.fixture
def two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a second language beside English, of which the test knows the words."""
    other = types.ModuleType("other")
    vars(other).update({name: value for name, value in vars(english).items() if name.isupper()})
    vars(other).update(
        TAB_ASK="Fragen", TAB_SETTINGS="Einstellungen", ASK="Los", TAGLINE="Antworten aus Ihren Artikeln",
        SCRIPT_TEXTS={**english.SCRIPT_TEXTS, "close": "Zu"},
    )  # fmt: skip
    monkeypatch.setattr(texts, "LANGUAGES", {"en": english, "de": other})


@pytest.mark.usefixtures("two_languages")
def test_language_changes_the_running_page_and_conversations_stay(
    engine: FakeEngine, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(url := serve(engine))
    ask(page, "What happened to the ferry?")
    expect(page).to_have_url(re.compile(r"\?c="))
    other = page.context.new_page()
    other.goto(url)
    other.locator("#cw-question textarea").wait_for()
    part = settings_of(page)
    part.get_by_label("Deutsch").check()
    save(page)
    expect(page.get_by_role("tab", name="Fragen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#cw-masthead")).to_contain_text("Antworten aus Ihren Artikeln")
    expect(page.locator("#cw-chat")).to_contain_text("Nobody was hurt.")
    expect(other.get_by_role("tab", name="Fragen")).to_be_visible()  # every open page
    assert file_of(engine).read_text() == 'language = "de"\n'
    page.locator("#cw-question textarea").fill("When did the bridge open?")
    page.get_by_role("button", name="Los").click()
    expect(page.locator("#cw-chat")).to_contain_text("Ropewalk Bridge was opened on Friday at noon.")
    page.locator("#cw-chat a.cw-marker").first.click()
    expect(page.locator("dialog.cw-reader").get_by_role("button", name="Zu")).to_be_visible()
    page.keyboard.press("Escape")
    part = settings_of(page)
    part.get_by_label("English").check()
    save(page)
    expect(page.get_by_role("tab", name=english.TAB_ASK, exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#cw-chat [data-testid='bot']")).to_have_count(2)


def test_page_fits_a_phone(engine: FakeEngine, serve: Serve, open_page: OpenPage) -> None:
    page = open_page(serve(engine), **PHONE)
    part = settings_of(page, model=True)
    for title in (texts.SETTINGS_MORE_MODEL, *texts.SETTINGS_GROUPS.values(), texts.SETTINGS_INDEX):
        open_group(part, title)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#cw-save")).to_be_in_viewport()

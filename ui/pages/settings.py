"""The Settings page, built from the settings model: who answers, of what period, when to refuse, how the page looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import gradio as gr

from index.settings import NEED_REOPENING, SETTINGS_FILE, Settings, from_environment
from qa import QueryEngine
from qa.generative.providers import NO_MODEL, PROVIDERS, may_hold_secret
from ui import texts
from ui.pages.fields import field, label, meaning, problem
from ui.preferences import Outcome, Preferences, key_told
from ui.render import show
from ui.render.threshold import threshold_html

_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_OWN_NAMES: Final = {"en": "English", "de": "Deutsch"}  # a language is named in itself
_BY, _PROVIDER, _MODEL = "by", "provider", "model"  # fields that make up the setting `llm`
_FETCHING: Final = "fetch_"
_LIMITS: Final = ("max_", "chat_", "checker")


class SettingsPage:
    """The parts of the page and what happens on a click.

    Args:
        engine: Takes the settings.
        writable: Whether they may be changed.
    """

    def __init__(self, engine: QueryEngine, *, writable: bool) -> None:
        self._preferences = Preferences(engine, writable=writable)
        self._home = engine.home.path
        self._controls: dict[str, gr.components.Component] = {}
        self._resets: dict[str, gr.Button] = {}

    def build(self) -> list[gr.events.Dependency]:
        """Add the page to the tab that is open, and return the events after which other settings may be in force."""
        before = gr.State({})
        with gr.Column(elem_id="cw-settings"):
            if not self._preferences.writable:
                gr.Markdown(texts.SETTINGS_READ_ONLY)
            model, key, test, tested = self._answering()
            gr.Markdown(f"## {texts.SETTINGS_PERIOD}")
            self._add("period_days", gr.Radio(**self._options("period_days", texts.SETTINGS_PERIOD_INFO), label=texts.SETTINGS_PERIOD_LABEL))  # fmt: skip
            gr.Markdown(f"## {texts.SETTINGS_THRESHOLD}")
            self._one("refusal_threshold", label=texts.SETTINGS_THRESHOLD_LABEL, info=texts.SETTINGS_THRESHOLD_INFO)
            # Nothing in it is anybody else's text; sanitising would take the drawing away, gr.HTML needs `eval`.
            curve = gr.Markdown(elem_id="cw-curve", sanitize_html=False, latex_delimiters=[])
            self._looks()
            for group, names in self._groups().items():
                with gr.Accordion(texts.SETTINGS_GROUPS[group], open=False, elem_id=f"cw-set-{group}"):
                    for name in names:
                        self._one(name)
            with gr.Accordion(texts.SETTINGS_INDEX, open=False, elem_id="cw-set-index"):
                gr.Markdown(self._index_html(), latex_delimiters=[])
            if self._preferences.writable:
                with gr.Row(elem_id="cw-settings-bar"):
                    save = gr.Button(texts.SETTINGS_SAVE, variant="primary", min_width=120, elem_id="cw-save")
                    status = gr.Markdown(elem_id="cw-settings-status", latex_delimiters=[])

        shown = [before, model, key, curve, *self._controls.values(), *self._resets.values()]
        gr.on(None, self._refreshed, None, shown, **_EVENT)
        threshold = self._controls["refusal_threshold"]
        threshold.change(self._curve, threshold, curve, queue=False, **_EVENT)  # type: ignore[attr-defined]
        by, provider = self._controls[_BY], self._controls[_PROVIDER]
        by.change(lambda by: gr.Column(visible=by == _MODEL), by, model, **_EVENT)  # type: ignore[attr-defined]
        if not self._preferences.writable:
            return []
        controls = list(self._controls.values())
        provider.change(_key_html, provider, key, **_EVENT)  # type: ignore[attr-defined]
        test.click(self._test, controls, tested, **_EVENT)
        changes = [save.click(self._save, [before, *controls], [status, *shown], **_EVENT)]
        for name, button in self._resets.items():
            changes.append(button.click(partial(self._reset, name), None, [status, *shown], **_EVENT))
        return changes

    # --- the parts

    def _answering(self) -> tuple[gr.Column, gr.Markdown, gr.Button, gr.Markdown]:
        gr.Markdown(f"## {texts.SETTINGS_ANSWERS}")
        self._add(_BY, gr.Radio(
            [(texts.SETTINGS_BY_QUOTING, NO_MODEL), (texts.SETTINGS_BY_MODEL, _MODEL)],
            **self._options("llm", ""), label=texts.SETTINGS_BY,
        ))  # fmt: skip
        with gr.Column(visible=False, elem_id="cw-set-model") as model:
            with gr.Row():
                provider = gr.Dropdown(
                    list(PROVIDERS), label=texts.SETTINGS_PROVIDER, interactive=self._open("llm"),
                    elem_id="cw-set-provider", value=PROVIDERS[0],
                )  # fmt: skip
                self._add(_PROVIDER, provider)
                name = gr.Textbox(
                    label=texts.SETTINGS_MODEL, info=texts.SETTINGS_MODEL_INFO, max_lines=1,
                    interactive=self._open("llm"), elem_id="cw-set-name",
                )  # fmt: skip
                self._add(_MODEL, name)
            self._one("llm_url")
            key = gr.Markdown(elem_id="cw-set-key", latex_delimiters=[])
            with gr.Row(elem_id="cw-set-testing"):
                test = gr.Button(
                    texts.SETTINGS_TEST, size="sm", min_width=0, visible=self._preferences.writable, elem_id="cw-test"
                )
                tested = gr.Markdown(elem_id="cw-tested", latex_delimiters=[])
            with gr.Accordion(texts.SETTINGS_MORE_MODEL, open=False, elem_id="cw-set-more-model"):
                for setting in Settings.model_fields:
                    if setting.startswith("llm_") and setting != "llm_url":
                        self._one(setting)
        return model, key, test, tested

    def _looks(self) -> None:
        gr.Markdown(f"## {texts.SETTINGS_LOOK}")
        # Nothing is sent when it changes: the browser keeps it, see ui/assets/settings.js.
        gr.Radio(
            [(word, theme) for theme, word in texts.SETTINGS_THEMES.items()], value="system",
            label=texts.SETTINGS_THEME, info=texts.SETTINGS_THEME_INFO, elem_id="cw-theme", interactive=True,
        )  # fmt: skip
        choices = [(_OWN_NAMES.get(language, language), language) for language in texts.LANGUAGES]
        options = self._options("language", texts.SETTINGS_LANGUAGE_INFO)
        self._add("language", gr.Radio(choices, **options, label=label("language")))

    def _one(self, name: str, **options: Any) -> None:
        """Add the field of a setting, with a button that sets it back."""
        info = options.pop("info", meaning(name))
        with gr.Row(elem_classes=["cw-set-row"]):
            self._add(name, field(name, **self._options(name, info), **options))
            if self._open(name):
                self._resets[name] = gr.Button(
                    texts.SETTINGS_RESET, size="sm", min_width=0, scale=0, visible=False, elem_classes=["cw-reset"],
                    elem_id=f"cw-reset-{name.replace('_', '-')}",
                )  # fmt: skip

    def _add(self, name: str, control: gr.components.Component) -> None:
        self._controls[name] = control

    def _open(self, name: str) -> bool:
        return not self._preferences.is_fixed(name)

    def _options(self, name: str, info: str) -> dict[str, Any]:
        if variable := from_environment().get(name):
            info = f"{texts.SETTINGS_FROM_ENVIRONMENT.format(variable=variable)} {info}".strip()
        elem_id = f"cw-set-{name.replace('_', '-')}"
        return {"info": info or None, "interactive": self._open(name), "elem_id": elem_id, "elem_classes": ["cw-set"]}

    def _groups(self) -> dict[str, list[str]]:
        """Return the settings not shown elsewhere, by group; a new one of the model comes under finding passages."""
        groups: dict[str, list[str]] = {"finding": [], "fetching": [], "limits": []}
        for name in Settings.model_fields:
            if name in self._controls or name in NEED_REOPENING or name == "llm":
                continue
            fetching, limits = name.startswith(_FETCHING), name.startswith(_LIMITS)
            groups["fetching" if fetching else "limits" if limits else "finding"].append(name)
        return groups

    def _index_html(self) -> str:
        settings = self._preferences.settings
        rows = "".join(
            f"<li><strong>{show(label(name))}</strong>: {show(str(getattr(settings, name)))}. {show(meaning(name))}</li>"
            for name in NEED_REOPENING
        )
        home = f" --home {self._home}" if self._preferences.writable else ""
        told = texts.SETTINGS_INDEX_INFO.format(file=SETTINGS_FILE)
        command = f"<code>citewire index --rebuild{show(home)}</code>"
        return f"<p>{show(told)} {command}. {show(texts.SETTINGS_INDEX_REOPEN)}</p><ul>{rows}</ul>"

    # --- what happens

    def _refreshed(self, wrong: Mapping[str, str] | None = None) -> list[Any]:
        """Return the page as the settings are; where some values are wrong all stay as typed, and say so."""
        values = self._values()
        model = values[_BY] == _MODEL
        updates: list[Any] = [gr.skip()] * 4
        if not wrong:
            curve = self._curve(values["refusal_threshold"])
            updates = [
                values,
                gr.Column(visible=model),
                _key_html(values[_PROVIDER], self._preferences.writable),
                curve,
            ]
        return [*updates, *self._fields(values, wrong or {}), *self._reset_buttons()]

    def _fields(self, values: Mapping[str, Any], wrong: Mapping[str, str]) -> Iterator[Any]:
        for name, control in self._controls.items():
            told = wrong.get("llm" if name in (_BY, _PROVIDER) else name, "")
            changes: dict[str, Any] = {} if wrong else {"value": values[name]}
            if name == "period_days":
                changes["choices"] = _periods(self._preferences.settings.period_days)
            elif name == "llm_url" and not wrong:
                changes["placeholder"] = self._url_note()
            if name != _PROVIDER:
                info = getattr(control, "info", "")
                changes |= {"info": told or info, "elem_classes": ["cw-set", "cw-wrong"] if told else ["cw-set"]}
            yield gr.update(**changes)

    def _reset_buttons(self) -> list[Any]:
        return [gr.Button(visible=not self._preferences.is_default(name)) for name in self._resets]

    def _url_note(self) -> str:
        if not self._preferences.writable:
            return str(texts.SETTINGS_URL_PRIVATE)
        return texts.SETTINGS_URL_HIDDEN if may_hold_secret(self._preferences.settings.llm_url) else ""

    def _values(self) -> dict[str, Any]:
        """Return the value of every field as the settings are."""
        values = self._preferences.shown()
        provider, _, model = values.pop("llm").partition(":")
        known = provider in PROVIDERS
        if provider == NO_MODEL:
            return {_BY: NO_MODEL, _PROVIDER: PROVIDERS[0], _MODEL: "", **values}
        return {_BY: _MODEL, _PROVIDER: provider if known else None, _MODEL: model if known else provider, **values}

    def _typed(self, typed: Sequence[Any]) -> dict[str, Any]:
        """Return what stands in the fields as settings."""
        values = dict(zip(self._controls, typed, strict=True))
        values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        by, provider, model = (values.pop(name) for name in (_BY, _PROVIDER, _MODEL))
        values["llm"] = NO_MODEL if by != _MODEL else f"{provider}:{model}" if provider else model
        return values

    def _save(self, before: dict[str, Any], *typed: Any) -> list[Any]:
        shown = self._typed([before[name] for name in self._controls])
        values = self._typed(typed)
        outcome = self._preferences.save({name: value for name, value in values.items() if value != shown[name]})
        wrong = {name: problem(name, values[name], said) for name, said in outcome.wrong.items()}
        return self._done(replace(outcome, wrong=wrong))

    def _reset(self, name: str) -> list[Any]:
        return self._done(self._preferences.reset(name))

    def _done(self, outcome: Outcome) -> list[Any]:
        reload = ""
        if "language" in outcome.changed:
            texts.use(self._preferences.settings.language)
            reload = " cw-reload"  # seen by ui/assets/settings.js
        told = " ".join([outcome.told, *(f"{label(name)}: {said}" for name, said in outcome.wrong.items())])
        kind = "alert" if outcome.wrong else "status"
        return [f'<p role="{kind}" class="cw-outcome{reload}">{show(told)}</p>', *self._refreshed(outcome.wrong)]

    def _test(self, *typed: Any) -> Iterator[str]:
        values = {name: value for name, value in self._typed(typed).items() if name.startswith("llm")}
        yield f'<p role="status">{show(texts.SETTINGS_TESTING.format(model=values["llm"]))}</p>'
        yield f'<p role="status">{show(self._preferences.test(values))}</p>'

    def _curve(self, threshold: float) -> str:
        return threshold_html(threshold, self._preferences.settings.model_dump())


def _key_html(provider: str, near: bool = True) -> str:
    return f"<p>{show(key_told(provider))}</p>" if near else ""


def _periods(present: int) -> list[tuple[str, int]]:
    """Return the choices of the period, the present one among them."""
    named = dict(texts.SETTINGS_PERIODS)
    if present not in named:
        named[present] = texts.SETTINGS_PERIOD_OTHER.format(days=present)
    return [(words, days) for days, words in named.items()]

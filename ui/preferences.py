"""What the Settings page shows and does: values without secrets, changes to settings.toml, the test of a model."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from index.errors import CitewireError, SettingsError
from index.settings import NEED_REOPENING, Settings, checked, from_environment
from index.settings_file import change, problems
from qa import QueryEngine
from qa.generative.models import try_model
from qa.generative.providers import PROVIDERS, key_variables, may_hold_secret, needs_key, read_choice
from ui import texts

HIDDEN: Final = ""  # stands for an address that is not shown; coming back it means "as it was"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change.

    Attributes:
        told: One sentence for the reader.
        wrong: What is wrong with a value, by setting; nothing was saved then.
        changed: The settings that are different now.
    """

    told: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()


class Preferences:
    """The settings of a running engine.

    Args:
        engine: Takes them.
        writable: Whether they may be changed; else addresses are nobody else's business.
    """

    def __init__(self, engine: QueryEngine, *, writable: bool) -> None:
        self._engine = engine
        self.writable = writable

    @property
    def settings(self) -> Settings:
        """Those in force; they may hold a secret."""
        return self._engine.home.settings

    def shown(self) -> dict[str, Any]:
        """Return the value of every setting that may be changed, without what is not for the page."""
        values = {name: value for name, value in self.settings.model_dump().items() if name not in NEED_REOPENING}
        if not self.writable or may_hold_secret(values["llm_url"]):
            values["llm_url"] = HIDDEN
        return values

    def is_fixed(self, name: str) -> bool:
        """Say whether a setting cannot be changed here."""
        return not self.writable or name in from_environment()

    def is_default(self, name: str) -> bool:
        """Say whether a setting has its default."""
        return bool(getattr(self.settings, name) == Settings.model_fields[name].default)

    def save(self, values: Mapping[str, Any]) -> Outcome:
        """Write settings to the home's file and put them in force.

        Args:
            values: By name, as typed; only those that are to change.
        """
        values = {name: value for name, value in values.items() if not self.is_fixed(name)}
        if not values:
            return Outcome(texts.SETTINGS_NOTHING_CHANGED)
        if wrong := self._wrong(values):
            return Outcome(texts.SETTINGS_NOT_SAVED, wrong)
        fields = Settings.model_fields
        return self._change({name: None if value == fields[name].default else value for name, value in values.items()})

    def reset(self, name: str) -> Outcome:
        """Set one setting back to its default."""
        return self._change({name: None})

    def test(self, values: Mapping[str, Any]) -> str:
        """Ask a model for one word and say in one sentence what happened.

        Args:
            values: Settings of the model as typed, saved or not.
        """
        try:
            settings = self._with(values)
            choice = read_choice(settings)
            if choice is None:
                return texts.SETTINGS_TEST_NONE
            tested = try_model(choice, settings)
        except CitewireError as error:
            return str(error)
        return texts.SETTINGS_TESTED.format(model=choice.setting, seconds=tested.seconds, said=tested.said)

    def _change(self, values: Mapping[str, Any]) -> Outcome:
        before = self.settings
        try:
            written = change(self._engine.home.path, values)
            after = before.model_copy(update={name: getattr(written, name) for name in values})
            self._engine.take(after)
        except CitewireError as error:
            return Outcome(f"{texts.SETTINGS_NOT_SAVED} {error}")
        changed = tuple(name for name in values if getattr(after, name) != getattr(before, name))
        names = ", ".join(texts.SETTING_LABELS[name] for name in values)
        return Outcome(texts.SETTINGS_SAVED.format(names=names), changed=changed)

    def _wrong(self, values: Mapping[str, Any]) -> dict[str, str]:
        wrong = problems(values)
        if not wrong and values.keys() & {"llm", "llm_url"}:
            try:
                read_choice(self._with(values))
            except SettingsError as error:
                wrong["llm_url" if "llm_url" in str(error) else "llm"] = str(error)
        return wrong

    def _with(self, values: Mapping[str, Any]) -> Settings:
        kept = {name: value for name, value in values.items() if not (name == "llm_url" and value == HIDDEN)}
        return self.settings.model_copy(update={name: getattr(checked({name: kept[name]}), name) for name in kept})


def key_told(provider: str) -> str:
    """Say whether the key a provider takes is in the environment, never what it is."""
    if provider not in PROVIDERS:
        return ""
    variables = key_variables(provider)
    if not variables:
        return texts.SETTINGS_KEY_NONE
    if there := next((name for name in variables if os.environ.get(name)), None):
        return texts.SETTINGS_KEY_SET.format(variable=there)
    if needs_key(provider):
        return texts.SETTINGS_KEY_MISSING.format(variables=texts.SETTINGS_OR.join(reversed(variables)))
    return texts.SETTINGS_KEY_OPTIONAL.format(variable=variables[0])

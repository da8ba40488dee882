"""Every sentence, label and title of the pages and the terminal, in one place, in the language chosen.

Read them as `texts.ASK` at the moment they are shown: a text kept in a constant or a default value
would stay in the language the process began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from ui.texts import english, german
from ui.texts.german_phrases import PHRASES as GERMAN_PHRASES
from ui.texts.phrases import Phrases

if TYPE_CHECKING:
    from ui.texts.english import *  # noqa: F403

LANGUAGES: Final[dict[str, ModuleType]] = {"en": english, "de": german}
_PHRASES: Final[dict[str, Phrases]] = {"de": GERMAN_PHRASES}
_chosen = "en"


def use(language: str) -> None:
    """Choose the language of all that is shown from here on.

    Args:
        language: A key of `LANGUAGES`.
    """
    global _chosen  # noqa: PLW0603  (one process shows one language)
    if language not in LANGUAGES:
        raise KeyError(language)
    _chosen = language


def language() -> str:
    """Return the language in use, as HTML names it."""
    return _chosen


def counted(count: int, one: str, many: str) -> str:
    """Return the wording for a count: `one` as it is, or `many` with the count in it."""
    return one if count == 1 else many.format(count=count)


def told(phrase: str) -> str:
    """Return what the engine says in English in the language in use; as it is, if that language has no words for it."""
    phrases = _PHRASES.get(_chosen)
    return phrases.told(phrase) if phrases else phrase


class _Text(str):
    """A text whose `format` writes numbers as its language does."""

    __slots__ = ("_separators",)
    _separators: dict[int, str]

    def __new__(cls, text: str, separators: Sequence[str]) -> _Text:
        made = super().__new__(cls, text)
        made._separators = str.maketrans({",": separators[0], ".": separators[1]})
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # a copy, as Gradio makes them, is only shown

    def format(self, *args: object, **values: object) -> str:
        return _NumberFormatter(self._separators).vformat(str(self), args, values)


class _NumberFormatter(Formatter):
    def __init__(self, separators: dict[int, str]) -> None:
        self._separators = separators

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = str(super().format_field(value, format_spec))
        return shown.translate(self._separators) if isinstance(value, int | float) else shown


def _in_language(value: Any, separators: Sequence[str]) -> Any:
    if isinstance(value, str):
        return _Text(value, separators)
    if isinstance(value, tuple):
        return tuple(_in_language(part, separators) for part in value)
    if isinstance(value, dict):
        return {key: _in_language(part, separators) for key, part in value.items()}
    return value


def __getattr__(name: str) -> Any:
    chosen = LANGUAGES[_chosen]
    try:
        value = getattr(chosen, name)
    except AttributeError:
        raise AttributeError(f"there is no text {name!r}") from None
    separators = chosen.SEPARATORS
    return value if separators == english.SEPARATORS else _in_language(value, separators)

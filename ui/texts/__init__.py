"""Every sentence, label and title of the pages and the terminal, in one place, in the language chosen.

Read them as `texts.ASK` at the moment they are shown: a text kept in a constant or a default value
would stay in the language the process began with.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from ui.texts import english

if TYPE_CHECKING:
    from ui.texts.english import *  # noqa: F403

LANGUAGES: Final[dict[str, ModuleType]] = {"en": english}
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


def __getattr__(name: str) -> Any:
    try:
        return getattr(LANGUAGES[_chosen], name)
    except AttributeError:
        raise AttributeError(f"there is no text {name!r}") from None

"""A field of the Settings page for each setting: kind and bounds from the model in index/settings.py."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args, get_origin

import gradio as gr

from index.settings import Settings
from ui import texts

_STEP: Final = 0.025  # of shares


def label(name: str) -> str:
    """Return a setting's name as readers see it."""
    return texts.SETTING_LABELS.get(name, name)


def meaning(name: str) -> str:
    """Return what a setting means, its default and its bounds."""
    field = Settings.model_fields[name]
    said = [texts.SETTING_HELP.get(name) or str(field.description)]
    default = _shown(field.default)
    said.append(texts.SETTINGS_DEFAULT.format(value=default) if default else texts.SETTINGS_DEFAULT_EMPTY)
    return " ".join([*said, *_range(name)])


def problem(name: str, value: Any, said: str) -> str:
    """Return what is wrong with a value, in words for readers.

    Args:
        name: Of the setting.
        value: As typed; None if nothing was.
        said: What the settings model says of it, which is kept where there is no bound to name.
    """
    low, high = bounds(name)
    if value is None:
        return " ".join([texts.SETTINGS_MISSING, *_range(name)])
    if isinstance(value, int | float) and ((low is not None and value < low) or (high is not None and value > high)):
        return " ".join([texts.SETTINGS_IMPOSSIBLE.format(value=_shown(value)), *_range(name)])
    return str(texts.told(said))


def _range(name: str) -> list[str]:
    low, high = bounds(name)
    if high is not None:
        return [texts.SETTINGS_BOUNDS.format(low=_shown(low or 0), high=_shown(high))]
    return [texts.SETTINGS_AT_LEAST.format(low=_shown(low))] if low else []


def bounds(name: str) -> tuple[float | None, float | None]:
    """Return the lowest and the highest value of a setting; None where there is none."""
    low = high = None
    for limit in Settings.model_fields[name].metadata:
        low = getattr(limit, "ge", getattr(limit, "gt", low))
        high = getattr(limit, "le", getattr(limit, "lt", high))
    return low, high


def field(name: str, **options: Any) -> gr.components.Component:
    """Add the field of a setting to the page.

    Args:
        name: Of the setting.
        **options: Go before what the model says, as Gradio's components take them.
    """
    kind = Settings.model_fields[name].annotation
    given: dict[str, Any] = {
        "label": label(name), "info": meaning(name), "elem_id": f"cw-set-{name.replace('_', '-')}",
        "elem_classes": ["cw-set"], **options,
    }  # fmt: skip
    if kind is bool:
        return gr.Checkbox(**given)
    if get_origin(kind) is Literal:
        return gr.Radio(**{"choices": list(get_args(kind)), **given})
    if kind is float and bounds(name) == (0, 1):
        return gr.Slider(0, 1, step=_STEP, buttons=[], **given)
    if kind in (int, float):
        return gr.Number(**given)  # the bounds are checked by the model, whose words say what is wrong
    return gr.Textbox(max_lines=1, **given)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int | float) else str(value)

"""Models of Hugging Face: fetched while the hub answers, else what is kept on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Model = TypeVar("Model")

_MOST_SECONDS = 6.0  # for an answer of the hub, its address looked up included
_BUSY = 429


def load_model(source: str, load: Callable[[bool], Model]) -> Model:
    """Load a model from where it can be had; without network its library would try again for more than a minute.

    Args:
        source: A folder, a file, or a Hugging Face id.
        load: Loads it, and is told whether to look on this machine only.

    Raises:
        OSError: The hub does not answer, and the model is not kept on this machine.
    """
    if Path(source).exists():
        return load(True)
    if hub_answers(source):
        return load(False)
    if kept_commit(source) is None:
        raise OSError("Hugging Face does not answer, and the model is not kept on this machine.")
    return load(True)


def kept_commit(model: str) -> str | None:
    """Return the commit of a Hugging Face id that is kept on this machine, if there is one."""
    from huggingface_hub import try_to_load_from_cache

    try:
        found = [try_to_load_from_cache(model, name) for name in ("modules.json", "config.json")]
    except ValueError:  # not a possible id: loading the model says so better
        return None
    return next((Path(file).parent.name for file in found if isinstance(file, str)), None)


def hub_answers(model: str) -> bool:
    """Ask the hub once for a model; that it has none, or gives none to a stranger, is an answer too."""
    answers: list[bool] = []
    # A thread, as looking up the hub's address heeds no timeout.
    asking = threading.Thread(target=lambda: answers.append(_ask_hub(model)), name="citewire-hub", daemon=True)
    asking.start()
    asking.join(_MOST_SECONDS)
    return any(answers)


def _ask_hub(model: str) -> bool:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(model, timeout=_MOST_SECONDS)
    except HfHubHTTPError as error:
        return error.response.status_code < 500 and error.response.status_code != _BUSY
    except ValueError:  # not a possible id: loading the model says so better
        return True
    except Exception:  # whatever keeps a request from being answered, the offline mode included
        return False
    return True

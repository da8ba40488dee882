"""An optional stronger checker: any cross-encoder trained on natural language inference."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from index.errors import CheckingError
from index.hub import load_model
from index.settings import BUNDLED_MODEL

_MOST_CHARS = 4000  # of a premise; a model reads no more


@dataclass(frozen=True, slots=True)
class Entailment:
    """How likely a text says a sentence, and how likely it says the opposite, each in [0, 1]."""

    entailed: float
    contradicted: float


class EntailmentModel(Protocol):
    """Tells whether a text entails a sentence."""

    def entailment(self, text: str, sentence: str) -> Entailment:
        """Compare one text with one sentence."""


class CrossEncoderEntailment:
    """Any sentence-transformers cross-encoder with a label for entailment, a folder or a Hugging Face id; thread-safe."""

    def __init__(self, model: str) -> None:
        """Load nothing yet."""
        self._name = model
        self._lock = threading.Lock()

    def entailment(self, text: str, sentence: str) -> Entailment:
        """Compare one text with one sentence.

        Raises:
            CheckingError: The model cannot be loaded, or has no label for entailment.
        """
        with self._lock:
            labels = self._labels
            logits = np.asarray(
                self._model.predict([(text[:_MOST_CHARS], sentence)], show_progress_bar=False), dtype=np.float64
            ).reshape(-1)
        if len(labels) == 1:
            return Entailment(float(1 / (1 + np.exp(-logits[0]))), 0.0)
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        contradiction = labels.get("contradiction")
        return Entailment(
            float(shares[labels["entailment"]]), 0.0 if contradiction is None else float(shares[contradiction])
        )

    @cached_property
    def _labels(self) -> Mapping[str, int]:
        """Return the place of "entailment" and, if there is one, of "contradiction" among the outputs."""
        named = {str(name).lower(): int(place) for place, name in self._model.model.config.id2label.items()}
        found: dict[str, int] = {}
        for name, place in named.items():
            negative = name.startswith(("not", "non"))
            if name.startswith("contra"):
                found["contradiction"] = place
            elif not negative and (name.startswith(("entail", "support", "consistent", "faithful")) or len(named) == 1):
                found["entailment"] = place
        if "entailment" not in found:
            raise CheckingError(
                f"the checker {self._name!r} has the labels {', '.join(named)}, expected one called 'entailment'. "
                "Choose a cross-encoder trained for natural language inference, or set checker = 'bundled'."
            )
        return found

    @cached_property
    def _model(self) -> Any:
        import torch
        from sentence_transformers import CrossEncoder

        try:
            return load_model(
                self._name,
                lambda kept: CrossEncoder(
                    self._name, device="cpu", activation_fn=torch.nn.Identity(), local_files_only=kept
                ),
            )
        except Exception as error:  # the hub, transformers and safetensors each raise their own
            raise CheckingError(
                f"the checker {self._name!r} cannot be loaded: {str(error).splitlines()[0]} "
                "Give a folder or a Hugging Face id of a cross-encoder, or set checker = 'bundled'."
            ) from error


def open_checker(setting: str) -> EntailmentModel | None:
    """Return the model that the setting `checker` asks for, or None if it asks for none; nothing is loaded yet."""
    return None if setting == BUNDLED_MODEL else CrossEncoderEntailment(setting)

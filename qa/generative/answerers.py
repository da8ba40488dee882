"""Who answers: the articles' own sentences, or the language model of the settings, opened when it is first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

from index.errors import SettingsError
from index.home import Home
from qa.copies import CopyBook
from qa.generative.calls import LanguageModel, Limits
from qa.generative.checking import SentenceJudge
from qa.generative.providers import read_choice
from qa.generative.writing import Writer

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

Answerer = Literal["extractive", "llm"]
EXTRACTIVE: Answerer = "extractive"


class Answerers:
    """The answerers of one home.

    Args:
        home: The home, whose settings name the model.
        copies: Knows which articles tell the same.
        judge: Finds what supports a sentence.
        llm: Any LlamaIndex LLM in place of the one the settings name.
    """

    def __init__(
        self,
        home: Home,
        copies: CopyBook,
        judge: SentenceJudge,
        *,
        llm: LLM | None = None,
    ) -> None:
        self._home = home
        self._copies = copies
        self._llm = llm
        self._judge = judge
        self._model: LanguageModel | None = None
        self._opening = threading.Lock()

    def writer(self, answerer: Answerer | None) -> Writer | None:
        """Return what writes the answer, or None if it is quoted.

        Args:
            answerer: None takes the language model if there is one.

        Raises:
            SettingsError: A model is asked for and none is set, or its setting is not understood.
            ExtraMissing: Its packages are not installed.
            LLMError: It cannot be loaded.
        """
        if answerer not in (None, "extractive", "llm"):
            raise SettingsError(f"there is no answerer {answerer!r}. Choose extractive or llm.")
        if answerer == EXTRACTIVE:
            return None
        with self._opening:
            self._model = self._model or self._open()
        if self._model is None:
            if answerer is None:
                return None
            raise SettingsError(
                "no language model is set, so none can answer. Set one, for example: CITEWIRE_LLM=ollama:qwen3"
            )
        return Writer(self._model, judge=self._judge, copies=self._copies, settings=self._home.settings)

    def renew(self) -> None:
        """Forget the model, as other settings may have come into force."""
        self.close()

    def close(self) -> None:
        """End the model's calls and connections."""
        with self._opening:
            model, self._model = self._model, None
        if model:
            model.close()

    def _open(self) -> LanguageModel | None:
        settings = self._home.settings
        if self._llm is not None:
            return LanguageModel(self._llm, name=self._llm.metadata.model_name, limits=Limits.of(settings))
        choice = read_choice(settings)
        return LanguageModel.open(choice, settings) if choice else None

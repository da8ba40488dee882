"""Who answers: the articles' own sentences, or the language model of the settings, opened when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from index.errors import SettingsError
from index.home import Home
from index.settings import Settings
from qa import prompts
from qa.copies import CopyBook
from qa.followups import Exchange, Rewriter
from qa.generative.calls import LanguageModel, Limits
from qa.generative.checking import SentenceJudge
from qa.generative.prompting import neutral
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
        self._users, self._retired = 0, False

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

    def rewriter(self) -> Rewriter | None:
        """Return what writes follow-ups as questions that can be understood alone, or None without a model.

        The model is opened when it first writes.

        Raises:
            SettingsError: The setting of the model is not understood.
        """
        if self._llm is None and read_choice(self._home.settings) is None:
            return None
        return self._rewrite

    def _rewrite(self, turns: Sequence[Exchange], question: str) -> str:
        with self.in_use():
            with self._opening:
                self._model = self._model or self._open()
            if self._model is None:
                return question
            said = "\n".join(
                prompts.MODEL_TURN.format(question=neutral(turn.asked), answer=neutral(turn.replied)) for turn in turns
            )
            user = prompts.MODEL_FOLLOW_UP.format(turns=said, question=neutral(question))
            return "".join(self._model.stream(prompts.MODEL_REWRITES, user))

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the model open for the time of a question, even if others take over meanwhile."""
        with self._opening:
            self._users += 1
        try:
            yield
        finally:
            with self._opening:
                self._users -= 1
                last = self._retired and not self._users
            if last:
                self.close()

    def under(self, home: Home, judge: SentenceJudge, *, llm: LLM | None = None) -> Answerers:
        """Return the answerers of the same home under other settings; an opened model goes on if those of it are the same.

        Args:
            home, judge, llm: As for `Answerers`.
        """
        other = Answerers(home, self._copies, judge, llm=llm)
        with self._opening:
            if _model_settings(home) == _model_settings(self._home):
                other._model = self._model
        return other

    def retire(self, successor: Answerers) -> None:
        """Close the model once no question needs it any more, unless the successor goes on with it."""
        with self._opening:
            if self._model is successor._model:
                return
            self._retired = True
            idle = not self._users
        if idle:
            self.close()

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


def _model_settings(home: Home) -> dict[str, object]:
    return home.settings.model_dump(include={name for name in Settings.model_fields if name.startswith("llm")})

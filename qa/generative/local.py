"""A Hugging Face model in this process, as a LlamaIndex LLM.

LlamaIndex's own class for this waits for ever if generation fails, goes on generating when nobody reads any more, and
needs a further package to place the model; this one needs only what the embedding model needs already.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core.base.llms.generic_utils import (
    completion_response_to_chat_response,
    stream_completion_response_to_chat_response,
)
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
)
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback

from index.errors import ExtraMissing, LLMError
from index.hub import load_model

_GGUF = ".gguf"


class LocalModel(CustomLLM):
    """A causal language model of transformers; one answer is generated at a time.

    Attributes:
        model_name: What it is called in answers.
        context_tokens: Most tokens of prompt and answer together.
        answer_tokens: Most tokens of the answer.
        temperature: 0 takes the likeliest word each time.
    """

    model_name: str
    context_tokens: int
    answer_tokens: int
    temperature: float = 0.0

    _model: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @classmethod
    def load(
        cls, source: str, *, name: str, context_tokens: int, answer_tokens: int, temperature: float = 0.0
    ) -> LocalModel:
        """Load a model.

        Args:
            source: A folder, a `.gguf` file, or a Hugging Face id, which is downloaded if it is not there yet.
            name: What it is called in answers.
            context_tokens, answer_tokens, temperature: As for the class.

        Raises:
            LLMError: It cannot be loaded.
            ExtraMissing: It is a `.gguf` file, and what reads those is not installed.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        where, options = source, {}
        if source.endswith(_GGUF):
            where, options = str(Path(source).parent), {"gguf_file": Path(source).name}

        def read(kept: bool) -> tuple[Any, Any]:
            tokenizer = AutoTokenizer.from_pretrained(where, local_files_only=kept, **options)
            return tokenizer, AutoModelForCausalLM.from_pretrained(where, local_files_only=kept, **options)

        try:
            tokenizer, model = load_model(where, read)
        except ImportError as error:
            raise ExtraMissing(
                f"the model {source!r} needs packages that are not installed. Install them: pip install 'citewire[gguf]'"
            ) from error
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise LLMError(
                f"the language model {source!r} cannot be loaded: {str(error).splitlines()[0] or type(error).__name__} "
                "Give a folder with a causal model of transformers, a .gguf file, or a Hugging Face id."
            ) from error
        model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        window = getattr(model.config, "max_position_embeddings", None) or context_tokens
        self = cls(
            model_name=name, context_tokens=min(context_tokens, window), answer_tokens=answer_tokens,
            temperature=temperature, callback_manager=CallbackManager(),
        )  # fmt: skip
        self._model, self._tokenizer = model, tokenizer
        return self

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex wants to know of a model."""
        return LLMMetadata(
            context_window=self.context_tokens, num_output=self.answer_tokens, is_chat_model=True,
            model_name=self.model_name,
        )  # fmt: skip

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """Answer a chat."""
        return completion_response_to_chat_response(self.complete(self._prompt(messages), formatted=True, **kwargs))

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """Answer a chat piece by piece."""
        pieces = self.stream_complete(self._prompt(messages), formatted=True, **kwargs)
        return stream_completion_response_to_chat_response(pieces)

    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseAsyncGen:
        """Answer a chat piece by piece, without holding up the event loop; a reader who leaves ends the generation."""
        loop, pieces, left = asyncio.get_running_loop(), asyncio.Queue[Any](), threading.Event()

        def put(piece: Any) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        def generate() -> None:
            try:
                for piece in self.stream_chat(messages, **kwargs):
                    if left.is_set():
                        return
                    put(piece)
                put(None)
            except Exception as error:
                put(error)

        async def read() -> ChatResponseAsyncGen:
            threading.Thread(target=generate, name="citewire-model", daemon=True).start()
            try:
                while (piece := await pieces.get()) is not None:
                    if isinstance(piece, Exception):
                        raise piece
                    yield piece
            finally:
                left.set()

        return read()

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Go on from a prompt."""
        del formatted, kwargs
        *_, last = list(self._generate(prompt))
        return last

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """Go on from a prompt, piece by piece."""
        del formatted, kwargs
        return self._generate(prompt)

    def _prompt(self, messages: Sequence[ChatMessage]) -> str:
        chat = [{"role": str(message.role.value), "content": message.content or ""} for message in messages]
        if getattr(self._tokenizer, "chat_template", None):
            return str(self._tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True))
        return "\n\n".join([*(turn["content"] for turn in chat), ""])

    def _generate(self, prompt: str) -> CompletionResponseGen:
        from transformers import StoppingCriteria, TextIteratorStreamer

        stop = threading.Event()

        class Stopped(StoppingCriteria):
            def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ARG002
                import torch

                return torch.full((input_ids.shape[0],), stop.is_set(), dtype=torch.bool, device=input_ids.device)

        # A chat template writes the sign that begins a text itself.
        template = bool(getattr(self._tokenizer, "chat_template", None))
        inputs = self._tokenizer(prompt, return_tensors="pt", add_special_tokens=not template).to(self._model.device)
        pieces: Any = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        sampling = {"do_sample": True, "temperature": self.temperature} if self.temperature else {"do_sample": False}
        written: list[Any] = []

        def generate() -> None:
            try:
                written.append(
                    self._model.generate(
                        **inputs, streamer=pieces, max_new_tokens=self.answer_tokens, stopping_criteria=[Stopped()],
                        **sampling,
                    )
                )  # fmt: skip
            except Exception as error:
                written.append(error)
            finally:
                pieces.end()  # else whoever reads them would wait for ever

        with self._turn:
            thread = threading.Thread(target=generate, name="citewire-generate", daemon=True)
            thread.start()
            text = ""
            try:
                for piece in pieces:
                    text += piece
                    yield CompletionResponse(text=text, delta=piece)
            finally:
                stop.set()
                thread.join()
        if isinstance(written[0], Exception):
            raise written[0]
        count = written[0].shape[1] - inputs["input_ids"].shape[1]
        reason = "length" if count >= self.answer_tokens else "stop"
        yield CompletionResponse(text=text, delta="", raw={"done_reason": reason})

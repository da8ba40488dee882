"""The engine as LlamaIndex parts: a retriever, a response synthesizer and a query engine of both.

They are the same steps `QueryEngine.ask` takes, cut where LlamaIndex cuts them, so that its
postprocessors, routers and agents can be put between. Imported only when asked for: LlamaIndex
takes two seconds to load, which a single question on the command line need not wait for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.llms import MockLLM
from llama_index.core.prompts.mixin import PromptDictType
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    QueryType,
    RelatedNodeInfo,
    TextNode,
)

from index.errors import NotFoundError
from qa.answer import Answer, Passage

if TYPE_CHECKING:
    from qa.engine import QueryEngine

ANSWER_KEY = "answer"


class CitewireRetriever(BaseRetriever):
    """`QueryEngine.search` as a LlamaIndex retriever."""

    def __init__(self, engine: QueryEngine, k: int) -> None:
        self._engine = engine
        self._k = k
        super().__init__(callback_manager=CallbackManager())

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [to_node(passage) for passage in self._engine.search(query_bundle.query_str, self._k)]


class CitewireSynthesizer(BaseSynthesizer):
    """Builds the verified Answer from retrieved nodes, in their order.

    The nodes must come from this home, whatever reordered or thinned them out in between; they
    are known by their ids.
    """

    def __init__(self, engine: QueryEngine) -> None:
        # Without an explicit LLM and callback manager LlamaIndex falls back to its global settings, which ask for OpenAI.
        super().__init__(llm=MockLLM(), callback_manager=CallbackManager())
        self._engine = engine

    def synthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: Any,
    ) -> RESPONSE_TYPE:
        """Answer from the nodes.

        Returns:
            A Response with the answer's text, the nodes, and the Answer (schema v1) in `metadata["answer"]`.

        Raises:
            NotFoundError: A node is not from this home.
        """
        text = query.query_str if isinstance(query, QueryBundle) else str(query)
        answer = self._answer(text, [node.node.node_id for node in nodes])
        return Response(
            response=answer.text,
            source_nodes=[*nodes, *(additional_source_nodes or ())],
            metadata={ANSWER_KEY: answer.to_dict()},
        )

    async def asynthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: Any,
    ) -> RESPONSE_TYPE:
        """Answer from the nodes; the work itself is not asynchronous."""
        return self.synthesize(query, nodes, additional_source_nodes)

    def get_response(self, query_str: str, text_chunks: Sequence[str], **_: Any) -> str:
        """Not offered: bare strings have no offsets, so nothing drawn from them can be cited.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("citations need nodes with offsets: call synthesize(query, nodes)")

    async def aget_response(self, query_str: str, text_chunks: Sequence[str], **_: Any) -> str:
        """Not offered; see `get_response`."""
        return self.get_response(query_str, text_chunks)

    def _answer(self, text: str, chunk_ids: Sequence[str]) -> Answer:
        engine = self._engine
        question = engine.understand(text)
        retrieved = engine.retriever.rescore(question, chunk_ids)
        found = {candidate.chunk_id for candidate in retrieved.candidates}
        if unknown := [chunk_id for chunk_id in chunk_ids if chunk_id not in found]:
            raise NotFoundError(f"node {unknown[0]!r} is no passage of this home. Use nodes of engine.as_retriever().")
        return engine.answer(question, retrieved)

    def _get_prompts(self) -> PromptDictType:
        return {}

    def _update_prompts(self, prompts: PromptDictType) -> None:
        del prompts  # there are none to update


class CitewireQueryEngine(RetrieverQueryEngine):
    """Retriever and synthesizer in one; postprocessors go between as in any RetrieverQueryEngine."""

    @classmethod
    def build(cls, engine: QueryEngine) -> CitewireQueryEngine:
        """Build it over an engine."""
        return cls(
            retriever=engine.as_retriever(),
            response_synthesizer=CitewireSynthesizer(engine),
            callback_manager=CallbackManager(),
        )


def to_node(passage: Passage) -> NodeWithScore:
    """Return a passage as a node: its id is the chunk id, its offsets those in the article's text."""
    node = TextNode(
        id_=passage.chunk_id,
        text=passage.text,
        start_char_idx=passage.start_char,
        end_char_idx=passage.end_char,
        metadata={
            "article_id": passage.article_id,
            "title": passage.title,
            "source": passage.source,
            "author": passage.author,
            "published": passage.published and passage.published.isoformat(),
            "url": passage.url,
        },
        excluded_embed_metadata_keys=["article_id", "url"],
        excluded_llm_metadata_keys=["article_id", "url"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return NodeWithScore(node=node, score=passage.scores.fused)


__all__ = ["ANSWER_KEY", "CitewireQueryEngine", "CitewireRetriever", "CitewireSynthesizer", "to_node"]

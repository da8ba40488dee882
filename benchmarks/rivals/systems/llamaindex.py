"""LlamaIndex: VectorStoreIndex on Chroma, alone or fused with its BM25Retriever; no language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import chromadb
import Stemmer
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.splitting import place, sentence_nodes
from benchmarks.rivals.system import Corpus, Found

PACKAGES = (
    "llama-index-core", "llama-index-vector-stores-chroma", "llama-index-retrievers-bm25", "chromadb", "bm25s",
    "PyStemmer",
)  # fmt: skip
_INSERT_BATCH = 2048  # Chroma takes at most 5461 at once


class SharedEmbedding(BaseEmbedding):
    """The shared model as LlamaIndex wants to call it."""

    _shared: SharedEmbedder = PrivateAttr()

    def __init__(self, shared: SharedEmbedder) -> None:
        # Large batches, within which texts of like length are embedded together.
        super().__init__(model_name="shared", embed_batch_size=_INSERT_BATCH)
        self._shared = shared

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._shared.passages(texts).tolist()
        return vectors

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._shared.question(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndex:
    """A retriever that is built when the articles are known."""

    def __init__(
        self,
        embedder: SharedEmbedder,
        folder: Path,
        k: int,
        *,
        fusion: str | None = None,
        weights: list[float] | None = None,
        **splitting: int,
    ) -> None:
        self._embedder, self._folder, self._k = embedder, folder, k
        self._fusion, self._weights, self._splitting = fusion, weights, splitting
        self._chroma: Any = chromadb.PersistentClient(str(folder / "chroma"))
        self._retriever: BaseRetriever | None = None

    def ingest(self, corpus: Corpus) -> int:
        nodes = sentence_nodes(corpus.texts(), self._embedder, **self._splitting)
        store = ChromaVectorStore(
            chroma_collection=self._chroma.get_or_create_collection("articles", embedding_function=None)
        )
        index = VectorStoreIndex(
            nodes,
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=SharedEmbedding(self._embedder),
            insert_batch_size=_INSERT_BATCH,
        )
        self._retriever = index.as_retriever(similarity_top_k=self._k)
        if self._fusion:
            lexical = BM25Retriever.from_defaults(
                nodes=nodes, similarity_top_k=self._k, stemmer=Stemmer.Stemmer("english"), language="english"
            )
            lexical.persist(str(self._folder / "bm25"))
            self._retriever = QueryFusionRetriever(
                [self._retriever, lexical],
                similarity_top_k=self._k,
                num_queries=1,  # a language model would write more
                mode=FUSION_MODES(self._fusion),
                retriever_weights=self._weights,
                llm=MockLLM(),
                use_async=False,
            )
        return len(nodes)

    def search(self, question: str, k: int) -> Sequence[Found]:
        assert self._retriever is not None
        return [place(found.node) for found in self._retriever.retrieve(question)[:k]]

    def close(self) -> None:
        self._chroma.close()


def open_system(embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> LlamaIndex:
    """Return an empty index; options: `fusion` (a mode of QueryFusionRetriever), `weights`, and those of the splitter."""
    return LlamaIndex(embedder, folder, k, **options)

"""Haystack: BM25 and embedding retrievers over an InMemoryDocumentStore, joined; a pipeline as in its tutorials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import nltk
from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.offsets import checked
from benchmarks.rivals.system import Corpus, Found, Text

PACKAGES = ("haystack-ai", "nltk")


@component
class SharedTextEmbedder:
    """The shared model as the first component of a query pipeline."""

    def __init__(self, shared: SharedEmbedder) -> None:
        self._shared = shared

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """Embed a question."""
        return {"embedding": self._shared.question(text).tolist()}


class Haystack:
    """A store in memory, a splitter, and a pipeline of two retrievers and a joiner."""

    def __init__(
        self,
        embedder: SharedEmbedder,
        folder: Path,
        k: int,
        *,
        join_mode: str,
        weights: list[float] | None = None,
        bm25_algorithm: Literal["BM25Okapi", "BM25L", "BM25Plus"] = "BM25L",
        **splitting: Any,
    ) -> None:
        self._embedder, self._folder, self._k = embedder, folder, k
        self._store = InMemoryDocumentStore(bm25_algorithm=bm25_algorithm, embedding_similarity_function="cosine")
        _use_bundled_sentence_model()
        self._splitter = DocumentSplitter(**splitting)
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", SharedTextEmbedder(embedder))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(self._store, top_k=k))
        self._pipeline.add_component("lexical", InMemoryBM25Retriever(self._store, top_k=k))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode=join_mode, weights=weights, top_k=k))
        self._pipeline.connect("embedder", "dense")
        self._pipeline.connect("dense", "joiner")
        self._pipeline.connect("lexical", "joiner")

    def ingest(self, corpus: Corpus) -> int:
        pieces: list[Document] = []
        for text in corpus.texts():
            whole = Document(content=text.text, meta={"article_id": text.id})
            pieces += [_titled(piece, text) for piece in self._splitter.run([whole])["documents"] if _content(piece)]
        vectors = self._embedder.passages([_content(piece) for piece in pieces])
        embedded = [replace(piece, embedding=vector.tolist()) for piece, vector in zip(pieces, vectors, strict=True)]
        return int(self._store.write_documents(embedded))

    def search(self, question: str, k: int) -> Sequence[Found]:
        inputs = {"embedder": {"text": question}, "lexical": {"query": question}}
        found = self._pipeline.run(inputs)["joiner"]["documents"]
        return [Found(d.meta["article_id"], d.meta["start_char"], d.meta["end_char"]) for d in found[:k]]

    def close(self) -> None:
        self._store.shutdown()


def _use_bundled_sentence_model() -> None:
    # Haystack would download NLTK's; LlamaIndex brings the same one along.
    package = find_spec("llama_index.core")
    for folder in (package and package.submodule_search_locations) or ():
        nltk.data.path.append(str(Path(folder) / "_static" / "nltk_cache"))


def _content(piece: Document) -> str:
    return (piece.content or "").strip()


def _titled(piece: Document, text: Text) -> Document:
    # BM25 reads the content alone; in front of it, the title serves both retrievers.
    start, end = checked(text.text, piece.content or "", piece.meta["split_idx_start"])
    meta = {"article_id": text.id, "start_char": start, "end_char": end}
    return Document(content=f"{text.title}\n{_content(piece)}", meta=meta)


def open_system(embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> Haystack:
    """Return an empty store; options: `join_mode`, `weights`, `bm25_algorithm`, and those of DocumentSplitter."""
    return Haystack(embedder, folder, k, **options)

"""Articles -> passages by LlamaIndex's SentenceSplitter, for the systems that bring no splitter of their own."""

from __future__ import annotations

from collections.abc import Iterable

from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.offsets import checked
from benchmarks.rivals.system import Found, Text

_SPECIAL_TOKENS = 2
START, END, ARTICLE = "start_char", "end_char", "article_id"
_PLACES = [START, END, ARTICLE]


def sentence_nodes(
    texts: Iterable[Text], embedder: SharedEmbedder, *, chunk_tokens: int | None = None, overlap_tokens: int = 20
) -> list[BaseNode]:
    """Cut articles into nodes that carry the title for the model to read, and their place for us.

    Args:
        texts: The articles.
        embedder: Its word pieces are what a chunk's length is counted in.
        chunk_tokens: Most word pieces of a node, title included; by default what the model reads.
        overlap_tokens: Most word pieces that a node repeats of the one before.
    """
    limit = chunk_tokens or embedder.embedder.max_tokens - _SPECIAL_TOKENS
    splitter = SentenceSplitter(chunk_size=limit, chunk_overlap=overlap_tokens, tokenizer=embedder.tokens)
    nodes: list[BaseNode] = []
    for text in texts:
        document = Document(
            text=text.text, id_=text.id, metadata={"title": text.title, ARTICLE: text.id},
            excluded_embed_metadata_keys=_PLACES, excluded_llm_metadata_keys=_PLACES,
        )  # fmt: skip
        for node in splitter.get_nodes_from_documents([document]):
            start, end = checked(text.text, node.get_content(), getattr(node, "start_char_idx", None))
            node.metadata |= {START: start, END: end}
            nodes.append(node)
    return nodes


def place(node: BaseNode) -> Found:
    """Return where a node was cut from."""
    return Found(node.metadata[ARTICLE], node.metadata[START], node.metadata[END])


def titled(node: BaseNode) -> str:
    """Return what a system without metadata indexes: the title, then the text."""
    return f"{node.metadata['title']}\n{node.get_content()}"

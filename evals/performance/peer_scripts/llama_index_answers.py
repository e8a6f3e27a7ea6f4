"""LlamaIndex's CitationQueryEngine as its documentation sets it up, with BM25 for what would need embeddings.

Its chunks of 512 tokens and its templates are its own; a document as long as the cases' has one or two of them, and
both are retrieved, so that the retriever decides nothing.
"""

from __future__ import annotations

import re
import time
from typing import Any

from llama_index.core import Document, Settings, SummaryIndex  # type: ignore[import-not-found]
from llama_index.core.node_parser import SentenceSplitter  # type: ignore[import-not-found]
from llama_index.core.query_engine import CitationQueryEngine  # type: ignore[import-not-found]
from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-not-found]
from llama_index.retrievers.bm25 import BM25Retriever  # type: ignore[import-not-found]
from peer_lines import cited_statements, first_sentence_is_whole, serve  # type: ignore[import-not-found]

_MARK = re.compile(r"\[(\d+)\]")
_NOTE = re.compile(r"\s*\[\d+\]")


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """One question about one document."""
    began, first, text = time.monotonic(), None, ""
    llm = OpenAILike(
        model=asked["model"],
        api_base=asked["base_url"],
        api_key="none",
        is_chat_model=True,
        context_window=8192,
        temperature=0,
        max_retries=0,
        max_tokens=512,  # as for all who are asked: a small model may never end
        timeout=1800.0,
    )
    Settings.llm = llm
    nodes = SentenceSplitter().get_nodes_from_documents([Document(text=asked["text"])])
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(2, len(nodes)))
    engine = CitationQueryEngine.from_args(SummaryIndex(nodes), llm=llm, retriever=retriever, streaming=True)
    response = engine.query(asked["question"])
    for piece in response.response_gen:
        text += piece
        if first is None and first_sentence_is_whole(text):
            first = time.monotonic() - began
    seconds = time.monotonic() - began
    sources = {
        str(number): re.sub(r"^Source \d+:\n", "", node.node.get_content()).strip()
        for number, node in enumerate(response.source_nodes, 1)
    }
    statements = cited_statements(text, _MARK, _NOTE, sources)
    return {"text": text, "statements": statements, "first": first or seconds, "seconds": seconds}


if __name__ == "__main__":
    serve(answer)

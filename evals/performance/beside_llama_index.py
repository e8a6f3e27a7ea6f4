"""llama-index's BM25 retriever on a pool of passages; ``evals.performance.retrieval`` runs it in another environment.

Standard input: ``{"passages": [{"id", "title", "text"}], "questions": [...], "limit": 5}``. Standard output:
``{"version", "indexing": seconds, "asking": [seconds], "found": [[id, ...], ...]}``. Titles are metadata there, which
the retriever indexes with the text.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version


def main() -> None:
    """Read the pool, ask every question, write what was found."""
    from llama_index.core.schema import TextNode  # type: ignore[import-not-found]
    from llama_index.retrievers.bm25 import BM25Retriever  # type: ignore[import-not-found]

    asked = json.load(sys.stdin)
    nodes = [TextNode(id_=p["id"], text=p["text"], metadata={"title": p["title"]}) for p in asked["passages"]]
    started = time.perf_counter()
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=asked["limit"])
    indexing = time.perf_counter() - started
    found, seconds = [], []
    for question in asked["questions"]:
        started = time.perf_counter()
        hits = retriever.retrieve(question)
        seconds.append(time.perf_counter() - started)
        found.append([hit.node.node_id for hit in hits])
    told = {"version": version("llama-index-retrievers-bm25"), "indexing": indexing, "asking": seconds, "found": found}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

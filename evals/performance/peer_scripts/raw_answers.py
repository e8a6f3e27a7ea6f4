"""The model by itself: the document and the question in one plain prompt, no check, no citation."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx2
from peer_lines import first_sentence_is_whole, serve  # type: ignore[import-not-found]

PROMPT = (
    "{text}\n\nQuestion: {question}\nAnswer from the text above in one or two sentences. If it does not say, say so."
)


def main() -> None:
    """Answer line by line over one connection."""
    with httpx2.Client(timeout=1800.0) as client:

        def answer(asked: dict[str, Any]) -> dict[str, Any]:
            prompt = PROMPT.format(text=asked["text"], question=asked["question"])
            body = {
                "model": asked["model"],
                "messages": [{"role": "user", "content": prompt}],
                "temperature": 0,
                "max_tokens": 512,
                "stream": True,
            }
            began, first, text = time.monotonic(), None, ""
            with client.stream("POST", asked["base_url"] + "/chat/completions", json=body) as response:
                response.raise_for_status()
                for line in response.iter_lines():
                    if line.startswith("data: {"):
                        choices = json.loads(line[6:]).get("choices") or [{}]
                        text += (choices[0].get("delta") or {}).get("content") or ""
                        if first is None and first_sentence_is_whole(text):
                            first = time.monotonic() - began
            seconds = time.monotonic() - began
            return {"text": text, "statements": [], "first": first or seconds, "seconds": seconds}

        serve(answer)


if __name__ == "__main__":
    main()

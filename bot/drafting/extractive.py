"""The drafter without a model: summaries and answers made of the documents' own sentences.

It writes the same drafts as a model does, and the same grounding stands behind it. Deterministic and linear in the
text.
"""

from bot.drafting.answer_extractive import draft_answer
from bot.drafting.summary_extractive import draft_summary

__all__ = ["draft_answer", "draft_summary"]

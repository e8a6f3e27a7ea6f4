"""Models: the one place that talks to one. Importing this room imports no SDK; ``open_model`` does."""

from __future__ import annotations

from bot.models.protocol import Extraction, Message, Model, Piece
from bot.models.scripted import ScriptedModel

__all__ = ["Extraction", "Message", "Model", "Piece", "ScriptedModel"]

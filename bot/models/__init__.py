"""Models: the one place that talks to one. Importing this room imports no SDK; opening a model does."""

from __future__ import annotations

from bot.models.abilities import KnownServers
from bot.models.opening import list_models, open_model
from bot.models.probe import probe
from bot.models.protocol import Extraction, Message, Model, Piece
from bot.models.scripted import ScriptedModel
from bot.models.sdk import preload

__all__ = [
    "Extraction",
    "KnownServers",
    "Message",
    "Model",
    "Piece",
    "ScriptedModel",
    "list_models",
    "open_model",
    "preload",
    "probe",
]

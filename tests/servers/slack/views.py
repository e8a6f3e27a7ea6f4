"""Modals and Home tabs that are open, and the triggers that open them."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.slack.api import Arguments
from tests.servers.slack.errors import Refused
from tests.servers.slack.limits import Limits
from tests.servers.slack.world import APP, BOT, TEAM

View = dict[str, Any]


@dataclass
class Trigger:
    """What a member did that lets a modal be opened: whose, when, and within which view."""

    user: str
    made: float
    within: str | None = None
    used: bool = False


@dataclass
class Views:
    """Stacks of modals by member, the topmost last; Home tabs by member."""

    limits: Callable[[], Limits]
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def trigger(self, user: str, within: str | None = None) -> str:
        """A new trigger_id."""
        name = f"{next(self._numbers)}.{int(time.time() * 1000)}.{secrets.token_hex(8)}"
        self._triggers[name] = Trigger(user, time.monotonic(), within)
        return name

    def exchange(self, arguments: Arguments) -> tuple[str, str | None]:
        """Whose trigger this is, and within which view it was; a trigger serves once, for a few seconds."""
        trigger = self._triggers.get(str(arguments.get("trigger_id")))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made > self.limits().trigger_seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user, trigger.within

    def _new(self, user: str, view: View, root: str | None) -> View:
        if view.get("external_id") and any(
            one.get("external_id") == view["external_id"] for stack in self.stacks.values() for one in stack
        ):
            raise Refused("duplicate_external_id")
        identity = f"V{next(self._numbers):08d}"
        stack = self.stacks.get(user) or []
        return self._stored(
            view,
            {"id": identity, "root_view_id": root or identity, "previous_view_id": stack[-1]["id"] if root else None},
        )

    def _stored(self, view: View, identity: View) -> View:
        blocks = [{"block_id": f"b{next(self._numbers)}", **one} for one in view["blocks"]]
        common = {
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT,
            "app_installed_team_id": TEAM,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "state": {"values": {}},
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
        }
        return {**common, **view, "blocks": blocks, **identity, "hash": f"{time.time():.6f}.{secrets.token_hex(4)}"}

    def open(self, user: str, view: View) -> View:
        """A member's first modal."""
        stored = self._new(user, view, None)
        self.stacks[user] = [stored]
        return stored

    def push(self, user: str, view: View) -> View:
        """One more above it."""
        stack = self.stacks.get(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= 3:
            raise Refused("push_limit_reached")
        stack.append(self._new(user, view, stack[0]["id"]))
        return stack[-1]

    def update(self, arguments: Arguments, view: View) -> View:
        """Other content for a modal that is open, found by its id or its external_id."""
        for stack in self.stacks.values():
            for place, there in enumerate(stack):
                if arguments.get("view_id") == there["id"] or (
                    arguments.get("external_id") and arguments["external_id"] == there["external_id"]
                ):
                    if arguments.get("hash") not in (None, there["hash"]):
                        raise Refused("hash_conflict")
                    kept = {name: there[name] for name in ("id", "root_view_id", "previous_view_id")}
                    stack[place] = self._stored(view, kept)
                    return stack[place]
        raise Refused("not_found")

    def publish(self, user: str, view: View, known: Any) -> View:
        """A Home tab, in the place of the one before."""
        before = self.homes.get(user)
        if known and before is not None and known != before["hash"]:
            raise Refused("hash_conflict")
        identity = before["id"] if before else f"V{next(self._numbers):08d}"
        self.homes[user] = self._stored(view, {"id": identity, "root_view_id": identity, "previous_view_id": None})
        return self.homes[user]

    def answered(self, user: str, view: View, answer: Any) -> dict[str, str]:
        """Do what the acknowledgement of a view_submission says; gives the errors it shows, by block_id."""
        stack = self.stacks.get(user, [])
        action = answer.get("response_action") if isinstance(answer, dict) else None
        if action == "errors":
            errors: dict[str, str] = answer["errors"]
            unknown = set(errors) - {one["block_id"] for one in view["blocks"] if one["type"] == "input"}
            if unknown:
                raise Refused("invalid_arguments", [f"[ERROR] no input block: {one}" for one in sorted(unknown)])
            return errors
        if action == "update":
            self.update({"view_id": view["id"]}, answer["view"])
        elif action == "push":
            self.push(user, answer["view"])
        elif action == "clear":
            self.stacks.pop(user, None)
        elif stack:
            stack.pop()
        return {}

"""Members of the workspace, as a test moves them: they write, edit, click, fill in forms and run commands.

Each method does what Slack's own client would, and sends the app what Slack would. Those that wait for the app's
acknowledgement give the ``Delivery``; they fail where none comes, as the client then shows an error.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.servers.slack.server import Slack
from tests.servers.slack.transcript import Delivery
from tests.servers.slack.views import View
from tests.servers.slack.world import APP, BOT_USER, TEAM, Channel, File, Message, User, rich_text

_TEAM = {"id": TEAM, "domain": "vessby"}


def interactive(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The elements of a block that somebody can do something with."""
    for name in ("accessory", "element"):
        if name in block:
            yield block[name]
    for name in ("elements", "actions"):
        yield from (one for one in block.get(name, ()) if isinstance(one, Mapping) and "action_id" in one)
    if block.get("type") == "carousel":
        for one in block["elements"]:
            yield from interactive(one)


def find(blocks: Sequence[Mapping[str, Any]], wanted: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The block and the element that ``wanted`` names: its action_id, how that begins, or its label."""
    there = [(block, element) for block in blocks for element in interactive(block)]
    for exact in (True, False):
        for block, element in there:
            label = str(element.get("text", {}).get("text", "")) if isinstance(element.get("text"), Mapping) else ""
            names = (str(element.get("action_id")), label)
            if wanted in names or (not exact and any(name.lower().startswith(wanted.lower()) for name in names)):
                return block, element
    known = [(element.get("action_id"), element.get("text")) for _, element in there]
    raise AssertionError(f"no element {wanted!r} among {known}")


class Person:
    """A member."""

    def __init__(self, slack: Slack, user: User) -> None:
        self.slack, self.user, self.id = slack, user, user.id

    @classmethod
    def joins(cls, slack: Slack, name: str, **more: Any) -> Person:
        """A new member of the workspace."""
        return cls(slack, slack.do(slack.world.add_user, name, **more))

    @property
    def im(self) -> Channel:
        """The direct messages with the bot."""
        return self.slack.do(self.slack.world.im, self.id)

    # --- messages --------------------------------------------------------------------------------------------

    def post(
        self, channel: Channel, typed: str, thread: str | None = None, files: Sequence[File] = (), encoded: bool = False
    ) -> Message:
        """Write something; ``encoded`` text is sent as it is, other text as the composer makes it."""
        world = self.slack.world

        def work() -> Message:
            assert self.id in channel.members, f"{self.user.name} is not in {channel.name}"
            text = typed if encoded else world.encoded(typed)
            fields: dict[str, Any] = {"user": self.id, "text": text, "client_msg_id": world.number("m")}
            if self.user.other_bot:
                fields |= {"subtype": "bot_message", "bot_id": "B0OTHER001", "app_id": "A0OTHER001"}
            if text and not files:
                fields["blocks"] = rich_text(text, world.number("b"))
            if files:
                fields |= {"subtype": "file_share", "files": [one.shown() for one in files], "upload": False}
            message = world.post(channel, thread, **fields)
            for one in files:
                one.shares.append((channel.id, message["ts"]))
            self.slack.emit_message(channel, message)
            return message

        return self.slack.do(work)

    def mention(self, channel: Channel, typed: str, thread: str | None = None, files: Sequence[File] = ()) -> Message:
        """Write something to the bot in a channel."""
        return self.post(channel, f"@onrecord {typed}", thread, files)

    def dm(self, typed: str, thread: str | None = None, files: Sequence[File] = ()) -> Message:
        """Write something to the bot alone."""
        return self.post(self.im, typed, thread, files)

    def upload(self, channel: Channel, name: str, content: bytes | int, typed: str = "", **more: Any) -> Message:
        """Share a file; ``thread`` may be named."""
        thread = more.pop("thread", None)
        return self.post(channel, typed, thread, [self.slack.file(name, content, self.id, **more)])

    def edit(self, channel: Channel, message: Message, typed: str) -> None:
        """Write a message of one's own otherwise."""

        def work() -> None:
            before = dict(message)
            message["text"] = self.slack.world.encoded(typed)
            message["blocks"] = rich_text(message["text"], self.slack.world.number("b"))
            message["edited"] = {"user": self.id, "ts": self.slack.world.ts()}
            self.slack.emit_changed(channel, message, before)

        self.slack.do(work)

    def delete(self, channel: Channel, message: Message) -> None:
        """Take a message away."""
        self.slack.do(self.slack.remove, channel, message)

    def invite(self, channel: Channel, user: str = BOT_USER) -> None:
        """Bring somebody into a channel."""

        def work() -> None:
            channel.members.append(user)
            self.slack.events.member("member_joined_channel", channel, user)

        self.slack.do(work)

    def leave(self, channel: Channel) -> None:
        """Go out of a channel."""

        def work() -> None:
            channel.members.remove(self.id)
            self.slack.events.member("member_left_channel", channel, self.id)

        self.slack.do(work)

    def sees(self, channel: Channel) -> list[Message]:
        """The messages that only this member sees in a channel."""
        return [one for one in channel.ephemeral if one["seen_by"] == self.id]

    def stop(self, message: Message) -> None:
        """Press the stop button of a message that is being streamed."""

        def work() -> None:
            self.slack.streams[message["ts"]].state = "stopped_by_user"
            message.pop("streaming_state", None)

        self.slack.do(work)

    # --- tabs ------------------------------------------------------------------------------------------------

    def opens(self, tab: str) -> Channel:
        """Go to the app's "home" or "messages" tab."""
        channel = self.im

        def work() -> None:
            event: dict[str, Any] = {"type": "app_home_opened", "user": self.id, "channel": channel.id, "tab": tab}
            if tab == "home" and (view := self.slack.views.homes.get(self.id)):
                event["view"] = view
            self.slack.events.emit("app_home_opened", {**event, "event_ts": self.slack.world.ts()})

        self.slack.do(work)
        return channel

    @property
    def home(self) -> View | None:
        """The Home tab as this member has it."""
        return self.slack.views.homes.get(self.id)

    @property
    def modal(self) -> View | None:
        """The modal on top, where one is open."""
        stack = self.slack.views.stacks.get(self.id)
        return stack[-1] if stack else None

    # --- interactions ----------------------------------------------------------------------------------------

    def _common(self, kind: str, within: str | None = None) -> dict[str, Any]:
        user = {"id": self.id, "username": self.user.name, "name": self.user.name, "team_id": TEAM}
        return {
            "type": kind,
            "user": user,
            "api_app_id": APP,
            "token": "verification-token-is-deprecated",
            "team": _TEAM,
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.slack.views.trigger(self.id, within),
        }

    def _sent(self, kind: str, body: dict[str, Any]) -> Delivery:
        delivery = self.slack.do(self.slack.deliveries.send, kind, body)
        self.slack.wait(lambda: delivery.acked or delivery.given_up, self.slack.limits.ack_seconds + 5, "an ack")
        assert delivery.acked, f"{body.get('type', body.get('command'))}: not acknowledged in time"
        return delivery

    @staticmethod
    def _channel(channel: Channel) -> dict[str, str]:
        names = {"im": "directmessage", "group": "privategroup"}
        return {"id": channel.id, "name": names.get(channel.kind, channel.name)}

    def _action(self, block: Mapping[str, Any], element: Mapping[str, Any], chosen: Any) -> dict[str, Any]:
        action = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        action["action_ts"] = self.slack.world.ts()
        kind = element["type"]
        if kind == "feedback_buttons":
            side = element["positive_button" if chosen else "negative_button"]
            return action | {"value": side["value"], "text": side["text"]}
        if kind in ("static_select", "overflow", "radio_buttons"):
            options = [
                *element.get("options", ()),
                *(o for g in element.get("option_groups", ()) for o in g["options"]),
            ]
            picked = next(one for one in options if chosen in (one["value"], one["text"]["text"]))
            return action | {"selected_option": picked}
        if kind.endswith("_select"):
            return action | {f"selected_{kind.removesuffix('s_select')}": chosen}
        return action | {name: element[name] for name in ("text", "value", "url") if name in element}

    def click(self, channel: Channel, message: Message, wanted: str, chosen: Any = True) -> Delivery:
        """Press a button (or choose in a menu) below a message: by its action_id, how that begins, or its label."""
        block, element = find(message.get("blocks", ()), wanted)
        hidden = bool(message.get("is_ephemeral"))
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": hidden}
        thread = message.get("thread_ts")
        body = {
            **self._common("block_actions"),
            "container": container | ({"thread_ts": thread} if thread else {}),
            "channel": self._channel(channel),
            "state": {"values": {}},
            "response_url": self.slack.response_url(channel, self.id, thread, message["ts"]),
            "actions": [self._action(block, element, chosen)],
        }
        if not hidden:
            body["message"] = self.slack.public(message)
        return self._sent("interactive", body)

    def click_in(self, view: View, wanted: str, chosen: Any = True) -> Delivery:
        """Press a button in a modal or in the Home tab."""
        block, element = find(view["blocks"], wanted)
        body = {
            **self._common("block_actions", view["id"]),
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "state": {"values": {}},
            "actions": [self._action(block, element, chosen)],
        }
        return self._sent("interactive", body)

    def submit(self, view: View, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill a modal in and send it; ``values`` by action_id. Gives the errors that it then shows, by block_id."""
        filled: dict[str, dict[str, Any]] = {}
        left = dict(values or {})
        for block in view["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            state = _state(element, left.pop(element["action_id"], None))
            missing = all(value in (None, [], "") for name, value in state.items() if name != "type")
            assert block.get("optional") or not missing, f"{element['action_id']} must be filled in"
            filled.setdefault(block["block_id"], {})[element["action_id"]] = state
        assert not left, f"no such inputs: {sorted(left)}"
        body = {
            **self._common("view_submission", view["id"]),
            "view": {**view, "state": {"values": filled}},
            "response_urls": [],
        }
        delivery = self._sent("interactive", body)
        return self.slack.do(self.slack.views.answered, self.id, view, delivery.answer)

    def close(self, view: View) -> None:
        """Leave a modal."""

        def work() -> None:
            stack = self.slack.views.stacks.get(self.id, [])
            if view in stack:
                stack.remove(view)

        self.slack.do(work)
        if view.get("notify_on_close"):
            self._sent("interactive", {**self._common("view_closed"), "view": view, "is_cleared": False})

    def command(self, command: str, text: str, channel: Channel) -> Delivery:
        """Run a slash command."""
        known = [one["command"] for one in self.slack.manifest.get("features", {}).get("slash_commands", ())]
        assert not self.slack.manifest or command in known, f"{command} is not a valid command"
        body = {
            "token": "verification-token-is-deprecated",
            "team_id": TEAM,
            "team_domain": "vessby",
            "channel_id": channel.id,
            "channel_name": self._channel(channel)["name"],
            "user_id": self.id,
            "user_name": self.user.name,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self.slack.do(self.slack.response_url, channel, self.id),
            "trigger_id": self.slack.do(self.slack.views.trigger, self.id),
        }
        delivery = self._sent("slash_commands", body)
        self.slack.do(self.slack.acknowledged_with, channel, self.id, delivery.answer)
        return delivery

    def shortcut(self, channel: Channel, message: Message, callback_id: str) -> Delivery:
        """Choose a message shortcut: by its callback_id, or its name in the menu."""
        for one in self.slack.manifest.get("features", {}).get("shortcuts", ()):
            if callback_id in (one["callback_id"], one["name"]) and one["type"] == "message":
                callback_id = one["callback_id"]
                break
        else:
            assert not self.slack.manifest, f"no message shortcut {callback_id!r}"
        body = {
            **self._common("message_action"),
            "callback_id": callback_id,
            "action_ts": f"{time.time():.6f}",
            "message_ts": message["ts"],
            "message": self.slack.public(message),
            "channel": self._channel(channel),
            "response_url": self.slack.response_url(channel, self.id, message.get("thread_ts"), message["ts"]),
        }
        return self._sent("interactive", body)


def _state(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """What a view's state says of an input."""
    kind = element["type"]
    if kind.endswith("_input"):
        return {"type": kind, "value": value if value is not None else element.get("initial_value")}
    options = {one["value"]: one for one in element.get("options", ())}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = [options[one] for one in value] if value is not None else element.get("initial_options", [])
        return {"type": kind, "selected_options": chosen}
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, "selected_option": options[value] if value else element.get("initial_option")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value or element.get("initial_date")}
    what = kind.removeprefix("multi_").removesuffix("s_select")
    if kind.startswith("multi_"):
        return {"type": kind, f"selected_{what}s": value if value is not None else element.get(f"initial_{what}s", [])}
    return {"type": kind, f"selected_{what}": value or element.get(f"initial_{what}")}

"""conversations.*, users.*, reactions.*, team.*, bots.*, auth.* and apps.*: who and what is there."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.servers.slack.api import Arguments, flag, method, need, number
from tests.servers.slack.blocks import checked_view
from tests.servers.slack.errors import Refused
from tests.servers.slack.world import APP, BOT, BOT_USER, TEAM, Channel, Message

if TYPE_CHECKING:
    from tests.servers.slack.server import Slack

SCOPED = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""How a scope calls each kind of conversation."""


def _visible(slack: Slack, arguments: Arguments, right: str) -> Channel:
    """A conversation that the bot may ask about, by "read" or "history"."""
    channel = slack.world.channels.get(str(arguments["channel"]))
    if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    need(slack, f"{SCOPED[channel.kind]}:{right}")
    return channel


def _page(items: Sequence[Any], arguments: Arguments, default: int) -> tuple[Sequence[Any], dict[str, Any]]:
    """One page of items, and the answer's fields about the next one."""
    most = max(1, min(number(arguments, "limit", default), 1000))
    try:
        start = (
            int(base64.b64decode(str(arguments["cursor"])).decode().removeprefix("next:")) if _given(arguments) else 0
        )
    except ValueError:
        raise Refused("invalid_cursor") from None
    more = start + most < len(items)
    cursor = base64.b64encode(f"next:{start + most}".encode()).decode() if more else ""
    return items[start : start + most], {"has_more": more, "response_metadata": {"next_cursor": cursor}}


def _given(arguments: Arguments) -> bool:
    return bool(arguments.get("cursor"))


def _between(arguments: Arguments, ts: str) -> bool:
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9999999999")
    if flag(arguments, "inclusive"):
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)


@method("conversations.info", required="channel", optional="include_locale include_num_members")
def info(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A conversation."""
    return {"channel": _visible(slack, arguments, "read").shown(BOT_USER)}


@method("conversations.members", tier=4, required="channel", optional="cursor limit")
def members(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Who is in a conversation."""
    page, after = _page(_visible(slack, arguments, "read").members, arguments, 100)
    return {"members": page, "response_metadata": after["response_metadata"]}


def _listed(slack: Slack, arguments: Arguments, of: str | None) -> Mapping[str, Any]:
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    wanted = [kinds.get(one.strip(), "") for one in str(arguments.get("types") or "public_channel").split(",")]
    if "" in wanted:
        raise Refused("invalid_types")
    for kind in wanted:
        need(slack, f"{SCOPED[kind]}:read")
    there = [
        one
        for one in slack.world.channels.values()
        if one.kind in wanted
        and (one.kind == "channel" or BOT_USER in one.members)
        and (of is None or of in one.members)
        and not (one.is_archived and flag(arguments, "exclude_archived"))
    ]
    page, after = _page(there, arguments, 100)
    return {
        "channels": [one.shown(BOT_USER) for one in page],
        "response_metadata": after["response_metadata"],
    }


@method("conversations.list", tier=2, optional="cursor limit types exclude_archived")
def listed(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """All conversations that the bot can see."""
    return _listed(slack, arguments, None)


@method("users.conversations", optional="cursor limit types exclude_archived user")
def of_user(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Those that a member (the bot itself where none is named) is in."""
    return _listed(slack, arguments, str(arguments.get("user") or BOT_USER))


def _read(slack: Slack, arguments: Arguments) -> Channel:
    channel = _visible(slack, arguments, "history")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


@method(
    "conversations.history",
    required="channel",
    optional="cursor inclusive latest oldest limit include_all_metadata",
)
def history(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A channel's messages that are not replies, the newest first."""
    channel = _read(slack, arguments)
    there = [
        channel.messages[ts]
        for ts in reversed(channel.order)
        if channel.messages[ts].get("thread_ts", ts) == ts and _between(arguments, ts)
    ]
    page, after = _page(there, arguments, 100)
    return {"messages": [slack.public(one) for one in page], "pin_count": 0, **after}


@method(
    "conversations.replies",
    required="channel ts",
    optional="cursor inclusive latest oldest limit include_all_metadata",
)
def replies(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A thread's messages, its parent first, the oldest first."""
    channel = _read(slack, arguments)
    thread = channel.thread(str(arguments["ts"]))
    if not thread:
        raise Refused("thread_not_found")
    there = [thread[0], *(one for one in thread[1:] if _between(arguments, one["ts"]))]
    page, after = _page(there, arguments, 1000)
    return {"messages": [_with_metadata(slack, one, arguments) for one in page], **after}


def _with_metadata(slack: Slack, message: Message, arguments: Arguments) -> Message:
    """A message, with its metadata where that is asked for."""
    shown = slack.public(message)
    if not flag(arguments, "include_all_metadata"):
        shown = {name: value for name, value in shown.items() if name != "metadata"}
    return shown


@method("conversations.open", scope="im:write", optional="users channel return_im prevent_creation")
def opened(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Direct messages with a member."""
    users = [one for one in str(arguments.get("users", "")).split(",") if one]
    if len(users) != 1 or users[0] not in slack.world.users:
        raise Refused("user_not_found")
    return {"channel": slack.world.im(users[0]).shown(BOT_USER), "no_op": False, "already_open": False}


@method("conversations.join", scope="channels:join", required="channel")
def join(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Go into a public channel."""
    channel = slack.world.channels.get(str(arguments["channel"]))
    if channel is None or channel.kind != "channel":
        raise Refused("channel_not_found")
    if BOT_USER not in channel.members:
        channel.members.append(BOT_USER)
    return {"channel": channel.shown(BOT_USER)}


@method("users.info", scope="users:read", tier=4, required="user", optional="include_locale")
def user_info(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A member."""
    user = slack.world.users.get(str(arguments["user"]))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.shown() | ({"locale": user.locale} if flag(arguments, "include_locale") else {})}


@method("users.list", scope="users:read", tier=2, optional="cursor limit include_locale")
def users(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """All members."""
    page, after = _page(list(slack.world.users.values()), arguments, 100)
    return {"members": [one.shown() for one in page], "response_metadata": after["response_metadata"]}


@method("bots.info", scope="users:read", optional="bot")
def bot_info(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """The app's bot, and no other."""
    if arguments.get("bot") not in (None, BOT):
        raise Refused("bot_not_found")
    bot = {"id": BOT, "deleted": False, "name": "On Record", "app_id": APP, "user_id": BOT_USER, "icons": {}}
    return {"bot": bot | {"updated": 1_700_000_000}}


@method("team.info", scope="team:read", optional="team domain")
def team(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """The workspace."""
    return {"team": {"id": TEAM, "name": "Vessby", "domain": "vessby", "url": "https://vessby.slack.com/"}}


@method("auth.test", tier=5)
def auth(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Whose token this is."""
    return {
        "url": "https://vessby.slack.com/",
        "team": "Vessby",
        "user": "onrecord",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier=1, token="app")
def connections_open(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """An address for one Socket Mode connection."""
    if slack.manifest and not slack.manifest.get("settings", {}).get("socket_mode_enabled"):
        raise Refused("socket_mode_not_enabled")
    return {"url": slack.socket_address()}


@method("apps.manifest.export", required="app_id", token="config")
def manifest_export(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """The manifest of the installed app."""
    return {"manifest": slack.manifest}


def _reactions(slack: Slack, arguments: Arguments) -> list[dict[str, Any]]:
    channel = slack.world.channels.get(str(arguments["channel"]))
    if channel is None or BOT_USER not in channel.members:
        raise Refused("channel_not_found")
    message = channel.messages.get(str(arguments["timestamp"]))
    if message is None:
        raise Refused("message_not_found")
    found: list[dict[str, Any]] = message.setdefault("reactions", [])
    return found


@method("reactions.add", scope="reactions:write", required="channel name timestamp")
def react(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Add a reaction."""
    there = _reactions(slack, arguments)
    mine = next((one for one in there if one["name"] == arguments["name"]), None)
    if mine is not None and BOT_USER in mine["users"]:
        raise Refused("already_reacted")
    if mine is None:
        mine = {"name": arguments["name"], "users": [], "count": 0}
        there.append(mine)
    mine["users"].append(BOT_USER)
    mine["count"] += 1
    return {}


@method("reactions.remove", scope="reactions:write", required="name", optional="channel timestamp file")
def unreact(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Take a reaction back."""
    there = _reactions(slack, arguments)
    mine = next((one for one in there if one["name"] == arguments["name"] and BOT_USER in one["users"]), None)
    if mine is None:
        raise Refused("no_reaction")
    mine["users"].remove(BOT_USER)
    mine["count"] -= 1
    if not mine["count"]:
        there.remove(mine)
    return {}


@method("reactions.get", scope="reactions:read", optional="channel timestamp full file")
def reactions(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A message's reactions."""
    there = _reactions(slack, arguments)
    channel = slack.world.channels[str(arguments["channel"])]
    message = slack.public(channel.messages[str(arguments["timestamp"])])
    return {"type": "message", "channel": channel.id, "message": {**message, "reactions": there}}


# --- the pane of an agent ------------------------------------------------------------------------------------------


def _pane(slack: Slack, arguments: Arguments) -> Channel:
    channel = slack.world.channels.get(str(arguments["channel_id"]))
    if channel is None or BOT_USER not in channel.members:
        raise Refused("channel_not_found")
    return channel


@method(
    "assistant.threads.setStatus",
    scope="assistant:write",
    tier=5,
    required="channel_id thread_ts",
    optional="status loading_messages icon_emoji icon_url username",
)
def set_status(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """What the bot is doing, shown below a thread until it posts there; "" takes it away."""
    channel = _pane(slack, arguments)
    if str(arguments["thread_ts"]) not in channel.messages:
        raise Refused("invalid_thread_ts")
    messages = arguments.get("loading_messages")
    if messages is not None and (not isinstance(messages, list) or len(messages) > 10):
        raise Refused("invalid_arguments", ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"])
    key = (channel.id, str(arguments["thread_ts"]))
    if arguments.get("status"):
        slack.statuses[key] = str(arguments["status"])
    else:
        slack.statuses.pop(key, None)
    return {}


@method(
    "assistant.threads.setSuggestedPrompts",
    scope="assistant:write",
    tier=4,
    required="channel_id prompts",
    optional="thread_ts title",
)
def set_prompts(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """What a user may click instead of typing. In an agent's pane a call that names a thread is not heeded."""
    channel, prompts = _pane(slack, arguments), arguments["prompts"]
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        raise Refused("invalid_arguments", ["[ERROR] no more than 4 items allowed [json-pointer:/prompts]"])
    if any(not isinstance(one, dict) or set(one) != {"title", "message"} for one in prompts):
        raise Refused("invalid_arguments", ["[ERROR] a prompt has a title and a message [json-pointer:/prompts]"])
    if not arguments.get("thread_ts"):
        slack.prompts[channel.id] = prompts
    return {}


@method("assistant.threads.setTitle", scope="assistant:write", required="channel_id thread_ts title")
def set_title(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A thread's title."""
    channel = _pane(slack, arguments)
    if str(arguments["thread_ts"]) not in channel.messages:
        raise Refused("invalid_thread_ts")
    slack.titles[channel.id, str(arguments["thread_ts"])] = str(arguments["title"])
    return {}


# --- views ---------------------------------------------------------------------------------------------------------


@method("views.open", tier=4, required="view", optional="trigger_id interactivity_pointer")
def views_open(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A modal, for the member who did something a moment ago."""
    view = checked_view(arguments["view"], "modal")
    user, _ = slack.views.exchange(arguments)
    return {"view": slack.views.open(user, view)}


@method("views.push", tier=4, required="view", optional="trigger_id interactivity_pointer")
def views_push(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A modal above another; three at most."""
    view = checked_view(arguments["view"], "modal")
    user, below = slack.views.exchange(arguments)
    if below is None:
        raise Refused("not_found")
    return {"view": slack.views.push(user, view)}


@method("views.update", tier=4, required="view", optional="view_id external_id hash")
def views_update(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Another content for a modal."""
    view = checked_view(arguments["view"], "modal")
    return {"view": slack.views.update(arguments, view)}


@method("views.publish", tier=4, required="user_id view", optional="hash")
def views_publish(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A member's Home tab."""
    view = checked_view(arguments["view"], "home")
    user = str(arguments["user_id"])
    if user not in slack.world.users:
        raise Refused("user_not_found")
    if slack.manifest and not slack.manifest.get("features", {}).get("app_home", {}).get("home_tab_enabled"):
        raise Refused("not_enabled")
    return {"view": slack.views.publish(user, view, arguments.get("hash"))}

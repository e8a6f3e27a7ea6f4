"""The app's manifest, with the least scopes, each with its reason. Pure.

Layout: https://docs.slack.dev/reference/app-manifest.
"""

from __future__ import annotations

import json
from typing import Any, Final

from bot.slack.commands import COMMAND
from bot.slack.helping import PROMPTS
from bot.slack.shortcuts import CHECK, STANCES, SUMMARIZE

SCOPES: Final = {
    "app_mentions:read": "hear when somebody mentions the app",
    "assistant:write": "set suggested prompts in the app's pane, and show that an answer is being worked on",
    "channels:history": "read the thread it is asked about in a public channel, and hear follow-ups, edits, deletions",
    "channels:read": "see whether a channel is public and who is in it, so that nobody is shown what they cannot see",
    "chat:write": "answer",
    "commands": f"offer {COMMAND} and the message shortcuts",
    "files:read": "read a file that is attached to a question or to its thread",
    "files:write": "put an answer that is too long for messages into its thread as a file",
    "groups:history": "read the thread it is asked about in a private channel that it was invited to",
    "groups:read": "see who is in a private channel, so that nobody else is shown what was said there",
    "im:history": "read what people write to it directly",
    "mpim:history": "read the thread it is asked about in a group conversation that it was added to",
    "users:read": "call the people in a thread by their names",
}
EVENTS: Final = {
    "app_home_opened": "fill the Home tab and the pane when they are opened",
    "app_mention": "a question in a channel",
    "app_uninstalled": "delete all that was kept of a workspace that removed the app",
    "message.channels": "follow-ups, edits and deletions in threads of public channels that the app is part of",
    "message.groups": "the same in private channels",
    "message.im": "a question asked directly",
    "message.mpim": "follow-ups, edits and deletions in group conversations",
}


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest.

    Args:
        url: where ``onrecord slack serve`` is reached from outside; None: Socket Mode.
    """
    address = None if url is None else url.rstrip("/") + "/slack/events"
    at: dict[str, Any] = {} if address is None else {"request_url": address}
    return {
        "display_information": {
            "name": "On Record",
            "description": "Who said what, where everybody stands: every statement with its exact words.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "agent_view": {
                "agent_description": "Ask about a thread, a link, a file; each statement shows the words it rests on.",
                "suggested_prompts": [dict(prompt) for prompt in PROMPTS],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "On Record", "always_online": True},
            "shortcuts": [
                _shortcut("Summarize thread", SUMMARIZE, "A summary whose statements cite messages"),
                _shortcut("Who stands where?", STANCES, "Each person's position, in their own words"),
                _shortcut("Check against…", CHECK, "Hold this message against a source"),
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Ask what was said, and by whom",
                    "usage_hint": "summarize|stances|ask|add|sources|forget|help",
                    "should_escape": True,
                }
                | ({} if address is None else {"url": address})
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": at | {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True} | at,
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def manifest_json(url: str | None = None) -> str:
    """The manifest as JSON."""
    return json.dumps(manifest(url), indent=2, ensure_ascii=False)


def explained() -> str:
    """Each scope and event, and why it is asked for."""
    wide = max(map(len, (*SCOPES, *EVENTS)))
    scopes = [f"  {name:{wide}}  {why}" for name, why in sorted(SCOPES.items())]
    events = [f"  {name:{wide}}  {why}" for name, why in sorted(EVENTS.items())]
    return "\n".join(["Scopes", *scopes, "", "Events", *events])


def _shortcut(name: str, callback: str, description: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback, "description": description}

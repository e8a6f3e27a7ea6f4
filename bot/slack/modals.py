"""The app's modals, as views. Pure. Slack's limits: 24 characters of title and buttons, 3,000 of private metadata."""

from __future__ import annotations

import json
from typing import Any, Final

from bot.slack import wording
from bot.slack.blocks import TITLE, Block, plain_text, rich, text_element
from bot.slack.state.answers import Passage
from bot.slack.state.ledger import Workspace

REASON: Final = "onrecord_reason"
CHECK: Final = "onrecord_check_against"
SETTINGS: Final = "onrecord_settings_saved"
MOST_WORDS: Final = 2900
"""Of the cited words, of what stands before, and of what stands after."""


def passage(shown: Passage) -> Block:
    """A source in its context, the cited words marked."""
    told = " · ".join(part for part in (shown.speaker, shown.where, shown.title) if part)
    around = [
        *([text_element(shown.before[-MOST_WORDS:])] if shown.before else []),
        text_element("▶ ", bold=True),
        text_element(wording.cut(shown.words, MOST_WORDS) or " ", bold=True),
        text_element(" ◀", bold=True),
        *([text_element(shown.after[:MOST_WORDS])] if shown.after else []),
    ]
    body: list[Block] = []
    if told:
        body.append({"type": "context", "elements": [plain_text(told, 1000)]})
    body.append(rich(around, block_id="onrecord_passage"))
    url = wording.link(shown.url) if shown.url else None
    if url is not None:
        body.append(rich([{"type": "link", "url": url, "text": "Open where it stands"}]))
    return _view(f"Source {shown.n}", body)


def note(title: str, words: str) -> Block:
    """A modal that only says something."""
    return _view(title, [{"type": "section", "text": plain_text(words)}])


def reason(answer: str, channel: str) -> Block:
    """Asks what is wrong with an answer."""
    body: list[Block] = [
        {
            "type": "input",
            "block_id": "reason",
            "optional": True,
            "label": plain_text("What is wrong with it?"),
            "hint": plain_text("Kept with the answer, to make answers better. Leave it empty to say no more."),
            "element": {
                "type": "plain_text_input",
                "action_id": "reason",
                "multiline": True,
                "max_length": 2000,
            },
        }
    ]
    kept = json.dumps({"answer": answer, "channel": channel})
    return _view("A bad answer", body, callback=REASON, submit="Send", kept=kept)


def check_against(kept: dict[str, Any]) -> Block:
    """Asks what a message is to be checked against."""
    body: list[Block] = [
        {
            "type": "section",
            "text": plain_text("Each statement of the message is held against the sources you name. Only you see it."),
        },
        {
            "type": "input",
            "block_id": "source",
            "optional": True,
            "label": plain_text("A link to check it against"),
            "hint": plain_text("Leave it empty to use what was added to this channel."),
            "element": {"type": "url_text_input", "action_id": "source"},
        },
    ]
    return _view("Check against…", body, callback=CHECK, submit="Check", kept=json.dumps(kept))


def settings(workspace: Workspace) -> Block:
    """The settings of a workspace."""
    channels: Block = {
        "type": "multi_conversations_select",
        "action_id": "channels",
        "placeholder": plain_text("Every channel I am in", 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if workspace.channels:
        channels["initial_conversations"] = list(workspace.channels)
    model: Block = {
        "type": "plain_text_input",
        "action_id": "model",
        "max_length": 200,
        **({"initial_value": workspace.model} if workspace.model else {}),
    }
    body = [
        _input("channels", "Channels where I answer", channels, "Leave it empty for every channel I am in."),
        _input("model", "Model", model, "Leave it empty for the one I was started with; none: no model at all."),
        _input("user_questions", "Questions a person may ask a month", _number(workspace.user_questions), "0: no cap."),
        _input(
            "channel_questions", "Questions of a channel a month", _number(workspace.channel_questions), "0: no cap."
        ),
        _input("month_usd", "Dollars a month", _number(workspace.month_usd, decimal=True), "0: no cap."),
        _input(
            "retention_days",
            "Days that messages, documents and answers are kept",
            _number(workspace.retention_days, least=1),
            "After that they are deleted from my store.",
        ),
    ]
    return _view("Settings", body, callback=SETTINGS, submit="Save")


def read_settings(state: dict[str, Any]) -> Workspace:
    """The settings that were filled in.

    Args:
        state: ``view["state"]["values"]``.
    """

    def value(name: str) -> Any:
        field = state.get(name, {}).get(name, {})
        return field.get("selected_conversations") if name == "channels" else field.get("value")

    default = Workspace()
    return Workspace(
        channels=tuple(str(one) for one in value("channels") or ()),
        model=(value("model") or "").strip() or None,
        user_questions=int(float(value("user_questions") or 0)),
        channel_questions=int(float(value("channel_questions") or 0)),
        month_usd=float(value("month_usd") or 0),
        retention_days=max(1, int(float(value("retention_days") or default.retention_days))),
    )


def _input(name: str, label: str, element: Block, hint: str) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": plain_text(label),
        "hint": plain_text(hint),
        "element": element,
    }


def _digits(value: float) -> str:
    """A number as people write it: never as 1e+06, and money to the cent."""
    return f"{value:.15g}"


def _number(value: float, *, decimal: bool = False, least: int = 0) -> Block:
    name = {"is_decimal_allowed": decimal, "min_value": str(least), "initial_value": _digits(value)}
    return {"type": "number_input", "action_id": "", **name}


def _view(title: str, body: list[Block], *, callback: str | None = None, submit: str = "", kept: str = "") -> Block:
    for block in body:
        if block["type"] == "input":
            block["element"]["action_id"] = block["block_id"]
    view: Block = {
        "type": "modal",
        "title": plain_text(title, TITLE),
        "close": plain_text("Cancel" if submit else "Close", TITLE),
        "blocks": body,
    }
    if callback:
        view |= {"callback_id": callback, "submit": plain_text(submit, TITLE)}
    return view | ({"private_metadata": kept} if kept else {})

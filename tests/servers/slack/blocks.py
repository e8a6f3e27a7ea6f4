"""Block Kit as Slack takes it: which blocks and elements there are, where they may stand, and how large they may be.

Source: docs.slack.dev/reference/block-kit (blocks, block elements, composition objects, views).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.slack.errors import Refused
from tests.servers.slack.shapes import (
    Check,
    Faults,
    Shape,
    Surface,
    action_id,
    anything,
    block_id,
    boolean,
    each,
    integer,
    link,
    one_of,
    string,
    text,
)

PLAIN = "plain_text"
KIND: dict[str, Check] = {"type": anything}

# --- composition objects -------------------------------------------------------------------------------------------

_CONFIRM = Shape(
    {
        "title": text(100, PLAIN),
        "text": text(300),
        "confirm": text(30, PLAIN),
        "deny": text(30, PLAIN),
        "style": one_of("primary", "danger"),
    },
    required=("title", "text", "confirm", "deny"),
)
_OPTION = Shape(
    {"text": text(75), "value": string(150, 1), "description": text(75), "url": link()}, required=("text", "value")
)
_GROUP = Shape({"label": text(75, PLAIN), "options": each(_OPTION, 100)}, required=("label", "options"))
_FILTER = Shape(
    {
        "include": each(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
_FEEDBACK = Shape(
    {"text": text(75, PLAIN), "value": string(2000, 1), "accessibility_label": string(75)}, required=("text", "value")
)
_SLACK_FILE = Shape({"id": string(50), "url": link()}, any_of=("id", "url"))

# --- elements ------------------------------------------------------------------------------------------------------


def _element(required: Sequence[str] = (), **fields: Check) -> Shape:
    return Shape({**KIND, "action_id": action_id, **fields}, required=required)


def _choice(**fields: Check) -> Shape:
    common: dict[str, Check] = {"placeholder": text(150, PLAIN), "confirm": _CONFIRM, "focus_on_load": boolean}
    return _element(**{**common, **fields})


_OPTIONS: dict[str, Check] = {"options": each(_OPTION, 100), "option_groups": each(_GROUP, 100)}
_INPUT: dict[str, Check] = {
    "placeholder": text(150, PLAIN),
    "focus_on_load": boolean,
    "dispatch_action_config": anything,
}

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        required=("text",),
        text=text(75, PLAIN),
        url=link(),
        value=string(2000),
        style=one_of("primary", "danger"),
        confirm=_CONFIRM,
        accessibility_label=string(75),
    ),
    "checkboxes": _choice(options=each(_OPTION, 10), initial_options=each(_OPTION, 10)),
    "radio_buttons": _choice(options=each(_OPTION, 10), initial_option=_OPTION),
    "datepicker": _choice(initial_date=string(10)),
    "overflow": _element(required=("options",), options=each(_OPTION, 5), confirm=_CONFIRM),
    "static_select": _choice(**_OPTIONS, initial_option=_OPTION),
    "multi_static_select": _choice(**_OPTIONS, initial_options=each(_OPTION, 100), max_selected_items=integer),
    "external_select": _choice(initial_option=_OPTION, min_query_length=integer),
    "users_select": _choice(initial_user=string(20)),
    "conversations_select": _choice(
        initial_conversation=string(20),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=_FILTER,
    ),
    "multi_conversations_select": _choice(
        initial_conversations=each(string(20), 100, 0),
        default_to_current_conversation=boolean,
        max_selected_items=integer,
        filter=_FILTER,
    ),
    "channels_select": _choice(initial_channel=string(20), response_url_enabled=boolean),
    "multi_channels_select": _choice(initial_channels=each(string(20), 100, 0), max_selected_items=integer),
    "multi_users_select": _choice(initial_users=each(string(20), 100, 0), max_selected_items=integer),
    "plain_text_input": _element(
        **_INPUT, initial_value=string(3000), multiline=boolean, min_length=integer, max_length=integer
    ),
    "number_input": _element(
        required=("is_decimal_allowed",),
        **_INPUT,
        is_decimal_allowed=boolean,
        initial_value=string(100),
        min_value=string(100),
        max_value=string(100),
    ),
    "url_text_input": _element(**_INPUT, initial_value=string(3000)),
    "email_text_input": _element(**_INPUT, initial_value=string(3000)),
    "file_input": _element(filetypes=each(string(20), 100), max_files=integer),
    "image": Shape(
        {**KIND, "image_url": link(), "slack_file": _SLACK_FILE, "alt_text": string(2000, 1)},
        required=("alt_text",),
        any_of=("image_url", "slack_file"),
    ),
    "feedback_buttons": _element(
        required=("positive_button", "negative_button"), positive_button=_FEEDBACK, negative_button=_FEEDBACK
    ),
    "icon_button": _element(
        required=("icon", "text"),
        icon=one_of("trash"),
        text=text(75, PLAIN),
        value=string(2000),
        confirm=_CONFIRM,
        accessibility_label=string(75),
        visible_to_user_ids=each(string(20), 100),
    ),
}

_SELECTS = {name for name in ELEMENTS if name.endswith("_select")}
_IN_ACTIONS = {"button", "checkboxes", "datepicker", "overflow", "radio_buttons", *_SELECTS}
_IN_INPUT = {"checkboxes", "datepicker", "radio_buttons", *_SELECTS} | {
    name for name in ELEMENTS if name.endswith("_input")
}


def element(*kinds: str) -> Check:
    """An element of one of these kinds."""

    def check(value: Any, at: str, faults: Faults) -> None:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if kind not in ELEMENTS or kind not in kinds:
            faults.note(f"unsupported type: {kind}", f"{at}/type")
            return
        ELEMENTS[kind](value, at, faults)

    return check


def _context(value: Any, at: str, faults: Faults) -> None:
    if isinstance(value, Mapping) and value.get("type") == "image":
        ELEMENTS["image"](value, at, faults)
    else:
        text(3000)(value, at, faults)


# --- rich text -----------------------------------------------------------------------------------------------------

_STYLE = Shape(
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"), boolean)
)
_STYLED: dict[str, Check] = {**KIND, "style": _STYLE}
_PIECES: dict[str, Shape] = {
    "text": Shape({**_STYLED, "text": string(12_000, 1)}, required=("text",)),
    "link": Shape({**_STYLED, "url": link(), "text": string(3000), "unsafe": boolean}, required=("url",)),
    "user": Shape({**_STYLED, "user_id": string(20, 1)}, required=("user_id",)),
    "usergroup": Shape({**_STYLED, "usergroup_id": string(20, 1)}, required=("usergroup_id",)),
    "channel": Shape({**_STYLED, "channel_id": string(20, 1)}, required=("channel_id",)),
    "broadcast": Shape({**_STYLED, "range": one_of("here", "channel", "everyone")}, required=("range",)),
    "emoji": Shape({**_STYLED, "name": string(100, 1), "unicode": string(100)}, required=("name",)),
    "date": Shape(
        {**_STYLED, "timestamp": integer, "format": string(100, 1), "url": link(), "fallback": string(100)},
        required=("timestamp", "format"),
    ),
}


def _kind_of(shapes: dict[str, Shape]) -> Check:
    def check(value: Any, at: str, faults: Faults) -> None:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if kind not in shapes:
            faults.note(f"unsupported type: {kind}", f"{at}/type")
        else:
            shapes[kind](value, at, faults)

    return check


_SECTION = Shape({**KIND, "elements": each(_kind_of(_PIECES), 1000, 0)}, required=("elements",))
_BORDERED = Shape({**_SECTION.fields, "border": integer}, required=("elements",))
_RICH: dict[str, Shape] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": _BORDERED,
    "rich_text_preformatted": _BORDERED,
    "rich_text_list": Shape(
        {
            **KIND,
            "style": one_of("bullet", "ordered"),
            "elements": each(_kind_of({"rich_text_section": _SECTION}), 200),
            "indent": integer,
            "offset": integer,
            "border": integer,
        },
        required=("style", "elements"),
    ),
}
_CELL = _kind_of(
    {
        "raw_text": Shape({**KIND, "text": string(12_000, 1)}, required=("text",)),
        "rich_text": Shape(
            {**KIND, "block_id": anything, "elements": each(_kind_of(_RICH), 200)}, required=("elements",)
        ),
    }
)

# --- blocks --------------------------------------------------------------------------------------------------------


def _block(required: Sequence[str] = (), any_of: Sequence[str] = (), only: str = "", **fields: Check) -> Shape:
    surfaces = tuple(only.split()) if only else ("message", "modal", "home")
    return Shape({**KIND, "block_id": block_id, **fields}, required, any_of, surfaces)


_CARD = _block(
    any_of=("hero_image", "title", "actions", "body"),
    hero_image=ELEMENTS["image"],
    icon=ELEMENTS["image"],
    title=text(150),
    subtitle=text(150),
    body=text(200),
    subtext=text(200),
    actions=each(element("button"), 3),
)

BLOCKS: dict[str, Shape] = {
    "section": _block(
        any_of=("text", "fields"),
        text=text(3000),
        fields=each(text(2000), 10),
        accessory=element(*_IN_ACTIONS, *{n for n in ELEMENTS if n.startswith("multi_")}, "image"),
        expand=boolean,
    ),
    "divider": _block(),
    "header": _block(required=("text",), text=text(150, PLAIN), level=integer),
    "context": _block(required=("elements",), elements=each(_context, 10)),
    "actions": _block(required=("elements",), elements=each(element(*_IN_ACTIONS), 25)),
    "context_actions": _block(
        required=("elements",), only="message", elements=each(element("feedback_buttons", "icon_button"), 5)
    ),
    "image": _block(
        required=("alt_text",),
        any_of=("image_url", "slack_file"),
        image_url=link(),
        slack_file=_SLACK_FILE,
        alt_text=string(2000, 1),
        title=text(2000, PLAIN),
    ),
    "input": _block(
        required=("label", "element"),
        label=text(2000, PLAIN),
        element=element(*_IN_INPUT),
        dispatch_action=boolean,
        hint=text(2000, PLAIN),
        optional=boolean,
    ),
    "markdown": _block(required=("text",), only="message", text=string(12_000, 1)),
    "rich_text": _block(required=("elements",), elements=each(_kind_of(_RICH), 200)),
    "table": _block(
        required=("rows",), only="message", rows=each(each(_CELL, 20), 100), column_settings=each(anything, 20)
    ),
    "alert": _block(
        required=("text",), only="modal", text=text(200), level=one_of("default", "info", "warning", "error", "success")
    ),
    "card": _CARD,
    "carousel": _block(required=("elements",), only="message home", elements=each(_CARD, 10)),
}


def faults_of(blocks: Any, surface: Surface, most: int, at: str = "/blocks") -> list[str]:
    """What Slack would say is wrong with a list of blocks.

    Args:
        blocks: the list, as JSON values.
        surface: "message", "modal" or "home".
        most: how many there may be (50 in a message, 100 in a view).
        at: the list's JSON pointer.
    """
    faults = Faults(surface)

    def check(value: Any, here: str, faults: Faults) -> None:
        kind = value.get("type") if isinstance(value, Mapping) else None
        shape = BLOCKS.get(str(kind))
        if shape is None or surface not in shape.surfaces:
            faults.note(f"unsupported type: {kind}", f"{here}/type")
            return
        faults.action_ids = set()
        shape(value, here, faults)

    each(check, most, 0)(blocks, at, faults)
    if sum(1 for one in blocks or () if isinstance(one, Mapping) and one.get("type") == "table") > 1:
        faults.note("only one table is allowed", at)
    return faults.found


def checked_blocks(blocks: Any, most_markdown: int, most: int = 50) -> list[dict[str, Any]]:
    """A message's blocks, or ``Refused``.

    Args:
        blocks: a list, or a list as JSON.
        most_markdown: characters that all markdown blocks may have together.
        most: how many blocks there may be.
    """
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if found := faults_of(blocks, "message", most):
        raise Refused("invalid_blocks", found)
    if sum(len(one["text"]) for one in blocks if one["type"] == "markdown") > most_markdown:
        raise Refused("msg_blocks_too_long")
    return blocks


# --- views ---------------------------------------------------------------------------------------------------------

_VIEW: dict[str, Check] = {
    "type": one_of("modal", "home"),
    "blocks": anything,
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = Shape(
    {
        **_VIEW,
        "title": text(24, PLAIN),
        "close": text(24, PLAIN),
        "submit": text(24, PLAIN),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    required=("type", "title", "blocks"),
)
_HOME = Shape(_VIEW, required=("type", "blocks"))
VIEW_BYTES = 250_000


def checked_view(view: Any, kind: str) -> dict[str, Any]:
    """A view of this kind ("modal" or "home"), or ``Refused``."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise Refused("invalid_arguments", ["[ERROR] failed to parse `view`"]) from None
    if not isinstance(view, Mapping) or view.get("type") != kind:
        raise Refused("invalid_arguments", [f"[ERROR] view.type must be {kind} [json-pointer:/view/type]"])
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    faults = Faults(kind)
    (_MODAL if kind == "modal" else _HOME)(view, "/view", faults)
    found = faults.found + faults_of(view.get("blocks"), kind, 100, "/view/blocks")
    has_input = any(isinstance(one, Mapping) and one.get("type") == "input" for one in view.get("blocks") or ())
    if kind == "modal" and has_input and not view.get("submit"):
        found.append("[ERROR] `submit` is required when an `input` is in the blocks array [json-pointer:/view]")
    if found:
        raise Refused("invalid_arguments", found)
    return dict(view)

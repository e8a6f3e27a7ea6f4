"""Small checks of JSON values, to be put together into the shapes of Block Kit.

A check is called with a value, its JSON pointer and a ``Faults``; it notes what is wrong in Slack's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Surface = str
"""Where blocks stand: "message", "modal" or "home"."""


@dataclass
class Faults:
    """What is wrong, as "[ERROR] ... [json-pointer:/...]", and what must be unique."""

    surface: Surface
    found: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)

    def note(self, what: str, at: str) -> None:
        """Note a fault."""
        self.found.append(f"[ERROR] {what} [json-pointer:{at}]")


Check = Callable[[Any, str, Faults], None]


@dataclass(frozen=True)
class Shape:
    """An object: its fields, those it must have, those of which it must have one, and where it may stand."""

    fields: Mapping[str, Check]
    required: Collection[str] = ()
    any_of: Collection[str] = ()
    surfaces: Collection[Surface] = ("message", "modal", "home")

    def __call__(self, value: Any, at: str, faults: Faults) -> None:
        """Check an object."""
        if not isinstance(value, Mapping):
            faults.note("must be an object", at)
            return
        for name in value:
            if name not in self.fields:
                faults.note(f"no more than {len(self.fields)} properties allowed; unsupported property: {name}", at)
        for name in self.required:
            if value.get(name) is None:
                faults.note(f"missing required field: {name}", at)
        if self.any_of and not any(value.get(name) for name in self.any_of):
            faults.note(f"must have one of: {', '.join(self.any_of)}", at)
        for name, check in self.fields.items():
            if value.get(name) is not None:
                check(value[name], f"{at}/{name}", faults)


def anything(value: Any, at: str, faults: Faults) -> None:
    """No check."""


def boolean(value: Any, at: str, faults: Faults) -> None:
    """True or false."""
    if not isinstance(value, bool):
        faults.note("must be a boolean", at)


def integer(value: Any, at: str, faults: Faults) -> None:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        faults.note("must be an integer", at)


def string(most: int, least: int = 0) -> Check:
    """A string of so many characters."""

    def check(value: Any, at: str, faults: Faults) -> None:
        if not isinstance(value, str):
            faults.note("must be a string", at)
        elif len(value) > most:
            faults.note(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            faults.note(f"must be more than {least - 1} characters", at)

    return check


def link(most: int = 3000) -> Check:
    """An address that Slack would open."""

    def check(value: Any, at: str, faults: Faults) -> None:
        string(most, 1)(value, at, faults)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "slack://", "mailto:")):
            faults.note("must be a valid url", at)

    return check


def one_of(*values: str) -> Check:
    """One of these strings."""

    def check(value: Any, at: str, faults: Faults) -> None:
        if value not in values:
            faults.note(f"must be one of: {', '.join(values)}", at)

    return check


def each(check_one: Check, most: int, least: int = 1) -> Check:
    """A list of so many."""

    def check(value: Any, at: str, faults: Faults) -> None:
        if not isinstance(value, list):
            faults.note("must be an array", at)
            return
        if len(value) > most:
            faults.note(f"no more than {most} items allowed", at)
        if len(value) < least:
            faults.note(f"no fewer than {least} items allowed", at)
        for number, one in enumerate(value):
            check_one(one, f"{at}/{number}", faults)

    return check


def text(most: int, *kinds: str) -> Check:
    """A text object of one of these kinds ("plain_text" and "mrkdwn" where none is named)."""
    allowed = kinds or ("plain_text", "mrkdwn")

    def check(value: Any, at: str, faults: Faults) -> None:
        if not isinstance(value, Mapping):
            faults.note("must be a text object", at)
            return
        kind = value.get("type")
        if kind not in allowed:
            faults.note(f"must be of type {' or '.join(allowed)}, not {kind!r}", f"{at}/type")
            return
        fields: dict[str, Check] = {"type": anything, "text": string(most, 1)}
        fields |= {"emoji": boolean} if kind == "plain_text" else {"verbatim": boolean}
        Shape(fields, required=("text",))(value, at, faults)

    return check


def action_id(value: Any, at: str, faults: Faults) -> None:
    """An element's action_id, which no other element of its block has."""
    string(255, 1)(value, at, faults)
    if value in faults.action_ids:
        faults.note("`action_id` already exists within this block", at)
    faults.action_ids.add(value)


def block_id(value: Any, at: str, faults: Faults) -> None:
    """A block's id, which no other block here has."""
    string(255)(value, at, faults)
    if value in faults.block_ids:
        faults.note("`block_id` already exists", at)
    faults.block_ids.add(value)

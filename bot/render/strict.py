"""Reading JSON that somebody else wrote: nothing missing, nothing extra, nothing oversized, and every fault named.

A ``Node`` is a value with the path by which it was reached, so that each error says where: ``claims[2].citations[0]
.start: a whole number is expected``. Nothing is coerced: "3" is not 3, and 3.0 is not 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import UsageError, shown

MAX_CHARACTERS = 64_000_000
MAX_DEPTH = 12
MAX_ITEMS = 100_000
MAX_INTEGER = 2**53 - 1  # the largest that every JSON reader keeps exactly
_MAX_DIGITS = 400

T = TypeVar("T", bound=str)

# A string is skipped whole, so that brackets inside one do not count. Possessive, hence linear.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)


class _Object(dict[str, Any]):
    """An object as parsed, with the first key that stood in it twice."""

    repeated: str | None = None


def fault(path: str, expected: str) -> UsageError:
    """The error for a value that is not what it has to be."""
    return UsageError(f"The JSON cannot be used: {shown(path) or 'the whole'}: {expected}.")


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its path ("" for the whole)."""

    value: Any
    path: str = ""

    def fields(self, *names: str) -> dict[str, Node]:
        """The members of an object that has exactly these keys."""
        if not isinstance(self.value, _Object):
            raise fault(self.path, "an object is expected")
        if self.value.repeated is not None:
            raise fault(self._member(self.value.repeated), "the key stands there twice")
        for name in names:
            if name not in self.value:
                raise fault(self._member(name), "the key is missing")
        for name in self.value:
            if name not in names:
                raise fault(self._member(name), "no such key is known")
        return {name: Node(self.value[name], self._member(name)) for name in names}

    def items(self) -> Iterator[Node]:
        """The items of an array."""
        if not isinstance(self.value, list):
            raise fault(self.path, "an array is expected")
        if len(self.value) > MAX_ITEMS:
            raise fault(self.path, f"at most {MAX_ITEMS:,} items are read")
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{index}]")

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise fault(self.path, "a string is expected")
        return self.value

    def optional_text(self) -> str | None:
        """A string or null."""
        return None if self.value is None else self.text()

    def one_of(self, *choices: T) -> T:
        """One of some strings."""
        for choice in choices:
            if isinstance(self.value, str) and self.value == choice:
                return choice
        raise fault(self.path, f"one of {', '.join(choices)} is expected")

    def whole(self, least: int = 0) -> int:
        """A whole number of at least ``least``."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise fault(self.path, "a whole number is expected")
        if not least <= self.value <= MAX_INTEGER:
            raise fault(self.path, f"a whole number from {least} to {MAX_INTEGER} is expected")
        return self.value

    def optional_whole(self) -> int | None:
        """A whole number of at least 0, or null."""
        return None if self.value is None else self.whole()

    def number(self, most: float | None = None) -> float:
        """A number of at least 0, and of at most ``most`` where that is given."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise fault(self.path, "a number is expected")
        if self.value < 0 or self.value > (MAX_INTEGER if most is None else most):
            raise fault(self.path, f"a number from 0 to {MAX_INTEGER if most is None else most:g} is expected")
        return float(self.value)

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise fault(self.path, "true or false is expected")
        return self.value

    def _member(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def parse(text: str) -> Node:
    """The whole of a JSON text; UsageError for what is not JSON, too large, too deep, or no finite number."""
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"The JSON cannot be used: it has more than {MAX_CHARACTERS:,} characters.")
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"The file is not JSON: {shown(error.msg)} at {where}.") from None
    return Node(value)


def _check_depth(text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[1]:
            depth += 1
            if depth > MAX_DEPTH:
                raise UsageError(f"The JSON cannot be used: it is nested deeper than {MAX_DEPTH} levels.")
        elif match[2]:
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object()
    for key, value in pairs:
        if key in made and made.repeated is None:
            made.repeated = key
        made[key] = value
    return made


def _no_constant(name: str) -> float:
    raise UsageError(f"The JSON cannot be used: {name} is not a number that JSON knows.")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise UsageError(f"The JSON cannot be used: a number in it has {len(digits):,} digits.")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise UsageError(f"The JSON cannot be used: the number {shown(digits, 40)} is too large.")
    return number

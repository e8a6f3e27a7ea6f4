"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """A number and what it counts: "1 document", "2 documents"; the plural of ``thing`` ends in s."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def set_aside(number: int, total: int, thing: str, done: str) -> str:
    """A sentence on how many were set aside, and what became of the rest.

    Args:
        number: how many were; one at least.
        total: of how many.
        thing: what they are: "source".
        done: what the others are: "added".
    """
    if number == total:
        which = f"The {thing} was" if total == 1 else f"All {counted(total, thing)} were"
        return f"{which} set aside; nothing is {done}."
    others = "the other is" if total - number == 1 else "the others are"
    return f"{number:,} of {counted(total, thing)} {'was' if number == 1 else 'were'} set aside; {others} {done}."

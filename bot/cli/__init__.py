"""The command line. ``main`` is the door; each group of commands has a module of its own.

Nothing heavy is imported before a command runs: ``onrecord --help`` loads neither a model client nor a parser.
"""

from __future__ import annotations


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    from bot.cli.door import enter

    enter()

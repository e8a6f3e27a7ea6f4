"""Pictures of what the Slack app shows, from its real blocks: ``python -m evals.performance.slack_pictures [FOLDER]``.

The app runs in a Slack on loopback; its messages, modal and Home tab are drawn as HTML and photographed by headless
Chromium into FOLDER (docs/pictures). The drawing is ours: the blocks are the app's, the page is a sketch of Slack's.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.servers.slack import Channel, Message, channel
from tests.slack.slack_runs import ARTICLE, QUESTION, OnRecord, Pages, Town

WIDTH = 760
CSS = """
body{margin:0;padding:18px 22px;font:15px/1.47 Lato,"Noto Sans","DejaVu Sans",sans-serif;color:#1d1c1d;background:#fff}
.m{display:flex;gap:10px;margin:0 0 14px}
.a{flex:none;width:36px;height:36px;border-radius:8px;color:#fff;font-weight:700;display:flex;align-items:center;justify-content:center}
.n{font-weight:900}
.t{color:#616061;font-size:12px;margin-left:6px}
.app{background:#e8e8e8;color:#616061;font-size:10px;padding:1px 4px;border-radius:3px;margin-left:6px;font-weight:700}
p,.md{margin:0 0 4px}
a{color:#1264a3;text-decoration:none}
code{background:#f6f6f6;border:1px solid #ddd;border-radius:3px;padding:0 3px;color:#c01343;font-size:12px}
.men{background:#e8f5fa;color:#1264a3;border-radius:3px;padding:0 2px}
.btns{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.b{border:1px solid #bbb;border-radius:8px;padding:3px 12px;font-weight:700;font-size:13px}
.b.primary{background:#007a5a;color:#fff}
.ctx{color:#616061;font-size:12.5px;margin:4px 0}
.rt{margin:6px 0;white-space:pre-wrap}
.modal{border:1px solid #ccc;border-radius:10px;max-width:540px;margin:0 auto}
.mt{font-size:20px;font-weight:900;padding:16px 22px;border-bottom:1px solid #eee}
.mb{padding:14px 22px}
.mf{padding:12px 22px;border-top:1px solid #eee;display:flex;justify-content:flex-end;gap:8px}
h2{font-size:18px;margin:10px 0 6px}
hr{border:0;border-top:1px solid #ddd;margin:12px 0}
.l{font-weight:700;margin:10px 0 4px}
.in{border:1px solid #999;border-radius:5px;padding:6px 10px;color:#888;min-height:20px}
.h{color:#616061;font-size:12px}
.thumb{color:#616061;display:flex;gap:14px;margin:6px 0;font-size:13px}
.priv{color:#616061;font-size:12px;margin:0 0 4px}
ul{margin:2px 0 4px;padding-left:20px}
"""
_LINK = re.compile(r"\[((?:\\.|[^\]\\])+)\]\(([^)]+)\)")


def markdown(text: str) -> str:
    """The few kinds of Markdown that the app writes, as HTML."""

    def inline(line: str) -> str:
        safe = html.escape(html.unescape(line), quote=False)
        safe = _LINK.sub(lambda found: f'<a href="#">{found[1]}</a>', safe)
        safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
        safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe)
        safe = re.sub(r"(?<![\w\\])_(.+?)_(?!\w)", r"<i>\1</i>", safe)
        return re.sub(r"\\([\\*_~`\[\]#|])", r"\1", safe)

    out, listed = [], False
    for line in text.split("\n"):
        item = line.startswith("- ")
        if item != listed:
            out.append("<ul>" if item else "</ul>")
            listed = item
        if line:
            out.append(f"<li>{inline(line[2:])}</li>" if item else f"<p>{inline(line)}</p>")
    return f'<div class="md">{"".join(out)}{"</ul>" if listed else ""}</div>'


def mrkdwn(text: str, names: Mapping[str, str]) -> str:
    """Slack's own markup, as HTML."""
    safe = re.sub(r"<@(\w+)>", lambda found: f"\0{names.get(found[1], found[1])}\1", text)
    safe = re.sub(r"<(https?://[^|>]+)(?:\|([^>]*))?>", lambda found: f"\2{found[2] or found[1]}\3", safe)
    safe = html.escape(html.unescape(safe), quote=False)
    safe = safe.replace("\0", '<span class="men">@').replace("\1", "</span>")
    safe = safe.replace("\2", '<a href="#">').replace("\3", "</a>")
    safe = re.sub(r"(?<!\w)\*([^*\n]+)\*", r"<b>\1</b>", safe)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", safe).replace("\n", "<br>")


def words(value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A text object."""
    return html.escape(value["text"]) if value["type"] == "plain_text" else mrkdwn(value["text"], names)


def piece(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A piece of rich text."""
    if one["type"] == "user":
        return f'<span class="men">@{html.escape(names.get(one["user_id"], ""))}</span>'
    text = html.escape(str(one.get("text") or one.get("url", "")))
    if one["type"] == "link":
        return f'<a href="#">{text}</a>'
    style = one.get("style", {})
    return f"<b>{text}</b>" if style.get("bold") else f"<i>{text}</i>" if style.get("italic") else text


def element(one: Mapping[str, Any]) -> str:
    """A button, or what stands for another element."""
    if one["type"] == "feedback_buttons":
        return '<div class="thumb"><span>👍</span><span>👎</span></div>'
    label = one.get("text", {}).get("text", "")
    return f'<span class="b {one.get("style", "")}">{html.escape(label)}</span>'


def block(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A block."""
    match one["type"]:
        case "markdown":
            return markdown(one["text"])
        case "section":
            return f"<p>{words(one['text'], names)}</p>"
        case "header":
            return f"<h2>{words(one['text'], names)}</h2>"
        case "divider":
            return "<hr>"
        case "context":
            return "".join(f'<div class="ctx">{words(inner, names)}</div>' for inner in one["elements"])
        case "actions" | "context_actions":
            return f'<div class="btns">{"".join(element(inner) for inner in one["elements"])}</div>'
        case "rich_text":
            pieces = (piece(inner, names) for section in one["elements"] for inner in section["elements"])
            return f'<div class="rt">{"".join(pieces).rstrip()}</div>'
        case "input":
            value = one["element"].get("initial_value") or one["element"].get("placeholder", {}).get("text", "")
            hint = f'<div class="h">{words(one["hint"], names)}</div>' if one.get("hint") else ""
            return f'<div class="l">{words(one["label"], names)}</div><div class="in">{html.escape(value)}</div>{hint}'
    raise ValueError(f"no drawing for {one['type']}")


def message(one: Message, names: Mapping[str, str], when: str) -> str:
    """A message with its author."""
    own = one.get("bot_id") is not None or one.get("is_ephemeral")
    name = "On Record" if own else names[one["user"]]
    color = "#4a154b" if own else f"hsl({sum(map(ord, name)) * 37 % 360},45%,45%)"
    blocks = list(one.get("blocks", ()))
    body = ""
    if "grew" in one:
        body, blocks = markdown(one["text"]), blocks[1:]
    elif not own or not blocks:
        body, blocks = f"<p>{mrkdwn(one['text'], names)}</p>", []
    for file in one.get("files", ()):
        body += f"<p>📎 <b>{html.escape(file['name'])}</b></p>"
    inner = body + "".join(block(inner, names) for inner in blocks)
    private = '<div class="priv">👁 Only visible to you</div>' if one.get("is_ephemeral") else ""
    badge = '<span class="app">APP</span>' if own else ""
    head = f'<span class="n">{html.escape(name)}</span>{badge}<span class="t">{when}</span>'
    return (
        f'<div class="m"><div class="a" style="background:{color}">{html.escape(name[0])}</div>'
        f"<div>{private}{head}{inner}</div></div>"
    )


def modal(view: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A modal."""
    body = "".join(block(one, names) for one in view["blocks"])
    submit = f'<span class="b primary">{words(view["submit"], names)}</span>' if view.get("submit") else ""
    close = f'<span class="b">{words(view["close"], names)}</span>' if view.get("close") else ""
    title = words(view["title"], names)
    foot = f'<div class="mf">{close}{submit}</div>'
    return f'<div class="modal"><div class="mt">{title}</div><div class="mb">{body}</div>{foot}</div>'


def photograph(body: str, path: Path, height: int) -> None:
    """Draw a page and save it as a PNG."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium on PATH; install it to make the pictures.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f"<!doctype html><meta charset=utf-8><style>{CSS}</style>{body}", encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--screenshot={path}", f"--window-size={WIDTH},{height}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def conversation(messages: Sequence[Message], names: Mapping[str, str]) -> str:
    """Some messages, a minute apart."""
    return "".join(message(one, names, f"9:{14 + number:02d} AM") for number, one in enumerate(messages))


def scenes(town: Town, web: Pages) -> dict[str, tuple[str, int]]:
    """The pictures: their names, bodies and heights in pixels."""
    names = {one.id: one.real_name for one in town.slack.world.users.values()}
    room = channel(town.slack, "harbour", [town.ana, town.bo, town.cato])
    thread, said = town.discussion(room)
    asked = town.ana.mention(room, "who stands where?", thread)
    stances = town.answer(room, asked)
    question = town.bo.mention(room, f"{QUESTION} {web.url}/bridge")
    answer = town.answer(room, question)
    town.bo.click(room, answer, "Show [1]")
    passage = town.slack.wait(lambda: town.bo.modal, what="the modal")
    private = _private(town, room, web)
    town.ana.command("/onrecord", f"add {web.url}/bridge", room)
    town.ephemeral(town.ana, room, "Added")
    town.ana.opens("home")
    home = town.slack.wait(lambda: town.ana.home, what="the Home tab")
    town.ana.click_in(home, "Settings")
    settings = town.slack.wait(lambda: town.ana.modal, what="the settings")
    return {
        "slack-stances": (conversation([*said, asked, stances], names), 850),
        "slack-answer": (conversation([question, answer], names), 375),
        "slack-source": (modal(passage, names), 595),
        "slack-private": (conversation([private], names), 355),
        "slack-home": ("".join(block(one, names) for one in home["blocks"]), 560),
        "slack-settings": (modal(settings, names), 715),
    }


def _private(town: Town, room: Channel, web: Pages) -> Message:
    town.cato.command("/onrecord", f"ask {QUESTION} {web.url}/bridge", room)
    return town.ephemeral(town.cato, room, "Share to channel")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"/bridge": ARTICLE}
    with tempfile.TemporaryDirectory() as home, Pages(pages) as web, Town.open() as town, OnRecord(town, Path(home)):
        for name, (body, height) in scenes(town, web).items():
            shown = body.replace(web.url, "https://vessby-courier.example")
            photograph(shown, folder / f"{name}.png", height)
            print(folder / f"{name}.png")


if __name__ == "__main__":
    main()

"""What can be typed in a chat besides questions: one table, which dispatch, help and completion read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.chat.ratings import Rating, rate
from bot.console.counts import counted
from bot.console.drafts import names_source
from bot.console.files import FORMAT_OF_SUFFIX, check_writable, write_whole
from bot.console.saved import conversation_json
from bot.console.screen import View
from bot.errors import UsageError, shown
from bot.render import passage, quotes_text, safe, sources_of, wording
from bot.render.flow import Piece, flow
from bot.session import Session
from bot.types import Document, Usage

if TYPE_CHECKING:
    from bot.chat.talk import Talk

FOUND_AT_MOST: Final = 20
AROUND: Final = 60
"""Characters shown on either side of a word that was found."""

Completes = Literal["nothing", "path", "source", "citation", "speaker"]


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """A command of the chat: how it is called, what it does, and what its argument can be completed with."""

    name: str
    argument: str
    help: str
    run: Callable[[Talk, str], Awaitable[None]]
    completes: Completes = "nothing"


async def run(talk: Talk, line: str) -> None:
    """Do what a line that begins with a slash asks.

    Raises:
        UsageError: there is no such command.
        OnRecordError: it cannot be done.
    """
    name, _, rest = line[1:].partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None:
        near = difflib.get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5)
        hint = f"did you mean /{near[0]}?" if near else "/help lists those there are."
        raise UsageError(f"There is no command /{shown(name, 40)}; {hint}")
    await command.run(talk, rest.strip())


async def _summary(talk: Talk, focus: str) -> None:
    question = f"Summarize what bears on {focus}." if focus else "Summarize the sources."
    await talk.follow(talk.session.summarize(focus=focus or None), question)


async def _stances(talk: Talk, target: str) -> None:
    question = f"Who stands where on this: {target}" if target else "Who stands where?"
    await talk.follow(talk.session.stances(targets=(target,) if target else ()), question)


async def _check(talk: Talk, draft: str) -> None:
    if len(draft) > 2 and draft[0] == draft[-1] == '"' and '"' not in draft[1:-1]:
        draft = draft[1:-1].strip()  # in the marks that a shell would take off; they quote nobody
    if not _path(draft).strip():
        raise UsageError("Give /check a file or a statement.")
    document = await _draft(talk, draft)
    await talk.follow(talk.session.check(document), f"Check: {shown(safe.line(draft), 200)}")


async def _draft(talk: Talk, draft: str) -> Document:
    """What is to be checked: the file or page so named, which does not become a source, else the words themselves.

    Raises:
        SourceError: it cannot be read.
    """
    from bot.ingest import Limits, ingest

    path = _path(draft)
    if not names_source(path):
        return Document.of(draft)
    settings = talk.session.settings
    return await ingest(path, Limits(settings.max_source_bytes, settings.source_timeout, settings.allow_loopback))


async def _quotes(talk: Talk, speaker: str) -> None:
    readings = tuple(talk.session.readings.values())
    if not readings:
        raise UsageError("There is no source yet; /add one first.")
    talk.write(quotes_text(readings, speaker=speaker or None, width=talk.view.width, color=talk.view.color) + "\n")


async def _sources(talk: Talk, _: str) -> None:
    if not talk.session.readings:
        talk.write("No source yet; /add a file or an address.\n")
    for number, reading in enumerate(talk.session.readings.values(), 1):
        document = reading.document
        about = [document.kind, f"{len(document.text):,} characters", counted(len(reading.speakers), "speaker")]
        about += [safe.line(part) for part in (document.published, document.publisher, document.uri) if part]
        pieces: list[Piece] = [
            (f"{number}. ", "mark"),
            (safe.line(wording.title_of(document)), "strong"),
            ("  " + " · ".join(about), "dim"),
        ]
        talk.write(flow(pieces, talk.view.width, rest="   ", color=talk.view.color) + "\n")


async def _open(talk: Talk, argument: str) -> None:
    last = talk.last
    if last is None:
        raise UsageError("Nothing was cited yet; ask something first.")
    sources = sources_of(last, talk.session.readings)
    number = _number(argument.strip("[]"), len(sources.entries), "citation")
    entry = sources.entries[number - 1]
    view = talk.view
    talk.write(passage(entry, several=sources.several, width=view.width, color=view.color) + "\n")


async def _add(talk: Talk, source: str) -> None:
    if not source or source == "-":
        raise UsageError("Give /add a file or an address.")
    before = set(talk.session.readings)
    talk.notices.progress(f"Reading {source} …")
    try:
        document = await talk.session.add(_path(source))
    finally:
        talk.notices.clear()
    if document.id in before:
        talk.write(f"{_called(document)} is among the sources already.\n")
        return
    talk.memory.add_source(document)
    talk.write(f"{len(talk.session.readings)}. {_called(document)}, {len(document.text):,} characters\n")


async def _drop(talk: Talk, argument: str) -> None:
    _number(argument, len(talk.session.readings), "source")
    document = talk.session.drop(int(argument))
    talk.memory.drop_source(document)
    talk.write(f"Dropped {_called(document)}.\n")


async def _find(talk: Talk, words: str) -> None:
    if not words:
        raise UsageError("Give /find a word or some words.")
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    places = [(r.document, m) for r in talk.session.readings.values() for m in pattern.finditer(r.document.text)]
    several = len(talk.session.readings) > 1
    for document, match in places[:FOUND_AT_MOST]:
        talk.write(_found(talk, document, match, several=several) + "\n")
    if len(places) > FOUND_AT_MOST:
        talk.write(f"… and {len(places) - FOUND_AT_MOST} more.\n")
    if not places:
        talk.write("Not found.\n")


async def _save(talk: Talk, name: str) -> None:
    if not name:
        raise UsageError("Give /save the name of a file: .md, .txt or .json.")
    path = Path(_path(name))
    save(talk, path)
    talk.write(f"Saved to {shown(path)}.\n")


def save(talk: Talk, path: Path) -> None:
    """Write all that was proven in a chat to a file, which only this chat may write over.

    Raises:
        UsageError: the name says no known format, the file is somebody else's, or it cannot be written.
    """
    format = FORMAT_OF_SUFFIX.get(path.suffix.lower(), "")
    if format not in ("markdown", "text", "json"):
        raise UsageError("A conversation is saved as .md, .txt or .json; give the file one of these names.")
    if path.exists() and path.resolve() not in talk.saved:
        raise UsageError(f"{shown(path)} is there already; choose another name.")
    check_writable(path)
    write_whole(path, conversation(talk, format))
    talk.saved.add(path.resolve())


def conversation(talk: Talk, format: str) -> str:
    """All that was proven in a chat, in its order.

    Args:
        talk: the chat.
        format: markdown, text or json.
    """
    results = [exchange.result for exchange in talk.exchanges if exchange.result]
    if format == "json":
        return conversation_json(results)
    view = View(format=format, output=Path("-"))
    return "\n".join(view.rendered(result, talk.session.readings) for result in results)


async def _good(talk: Talk, comment: str) -> None:
    _rate(talk, "up", comment)


async def _bad(talk: Talk, comment: str) -> None:
    _rate(talk, "down", comment)


def _rate(talk: Talk, rating: Rating, comment: str) -> None:
    last = next((e.result for e in reversed(talk.exchanges) if e.result), None)
    if last is None:
        raise UsageError("Nothing was answered yet; ask something first.")
    path = rate(talk.session.settings.home, last, rating, comment or None)
    talk.write(f"Kept in {shown(path)}, for: onrecord eval harvest\n")


async def _cost(talk: Talk, _: str) -> None:
    talk.write(wording.usage(_total([*talk.earlier, talk.session.usage])) + "\n")


async def _model(talk: Talk, name: str) -> None:
    if not name:
        talk.write(f"{safe.line(talk.session.model_name or 'none')}\n")
        if talk.session.notice:
            talk.write(talk.session.notice + "\n")
        return
    before = talk.session
    after = await Session.open(talk.settings_for(name))
    for reading in before.readings.values():
        after.add_document(reading.document)
    for exchange in before.exchanges:
        after.remember(exchange.question, exchange.result)
    talk.session = after
    talk.earlier.append(before.usage)
    await before.aclose()
    talk.write(f"From here on: {safe.line(after.model_name or 'no model')}.\n")


async def _clear(talk: Talk, _: str) -> None:
    talk.session.clear()
    talk.exchanges.clear()
    talk.memory.clear()
    talk.write("Forgotten; the sources stay.\n")


async def _help(talk: Talk, _: str) -> None:
    calls = {command: f"/{command.name} {command.argument}".rstrip() for command in COMMANDS.values()}
    wide = max(map(len, calls.values())) + 2
    talk.write("Type a question, or:\n")
    for command, call in calls.items():
        pieces: list[Piece] = [(call.ljust(wide), "mark"), (command.help, "")]
        talk.write("  " + flow(pieces, talk.view.width - 2, rest=" " * (wide + 2), color=talk.view.color) + "\n")


async def _quit(talk: Talk, _: str) -> None:
    talk.over = True


_TABLE: Final = (
    ChatCommand("summary", "[TOPIC]", "Summarize the sources, or what bears on a topic.", _summary),
    ChatCommand("stances", "[STATEMENT]", "Who stands where, or where on a statement.", _stances),
    ChatCommand("check", "FILE|TEXT", "Check a draft or a statement against the sources.", _check, "path"),
    ChatCommand("quotes", "[NAME]", "Every reported statement, or those of one speaker.", _quotes, "speaker"),
    ChatCommand("sources", "", "What is read in this chat.", _sources),
    ChatCommand("open", "N", "The passage that [N] of the last answer cites, the words marked.", _open, "citation"),
    ChatCommand("add", "SOURCE", "Read one more file or address.", _add, "path"),
    ChatCommand("drop", "N", "Take source N out.", _drop, "source"),
    ChatCommand("find", "WORDS", "Where these words stand.", _find),
    ChatCommand("save", "FILE", "Save the conversation as .md, .txt or .json.", _save, "path"),
    ChatCommand("good", "[WHY]", "The last answer is good; kept on this machine, to make test cases of.", _good),
    ChatCommand("bad", "[WHY]", "The last answer is bad, and why.", _bad),
    ChatCommand("cost", "", "What this chat has cost so far.", _cost),
    ChatCommand("model", "[NAME]", "Which model answers; with a name, go on with that one.", _model),
    ChatCommand("clear", "", "Forget the questions and answers; the sources stay.", _clear),
    ChatCommand("help", "", "This list.", _help),
    ChatCommand("quit", "", "Leave, as Ctrl-D does.", _quit),
)
COMMANDS: Final = {command.name: command for command in _TABLE}


def _number(text: str, most: int, what: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise UsageError(
            f"There is no {what} {shown(text, 20) or 'without a number'};"
            + (f" they go from 1 to {most}." if most else " there is none at all.")
        )
    return int(text)


def _path(source: str) -> str:
    """A source as typed: without quotation marks around it, and with the home folder for ~."""
    if len(source) > 1 and source[0] == source[-1] and source[0] in "'\"":
        source = source[1:-1]
    return str(Path(source).expanduser()) if source.startswith("~") else source


def _called(document: Document) -> str:
    return shown(safe.line(wording.title_of(document)), 80)


def _found(talk: Talk, document: Document, match: re.Match[str], *, several: bool) -> str:
    span = document.span(match.start(), match.end())
    where = " · ".join([*wording.place(document.place(span)), *([_called(document)] if several else [])])
    before = document.text[max(0, span.start - AROUND) : span.start]
    after = document.text[span.end : span.end + AROUND]
    if span.start > AROUND:  # a word that is cut off is left out
        before = "… " + before.partition(" ")[2]
    if span.end + AROUND < len(document.text):
        after = after.rpartition(" ")[0] + " …"
    pieces: list[Piece] = [(f"{where}  ", "dim"), (before, ""), (match[0], "lit"), (after, "")]
    return flow(pieces, talk.view.width, rest="  ", color=talk.view.color)


def _total(parts: list[Usage]) -> Usage:
    costs = [usage.cost_usd for usage in parts if usage.cost_usd is not None]
    return Usage(
        calls=sum(usage.calls for usage in parts),
        prompt_tokens=sum(usage.prompt_tokens for usage in parts),
        cached_tokens=sum(usage.cached_tokens for usage in parts),
        completion_tokens=sum(usage.completion_tokens for usage in parts),
        cost_usd=sum(costs) if costs else None,
        seconds=sum(usage.seconds for usage in parts),
    )

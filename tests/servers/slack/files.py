"""files.*, uploads and downloads: a file's address gives its bytes to the bot's token, and a sign-in page to others."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.slack.api import Arguments, method, number, parsed
from tests.servers.slack.chat import by_bot, place
from tests.servers.slack.errors import Refused
from tests.servers.slack.world import BOT_USER, TEAM, File

if TYPE_CHECKING:
    from tests.servers.slack.server import Slack

_CHUNK = bytes(64 * 1024)


def new_file(slack: Slack, name: str, content: bytes | int, user: str, **more: Any) -> File:
    """A file of this content (an int: so many zero bytes)."""
    identity = slack.world.number("F0")
    size = content if isinstance(content, int) else len(content)
    kind = more.pop("mimetype", None) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    url = f"{slack.root}/files-pri/{TEAM}-{identity}/{name}"
    file = File(identity, name, user, content, kind, more.pop("size", size), url, **more)
    slack.world.files[identity] = file
    return file


@method("files.info", scope="files:read", tier=4, required="file", optional="count cursor limit page")
def info(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A file that is in a conversation with the bot."""
    file = slack.world.files.get(str(arguments["file"]))
    seen = file is not None and any(BOT_USER in slack.world.channels[one].members for one, _ in file.shares)
    if file is None or not (seen or file.user == BOT_USER):
        raise Refused("file_not_found")
    return {"file": file.shown(), "comments": [], "response_metadata": {"next_cursor": ""}}


@method(
    "files.getUploadURLExternal",
    scope="files:write",
    tier=4,
    required="filename length",
    optional="alt_txt snippet_type",
)
def upload_url(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Where to send a file's bytes."""
    length = number(arguments, "length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file = new_file(slack, str(arguments["filename"]), b"", BOT_USER, size=length)
    return {"upload_url": f"{slack.root}/upload/v1/{file.id}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    scope="files:write",
    tier=4,
    required="files",
    optional="channel_id channels initial_comment thread_ts blocks",
)
def complete(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Share what was uploaded."""
    wanted = parsed(arguments, "files")
    found = [slack.world.files.get(str(one.get("id"))) for one in wanted]
    files = [one for one in found if one is not None]
    if len(files) != len(found):
        raise Refused("file_not_found")
    if any(isinstance(one.content, bytes) and len(one.content) != one.size for one in files):
        raise Refused("file_upload_size_restricted")
    if arguments.get("channel_id"):
        channel = place(slack, str(arguments["channel_id"]))
        fields = {
            "text": str(arguments.get("initial_comment") or ""),
            "subtype": "file_share",
            "upload": True,
            "files": [one.shown() for one in files],
        }
        message = by_bot(slack, channel, arguments.get("thread_ts"), fields)
        for file in files:
            file.shares.append((channel.id, message["ts"]))
    return {"files": [{"id": one.id, "title": one.name} for one in files]}


async def upload(slack: Slack, request: web.Request) -> web.Response:
    """Take a file's bytes."""
    file = slack.world.files.get(request.match_info["file"])
    if file is None:
        return web.Response(status=404, text="not found")
    raw = await request.read()
    file.content = raw
    return web.Response(text=f"OK - {len(raw)}")


async def download(slack: Slack, request: web.Request) -> web.StreamResponse:
    """Give a file's bytes to whoever may have them."""
    file = slack.world.files.get(request.match_info["file"])
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    slack.downloads.append((request.path, token))
    if file is None:
        return web.Response(status=404, text="not found")
    if token != slack.tokens["bot"] or "files:read" not in slack.scopes:
        page = "<!doctype html><html><head><title>Sign in | Slack</title></head><body>Sign in to Vessby</body></html>"
        return web.Response(text=page, content_type="text/html")
    if file.redirect is not None:
        raise web.HTTPFound(file.redirect)
    if isinstance(file.content, bytes):
        return web.Response(body=file.content, content_type=file.mimetype)
    response = web.StreamResponse(headers={"Content-Type": file.mimetype, "Content-Length": str(file.content)})
    await response.prepare(request)
    left = file.content
    while left > 0:
        await response.write(_CHUNK[: min(left, len(_CHUNK))])
        left -= len(_CHUNK)
        slack.downloaded = file.content - max(left, 0)
    return response

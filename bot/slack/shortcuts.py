"""Message shortcuts: "Summarize thread", "Who stands where?", "Check against…". For one's own eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from slack_bolt.app.async_app import AsyncApp

from bot.slack import modals
from bot.slack.jobs import Job, Kind, Place

if TYPE_CHECKING:
    from bot.slack.desk import Desk

SUMMARIZE: Final = "onrecord_summarize"
STANCES: Final = "onrecord_stances"
CHECK: Final = "onrecord_check"

_KINDS: Final[dict[str, Kind]] = {SUMMARIZE: "summary", STANCES: "stances"}


def register(app: AsyncApp, desk: Desk) -> None:
    """Make the app answer its message shortcuts."""

    def on_thread(callback: str) -> Any:
        async def queue(ack: Any, body: dict[str, Any]) -> None:
            job = Job(
                key=f"s:{callback}:{body.get('trigger_id') or body.get('action_ts')}",
                kind=_KINDS[callback],
                place=_place(body),
                user=str(body["user"]["id"]),
                private=True,
                response_url=body.get("response_url"),
            )
            await desk.queue(job)
            await ack()

        return queue

    async def check(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        place = _place(body)
        kept = {"channel": place.channel, "thread": place.thread, "ts": str(body["message"]["ts"])}
        await client.views_open(trigger_id=body["trigger_id"], view=modals.check_against(kept))

    app.shortcut(SUMMARIZE)(on_thread(SUMMARIZE))
    app.shortcut(STANCES)(on_thread(STANCES))
    app.shortcut(CHECK)(check)


def _place(body: dict[str, Any]) -> Place:
    message = body["message"]
    team = str((body.get("team") or {}).get("id") or body["user"].get("team_id") or "")
    return Place(team, str(body["channel"]["id"]), str(message.get("thread_ts") or message["ts"]))

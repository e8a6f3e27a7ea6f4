"""The Home tab and the agent's pane: what the app can do, one's channels' documents, this month's use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.app.async_app import AsyncApp

from bot.slack import wording
from bot.slack.blocks import BUTTON, SETTINGS, Block, plain_text, rich, text_element
from bot.slack.helping import PROMPTS
from bot.slack.state.ledger import Spent, Workspace
from bot.slack.state.shelf import Kept

if TYPE_CHECKING:
    from bot.slack.desk import Desk

CHANNELS: Final = 15
DOCUMENTS: Final = 10

_CAN: Final = (
    (
        "In a thread: ",
        "mention me with a question, “summarize”, “who stands where?” or “decisions and open questions”.",
    ),
    ("Links and files: ", "put them into the message, and I answer from them, with the exact words as sources."),
    ("On a message: ", "the shortcuts Summarize thread, Who stands where? and Check against… are for your eyes only."),
    ("For a channel: ", "/onrecord add keeps a document that answers questions there, and nowhere else."),
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Make the app show its Home tab and set prompts in its pane."""

    async def opened(event: dict[str, Any], context: Any) -> None:
        user, team = str(event.get("user", "")), str(context.team_id or "")
        if event.get("tab") == "messages":
            await desk.slack.writer.assistant_threads_setSuggestedPrompts(
                channel_id=str(event.get("channel", "")), title="What shall we put on record?", prompts=list(PROMPTS)
            )
        else:
            await publish(desk, team, user)

    app.event("app_home_opened")(opened)


async def publish(desk: Desk, team: str, user: str) -> None:
    """Show a user his or her Home tab as things are now."""
    month = datetime.now(UTC).strftime("%Y-%m")
    mine = await desk.state.ledger.spent(team, month, user=user)
    settles = await desk.may_settle(user)
    everybodys = await desk.state.ledger.spent(team, month) if settles else None
    workspace = await desk.state.ledger.workspace(team)
    shelves: list[tuple[str, Sequence[Kept]]] = []
    for channel in await desk.state.shelf.channels(team):
        kept = await desk.state.shelf.listed(team, channel)
        if channel.startswith("D"):
            if any(one.added_by == user for one in kept):
                shelves.append(("Our conversation", kept))
        elif len(shelves) < CHANNELS and await desk.slack.is_member(channel, user):
            about = await desk.slack.channel(channel)
            shelves.append((f"#{about.name if about else channel}", kept))
    view = home_view(mine, everybodys, workspace, shelves, settles=settles)
    await desk.slack.writer.views_publish(user_id=user, view=view)


def home_view(
    mine: Spent,
    everybodys: Spent | None,
    workspace: Workspace,
    shelves: Sequence[tuple[str, Sequence[Kept]]],
    *,
    settles: bool,
) -> Block:
    """The Home tab.

    Args:
        mine: this month's use by the user.
        everybodys: this month's use by all, for whoever may change the settings.
        workspace: the settings, of which the caps are shown.
        shelves: the documents of the user's channels, by the channels' names.
        settles: whether the user may change the settings.
    """
    body: list[Block] = [
        {"type": "header", "text": plain_text("On Record", 150)},
        rich(
            [
                text_element(
                    "Who said what, where everybody stands, and what a text answers: each statement with the "
                    "exact words it rests on.\n"
                )
            ],
            *([text_element("• " + head, bold=True), text_element(tail + "\n")] for head, tail in _CAN),
        ),
        {"type": "divider"},
        *_shelves(shelves),
        {"type": "divider"},
        {"type": "header", "text": plain_text("This month", 150)},
        rich([text_element(_use(mine, workspace.user_questions))]),
    ]
    if everybodys is not None:
        body.append(rich([text_element("All together: " + _all(everybodys, workspace.month_usd))]))
    if settles:
        button = {"type": "button", "action_id": SETTINGS, "text": plain_text("Settings", BUTTON), "value": "settings"}
        body.append({"type": "actions", "elements": [button]})
    body.append(
        {
            "type": "context",
            "elements": [plain_text("Answers may be wrong: every statement shows its source, look at it.")],
        }
    )
    return {"type": "home", "blocks": body}


def _shelves(shelves: Sequence[tuple[str, Sequence[Kept]]]) -> list[Block]:
    """The documents of some channels."""
    body: list[Block] = [{"type": "header", "text": plain_text("Documents of your channels", 150)}]
    if not shelves:
        body.append(rich([text_element("None yet. Add one in a channel: /onrecord add https://example.org/report")]))
    for name, kept in shelves:
        lines = [[text_element(name + "\n", bold=True)], *(_document(one) for one in kept[:DOCUMENTS])]
        if len(kept) > DOCUMENTS:
            lines.append([text_element(f"… and {len(kept) - DOCUMENTS} more", italic=True)])
        body.append(rich(*lines))
    return body


def _document(one: Kept) -> list[Block]:
    url = wording.link(one.source)
    title = wording.cut(" ".join(one.title.split()), 150) or one.source
    linked = {"type": "link", "url": url, "text": title} if url else text_element(title)
    return [text_element("• "), linked, text_element("\n")]


def _use(mine: Spent, cap: int) -> str:
    asked = f"You asked {mine.questions:,} question{'' if mine.questions == 1 else 's'}"
    return asked + (f" of {cap:,}." if cap else ".")


def _all(spent: Spent, cap: float) -> str:
    money = f", ${spent.cost_usd:.2f}" + (f" of ${cap:.2f}" if cap else "")
    return f"{spent.questions:,} questions, {spent.tokens:,} tokens{money}."

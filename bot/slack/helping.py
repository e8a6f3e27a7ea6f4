"""What the app says of itself: help, and the prompts of its pane, which are sent as they stand at a click."""

from __future__ import annotations

from typing import Final

HELP: Final = """*On Record* says who said what, and shows the words.

• Mention me in a thread: _summarize_, _who stands where?_, _decisions and open questions_, or a question in your words.
• Put a link or a file in the message, or paste a text below your request, and I answer from that.
• `/onrecord summarize [link]`, `/onrecord stances [link]`, `/onrecord ask [question]`: from a link, or from what was \
added to this channel; only you see the answer, and you can share it.
• `/onrecord add [link]` adds a document to this channel; `/onrecord sources` lists what was added.
• `/onrecord forget [number]` removes a document of this channel, `/onrecord forget` what I keep of you, \
`/onrecord forget channel` what I keep of this conversation.

Every statement is checked against the words it cites. It may still be wrong: look at the sources."""

NOTHING: Final = """There is nothing here that I could read yet. Ask me in a thread, put a link or a file in your \
message, paste a text below your request, or add a document to this channel with \
`/onrecord add https://example.org/report`."""

_GREETING: Final = "Hello! I say who said what, and show the words. " + NOTHING.partition(". ")[2]

_LINKS: Final = """Send me a message with a link or a file in it and what you want: _summarize_, _who stands where?_, \
or a question. A text works too: write what you want in the first line, and paste the text below it.

I read web pages, PDF, DOCX, Markdown, plain text, captions and transcripts. Then ask on, in the same thread."""

_THREADS: Final = """Mention me in the thread: _who stands where?_ The people in it are the speakers, and each \
position links to the message it stands in. _Summarize_, _decisions and open questions_ and any question work, too.

For your own eyes only: open the ⋮ menu of a message and choose *Who stands where?* or *Summarize thread*."""

_PRIVACY: Final = """What you ask here is between us. What was added to a channel answers only there, and what is said \
in a private channel never leaves it. I keep messages, documents and answers for the days that your workspace has set, \
and `/onrecord forget` deletes what I keep of you at once."""

PROMPTS: Final = (
    {"title": "What can you do?", "message": "What can you do?"},
    {"title": "Summarize a link or a file", "message": "How do I have a link or a file summarized?"},
    {"title": "See who stands where", "message": "How do I see who stands where in a thread?"},
    {"title": "Who sees what I ask?", "message": "Who sees what I ask here?"},
)
_SAID: Final = dict(
    zip((_key["message"].rstrip("?").lower() for _key in PROMPTS), (HELP, _LINKS, _THREADS, _PRIVACY), strict=True)
)


_GREETINGS: Final = ("hello", "hi", "hey", "hello there", "hi there", "good morning", "hallo", "test")


def is_about_the_app(words: str) -> bool:
    """Whether somebody asks for help, or clicked a prompt of the pane."""
    return _key_of(words) in ("help", *_GREETINGS, *_SAID)


def help_for(words: str) -> str:
    """What is said to that, as mrkdwn."""
    key = _key_of(words)
    return _GREETING if key in _GREETINGS else _SAID.get(key, HELP)


def _key_of(words: str) -> str:
    return " ".join(words.split()).strip(" ?!.*_").lower()

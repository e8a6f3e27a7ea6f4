"""200 questions from 50 members in 10 threads at once: each answered once, nothing lost.

The figures (seconds to the acknowledgement, to the answer) are measured by ``python -m evals.performance.slack``.
"""

from __future__ import annotations

import collections
import random
from pathlib import Path

from tests.servers.slack import Person, channel
from tests.slack.slack_runs import OnRecord, Town

QUESTIONS, MEMBERS, THREADS = 200, 50, 10


def test_200_questions_from_50_members_in_10_threads_at_once(tmp_path: Path) -> None:
    with Town.open() as town:
        members = [Person.joins(town.slack, f"Member {number}") for number in range(MEMBERS)]
        rooms = [
            channel(town.slack, f"hall-{number}", [town.ana, town.bo, town.cato, *members]) for number in range(THREADS)
        ]
        threads = [(room, town.discussion(room)[0]) for room in rooms]
        chosen = random.Random(7)
        plan = [(members[number % MEMBERS], chosen.randrange(THREADS)) for number in range(QUESTIONS)]
        with OnRecord(town, tmp_path):
            for who, number in plan:
                room, thread = threads[number]
                who.mention(room, "how often did the quay flood?", thread)
            town.slack.wait(
                lambda: sum(len(town.answers(room, thread)) for room, thread in threads) >= QUESTIONS,
                240,
                "all answers",
            )
            town.quiet(2.0)
        asked = collections.Counter((who.id, threads[number][0].id) for who, number in plan)
        given = collections.Counter(
            (one.arguments["recipient_user_id"], one.arguments["channel"])
            for one in town.slack.called("chat.startStream", ok=True)
        )
        assert given == asked
        assert sum(len(town.slack.by_bot(room, thread)) for room, thread in threads) == QUESTIONS
        events = town.slack.delivered(lambda one: one.kind == "events_api")
        assert not [one for one in events if one.given_up]
        assert all(one.acked for one in events)

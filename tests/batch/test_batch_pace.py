"""Documents take turns at the processor, and the event loop looks at the network in between."""

from __future__ import annotations

import asyncio
import itertools

from bot.batch.worker import _Pace


def test_the_loop_goes_round_between_two_turns_however_many_are_ready() -> None:
    async def main() -> list[int]:
        pace, loop, rounds, begun = _Pace(), asyncio.get_running_loop(), 0, list[int]()

        def tick() -> None:
            nonlocal rounds
            rounds += 1
            loop.call_soon(tick)

        async def document() -> None:
            await pace.turn()
            begun.append(rounds)

        tick()
        await asyncio.gather(*(document() for _ in range(50)))
        return begun

    begun = asyncio.run(main())
    assert len(begun) == 50
    assert all(later > earlier for earlier, later in itertools.pairwise(begun)), begun


def test_who_gives_up_waiting_holds_nobody_up() -> None:
    async def main() -> None:
        pace = _Pace()
        waiting = [asyncio.create_task(pace.turn()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        waiting[1].cancel()
        async with asyncio.timeout(5):
            await waiting[2]
            await pace.turn()

    asyncio.run(main())

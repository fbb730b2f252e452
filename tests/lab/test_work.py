"""The desk: equal questions once, first glances first, nothing computed that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from msim.lab import work
from msim.lab.pool import Job
from msim.lab.work import Busy, Desk
from tests.lab.apart import apart
from tests.lab.fakes import Fake, job

Scene = Callable[[Desk, list[Fake]], Awaitable[None]]


def play(scene: Scene, *fakes: Callable[[], Fake]) -> list[Fake]:
    """A scene at a desk with these computers; gives them back."""

    async def whole() -> list[Fake]:
        made = [fake() for fake in fakes or (Fake,)]
        desk = Desk(made)
        await desk.begin()
        try:
            await asyncio.wait_for(scene(desk, made), 10)
        finally:
            await desk.end()
        return made

    return apart(whole)


def held() -> Fake:
    return Fake(held=True)


async def asked(desk: Desk, what: Job, asker: str = "") -> list[bytes]:
    async with aclosing(desk.ask(what, asker)) as lines:
        return [line async for line in lines]


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_thirty_equal_questions_are_computed_once() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        waiting = [asyncio.create_task(asked(desk, job())) for _ in range(30)]
        await settled()
        fakes[0].free.set()
        answers = await asyncio.gather(*waiting)
        assert all(answer == answers[0] and answer for answer in answers)
        assert await asked(desk, job()) == answers[0]  # who asks later gets the same

    fakes = play(scene, held)
    assert fakes[0].jobs == [job()]
    assert fakes[0].ended


def test_a_glance_goes_before_what_is_finer() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        order = [job(1, 1), job(2, 2), job(3, 1), job(4, 0), job(5, 0)]
        waiting = []
        for each in order:
            waiting.append(asyncio.create_task(asked(desk, each)))
            await settled()
        fakes[0].free.set()
        await asyncio.gather(*waiting)

    fakes = play(scene, held)
    taken = [job(1, 1), job(4, 0), job(5, 0), job(1, 1), job(3, 1), job(2, 2)]
    assert fakes[0].jobs == taken


def test_glances_are_hurried_where_others_wait() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        waiting = []
        for count in (1, 2, 3):
            waiting.append(asyncio.create_task(asked(desk, job(count))))
            await settled()
        fakes[0].free.set()
        await asyncio.gather(*waiting)

    fakes = play(scene, held)
    assert [each.hurried for each in fakes[0].jobs] == [False, True, False]


def test_nobody_s_long_computation_holds_up_a_glance() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        slow = [asyncio.create_task(asked(desk, job(n, 1))) for n in (1, 2, 3)]
        await settled()
        for count in (4, 5, 6):
            assert await asked(desk, job(count, 0))
        assert not any(task.done() for task in slow)
        for task in slow:
            task.cancel()

    refining, glancing = play(scene, held, Fake)
    assert refining.jobs == [job(1, 1)]
    assert glancing.jobs == [job(n, 0) for n in (4, 5, 6)]


def test_what_nobody_listens_to_any_more_is_stopped() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        running = [asyncio.create_task(asked(desk, job(1))) for _ in range(2)]
        waiting = asyncio.create_task(asked(desk, job(2)))
        await settled()
        running[0].cancel()
        await settled()
        assert not fakes[0].stopped.is_set()  # one still listens
        running[1].cancel()
        waiting.cancel()
        await settled()
        fakes[0].free.set()
        assert await asked(desk, job(3))

    fakes = play(scene, held)
    assert [each.scenario for each in fakes[0].jobs] == [job(1).scenario, job(3).scenario]


def test_a_question_given_up_can_be_asked_again() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        first = asyncio.create_task(asked(desk, job(1)))
        await settled()
        first.cancel()
        again = asyncio.create_task(asked(desk, job(1)))
        await settled()
        fakes[0].free.set()
        assert await again

    assert play(scene, held)[0].jobs == [job(1), job(1)]


def test_the_finest_stage_makes_way_and_is_done_later() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        finest = asyncio.create_task(asked(desk, job(1, 2)))
        await settled()
        finer = asyncio.create_task(asked(desk, job(2, 1)))
        await settled()
        fakes[0].free.set()
        assert len(await finer) == len(await finest) == 1

    assert play(scene, held)[0].jobs == [job(1, 2), job(2, 1), job(1, 2)]


def test_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_WAITING", 2)

    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        waiting = []
        for count in (1, 2, 3):
            waiting.append(asyncio.create_task(asked(desk, job(count))))
            await settled()
        with pytest.raises(Busy):
            await asked(desk, job(4))
        for task in waiting:
            task.cancel()

    play(scene, held)


def test_old_answers_are_let_go_when_there_is_no_more_room(monkeypatch) -> None:
    monkeypatch.setattr(work, "KEPT_BYTES", 300)

    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        for count in (1, 2, 3, 4, 4, 1):
            await asked(desk, job(count))

    assert play(scene)[0].jobs == [job(n) for n in (1, 2, 3, 4, 1)]


def test_turns_are_dealt_between_addresses() -> None:
    """One address with many questions waits as long as another does with one."""
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        waiting = []
        for count, asker in ((1, "many"), (2, "many"), (3, "many"), (4, "one"), (5, "other")):
            waiting.append(asyncio.create_task(asked(desk, job(count), asker)))
            await settled()
        fakes[0].free.set()
        await asyncio.gather(*waiting)

    fakes = play(scene, held)
    assert [each.scenario.segments.count for each in fakes[0].jobs] == [1, 4, 5, 2, 3]


def test_no_address_takes_all_the_places_of_those_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_OF_ONE", 2)

    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        waiting = []
        for count in (1, 2, 3):
            waiting.append(asyncio.create_task(asked(desk, job(count), "many")))
            await settled()
        with pytest.raises(Busy):
            await asked(desk, job(4), "many")
        waiting.append(asyncio.create_task(asked(desk, job(5), "one")))
        await settled()
        fakes[0].free.set()
        assert all(await asyncio.gather(*waiting))

    play(scene, held)

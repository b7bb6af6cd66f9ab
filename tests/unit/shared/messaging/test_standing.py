"""A service waits until Kafka was compared with its database, and does not begin where the database is older."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.messaging import standing
from shared.messaging.standing import DatabaseBehind, Standing
from shared.metrics import DATABASE_BEHIND


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_AGAIN_S", 0)


def answers(*said: str | Exception | None) -> standing.Check:
    """A check that says one after the other, then waits for ever."""
    left: Iterator[str | Exception | None] = iter(said)

    async def check() -> str | None:
        for answer in left:
            if isinstance(answer, Exception):
                raise answer
            return answer
        return await asyncio.Event().wait()  # type: ignore[return-value]

    return check


async def watched(checked: Standing, check: standing.Check) -> asyncio.Task[None]:
    task = asyncio.create_task(checked.watch(check))
    for _ in range(20):
        await asyncio.sleep(0)
    return task


async def test_nothing_begins_before_kafka_has_answered() -> None:
    checked = Standing()
    task = await watched(checked, answers(KafkaConnectionError(), OSError()))
    begun = asyncio.create_task(checked.fits())
    await asyncio.sleep(0)
    assert not begun.done()
    checked.refuse_when_behind()
    for each in (task, begun):
        each.cancel()


async def test_it_begins_when_kafka_came_late_and_the_database_has_all() -> None:
    checked = Standing()
    await (await watched(checked, answers(KafkaConnectionError(), None)))
    await asyncio.gather(checked.asked(), checked.fits())
    checked.refuse_when_behind()


async def test_an_older_database_takes_no_command_until_the_loss_is_stated() -> None:
    checked = Standing()
    task = await watched(checked, answers("facts are lost"))
    await checked.asked()
    begun = asyncio.create_task(checked.fits())
    await asyncio.sleep(0)
    assert not begun.done()
    assert DATABASE_BEHIND._value.get() == 1
    with pytest.raises(DatabaseBehind):
        checked.refuse_when_behind()
    for each in (task, begun):
        each.cancel()

    await (await watched(checked, answers("facts are lost", None)))
    await checked.fits()
    checked.refuse_when_behind()
    assert DATABASE_BEHIND._value.get() == 0

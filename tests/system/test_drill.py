"""The drill: a loaded system loses its database, and every fact is counted.

Once with a log that a commit waits for, and once with one that is not received for the last moments."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from deploy.drill.drill import drill
from deploy.local.stack import Ports, Stack
from shared.messaging import aiokafka_gaps


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    aiokafka_gaps.read_every_batch()
    state = tmp_path_factory.mktemp("drill")
    made = Stack(state, "tansu", Ports.free(), fast=True, backup=state / "backup")
    try:
        made.start(lambda _: None)
        yield made
    finally:
        made.stop()


@pytest.mark.timeout(400)
async def test_a_database_that_is_destroyed_under_load_takes_nothing_with_it(stack: Stack) -> None:
    said: list[str] = []
    result = await drill(stack, lag=False, say=said.append)
    assert result.flaws == [], said
    assert (result.lost, result.doubled, result.rpo_s) == (0, 0, 0.0)
    assert result.answered > 6
    assert result.after > result.before > 30
    no_key_is_beside_the_data(stack)


@pytest.mark.timeout(400)
async def test_what_a_log_that_was_not_received_takes_with_it_is_stated_and_told(stack: Stack) -> None:
    assert stack.keeper
    await asyncio.to_thread(stack.keeper.stop)
    stack.keeper.synchronous = False
    await asyncio.to_thread(stack.keeper.start)
    said: list[str] = []
    result = await drill(stack, lag=True, say=said.append)
    assert result.flaws == [], said
    assert result.stated > 0
    assert result.rpo_s > 0
    assert result.doubled == 0


def no_key_is_beside_the_data(stack: Stack) -> None:
    """In no file of the backups and of the log: who takes the folder has no key."""
    keys = [stack.passwords[name].encode() for name in ("person_key", "seal_key")]
    files = [path for path in (stack.state / "backup").rglob("*") if path.is_file()]
    assert len(files) > 1_000
    for path in files:
        content = path.read_bytes()
        assert not any(key in content for key in keys), path

"""The bare reader counts only what it hears after it has joined."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from shared.messaging.envelope import Envelope
from tests.bench import bare
from tests.bench.bare import JOINING, PARTITIONS, delays, joined
from tests.bench.yardsticks import NotMeasured
from tests.support.envelopes import kafka_headers

PREFIX = "round-1-"


def message(name: str) -> Any:
    envelope = Envelope("1", "/bench", "bench.told", datetime.now(UTC), b"", correlationid=name)
    return SimpleNamespace(value=b"{}", headers=kafka_headers(envelope))


class Reader:
    """Gets its partitions at the `joins`-th look, and the messages in their order; then hears nothing more."""

    def __init__(self, names: Sequence[str], joins: int = 1) -> None:
        self._messages, self._joins, self.sought, self.found = [message(name) for name in names], joins, False, 0

    def assignment(self) -> list[TopicPartition]:
        self._joins -= 1
        return [TopicPartition("bench", n) for n in range(PARTITIONS)] if self._joins <= 0 else []

    async def seek_to_end(self) -> None:
        self.sought = True

    async def position(self, _: TopicPartition) -> int:
        self.found += 1
        return 0

    async def getone(self) -> Any:
        if not self._messages:
            await asyncio.sleep(3600)
        return self._messages.pop(0)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare, "JOIN_S", 0.3)


async def test_joins_late_and_finds_its_end_first() -> None:
    reader = Reader(["another round", f"{PREFIX}{JOINING}7"], joins=3)
    await joined(reader, PREFIX)
    assert reader.sought
    assert reader.found == PARTITIONS


@pytest.mark.parametrize("reader", [Reader([f"{PREFIX}{JOINING}1"], joins=10**9), Reader(["another round"])])
async def test_never_assigned_or_never_heard_is_not_measured(reader: Reader) -> None:
    with pytest.raises(NotMeasured, match="has not joined"):
        await joined(reader, PREFIX)


async def test_messages_before_the_beginning_and_of_other_rounds_do_not_count() -> None:
    names = [f"{PREFIX}{JOINING}8", f"{PREFIX}1", "another round", f"{PREFIX}2"]
    assert len(await delays(Reader(names), PREFIX, 2, within_s=1)) == 2
    with pytest.raises(TimeoutError):
        await delays(Reader(names), PREFIX, 3, within_s=0.1)

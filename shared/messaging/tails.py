"""Reads parts of topics without joining a group, what a group has read already, and sets it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.messaging import kafka
from shared.messaging.batches import MAX_MESSAGE
from shared.messaging.codec import Message, read_message, record_of
from shared.messaging.consumed import Offsets
from shared.settings import KafkaSettings

Ranges = Mapping[TopicPartition, tuple[int, int]]
"""By partition: from this offset up to, and without, that one."""

_STANDSTILL_S = 30.0
_JOIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Log:
    """What a broker has of some topics. `committed` is how far a group has read them."""

    reader: AIOKafkaConsumer
    begins: Offsets
    ends: Offsets
    committed: Offsets

    def everything(self, topics: Collection[str]) -> Ranges:
        """All that these topics have now."""
        return {p: (self.begins[p], end) for p, end in self.ends.items() if p.topic in topics}

    def last(self, count: int, topics: Collection[str]) -> Ranges:
        """The last messages of each partition of these topics."""
        return {p: (max(begin, end - count), end) for p, (begin, end) in self.everything(topics).items()}

    async def read_ends(self) -> dict[TopicPartition, int]:
        """The ends as reading the last batches finds them. Raises KafkaError where none come for 30 seconds."""
        last = {p: end for p, end in self.ends.items() if end > self.begins[p]}
        for partition, end in last.items():
            self.reader.seek(partition, end - 1)
        self.reader.resume(*last)
        found, left = dict(self.ends), set(last)
        while left:
            await self._more(list(left))
            read = {p: await self.reader.position(p) for p in left}
            reached = {p: offset for p, offset in read.items() if offset >= last[p]}
            found |= reached
            left -= reached.keys()
        self.reader.pause(*last)
        return found

    async def messages(self, ranges: Ranges) -> AsyncIterator[list[Message]]:
        """The messages in these ranges, in batches. Raises KafkaError where none come for 30 seconds."""
        wanted = {p: (first, end) for p, (first, end) in ranges.items() if first < end}
        for partition, (first, _) in wanted.items():
            self.reader.seek(partition, first)
        self.reader.resume(*wanted)
        while wanted:
            found = await self._more(list(wanted))
            yield [
                read_message(record_of(p.topic, p.partition, raw))
                for p, raws in found.items()
                for raw in raws
                if raw.offset < wanted[p][1]
            ]
            for partition in [p for p in wanted if await self.reader.position(p) >= wanted[p][1]]:
                del wanted[partition]
                self.reader.pause(partition)

    async def _more(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Sequence[Any]]:
        """What comes next; nothing where a transaction's own marks were passed by."""
        places = [await self.reader.position(p) for p in partitions]
        try:
            async with asyncio.timeout(_STANDSTILL_S):
                while True:
                    found = await self.reader.getmany(*partitions, timeout_ms=1_000)
                    if found or places != [await self.reader.position(p) for p in partitions]:
                        return found  # type: ignore[no-any-return]
        except TimeoutError:
            raise KafkaError(f"no messages come of {', '.join(p.topic for p in partitions)}") from None


@asynccontextmanager
async def opened(settings: KafkaSettings, topics: Collection[str], group: str) -> AsyncIterator[Log]:
    """The topics as they are now. The group is only asked about. Raises KafkaError."""
    partitions, committed = await _asked(settings, topics, group)
    reader = kafka.consumer(
        settings,
        isolation_level=kafka.PROFILES[settings.profile]["isolation"],
        max_partition_fetch_bytes=MAX_MESSAGE,
        enable_auto_commit=False,
    )
    await reader.start()
    try:
        reader.assign(partitions)
        reader.pause(*partitions)
        begins, ends = await reader.beginning_offsets(partitions), await reader.end_offsets(partitions)
        log = Log(reader, begins, ends, committed)
        yield log if kafka.PROFILES[settings.profile]["exact_ends"] else replace(log, ends=await log.read_ends())
    finally:
        await reader.stop()


async def _asked(
    settings: KafkaSettings, topics: Collection[str], group: str
) -> tuple[list[TopicPartition], dict[TopicPartition, int]]:
    admin = AIOKafkaAdminClient(**kafka.client_options(settings))
    await admin.start()
    try:
        described = await admin.describe_topics(sorted(topics))
        partitions = [TopicPartition(t["topic"], p["partition"]) for t in described for p in t["partitions"]]
        # Named one by one: Tansu answers a question about all of them with what is no answer.
        committed = await admin.list_consumer_group_offsets(group, partitions=partitions)
    finally:
        await admin.close()
    if missing := set(topics) - {partition.topic for partition in partitions}:
        raise KafkaError(f"there is no topic {', '.join(sorted(missing))}")
    return partitions, {p: found.offset for p, found in committed.items() if found.offset >= 0}


async def rewind(settings: KafkaSettings, group: str, offsets: Offsets) -> None:
    """Sets a group's offsets. Raises KafkaError where somebody is still a member after a minute.

    A member that was killed leaves after its session; with some brokers only when somebody else joins.
    """
    try:
        await _commit_from_outside(settings, group, offsets)
    except KafkaError:
        await _commit_as_member(settings, group, offsets)


async def _commit_from_outside(settings: KafkaSettings, group: str, offsets: Offsets) -> None:
    """Only a group without members takes this."""
    setter = AIOKafkaConsumer(group_id=group, enable_auto_commit=False, **kafka.client_options(settings))
    await setter.start()
    try:
        setter.assign(list(offsets))
        await setter.commit(dict(offsets))
    finally:
        await setter.stop()


async def _commit_as_member(settings: KafkaSettings, group: str, offsets: Offsets) -> None:
    topics = {partition.topic for partition in offsets}
    member = AIOKafkaConsumer(*topics, group_id=group, enable_auto_commit=False, **kafka.client_options(settings))
    try:
        async with asyncio.timeout(_JOIN_S):
            await member.start()  # until it has its share of the group
        if not set(offsets) <= member.assignment():
            raise KafkaError(f"somebody is still a member of {group}")
        await member.commit(dict(offsets))
    except TimeoutError:
        raise KafkaError(f"{group} takes nobody in") from None
    finally:
        await member.stop()

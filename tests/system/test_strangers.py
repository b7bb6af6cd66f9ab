"""Whatever a stranger sends to the intake, it is answered and the next verdict is heard. On both brokers."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import cramjam
import psutil
import pytest
from confluent_kafka import Producer

from deploy.local.stack import Ports, Stack
from shared.ids import new_id
from shared.messaging.envelope import Envelope
from tests.support.batches import batch, record, varint
from tests.support.envelopes import kafka_headers
from tests.support.world import Refused, World
from tests.system.test_intake import INTAKE, TYPE, verdict

SERVICE = "community_service"
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module", params=["tansu", "kafka"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if request.param == "kafka":
        yield request.getfixturevalue("world")
        return
    stack = Stack(tmp_path_factory.mktemp("strangers"), "tansu", Ports.free(), fast=True)
    stack.start(lambda _: None)
    try:
        yield World(stack)
    finally:
        stack.stop()


def new_event() -> tuple[str, list[tuple[str, bytes]]]:
    event_id = str(new_id())
    return event_id, kafka_headers(Envelope(id=event_id, source="/outside", type=TYPE, time=None, data=b""))


def raw(headers: list[tuple[str, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers]


async def hears_the_next_verdict(world: World) -> None:
    good = await world.publish_event(INTAKE, TYPE, verdict(f"{new_id().hex[-6:]}/Pid.B/2026"))
    await world.wait_for(SERVICE, "select count(*) from inbox where id = $1", good, equals=1)


async def is_answered(world: World, event_id: str) -> None:
    answer = "select count(*) from journal where type like '%.sentence.rejected' and data->>'intake_event_id' = $1"
    await world.wait_for(SERVICE, answer, event_id, equals=1)


async def letter(world: World, place: str) -> tuple[str, bytes]:
    _, partition, offset = place.rsplit("/", 2)
    async with world.database(SERVICE) as conn:
        row = await conn.fetchrow(
            'select reason, value from dead_letters where topic = $1 and partition = $2 and "offset" = $3',
            *(INTAKE, int(partition), int(offset)),
        )
    assert row is not None
    return row["reason"], row["value"]


def resident(world: World) -> int:
    return int(psutil.Process(world.stack.services[SERVICE].pid).memory_info().rss)


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_a_verdict_is_heard_whatever_its_producer_compresses_with(either: World, codec: str) -> None:
    producer = Producer(
        {"bootstrap.servers": either.stack.kafka_settings.bootstrap_servers, "compression.type": codec, "linger.ms": 50}
    )
    sent = []
    for n in range(20):
        event_id, headers = new_event()
        data = verdict(f"{codec}-{n}/Pid.B/2026/{new_id().hex[-6:]}")
        producer.produce(INTAKE, json.dumps(data).encode(), headers=headers)  # type: ignore[arg-type]
        sent.append(event_id)
    await asyncio.to_thread(producer.flush, 30)
    await either.wait_for(SERVICE, "select count(*) from inbox where id = any($1)", sent, equals=20)
    await hears_the_next_verdict(either)


@pytest.mark.parametrize(("codec", "mebibytes"), [("gzip", 300), ("lz4", 300), ("zstd", 300), ("snappy", 30)])
async def test_a_small_batch_that_unpacks_to_a_large_one_is_answered_and_costs_little(
    either: World, codec: str, mebibytes: int
) -> None:
    await hears_the_next_verdict(either)
    before = resident(either)
    bomb = batch([b""], codec, packed=await asyncio.to_thread(packed_zeros, codec, mebibytes))
    assert len(bomb) < 2 * MEBIBYTE
    place = await either.publish_batch(INTAKE, bomb)
    await is_answered(either, place)
    await hears_the_next_verdict(either)
    reason, kept = await letter(either, place)
    assert reason == "UnreadableBatch"
    assert kept[61:] == bomb[61:]
    assert resident(either) - before < 64 * MEBIBYTE


def packed_zeros(codec: str, mebibytes: int) -> bytes:
    """One record of so many zero bytes, compressed without ever being whole in memory."""
    frame = record(b"")[1:-2]
    body = frame + varint(mebibytes * MEBIBYTE)
    start = varint(len(body) + mebibytes * MEBIBYTE + 1) + body
    parts = (start, *itertools.repeat(bytes(MEBIBYTE), mebibytes), varint(0))
    if codec == "snappy":
        blocks = [bytes(cramjam.snappy.compress_raw(part)) for part in parts]
        return b"\x82SNAPPY\0\0\0\0\1\0\0\0\1" + b"".join(struct.pack(">i", len(b)) + b for b in blocks)
    compressors: dict[str, Callable[[], Any]] = {
        "gzip": cramjam.gzip.Compressor,
        "lz4": partial(cramjam.lz4.Compressor, content_checksum=False, block_linked=False),
        "zstd": cramjam.zstd.Compressor,
    }
    compressor = compressors[codec]()
    for part in parts:
        compressor.compress(part)
    return bytes(compressor.finish())


async def test_a_message_with_a_header_whose_name_is_not_utf_8_is_answered(either: World) -> None:
    value = json.dumps(verdict(f"{new_id().hex[-6:]}/Pid.B/2026")).encode()
    events = [new_event() for _ in range(2)]
    records = [record(value, [*raw(given), (b"caf\xe9", b"1")], delta=n) for n, (_, given) in enumerate(events)]
    place = await either.publish_batch(INTAKE, batch(records))
    for event_id, _ in events:
        await is_answered(either, event_id)
    await hears_the_next_verdict(either)
    assert await letter(either, place) == ("Malformed", value)
    names = await either.value(SERVICE, "select headers::text from dead_letters where value = $1 limit 1", value)
    assert base64.b64encode(b"caf\xe9").decode() in names


BROKEN = {
    "an unknown codec": batch([record(b"a")], "codec 7", packed=b"abc"),
    "no lz4": batch([record(b"a")], "lz4", packed=b"abc" * 9),
    "a record that is longer than its batch": batch([record(b"a")], packed=varint(99) + b"x"),
    "a record that is damaged": batch([varint(3) + b"\xff" * 3]),
    "an offset outside the batch": batch([record(b"a", delta=99)]),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_batch_that_cannot_be_read_is_refused_by_the_broker_or_answered_by_us(
    either: World, broken: bytes
) -> None:
    try:
        place = await either.publish_batch(INTAKE, broken)
    except Refused:
        return
    await is_answered(either, place)
    await hears_the_next_verdict(either)
    reason, kept = await letter(either, place)
    assert reason == "UnreadableBatch"
    assert kept[61:] == broken[61:]


async def test_a_verdict_of_a_transaction_that_was_aborted_is_not_heard(world: World) -> None:
    """Not on Tansu, which does not tell what was aborted."""
    producer = Producer(
        {"bootstrap.servers": world.stack.kafka_settings.bootstrap_servers, "transactional.id": f"court-{new_id()}"}
    )
    await asyncio.to_thread(producer.init_transactions, 30)
    sent = {}
    for outcome in ("aborted", "committed"):
        sent[outcome], headers = new_event()
        producer.begin_transaction()
        data = verdict(f"{outcome}/{new_id().hex[-6:]}/2026")
        producer.produce(INTAKE, json.dumps(data).encode(), headers=headers, partition=0)  # type: ignore[arg-type]
        await asyncio.to_thread(producer.flush, 30)
        end = producer.abort_transaction if outcome == "aborted" else producer.commit_transaction
        await asyncio.to_thread(end, 30)
    heard = "select count(*) from inbox where id = $1"
    await world.wait_for(SERVICE, heard, sent["committed"], equals=1)
    assert await world.value(SERVICE, heard, sent["aborted"]) == 0

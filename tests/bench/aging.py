"""A database of the agreements service after many years: its journal, its register of organisations, its inbox.

Filled by COPY through the indexes that production has. Streams begin all the time, and each fact belongs to any stream
that has begun. Every digest and every link fits, as the service would have written them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import rfc8785

from services.agreements.events import AgreementsEvent, OrganisationUpdated
from shared.journal.chain import digest
from shared.messaging.envelope import rfc3339
from tests.bench.organisations import CONTACTS

PER_STREAM, CHUNK = 10, 20_000
BEGIN, YEARS = datetime(2016, 1, 1, tzinfo=UTC), timedelta(days=3650)
JOURNAL = (
    *("event_id", "type", "topic", "key", "version", "sequence", "data", "actor", "occurred_at", "recorded_at"),
    *("correlation_id", "digest", "previous_hash", "hash"),
)
INBOX = ("source", "id", "received_at")
ORGANISATIONS = ("id", "code", "name", "kind", "address", "latitude", "longitude", "email", "phone")
TYPE, ACTOR = OrganisationUpdated.type, "clerk"


def streams_of(rows: int) -> int:
    return max(1, rows // PER_STREAM)


def stream_id(number: int) -> UUID:
    """A UUIDv7 from the number alone: its time rises with it, the rest is at random."""
    return _uuid7(BEGIN + timedelta(minutes=5) * number, b"stream", number)


def _uuid7(at: datetime, salt: bytes, number: int) -> UUID:
    tail = int.from_bytes(hashlib.blake2b(salt + number.to_bytes(8, "big"), digest_size=10).digest(), "big")
    raw = int(at.timestamp() * 1000) << 80 | tail
    return UUID(int=raw & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62)


def code(number: int) -> str:
    return f"bapas-{number:08d}"


async def fill(conn: asyncpg.Connection, rows: int) -> None:
    """`rows` facts in the journal, as many messages in the inbox, a tenth as many organisations."""
    streams = streams_of(rows)
    await _copy(conn, "organisations", ORGANISATIONS, map(_organisation, range(1, streams + 1)))
    await _copy(conn, "journal", JOURNAL, _facts(rows, streams))
    await _copy(conn, "inbox", INBOX, map(_message, range(rows)))
    for table in ("organisations", "journal", "inbox"):
        await conn.execute(f"vacuum analyze {table}", timeout=1_800)
    await conn.execute("checkpoint", timeout=600)


async def _copy(conn: asyncpg.Connection, table: str, columns: tuple[str, ...], rows: Iterator[Any]) -> None:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            await conn.copy_records_to_table(table, records=chunk, columns=columns)
            chunk = []
    await conn.copy_records_to_table(table, records=chunk, columns=columns)


def _organisation(number: int) -> tuple[object, ...]:
    c = CONTACTS
    return (
        *(stream_id(number), code(number), c.name, "probation_office", c.address, c.latitude, c.longitude),
        *(c.email, c.phone),
    )


def _message(number: int) -> tuple[object, ...]:
    at = BEGIN + timedelta(seconds=30) * number
    return "https://masohi.test/community-service", str(_uuid7(at, b"message", number)), at


def _facts(rows: int, streams: int) -> Iterator[tuple[object, ...]]:
    chance, step = random.Random(1), YEARS / rows
    heads: list[tuple[str, str, int, bytes]] = []
    """Of each stream that has begun: key, data, version, hash."""
    for number in range(1, rows + 1):
        if len(heads) < max(1, streams * number // rows):
            heads.append(_beginning(len(heads) + 1))
            place = len(heads) - 1
        else:
            place = chance.randrange(len(heads))
        key, data, version, head = heads[place]
        now, id_ = BEGIN + step * number, _uuid7(BEGIN + step * number, b"fact", number)
        content = digest(str(id_), TYPE, key, ACTOR, rfc3339(now), data, None)
        link = hashlib.sha256(head + (version + 1).to_bytes(8, "big") + content).digest()
        heads[place] = key, data, version + 1, link
        yield (
            *(id_, TYPE, AgreementsEvent.topic, key, version + 1, version + 1, data, ACTOR, now, now),
            *(str(id_), content, head or None, link),
        )


def _beginning(number: int) -> tuple[str, str, int, bytes]:
    event = OrganisationUpdated(
        organisation_id=stream_id(number), code=code(number), name=CONTACTS.name, kind="probation_office"
    )
    return event.key, rfc8785.dumps(event.public()).decode(), 0, b""

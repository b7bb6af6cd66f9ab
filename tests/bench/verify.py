"""How long a million facts take to verify: `python -m tests.bench.verify [--facts N]`.

Fills a journal by COPY (ten facts to a stream, spread over 180 days, each day sealed; each fact a signed-off attendance
of the size that it has), verifies every chain and every seal three times, then once more with one byte changed.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import rfc8785

from deploy.local.postgres import postgres
from deploy.local.process import free_port
from deploy.postgres.bootstrap import OWNER
from deploy.verify import summary, verify_schema
from services.community_service.events import JournalSealed
from shared.clock import local_day
from shared.journal.chain import stored_digest
from shared.journal.merkle import Tree, leaf
from shared.journal.seal import Seal, published_fields, save, signed, tree_at
from shared.seal_key import SealKey, trust
from tests.support.databases import Databases

SCHEMA, NAME, DAYS, PER_STREAM, BATCH = "community_service", "community-service", 180, 10, 20_000
KEY = SealKey.of("a2V5LWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzLWxvbmc")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SIGNED_OFF = "community-service.attendance.signed-off"
COLUMNS = (
    *("position", "event_id", "type", "topic", "key", "version", "data", "internal", "actor", "occurred_at"),
    *("correlation_id", "digest", "previous_hash", "hash"),
)


@dataclass
class Filling:
    """A journal as the service would have written it, row by row and seal by seal."""

    conn: asyncpg.Connection[asyncpg.Record]
    position: int = 0
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    touched: dict[str, None] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    last: Seal | None = None
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    async def add(self, type_: str, key: str, now: datetime, data: str, internal: str | None) -> None:
        self.position += 1
        version, head = self.heads.get(key, (0, b""))
        id_ = UUID(int=self.position)
        row = {"event_id": str(id_), "type": type_, "key": key, "actor": "pk", "occurred_at": now}
        digest = stored_digest({**row, "data": data, "internal": internal})
        hash_ = hashlib.sha256(head + (version + 1).to_bytes(8, "big") + digest).digest()
        self.heads[key], self.touched[key] = (version + 1, hash_), None
        self.rows.append(
            (
                *(self.position, id_, type_, "masohi.community-service.v1", key, version + 1, data, internal, "pk"),
                *(now, "bench", digest, head or None, hash_),
            )
        )
        if len(self.rows) == BATCH:
            await self.flush()

    async def flush(self) -> None:
        await self.conn.copy_records_to_table("journal", records=self.rows, columns=COLUMNS)
        self.rows.clear()

    async def seal(self, now: datetime) -> None:
        for key in self.touched:
            value = leaf(key, *self.heads[key])
            if key in self.places:
                self.tree.change(self.places[key], value)
            else:
                self.places[key] = self.tree.add(value)
        self.touched.clear()
        number, previous = (self.last.number + 1, self.last.hash) if self.last else (1, None)
        day, root = local_day(now) - timedelta(days=1), self.tree.root()
        self.last = signed(Seal(NAME, number, day, self.position, len(self.tree), root, previous, now, ""), KEY)
        await save(self.conn, self.last)
        fact = JournalSealed(**published_fields(self.last))
        await self.add(fact.type, NAME, now, rfc8785.dumps(fact.public()).decode(), None)


async def fill(conn: asyncpg.Connection[asyncpg.Record], facts: int) -> None:
    """A stream begins now and then; the facts of those that have begun come in no order."""
    filling, chance, streams = Filling(conn), random.Random(1), max(1, facts // PER_STREAM)
    begun, step = 0, timedelta(days=DAYS) / facts
    for number in range(1, facts + 1):
        now = BEGIN + step * number
        if local_day(now) > local_day(now - step):
            await filling.seal(now)
        due = max(1, streams * number // facts)
        key = str(UUID(int=10**9 + (due if due > begun else chance.randint(1, due))))
        begun = max(begun, due)
        await filling.add(SIGNED_OFF, key, now, data_of(key, number), f'{{"person_id":"{key}"}}')
    await filling.flush()
    await conn.execute("vacuum analyze journal")


def data_of(key: str, number: int) -> str:
    fact: dict[str, Any] = {
        "sentence_id": key,
        "state": "active",
        "required_minutes": 14400,
        "credited_minutes": number % 14400,
        "remaining_minutes": 14400 - number % 14400,
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026/PN Amb",
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
        "session_id": str(UUID(int=number)),
        "placement_id": key,
        "site_id": key,
        "starts_at": "2026-03-02T23:00:00Z",
        "ends_at": "2026-03-03T03:00:00Z",
        "outcome": "attended_complied",
        "session_credited_minutes": 240,
        "detail_url": f"/community-service/sentences/{key}",
    }
    return rfc8785.dumps(fact).decode()


async def timed(dsn: str) -> tuple[Any, float]:
    began = time.monotonic()
    found = await verify_schema(dsn, SCHEMA, trust([KEY.public]))
    took = time.monotonic() - began
    say(summary(SCHEMA, found, took))
    return found, took


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main(facts: int) -> None:
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder) / "pg", free_port(), fast=True) as dsn:
        databases = Databases(dsn)
        mine = await databases.fresh(SCHEMA)
        name = mine.rpartition("/")[2]
        conn = await asyncpg.connect(databases.dsn(OWNER, name), server_settings={"search_path": SCHEMA})
        began = time.monotonic()
        await fill(conn, facts)
        say(f"filled in {time.monotonic() - began:.0f} s")
        took = []
        for _ in range(3):
            found, seconds = await timed(mine)
            assert found.fits, "what was just filled must fit"
            took.append(seconds)
        say(f"median {statistics.median(took):.1f} s, {facts / statistics.median(took):,.0f} facts a second")
        began = time.monotonic()
        async with conn.transaction():
            assert len(await tree_at(conn, facts)) > facts // PER_STREAM // 2
        say(f"the heads and their root, which the daily seal reads twice: {time.monotonic() - began:.1f} s")
        await conn.execute("update journal set actor = 'pj' where position = $1", facts // 2)
        found, _ = await timed(mine)
        assert [flaw.position for flaw in found.flaws] == [facts // 2]
        await conn.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    asyncio.run(main(parser.parse_args().facts))

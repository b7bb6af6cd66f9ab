"""Days of a journal and their seals, and what somebody with every right may do to them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from shared.clock import LOCAL_ZONE
from shared.journal import chain, journal
from shared.journal.seal import Seal, published_fields, signed, tree_at
from shared.journal.verification import Findings, verify_journal
from shared.messaging.envelope import rfc3339
from shared.postgres.pool import transaction
from shared.seal_key import SealKey, trust
from tests.support.harness import SEAL_KEY, Harness
from tests.support.tiny import OTHER, THING, Marked, Sealed

KEY, OURS, FORGER = str(THING), SealKey.of(SEAL_KEY), SealKey.of("Zm9yZ2VyLWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzISE")


MONDAY = date(2026, 2, 9)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL_ZONE).astimezone(UTC)


async def mark(h: Harness, label: str, thing: UUID = THING, now: datetime | None = None) -> None:
    async with transaction(h.pool) as conn:
        await journal.append(conn, [Marked(thing_id=thing, label=label)], actor="u", now=now or h.clock.now())


async def days(h: Harness, count: int = 3) -> None:
    """Facts of two things on so many days, each day sealed after its midnight."""
    for number in range(count):
        day = MONDAY + timedelta(days=number)
        h.clock.set(local(day, 10))
        await mark(h, f"{number}a")
        await mark(h, f"{number}b", OTHER)
        h.clock.set(local(day + timedelta(days=1), 0))
        assert await h.seal() == 1


async def verified(h: Harness, keys: Any = None) -> Findings:
    async with h.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        return await verify_journal(conn, "agreements", keys or trust([OURS.public]))


async def sealed(h: Harness) -> list[dict[str, Any]]:
    return [data for type_, data in await h.facts() if type_ == "tiny.journal.sealed"]


def fact(version: int, key: str = KEY) -> str:
    return f"where key = '{key}' and version = {version}"


async def rechained(
    conn: asyncpg.Connection[asyncpg.Record], key: str, version: int = 2, lie: dict[str, Any] | None = None
) -> None:
    """What a forger with every right does: one fact's content changed, the whole chain computed anew."""
    head = b""
    for row in await conn.fetch("select * from journal where key = $1 order by version", key):
        data = json.loads(row["data"]) | ((lie or {"label": "forged"}) if row["version"] == version else {})
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        digest = chain.stored_digest({**row, "event_id": str(row["event_id"]), "data": text, "internal": None})
        await conn.execute(
            "update journal set data = $2::json, digest = $3, previous_hash = nullif($4, ''::bytea),"
            " hash = sha256($4 || int8send(version) || $3) where position = $1",
            *(row["position"], text, digest, head),
        )
        head = await conn.fetchval("select hash from journal where position = $1", row["position"])


async def smuggled(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    """A stream that was never there, right in itself, before all others."""
    id_, when = UUID(int=7), local(MONDAY, 9)
    digest = chain.digest(str(id_), "tiny.thing.marked", "new", "u", rfc3339(when), '{"label":"x"}', None)
    await conn.execute(
        "insert into journal (position, event_id, type, key, version, data, actor, occurred_at, correlation_id, digest,"
        " hash) overriding system value values (0, $1, 'tiny.thing.marked', 'new', 1, $2, 'u', $3, '', $4,"
        " sha256(int8send(1) || $4))",
        *(id_, '{"label":"x"}', when, digest),
    )


async def resealed(conn: asyncpg.Connection[asyncpg.Record], key: SealKey) -> None:
    """Every seal made anew over the changed journal, and the facts that published them with it."""
    await conn.execute("alter table seals drop constraint seals_previous_fkey")
    previous = None
    for row in await conn.fetch("select * from seals order by number"):
        async with conn.transaction():
            tree = await tree_at(conn, row["position"])
        kept = {name: row[name] for name in ("number", "day", "position", "heads", "sealed_at")}
        seal = signed(Seal("agreements", **kept, root=tree.root(), previous=previous, key_id=""), key)
        await conn.execute(
            "update seals set root = $2, previous = $3, key_id = $4, signature = $5, hash = $6 where number = $1",
            *(seal.number, seal.root, seal.previous, seal.key_id, seal.signature, seal.hash),
        )
        previous = seal.hash
        lie = Sealed(**published_fields(seal)).public()
        await rechained(conn, "agreements", seal.number, lie)

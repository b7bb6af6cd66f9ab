"""The journal: every fact of a service, append-only. Audit, outbox source and replay source in one.

The facts of one key form a chain: `digest` is the SHA-256 of the fact's RFC 8785 canonical JSON, `hash` the SHA-256 of
the previous fact's hash, the version (8 bytes, big-endian) and the digest. See docs/decisions/0003.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import rfc8785

from shared.context import trace
from shared.db import Connection
from shared.envelope import rfc3339
from shared.errors import Stale
from shared.events import Event
from shared.ids import new_id
from shared.metrics import FACTS

_APPEND = "select append_facts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"


async def append(conn: Connection, events: Sequence[Event], *, actor: str, now: datetime) -> int:
    """Writes facts in the given order; returns the version of the last one in the stream of the first one's key.

    The caller holds the lock of each aggregate whose key an event has. Raises Stale when the request named a version
    (`If-Match`) that is not the one before.
    """
    context, rows = trace(), [_prepare(event, actor, now) for event in events]
    ids, types, topics, keys, datas, internals, digests = map(list, zip(*rows, strict=True))
    versions = await conn.fetchval(
        _APPEND,
        *(ids, types, topics, keys, datas, internals, digests, actor, now),
        *(context.correlation_id or str(ids[0]), context.causation_id, context.traceparent),
    )
    if context.expected_version is not None and versions[0] - 1 != context.expected_version:
        raise Stale(actual=versions[0] - 1, expected=context.expected_version)
    for event in events:
        FACTS.labels(event.type).inc()
    return int(max(version for version, key in zip(versions, keys, strict=True) if key == keys[0]))


def _prepare(event: Event, actor: str, now: datetime) -> tuple[Any, ...]:
    event_id, key = new_id(), event.key
    data, internal = event.public(), event.internal()
    return (
        event_id,
        event.type,
        event.topic or None,
        key,
        rfc8785.dumps(data).decode(),
        None if internal is None else rfc8785.dumps(internal).decode(),
        digest(event_id, event.type, key, actor, now, data, internal),
    )


def digest(event_id: UUID, type_: str, key: str, actor: str, occurred_at: datetime, data: Any, internal: Any) -> bytes:
    """What a fact says, in 32 bytes."""
    fact = {
        "id": str(event_id),
        "type": type_,
        "key": key,
        "actor": actor,
        "occurred_at": rfc3339(occurred_at),
        "data": data,
        "internal": internal,
    }
    return hashlib.sha256(rfc8785.dumps(fact)).digest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first fact of a chain that does not fit."""

    key: str
    version: int
    position: int
    reason: str


async def verify(conn: Connection, key: str | None = None) -> AsyncIterator[Flaw]:
    """Recomputes every chain, or that of one key; yields the first flaw of each. Needs a transaction (it streams)."""
    query = (
        "select position, event_id, type, key, version, data::text, internal::text, actor, occurred_at, digest,"
        " previous_hash, hash from journal where $1::text is null or key = $1 order by key, version"
    )
    current, version, head, broken = "", 0, b"", False
    async for row in conn.cursor(query, key, prefetch=1000):
        if row["key"] != current:
            current, version, head, broken = row["key"], 0, b"", False
        if broken:
            continue
        reason = _flaw(row, version + 1, head)
        if reason:
            broken = True
            yield Flaw(row["key"], row["version"], row["position"], reason)
        version, head = row["version"], row["hash"]


def _flaw(row: Any, version: int, head: bytes) -> str | None:
    if row["version"] != version:
        return f"version {version} is missing"
    internal = None if row["internal"] is None else orjson.loads(row["internal"])
    said = digest(
        row["event_id"], row["type"], row["key"], row["actor"], row["occurred_at"], orjson.loads(row["data"]), internal
    )
    if said != row["digest"]:
        return "the content was changed"
    if (row["previous_hash"] or b"") != head:
        return "it does not follow the fact before it"
    if hashlib.sha256(head + version.to_bytes(8, "big") + said).digest() != row["hash"]:
        return "the hash was changed"
    return None


async def timeline(conn: Connection, key: str, after: int, limit: int) -> list[dict[str, Any]]:
    """The facts of one key with a version above `after`, oldest first, without internal fields."""
    rows = await conn.fetch(
        "select event_id, type, version, data::text, actor, occurred_at, encode(hash, 'hex') as hash"
        " from journal where key = $1 and version > $2 order by version limit $3",
        *(key, after, limit),
    )
    return [{**row, "data": orjson.loads(row["data"])} for row in rows]


async def refill(conn: Connection) -> int:
    """Puts every fact back into the outbox, for a broker that lost its topics: same ids and order. Returns how many."""
    status = await conn.execute(
        "insert into outbox (position, key) select position, key from journal where topic is not null"
        " on conflict do nothing"
    )
    return int(status.rsplit(" ", 1)[1])

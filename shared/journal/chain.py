"""The hash chain of the facts of one key: `digest` is the SHA-256 of the fact's RFC 8785 canonical JSON, `hash` the
SHA-256 of the previous fact's hash, the version (8 bytes, big-endian) and the digest. See docs/decisions/0003.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from shared.postgres.pool import Connection


def digest(event_id: str, type_: str, key: str, actor: str, occurred_at: str, data: str, internal: str | None) -> bytes:
    """The content of a fact in 32 bytes. `data` and `internal` are canonical JSON already.

    Put together they are the canonical JSON of the whole fact, which can be read in one way only: a text that differs,
    be it by a space, gives another digest.
    """
    fact = (
        f'{{"actor":{_quoted(actor)},"data":{data},"id":"{event_id}","internal":{internal or "null"},'
        f'"key":{_quoted(key)},"occurred_at":"{occurred_at}","type":{_quoted(type_)}}}'
    )
    return hashlib.sha256(fact.encode()).digest()


@lru_cache(10_000)
def _quoted(text: str) -> str:
    """A JSON string as RFC 8785 writes it, which is how orjson does."""
    return orjson.dumps(text).decode()


MOVED = "its place in the journal was changed"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first fact of a chain that does not fit."""

    key: str
    version: int
    position: int
    reason: str


STORED = (
    "select position, event_id::text, type, key, version, data::text, internal::text, actor, occurred_at, digest,"
    " previous_hash, hash from journal"
)
"""What is needed to recompute a fact's digest and its link to the fact before it."""


async def verify(conn: Connection, key: str | None = None) -> AsyncIterator[Flaw]:
    """Recomputes every chain, or that of one key; yields the first flaw of each. Needs a transaction (it streams)."""
    current, version, position, head, broken = "", 0, 0, b"", False
    async for row in conn.cursor(
        f"{STORED} where $1::text is null or key = $1 order by key, version", key, prefetch=1000
    ):
        if row["key"] != current:
            current, version, position, head, broken = row["key"], 0, 0, b"", False
        if broken:
            continue
        reason = flaw_of(row, version + 1, head)
        if reason is None and row["position"] <= position:
            reason = MOVED
        if reason:
            broken = True
            yield Flaw(row["key"], row["version"], row["position"], reason)
        version, position, head = row["version"], row["position"], row["hash"]


def flaw_of(row: Any, version: int, head: bytes) -> str | None:
    """Why a stored fact is not the one of this version that follows this head; None where it is."""
    if row["version"] != version:
        return f"version {version} is missing"
    computed = stored_digest(row)
    if computed != row["digest"]:
        return "the content was changed"
    if (row["previous_hash"] or b"") != head:
        return "it does not follow the fact before it"
    if hashlib.sha256(head + version.to_bytes(8, "big") + computed).digest() != row["hash"]:
        return "the hash was changed"
    return None


def stored_digest(row: Any) -> bytes:
    """The digest of a fact from what is stored of it."""
    occurred_at = row["occurred_at"].isoformat().replace("+00:00", "Z")
    return digest(*(row["event_id"], row["type"], row["key"], row["actor"], occurred_at, row["data"], row["internal"]))

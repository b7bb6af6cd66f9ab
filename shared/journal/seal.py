"""The daily seal of a journal: a signed Merkle root over the heads of all streams, chained to the seal before.

When a local day is over, the seal of that day covers every fact up to `position`: the last one that occurred before
midnight. What is signed (Ed25519) is the RFC 8785 canonical JSON of the seal after a line that says what it is; the
SHA-256 of the same bytes is the seal's hash, which the next seal holds. The seal is published as a fact, so that
outsiders hold it before anyone could think of changing the past. docs/verify says what it proves, and what not.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.clock import local_day, midnight
from shared.journal import journal
from shared.journal.merkle import Head, Tree, leaf
from shared.messaging.envelope import rfc3339
from shared.messaging.events import SealFact
from shared.metrics import JOURNAL_FLAWS, SEAL_OVERDUE
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Job
from shared.seal_key import SealKey, Trust

log = logging.getLogger(__name__)

PURPOSE: Final = b"masohi journal seal v1\n"
_HEADS_TIMEOUT_S = 600.0
_WRITERS_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Seal:
    """`number` counts from 1; `previous` is the hash of the seal before, None for the first."""

    journal: str
    number: int
    day: date
    position: int
    heads: int
    root: bytes
    previous: bytes | None
    sealed_at: datetime
    key_id: str
    signature: bytes = b""
    stated_at: int | None = None
    """The position of the fact that states that a restore lost facts of this seal. Only the database has it."""

    def statement(self) -> bytes:
        """The bytes that are signed."""
        content: dict[str, Any] = {
            "day": self.day.isoformat(),
            "heads": self.heads,
            "journal": self.journal,
            "key_id": self.key_id,
            "number": self.number,
            "position": self.position,
            "previous": self.previous.hex() if self.previous else None,
            "root": self.root.hex(),
            "sealed_at": rfc3339(self.sealed_at),
        }
        return PURPOSE + rfc8785.dumps(content)

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.statement()).digest()


def signed(seal: Seal, key: SealKey) -> Seal:
    """The seal with the key's signature."""
    named = replace(seal, key_id=key.key_id)
    return replace(named, signature=key.private.sign(named.statement()))


def signature_fits(seal: Seal, keys: Trust) -> bool:
    """Whether one of the trusted keys has signed the seal as it is."""
    public = keys.get(seal.key_id)
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(seal.signature, seal.statement())
    except (InvalidSignature, ValueError):
        # ValueError: figures were put in that canonical JSON cannot even say.
        return False
    return True


def of_fact(data: Mapping[str, Any]) -> Seal:
    """The seal that a published fact speaks of, as an outsider reads it."""
    fact = SealFact.model_validate(data)
    return Seal(
        **fact.model_dump(include={"journal", "number", "day", "position", "heads", "sealed_at", "key_id"}),
        root=bytes.fromhex(fact.root),
        previous=bytes.fromhex(fact.previous) if fact.previous else None,
        signature=bytes.fromhex(fact.signature),
    )


def sealing(name: str, key: SealKey, fact: type[SealFact]) -> Job:
    """The job that makes the next seal that is due: one for each local day since the journal's first fact.

    Several replicas make one: only the holder of the lock checks what is due. Before it goes on, it checks that the
    journal still gives the root that was signed last.
    """

    async def seal_journal(conn: Connection, now: datetime) -> int:
        if not await conn.fetchval("select pg_try_advisory_xact_lock(hashtext('masohi-seal-' || current_schema()))"):
            return 0
        last = await last_seal(conn, name)
        day = last.day + timedelta(days=1) if last else await _first_day(conn)
        if day is None:
            return 0
        overdue = (now - midnight(day + timedelta(days=1))).total_seconds()
        SEAL_OVERDUE.set(max(0.0, overdue))
        if overdue < 0:
            return 0
        if last and last.stated_at is None and (await tree_at(conn, last.position)).root() != last.root:
            JOURNAL_FLAWS.inc()
            log.error(
                "the journal was changed: it does not give the root of its last seal", extra={"seal": last.number}
            )
        made = signed(await _sealed(conn, name, day, last, now), key)
        await save(conn, made)
        await journal.append(conn, [fact(**published_fields(made))], actor="seal", now=now)
        return 1

    return seal_journal


async def _first_day(conn: Connection) -> date | None:
    first = await conn.fetchval("select occurred_at from journal order by position limit 1")
    return local_day(first) if first else None


async def _sealed(conn: Connection, name: str, day: date, last: Seal | None, now: datetime) -> Seal:
    position = await _settled_position(conn, midnight(day + timedelta(days=1)))
    position = max(position, last.position if last else 0)
    tree = await tree_at(conn, position)
    return Seal(
        journal=name,
        number=last.number + 1 if last else 1,
        day=day,
        position=position,
        heads=len(tree),
        root=tree.root(),
        previous=last.hash if last else None,
        sealed_at=now,
        key_id="",
    )


async def _settled_position(conn: Connection, until: datetime) -> int:
    """The last position that occurred before a moment, when no fact below it is still under way.

    A position is drawn before its fact commits. Whoever could have drawn a lower one holds the lock of a writer now:
    once those transactions are over, nothing appears below any more. Nobody has to wait for this one.
    """
    position = await conn.fetchval(
        "select position from journal where occurred_at < $1 order by position desc limit 1", until
    )
    writers = await conn.fetchval(
        "select array_agg(virtualtransaction) from pg_locks where locktype = 'relation' and granted"
        " and database = (select oid from pg_database where datname = current_database())"
        " and relation = 'journal'::regclass and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()"
    )
    patience = time.monotonic() + _WRITERS_TIMEOUT_S
    while writers and await conn.fetchval(
        "select exists (select from pg_locks where locktype = 'virtualxid' and granted"
        " and virtualtransaction = any($1))",
        writers,
    ):
        if time.monotonic() > patience:
            raise TimeoutError("a transaction that writes to the journal does not end: the seal waits for it")
        await asyncio.sleep(0.02)
    return int(position or 0)


_HEADS = """
    select h.key, h.version, h.hash from (
        select distinct on (key) key, version, hash from journal where position <= $1 order by key, version desc
    ) as h join journal as f on f.key = h.key and f.version = 1 order by f.position
"""


async def heads_at(conn: Connection, position: int) -> AsyncIterator[Head]:
    """The last fact of each stream at or below a position, in the order in which the streams began."""
    await conn.execute(f"set local statement_timeout = '{_HEADS_TIMEOUT_S:.0f}s'")
    cursor = await conn.cursor(_HEADS, position, timeout=_HEADS_TIMEOUT_S)
    while rows := await cursor.fetch(5_000, timeout=_HEADS_TIMEOUT_S):
        for row in rows:
            yield Head(**row)


async def tree_at(conn: Connection, position: int) -> Tree:
    """The tree over the heads of all streams as of a position."""
    tree = Tree()
    async for head in heads_at(conn, position):
        tree.add(leaf(head.key, head.version, head.hash))
    return tree


async def save(conn: Connection, seal: Seal) -> None:
    """Saves a signed seal. Raises UniqueViolationError where the day has one."""
    await conn.execute(
        "insert into seals (day, number, position, heads, root, previous, sealed_at, key_id, signature, hash,"
        " stated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        *(seal.day, seal.number, seal.position, seal.heads, seal.root, seal.previous, seal.sealed_at),
        *(seal.key_id, seal.signature, seal.hash, seal.stated_at),
    )


def published_fields(seal: Seal) -> dict[str, Any]:
    """A seal as it is published."""
    return {
        "journal": seal.journal,
        "number": seal.number,
        "day": seal.day,
        "position": seal.position,
        "heads": seal.heads,
        "root": seal.root.hex(),
        "previous": seal.previous.hex() if seal.previous else None,
        "sealed_at": seal.sealed_at,
        "key_id": seal.key_id,
        "signature": seal.signature.hex(),
        "hash": seal.hash.hex(),
    }


SEALS_QUERY = "select number, day, position, heads, root, previous, sealed_at, key_id, signature, stated_at from seals"


async def last_seal(conn: Connection, name: str, day: date | None = None) -> Seal | None:
    """The seal of a day, or the last one."""
    row = await conn.fetchrow(f"{SEALS_QUERY} where $1::date is null or day = $1 order by number desc limit 1", day)
    return Seal(journal=name, **row) if row else None

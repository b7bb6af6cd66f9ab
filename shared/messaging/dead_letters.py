"""Dead letters: messages that can never be handled as they are. An operator sees them and sends them again."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from pydantic import ValidationError

from shared.errors import NotFound, Refusal, said_as
from shared.ids import new_id
from shared.messaging.envelope import UnreadableBatch
from shared.postgres.pool import Connection

Headers = Sequence[tuple[str, bytes | None]]


_SETTLED = {"replayed": ("diputar ulang", "replayed"), "discarded": ("dibuang", "discarded")}


class DeadLetterSettled(Refusal, indonesian="Pesan mati ini sudah {state}.", words={"state": said_as(_SETTLED)}):
    """This dead letter was already {state}."""


class DeadLetterStillFails(Refusal, indonesian="Pesan ini gagal lagi: {why}."):
    """This message fails again: {why}."""


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka message as it came. The bytes of a header's name that are no UTF-8 are kept with `surrogateescape`.

    With a `flaw` it is not one message: `value` is a whole batch, as it came, and the flaw says why it cannot be read.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    flaw: str | None = None

    @property
    def digest(self) -> bytes:
        content = (self.value, [(name, value) for name, value in self.headers])
        return hashlib.sha256(repr(content).encode()).digest()


# Redelivered (same offset), a settled letter stays settled; sent anew by someone, it waits again.
_SENT_AGAIN = """,
    state = case when dead_letters.offset = excluded.offset then dead_letters.state else 'waiting' end,
    settled_at = case when dead_letters.offset = excluded.offset then dead_letters.settled_at end,
    settled_by = case when dead_letters.offset = excluded.offset then dead_letters.settled_by end,
    key = case when dead_letters.offset = excluded.offset then dead_letters.key else excluded.key end,
    value = case when dead_letters.offset = excluded.offset then dead_letters.value else excluded.value end,
    headers = case when dead_letters.offset = excluded.offset then dead_letters.headers else excluded.headers end,
    partition = excluded.partition, "offset" = excluded.offset"""


async def bury(conn: Connection, record: Record, error: Exception, now: datetime) -> bool:
    """Saves the original bytes. Returns True the first time.

    The reason is the slug of a refusal, or the name of the error's class: no personal data.
    """
    reason = error.slug if isinstance(error, Refusal) else type(error).__name__
    first = await conn.fetchval(
        'insert into dead_letters (id, topic, partition, "offset", key, value, headers, digest, reason, error,'
        " received_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (topic, digest) do update set attempts = dead_letters.attempts + 1"
        + _SENT_AGAIN
        + " returning xmax = 0",
        *(new_id(), record.topic, record.partition, record.offset, record.key, record.value),
        headers_to_json(record.headers),
        *(record.digest, reason, _text_of(error), now),
    )
    return bool(first)


def _text_of(error: Exception) -> str:
    """An error's text as Postgres can store it, without the rows and inputs that some errors quote."""
    match error:
        case asyncpg.PostgresError():
            text = str(error.args[0])
        case ValidationError():
            text = f"{error.error_count()} validation errors for {error.title}"
        case _:
            text = str(error)
    return text.replace("\0", "\N{SYMBOL FOR NULL}").encode(errors="replace").decode()[:2000]


async def listing(conn: Connection, state: str, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Letters in one state, the oldest first, those after the letter `after`; without their bytes."""
    rows = await conn.fetch(
        'select id, topic, partition, "offset", reason, error, attempts, state, received_at, settled_at, settled_by'
        " from dead_letters where state = $1 and ($2::uuid is null or id > $2) order by id limit $3",
        *(state, after, limit),
    )
    return [dict(row) for row in rows]


async def load(conn: Connection, letter_id: UUID) -> Record:
    """The waiting letter, locked. Raises NotFound, DeadLetterSettled."""
    row = await conn.fetchrow("select * from dead_letters where id = $1 for update", letter_id)
    if row is None:
        raise NotFound(what="dead letter", id=letter_id)
    if row["state"] != "waiting":
        raise DeadLetterSettled(state=row["state"])
    flaw = row["error"] if row["reason"] == UnreadableBatch.__name__ else None
    headers = headers_from_json(row["headers"])
    return Record(row["topic"], row["partition"], row["offset"], row["key"], row["value"], headers, flaw)


def headers_to_json(headers: Headers) -> str:
    """Values as base64. A name is text, or an object with its bytes as base64 where they are no UTF-8."""
    rows = [[_name(name), None if value is None else b64encode(value).decode()] for name, value in headers]
    return orjson.dumps(rows).decode()


def _name(name: str) -> str | dict[str, str]:
    raw = name.encode(errors="surrogateescape")
    return name if raw.decode(errors="replace") == name else {"base64": b64encode(raw).decode()}


def headers_from_json(text: str) -> Headers:
    """What `headers_to_json` wrote."""
    return [
        (
            name if isinstance(name, str) else b64decode(name["base64"]).decode(errors="surrogateescape"),
            None if value is None else b64decode(value),
        )
        for name, value in orjson.loads(text)
    ]


async def settle(conn: Connection, letter_id: UUID, state: str, actor: str, now: datetime) -> None:
    """Marks a letter as replayed or discarded. Its content goes at once: it may be personal. Its digest stays."""
    await conn.execute(
        "update dead_letters set state = $2, settled_at = $3, settled_by = $4, key = null, value = null, headers = '[]'"
        " where id = $1",
        letter_id,
        state,
        now,
        actor,
    )


async def failed_again(conn: Connection, letter_id: UUID, error: Exception) -> None:
    """Counts a replay that failed, with its error."""
    await conn.execute(
        "update dead_letters set attempts = attempts + 1, error = $2 where id = $1", letter_id, _text_of(error)
    )

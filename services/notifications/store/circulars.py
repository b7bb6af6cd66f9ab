"""Circulars and their addressees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.notifications.domain.circulars import Addressee, Circular, Letter
from services.notifications.domain.recipients import Addressees, Reader
from services.notifications.errors.circulars import NotAddressed
from shared.postgres.pool import Connection
from shared.postgres.rows import found

LETTER = "coalesce(letter, jsonb_build_object('title', title, 'body', body))"
"""The letter of a circular. Rows from before migration 0002 have columns instead."""
_COLUMNS = "id, acknowledge_by, state, recipients, acknowledged"


async def add(conn: Connection, c: Circular, letter: Letter, to: Addressees, actor: str, now: datetime) -> None:
    await conn.execute(
        "insert into circulars (id, letter, roles, organisations, acknowledge_by, state, recipients, published_by,"
        " published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(c.id, letter.model_dump_json(), sorted(to.roles)),
        *(None if to.organisations is None else sorted(to.organisations), c.acknowledge_by, c.state, c.recipients),
        *(actor, now),
    )


async def add_addressees(conn: Connection, circular_id: UUID, readers: Sequence[Reader]) -> None:
    await conn.execute(
        "insert into circular_recipients (circular_id, recipient_id, organisation_id)"
        " select $1, * from unnest($2::uuid[], $3::uuid[])",
        *(circular_id, [reader.id for reader in readers], [reader.organisation_id for reader in readers]),
    )


async def load(conn: Connection, circular_id: UUID) -> Circular:
    """One circular, locked. Raises NotFound."""
    row = await conn.fetchrow(f"select {_COLUMNS} from circulars where id = $1 for update", circular_id)
    return Circular(**found(row, "circular", circular_id))


async def save(conn: Connection, c: Circular) -> None:
    await conn.execute(
        "update circulars set state = $2, acknowledged = $3 where id = $1", *(c.id, c.state, c.acknowledged)
    )


async def load_addressee(conn: Connection, circular_id: UUID, recipient_id: UUID) -> Addressee:
    """One recipient of a circular. Raises NotAddressed."""
    row = await conn.fetchrow(
        "select recipient_id, organisation_id, acknowledged_at from circular_recipients"
        " where circular_id = $1 and recipient_id = $2",
        *(circular_id, recipient_id),
    )
    if row is None:
        raise NotAddressed
    return Addressee(**row)


async def save_acknowledgement(conn: Connection, circular_id: UUID, recipient_id: UUID, now: datetime) -> None:
    await conn.execute(
        "update circular_recipients set acknowledged_at = $3 where circular_id = $1 and recipient_id = $2",
        *(circular_id, recipient_id, now),
    )


async def claim_lapsed(conn: Connection, today: date) -> tuple[Circular, datetime] | None:
    """One open circular whose deadline is over, locked, and the time of its last fact.

    A circular that another replica holds is passed over. A second statement reads the fact: the first one would not see
    what was acknowledged while it looked for the circular.
    """
    row = await conn.fetchrow(
        f"select {_COLUMNS} from circulars where state = 'open' and acknowledge_by < $1 order by id limit 1"
        " for update skip locked",
        today,
    )
    if row is None:
        return None
    last_fact = await conn.fetchval("select max(occurred_at) from journal where key = $1", str(row["id"]))
    return Circular(**row), last_fact

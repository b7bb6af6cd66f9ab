"""Write SQL of the circulars."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.notifications import errors
from services.notifications.domain.circular import Addressee, Circular
from services.notifications.domain.message import Addressees
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


async def addressed(conn: Connection, to: Addressees) -> list[UUID]:
    """The active recipients that an audience means now."""
    rows = await conn.fetch(
        "select id from recipients as r where r.active and (cardinality($1::text[]) = 0 or r.roles && $1)"
        " and ($2::uuid[] is null or r.organisation_id = any($2))",
        *(sorted(to.roles), None if to.organisations is None else sorted(to.organisations)),
    )
    return [row["id"] for row in rows]


async def add_addressees(conn: Connection, circular_id: UUID, recipients: list[UUID]) -> None:
    await conn.execute(
        "insert into circular_recipients (circular_id, recipient_id, organisation_id)"
        " select $1, id, organisation_id from recipients where id = any($2)",
        *(circular_id, recipients),
    )


async def add_circular(
    conn: Connection, c: Circular, title: str, body: str, to: Addressees, actor: str, now: datetime
) -> None:
    await conn.execute(
        "insert into circulars (id, title, body, roles, organisations, acknowledge_by, state, recipients, published_by,"
        " published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(c.id, title, body, sorted(to.roles), None if to.organisations is None else sorted(to.organisations)),
        *(c.acknowledge_by, c.state, c.recipients, actor, now),
    )


async def load_circular(conn: Connection, circular_id: UUID) -> Circular:
    """One circular, locked. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, acknowledge_by, state, recipients, acknowledged from circulars where id = $1 for update",
        circular_id,
    )
    if row is None:
        raise NotFound(what="circular", id=circular_id)
    return Circular(**row)


async def save_circular(conn: Connection, c: Circular) -> None:
    await conn.execute(
        "update circulars set state = $2, acknowledged = $3 where id = $1", *(c.id, c.state, c.acknowledged)
    )


async def addressee(conn: Connection, circular_id: UUID, recipient_id: UUID) -> Addressee:
    """Raises NotAddressed."""
    row = await conn.fetchrow(
        "select recipient_id, organisation_id, acknowledged_at from circular_recipients"
        " where circular_id = $1 and recipient_id = $2",
        *(circular_id, recipient_id),
    )
    if row is None:
        raise errors.NotAddressed
    return Addressee(**row)


async def set_acknowledged(conn: Connection, circular_id: UUID, recipient_id: UUID, now: datetime) -> None:
    await conn.execute(
        "update circular_recipients set acknowledged_at = $3 where circular_id = $1 and recipient_id = $2",
        *(circular_id, recipient_id, now),
    )


async def claim_due(conn: Connection, today: date) -> Row | None:
    """One open circular whose deadline is over, locked; what another replica holds is passed over."""
    return await conn.fetchrow(
        "select id, acknowledge_by, (select max(occurred_at) from journal where key = circulars.id::text) as last_fact"
        " from circulars where state = 'open' and acknowledge_by < $1 order by id limit 1 for update skip locked",
        today,
    )

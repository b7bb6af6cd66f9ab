"""The directory of recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import orjson

from services.notifications.domain.recipients import Addressees, Reader, Recipient
from services.notifications.errors.recipients import NotInDirectory, RecipientErased
from services.notifications.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_COLUMNS = "id, reference, name, organisation_id, roles, language, email, channels, active"


async def add(conn: Connection, r: Recipient) -> None:
    async with refusing():
        await conn.execute(
            f"insert into recipients ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *_values(r)
        )


async def save(conn: Connection, r: Recipient) -> None:
    await conn.execute(
        "update recipients set name = $3, organisation_id = $4, roles = $5, language = $6, email = $7, channels = $8,"
        " active = $9 where id = $1 and reference = $2",
        *_values(r),
    )


def _values(r: Recipient) -> tuple[object, ...]:
    return (
        *(r.id, r.reference, r.name, r.organisation_id, sorted(r.roles)),
        *(r.language, r.email, sorted(r.channels), r.active),
    )


async def load(conn: Connection, recipient_id: UUID) -> Recipient:
    """One recipient, locked. Raises NotFound, RecipientErased."""
    columns = await conn.fetchrow(
        f"select {_COLUMNS}, erased_at from recipients where id = $1 for update", recipient_id
    )
    row = found(columns, "recipient", recipient_id)
    if row.pop("erased_at"):
        raise RecipientErased
    return Recipient(**{**row, "roles": frozenset(row["roles"]), "channels": frozenset(row["channels"])})


async def merge(conn: Connection, recipients: Sequence[Recipient]) -> list[Recipient]:
    """Adds or changes recipients by reference. Returns the new ones, with the id given, and the changed ones."""
    given = [dict(zip(_COLUMNS.split(", "), _values(r), strict=True)) for r in recipients]
    rows = await conn.fetch(
        f"insert into recipients ({_COLUMNS}) select {_COLUMNS} from jsonb_to_recordset($1::jsonb) as given ("
        " id uuid, reference text, name text, organisation_id uuid, roles text [], language text, email text,"
        " channels text [], active boolean) order by reference"
        " on conflict (reference) do update set name = excluded.name, organisation_id = excluded.organisation_id,"
        " roles = excluded.roles, language = excluded.language, email = excluded.email, channels = excluded.channels,"
        " active = excluded.active where recipients.erased_at is null"
        " and (recipients.name, recipients.organisation_id, recipients.roles,"
        " recipients.language, recipients.email, recipients.channels, recipients.active) is distinct from"
        " (excluded.name, excluded.organisation_id, excluded.roles, excluded.language, excluded.email,"
        " excluded.channels, excluded.active) returning id, reference",
        orjson.dumps(given, default=str).decode(),  # asyncpg's UUIDs are a class of their own
    )
    by_reference = {r.reference: r for r in recipients}
    return [replace(by_reference[row["reference"]], id=row["id"]) for row in rows]


async def id_of(conn: Connection, reference: str) -> UUID:
    """The recipient whose token has this subject. Raises NotInDirectory."""
    id_: UUID | None = await conn.fetchval("select id from recipients where reference = $1", reference)
    if id_ is None:
        raise NotInDirectory
    return id_


async def load_readers(conn: Connection, to: Addressees) -> list[Reader]:
    """The recipients in an audience now. This is the only place that filters by audience."""
    rows = await conn.fetch(
        "select id, organisation_id, language, channels from recipients where active"
        " and (roles && $1::text[] or cardinality($1) = 0 and roles <> array['guardian'])"
        " and ($2::uuid[] is null or organisation_id = any($2))"
        " and ($3::uuid is null or reference = (select reference from case_guardians where sentence_id = $3))",
        *(sorted(to.roles), None if to.organisations is None else sorted(to.organisations), to.case),
    )
    return [Reader(**{**row, "channels": frozenset(row["channels"])}) for row in rows]

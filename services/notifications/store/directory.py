"""Write SQL of the directory and of what is known of organisations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import asyncpg
import orjson

from services.notifications import errors
from services.notifications.domain.organisation import Organisation, Organisations, as_id
from services.notifications.domain.recipient import Recipient
from shared.errors import NotFound
from shared.postgres.pool import Connection

_COLUMNS = "id, reference, name, organisation_id, roles, language, email, channels, active"


async def add_recipient(conn: Connection, r: Recipient) -> None:
    try:
        await conn.execute(
            f"insert into recipients ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *_values(r)
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "recipients_reference_taken":
            raise errors.ReferenceTaken from None
        raise


async def save_recipient(conn: Connection, r: Recipient) -> None:
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


async def load_recipient(conn: Connection, recipient_id: UUID) -> Recipient:
    """One entry, locked. Raises NotFound."""
    row = await conn.fetchrow(f"select {_COLUMNS} from recipients where id = $1 for update", recipient_id)
    if row is None:
        raise NotFound(what="recipient", id=recipient_id)
    return Recipient(**{**row, "roles": frozenset(row["roles"]), "channels": frozenset(row["channels"])})


async def merge_recipients(conn: Connection, recipients: Sequence[Recipient]) -> list[Recipient]:
    """Adds or changes by reference, in one statement. Returns those that are new (with the id given) or differ."""
    given = [dict(zip(_COLUMNS.split(", "), _values(r), strict=True)) for r in recipients]
    said = orjson.dumps(given, default=str).decode()  # asyncpg's UUIDs are a class of their own
    rows = await conn.fetch(
        f"insert into recipients ({_COLUMNS}) select {_COLUMNS} from jsonb_to_recordset($1::jsonb) as given ("
        " id uuid, reference text, name text, organisation_id uuid, roles text [], language text, email text,"
        " channels text [], active boolean) order by reference"
        " on conflict (reference) do update set name = excluded.name, organisation_id = excluded.organisation_id,"
        " roles = excluded.roles, language = excluded.language, email = excluded.email, channels = excluded.channels,"
        " active = excluded.active where (recipients.name, recipients.organisation_id, recipients.roles,"
        " recipients.language, recipients.email, recipients.channels, recipients.active) is distinct from"
        " (excluded.name, excluded.organisation_id, excluded.roles, excluded.language, excluded.email,"
        " excluded.channels, excluded.active) returning id, reference",
        said,
    )
    by_reference = {r.reference: r for r in recipients}
    return [replace(by_reference[row["reference"]], id=row["id"]) for row in rows]


async def keep_organisation(conn: Connection, organisation_id: UUID, code: str, name: str, version: int) -> None:
    """The last version wins, in whatever order they come."""
    await conn.execute(
        "insert into organisations (id, code, name, version) values ($1, $2, $3, $4) on conflict (id) do update"
        " set code = excluded.code, name = excluded.name, version = excluded.version"
        " where excluded.version > organisations.version",
        *(organisation_id, code, name, version),
    )


async def organisations_at(conn: Connection, places: Iterable[str]) -> Organisations:
    """Those with one of these ids or codes."""
    texts = sorted(set(places))
    rows = await conn.fetch(
        "select id, code, name from organisations where id = any($1) or code = any($2)",
        *([id_ for id_ in map(as_id, texts) if id_], texts),
    )
    return Organisations(Organisation(**row) for row in rows)

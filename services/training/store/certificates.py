"""Certificates, and who signs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.training.domain.certificates import Certificate, Signatory
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

_COLUMNS = (
    "id, enrolment_id, number, code, issued_on, completed_on, holder_name, score, signatory_name, signatory_position,"
    " standing, replaces, reissue_reason"
)


async def next_count(conn: Connection) -> int:
    """A new, higher count each time. A refused completion leaves a gap."""
    return int(await conn.fetchval("select nextval('certificate_numbers')"))


async def add(conn: Connection, c: Certificate) -> None:
    signs = (c.signatory.name, c.signatory.position) if c.signatory else (None, None)
    await conn.execute(
        f"insert into certificates ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        *(c.id, c.enrolment_id, c.number, c.code, c.issued_on, c.completed_on, c.holder_name, c.score, *signs),
        *(c.standing, c.replaces, c.reissue_reason),
    )


async def save_standing(conn: Connection, c: Certificate) -> None:
    await conn.execute("update certificates set standing = $2 where id = $1", c.id, c.standing)


async def enrolment_of(conn: Connection, certificate_id: UUID) -> UUID:
    """The enrolment of a certificate. Lock it first. Raises NotFound."""
    enrolment_id: UUID | None = await conn.fetchval(
        "select enrolment_id from certificates where id = $1", certificate_id
    )
    if enrolment_id is None:
        raise NotFound(what="certificate", id=certificate_id)
    return enrolment_id


async def load(conn: Connection, certificate_id: UUID) -> Certificate:
    """One certificate; its enrolment is locked. Raises NotFound."""
    row = await conn.fetchrow(f"select {_COLUMNS} from certificates where id = $1", certificate_id)
    return certificate_of(found(row, "certificate", certificate_id))


async def load_valid(conn: Connection, enrolment_id: UUID) -> Certificate:
    """The valid certificate of an enrolment. Raises NotFound."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from certificates where enrolment_id = $1 and standing = 'valid'", enrolment_id
    )
    return certificate_of(found(row, "certificate", enrolment_id))


def certificate_of(row: Row | Mapping[str, Any]) -> Certificate:
    columns = dict(row)
    name, position = columns.pop("signatory_name"), columns.pop("signatory_position")
    return Certificate(**columns, signatory=Signatory(name, position) if name else None)


async def signatory(conn: Connection, agency_id: UUID) -> Signatory | None:
    """Who signs for an agency now."""
    row = await conn.fetchrow("select name, position from certificate_signatories where agency_id = $1", agency_id)
    return Signatory(**row) if row else None


async def save_signatory(conn: Connection, agency_id: UUID, who: Signatory, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into certificate_signatories (agency_id, name, position, set_by, set_at) values ($1, $2, $3, $4, $5)"
        " on conflict (agency_id) do update set name = excluded.name, position = excluded.position,"
        " set_by = excluded.set_by, set_at = excluded.set_at",
        *(agency_id, who.name, who.position, by, now),
    )


async def certified_among(conn: Connection, enrolment_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the enrolments whose certificate stands."""
    rows = await conn.fetch(
        "select c.enrolment_id from certificates as c where c.enrolment_id = any($1) and c.standing = 'valid'",
        enrolment_ids,
    )
    return {row["enrolment_id"] for row in rows}

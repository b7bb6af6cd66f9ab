"""Proposals to revoke a certificate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.certificates_revocations import Revocation
from services.training.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, r: Revocation, now: datetime) -> None:
    """Raises RevocationOpen."""
    async with refusing():
        await conn.execute(
            "insert into certificate_revocations (id, certificate_id, reason, document, state, proposed_by,"
            " proposed_at) values ($1, $2, $3, $4, $5, $6, $7)",
            *(r.id, r.certificate_id, r.reason, r.document, r.state, r.proposed_by, now),
        )


async def certificate_of(conn: Connection, revocation_id: UUID) -> UUID:
    """The certificate that a proposal is about. Raises NotFound."""
    certificate_id: UUID | None = await conn.fetchval(
        "select certificate_id from certificate_revocations where id = $1", revocation_id
    )
    if certificate_id is None:
        raise NotFound(what="revocation", id=revocation_id)
    return certificate_id


async def load(conn: Connection, revocation_id: UUID) -> Revocation:
    """One proposal; the enrolment of its certificate is locked. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, certificate_id, reason, document, proposed_by, state from certificate_revocations where id = $1",
        revocation_id,
    )
    return Revocation(**found(row, "revocation", revocation_id))


async def is_open(conn: Connection, certificate_id: UUID) -> bool:
    found: bool = await conn.fetchval(
        "select exists (select from certificate_revocations where certificate_id = $1 and state = 'proposed')",
        certificate_id,
    )
    return found


async def save(conn: Connection, r: Revocation, by: str, now: datetime) -> None:
    await conn.execute(
        "update certificate_revocations set state = $2, decided_by = $3, decided_at = $4 where id = $1",
        *(r.id, r.state, by, now),
    )

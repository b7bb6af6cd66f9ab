"""Accreditations with their certificates: write statements and row mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from services.agreements.domain.accreditations import Accreditation, Certificate, Finding, MandatoryItem
from services.agreements.events import Component
from services.agreements.store.constraints import refusing
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


async def add_accreditation(conn: Connection, a: Accreditation, certificate: Certificate) -> None:
    async with refusing(id=a.organisation_id):
        await conn.execute(
            "insert into accreditations (id, organisation_id, kind, issued_by, evidence, valid_from, valid_until,"
            " state, stage, notice_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(
                a.id,
                a.organisation_id,
                a.kind,
                certificate.issued_by,
                certificate.evidence,
                a.valid_from,
                a.valid_until,
                a.state,
            ),
            *(a.stage, a.notice_on),
        )


async def save_accreditation(conn: Connection, a: Accreditation) -> None:
    async with refusing(id=a.organisation_id):
        await conn.execute(
            "update accreditations set valid_from = $2, valid_until = $3, state = $4, stage = $5, renewals = $6,"
            " notice_on = $7, revoked_on = $8 where id = $1",
            *(a.id, a.valid_from, a.valid_until, a.state, a.stage, a.renewals, a.notice_on, a.revoked_on),
        )


async def save_latest_certificate(conn: Connection, accreditation_id: UUID, certificate: Certificate) -> None:
    await conn.execute(
        "update accreditations set issued_by = $2, evidence = $3 where id = $1",
        *(accreditation_id, certificate.issued_by, certificate.evidence),
    )


async def save_reason(conn: Connection, accreditation_id: UUID, reason: str) -> None:
    await conn.execute("update accreditations set revocation_reason = $2 where id = $1", accreditation_id, reason)


async def add_certificate(
    conn: Connection, a: Accreditation, certificate: Certificate, rules_from: date, recorder: str, now: datetime
) -> None:
    findings = {name: asdict(finding) for name, finding in certificate.components.items()}
    await conn.execute(
        "insert into accreditation_certificates (accreditation_id, number, issued_by, evidence, valid_from,"
        " valid_until, stage, components, rules_from, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9, $10, $11)",
        *(
            a.id,
            a.renewals,
            certificate.issued_by,
            certificate.evidence,
            certificate.valid_from,
            certificate.valid_until,
            certificate.stage,
        ),
        *(orjson.dumps(findings).decode(), rules_from, recorder, now),
    )


async def load_accreditation(conn: Connection, accreditation_id: UUID) -> Accreditation:
    """One accreditation with its latest assessment, locked. Raises NotFound."""
    columns = await conn.fetchrow("select * from accreditations where id = $1 for update", accreditation_id)
    row = found(columns, "accreditation", accreditation_id)
    components = await conn.fetchval(
        "select components::text from accreditation_certificates where accreditation_id = $1"
        " order by number desc limit 1",
        accreditation_id,
    )
    return Accreditation(
        id=row["id"],
        organisation_id=row["organisation_id"],
        kind=row["kind"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        stage=row["stage"],
        components=None if components is None else _findings(components),
        state=row["state"],
        renewals=row["renewals"],
        notice_on=row["notice_on"],
        revoked_on=row["revoked_on"],
    )


def _findings(components: str) -> Mapping[Component, Finding]:
    return {name: _finding(written) for name, written in orjson.loads(components).items()}


def _finding(written: dict[str, Any]) -> Finding:
    """Those from before have neither points nor mandatory items."""
    items = tuple(MandatoryItem(**item) for item in written.get("mandatory", ()))
    return Finding(written.get("met"), written.get("points"), items, written.get("evidence", ""))


_CLAIM = (
    "select id, valid_until, notice_on from accreditations where state = 'valid' and {condition} limit 1"
    " for update skip locked"
)


async def claim_expiry_notice(conn: Connection, today: date) -> Row | None:
    """The accreditation whose expiry notice has been due longest, locked. One that another replica holds is skipped."""
    return await conn.fetchrow(_CLAIM.format(condition="notice_on <= $1 order by notice_on, id"), today)


async def claim_end(conn: Connection, today: date) -> Row | None:
    """An accreditation whose last day is over and whose expiry notices were all given, locked."""
    condition = "notice_on is null and valid_until < $1 order by valid_until, id"
    return await conn.fetchrow(_CLAIM.format(condition=condition), today)

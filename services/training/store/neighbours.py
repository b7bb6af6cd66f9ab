"""What other services published: organisations and cooperation agreements (PKS), the latest version of each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.events import CooperationAgreementFact, OrganisationFact
from services.training.domain.neighbours import CooperationAgreement
from services.training.errors.neighbours import AgreementUnknown
from shared.periods import Period
from shared.postgres.pool import Connection


async def save_organisation(conn: Connection, o: OrganisationFact, version: int) -> None:
    """Saves the latest version. An older version changes nothing."""
    await conn.execute(
        "insert into organisations as known (id, code, name, kind, version) values ($1, $2, $3, $4, $5)"
        " on conflict (id) do update set code = excluded.code, name = excluded.name, kind = excluded.kind,"
        " version = excluded.version where excluded.version > known.version",
        *(o.organisation_id, o.code, o.name, o.kind, version),
    )


async def save_agreement(conn: Connection, a: CooperationAgreementFact, version: int, now: datetime) -> bool:
    """Saves the latest version. Returns False for an older version, which changes nothing.

    `gate_since`: since when it allows what it allows."""
    return bool(
        await conn.fetchval(
            "insert into cooperation_agreements as known (id, joint_agreement_id, agency_id, institution_id, scopes,"
            " starts_on, ends_on, last_day, programmes, state, version, gate_since)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
            " on conflict (id) do update set joint_agreement_id = excluded.joint_agreement_id,"
            " agency_id = excluded.agency_id, institution_id = excluded.institution_id, scopes = excluded.scopes,"
            " starts_on = excluded.starts_on, ends_on = excluded.ends_on, state = excluded.state,"
            " last_day = excluded.last_day, programmes = excluded.programmes, version = excluded.version,"
            " gate_since = case when (excluded.state, excluded.scopes, excluded.last_day, excluded.programmes)"
            "  is distinct from (known.state, known.scopes, known.last_day, known.programmes)"
            "  then excluded.gate_since else known.gate_since end"
            " where excluded.version > known.version returning true",
            *(a.agreement_id, a.joint_agreement_id, a.agency_id, a.institution_id, sorted(a.scopes)),
            *(a.starts_on, a.period_ends_on or a.ends_on, a.last_day, sorted(a.programmes), a.state, version, now),
        )
    )


async def organisation_kind(conn: Connection, organisation_id: UUID) -> str | None:
    """The kind of an organisation. None where no event about it came yet."""
    kind: str | None = await conn.fetchval("select kind from organisations where id = $1", organisation_id)
    return kind


async def load_agreement(conn: Connection, agreement_id: UUID) -> CooperationAgreement:
    """One agreement, locked: its suspension waits, and then sees what was opened. Raises AgreementUnknown."""
    row = await conn.fetchrow("select * from cooperation_agreements where id = $1 for share", agreement_id)
    if row is None:
        raise AgreementUnknown(id=agreement_id)
    return CooperationAgreement(
        id=row["id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        scopes=frozenset(row["scopes"]),
        period=Period(row["starts_on"], row["ends_on"]),
        state=row["state"],
        last_day=row["last_day"],
        programmes=frozenset(row["programmes"]),
    )

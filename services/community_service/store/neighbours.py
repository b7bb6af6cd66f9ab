"""What other services published: the latest version of each. Late and repeated events change nothing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.agreements.events import AccreditationFact, CooperationAgreementFact, OrganisationFact
from services.training.events import CertificateRevoked, EnrolmentCompleted, PersonJoined
from shared.postgres.pool import Connection


async def store_organisation(conn: Connection, event: OrganisationFact, version: int) -> None:
    await conn.execute(
        "insert into organisations values ($1, $2, $3, $4, $5) on conflict (organisation_id) do update"
        " set code = excluded.code, name = excluded.name, kind = excluded.kind, version = excluded.version"
        " where excluded.version > organisations.version",
        *(event.organisation_id, event.code, event.name, event.kind, version),
    )


async def store_agreement(conn: Connection, event: CooperationAgreementFact, version: int, now: datetime) -> bool:
    """False if a later event of the same agreement is stored already. `gate_since`: since it allows what it allows."""
    stored = await conn.fetchval(
        "insert into agreements (agreement_id, state, scopes, agency_id, institution_id, starts_on, ends_on, last_day,"
        " sites, version, gate_since) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (agreement_id) do update"
        " set state = excluded.state, scopes = excluded.scopes, agency_id = excluded.agency_id,"
        " institution_id = excluded.institution_id, starts_on = excluded.starts_on, ends_on = excluded.ends_on,"
        " last_day = excluded.last_day, sites = excluded.sites, version = excluded.version, gate_since = case"
        "  when (excluded.state, excluded.scopes, excluded.last_day, excluded.sites) is distinct from"
        "  (agreements.state, agreements.scopes, agreements.last_day, agreements.sites)"
        "  then excluded.gate_since else agreements.gate_since end"
        " where excluded.version > agreements.version returning true",
        *(event.agreement_id, event.state, list(event.scopes), event.agency_id, event.institution_id),
        *(event.starts_on, event.period_ends_on or event.ends_on, event.last_day, list(event.sites), version, now),
    )
    return bool(stored)


async def store_accreditation(conn: Connection, event: AccreditationFact, version: int) -> None:
    """`valid_until` is the last day on which it holds. After a revocation that is the day before it."""
    await conn.execute(
        "insert into accreditations values ($1, $2, $3, $4, $5, $6) on conflict (accreditation_id) do update"
        " set organisation_id = excluded.organisation_id, kind = excluded.kind, valid_from = excluded.valid_from,"
        " valid_until = excluded.valid_until, version = excluded.version"
        " where excluded.version > accreditations.version",
        *(event.accreditation_id, event.organisation_id, event.kind, event.valid_from, event.holds_until, version),
    )


async def store_skill(conn: Connection, event: EnrolmentCompleted, version: int) -> None:
    await _save_skill(conn, event, event.completed_on, version, revoked=False)


async def revoke_skill(conn: Connection, event: CertificateRevoked, version: int) -> None:
    """The row stays, so that a late completion gives nothing back; its day is that of the revocation."""
    await _save_skill(conn, event, event.revoked_on, version, revoked=True)


async def _save_skill(
    conn: Connection, event: EnrolmentCompleted | CertificateRevoked, since: date, version: int, *, revoked: bool
) -> None:
    """Under the id by which the person is known since, where two were joined. An older version changes nothing."""
    await _gate(conn, event.person_id)
    await conn.execute(
        "insert into skills (enrolment_id, person_id, skill, level, completed_on, version, revoked)"
        " values ($1, coalesce((select person_id from person_joins where old_person_id = $2), $2), $3, $4, $5, $6, $7)"
        " on conflict (enrolment_id) do update"
        " set person_id = excluded.person_id, skill = excluded.skill, level = excluded.level,"
        " completed_on = excluded.completed_on, version = excluded.version, revoked = excluded.revoked"
        " where excluded.version > skills.version",
        *(event.enrolment_id, event.person_id, event.skill, event.level, since, version, revoked),
    )


async def join_person(conn: Connection, event: PersonJoined, now: datetime) -> None:
    """What is kept here under the old id of a person is under the new one. Heard twice, it is the same."""
    await _gate(conn, event.old_person_id)
    ids = event.old_person_id, event.person_id
    await conn.execute("insert into person_joins values ($1, $2, $3) on conflict do nothing", *ids, now)
    for table in ("skills", "data_requests"):
        await conn.execute(f"update {table} set person_id = $2 where person_id = $1", *ids)


async def _gate(conn: Connection, person_id: UUID) -> None:
    """A skill and the join of its person may come at the same moment: one after the other, whichever is first."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"person {person_id}")

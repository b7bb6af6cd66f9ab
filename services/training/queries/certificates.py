"""What anyone reads of a certificate, what its document says, and what the offices read of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.certificates import Certificate, initials
from services.training.errors.participants import ParticipantErased
from services.training.events import Level, ReissueReason, RevocationState, Standing
from services.training.store.certificates import load_valid
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class CertificateView(BaseModel):
    """All that a stranger learns: no name, and not why. Once the person's data are erased, no initials either."""

    initials: str
    course: str
    level: Level
    completed_on: date
    standing: Standing


class RevocationView(BaseModel):
    """A proposal to revoke a certificate. The reason stands with the certificates of the enrolment."""

    id: UUID
    certificate_id: UUID
    enrolment_id: UUID
    document: str
    state: RevocationState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class Revoked(BaseModel):
    """A proposal with its reason: for the offices alone."""

    id: UUID
    reason: str
    document: str
    state: RevocationState
    proposed_at: datetime
    decided_at: datetime | None


class IssuedCertificate(BaseModel):
    """`replaces` is the one before it, where there is one."""

    id: UUID
    number: str
    issued_on: date
    completed_on: date
    standing: Standing
    replaces: UUID | None
    reissue_reason: ReissueReason | None
    revocations: list[Revoked]


@dataclass(frozen=True, slots=True)
class CertificateContent:
    """Everything that the document says. A child's names no institution: it would tell where the child was held.

    `training_body`: the private body that taught for the agency, if any."""

    certificate: Certificate
    holder_name: str
    agency: str
    institution: str | None
    title: str
    level: Level
    minutes: int
    sessions: int
    starts_on: date
    ends_on: date
    training_body: str | None = None


async def certificate(conn: Connection, code: str) -> CertificateView:
    """The certificate with this code, by one look into one index, right or wrong. Raises NotFound."""
    columns = await conn.fetchrow(
        "select c.holder_name, r.title as course, r.level, c.completed_on, c.standing from certificates as c"
        " join enrolments as e on e.id = c.enrolment_id join programmes as r on r.id = e.programme_id"
        " where c.code = $1",
        code.upper(),
    )
    row = found(columns, "certificate", code)
    name = row.pop("holder_name")
    return CertificateView(**row, initials=initials(name) if name else "–")


async def revocation(conn: Connection, revocation_id: UUID) -> RevocationView:
    row = await conn.fetchrow(
        "select v.*, c.enrolment_id from certificate_revocations as v"
        " join certificates as c on c.id = v.certificate_id where v.id = $1",
        revocation_id,
    )
    return RevocationView(**found(row, "revocation", revocation_id))


async def revocation_for(conn: Connection, actor: Actor, revocation_id: UUID) -> RevocationView:
    view = await revocation(conn, revocation_id)
    await _may_see(conn, actor, view.enrolment_id)
    return view


async def certificates_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> list[IssuedCertificate]:
    """The certificates of an enrolment, the first one first, with what was proposed about each."""
    await _may_see(conn, actor, enrolment_id)
    issued = await conn.fetch("select * from certificates where enrolment_id = $1 order by id", enrolment_id)
    proposed = await conn.fetch(
        "select v.* from certificate_revocations as v join certificates as c on c.id = v.certificate_id"
        " where c.enrolment_id = $1 order by v.id",
        enrolment_id,
    )
    return [
        IssuedCertificate(
            **row, revocations=[Revoked(**each) for each in proposed if each["certificate_id"] == row["id"]]
        )
        for row in issued
    ]


async def content_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> CertificateContent:
    """What the valid certificate of an enrolment says. Raises NotFound, Forbidden, ParticipantErased."""
    await _may_see(conn, actor, enrolment_id)
    valid = await load_valid(conn, enrolment_id)
    if valid.holder_name is None:
        raise ParticipantErased
    row = await conn.fetchrow(
        "select p.title, p.level, p.minutes, p.sessions, p.starts_on, p.ends_on,"
        " coalesce(a.name, p.agency_id::text) as agency,"
        " case when not e.child then coalesce(i.name, p.institution_id::text) end as institution,"
        " b.name as training_body"
        " from enrolments as e join programmes as p on p.id = e.programme_id"
        " left join organisations as a on a.id = p.agency_id"
        " left join organisations as i on i.id = p.institution_id"
        " left join training_bodies as b on b.programme_id = p.id and b.replaced_at is null where e.id = $1",
        enrolment_id,
    )
    return CertificateContent(certificate=valid, holder_name=valid.holder_name, **found(row, "enrolment", enrolment_id))


async def _may_see(conn: Connection, actor: Actor, enrolment_id: UUID) -> None:
    """The agency that taught, the institution of the course and the one that has the holder now; who sees all.

    Raises NotFound, Forbidden."""
    columns = await conn.fetchrow(
        "select p.agency_id, p.institution_id, h.institution_id as held_at from enrolments as e"
        " join programmes as p on p.id = e.programme_id join participants as h on h.id = e.participant_id"
        " where e.id = $1",
        enrolment_id,
    )
    row = found(columns, "enrolment", enrolment_id)
    if actor.roles & {"auditor", "coordinator"}:
        return
    agency = [row["agency_id"]] if "trainer" in actor.roles else []
    institutions = [row["institution_id"], row["held_at"]] if "institution_staff" in actor.roles else []
    actor.require_organisation(*agency, *institutions)

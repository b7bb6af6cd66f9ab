"""Use cases of certificates: issue one anew, read the document, name who signs."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from services.training import events
from services.training.commands.fields import Day, shown_in_one_line
from services.training.domain import certificates
from services.training.domain.certificates import Certificate, Signatory
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.events import ReissueReason
from services.training.queries import certificates as queries
from services.training.queries import enrolments as enrolment_queries
from services.training.store import certificates as store
from services.training.store import certificates_revocations as revocation_store
from services.training.store import enrolments as enrolment_store
from services.training.store import neighbours as neighbour_store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from services.training.store.personal import of_enrolments
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.privacy import reads
from shared.texts import no_nik

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(shown_in_one_line),
    AfterValidator(no_nik),
]


class Reissue(BaseModel):
    """`completed_on` is given where the date was wrong, and only then."""

    reason: ReissueReason
    completed_on: Day | None = None

    @model_validator(mode="after")
    def _a_wrong_date_has_a_right_one(self) -> Self:
        if (self.reason == "wrong_date") != (self.completed_on is not None):
            raise ValueError("completed_on is given where the date was wrong, and only then")
        return self


class NameSignatory(BaseModel):
    """Who signs for the agency from now on, by virtue of the office. Certificates that are issued already stay."""

    name: Line
    position: Line


async def new(
    conn: Connection, programme: Programme, enrolment: Enrolment, completed_on: date, today: date
) -> Certificate:
    """The next certificate, with the name in the register now. The enrolment is locked.

    Raises ParticipantErased."""
    holder = await participant_store.load(conn, enrolment.participant_id)
    return Certificate(
        id=new_id(),
        enrolment_id=enrolment.id,
        number=certificates.number(today.year, await store.next_count(conn)),
        code=certificates.code(secrets.choice),
        issued_on=today,
        completed_on=completed_on,
        holder_name=holder.name,
        score=enrolment.score,
        signatory=await store.signatory(conn, programme.agency_id),
    )


async def reissue(
    conn: Connection, certificate_id: UUID, cmd: Reissue, actor: Actor, now: datetime
) -> enrolment_queries.EnrolmentView:
    """A new number and a new code; the old certificate is replaced, and nothing leads from it to the new one."""
    enrolment_id, today = await store.enrolment_of(conn, certificate_id), local_day(now)
    programme = await programme_store.read(conn, await enrolment_store.programme_of(conn, enrolment_id))
    actor.require_organisation(programme.agency_id)
    enrolment = await enrolment_store.load(conn, enrolment_id)
    old = await store.load(conn, certificate_id)
    certificates.need_valid(old)
    replaced, made, enrolment, happened = certificates.reissue(
        old,
        await new(conn, programme, enrolment, cmd.completed_on or old.completed_on, today),
        cmd.reason,
        programme,
        enrolment,
        revocation_open=await revocation_store.is_open(conn, certificate_id),
    )
    await store.save_standing(conn, replaced)
    await store.add(conn, made)
    await enrolment_store.save(conn, [enrolment])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await enrolment_queries.enrolment(conn, enrolment_id)


async def read_document(
    conn: Connection, enrolment_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.CertificateContent:
    """What the document says. It shows a name: the read is logged (UU 27/2022)."""
    content = await queries.content_for(conn, actor, enrolment_id)
    await reads.log(conn, await of_enrolments(conn, [enrolment_id]), actor, purpose, now)
    return content


async def read_certificates(
    conn: Connection, enrolment_id: UUID, purpose: str, actor: Actor, now: datetime
) -> list[queries.IssuedCertificate]:
    """All certificates of an enrolment, with why one was revoked: personal, the read is logged."""
    found = await queries.certificates_for(conn, actor, enrolment_id)
    await reads.log(conn, await of_enrolments(conn, [enrolment_id]), actor, purpose, now)
    return found


async def name_signatory(conn: Connection, agency_id: UUID, cmd: NameSignatory, actor: Actor, now: datetime) -> None:
    """Raises Forbidden; NotFound for what the register does not know as an agency."""
    if "coordinator" not in actor.roles:
        actor.require_organisation(agency_id)
    if await neighbour_store.organisation_kind(conn, agency_id) != "agency":
        raise NotFound(what="agency", id=agency_id)
    await store.save_signatory(conn, agency_id, Signatory(cmd.name, cmd.position), actor.subject, now)
    set_ = events.CertificateSignatorySet(agency_id=agency_id)
    await journal.append(conn, [set_], actor=actor.subject, now=now)

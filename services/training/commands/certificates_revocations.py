"""Use cases of revocation: the agency or a coordinator proposes, another coordinator decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.domain import certificates_revocations as revocations
from services.training.domain.certificates_revocations import Decision, Revocation
from services.training.queries import certificates as queries
from services.training.store import certificates as certificate_store
from services.training.store import certificates_revocations as store
from services.training.store import enrolments as enrolment_store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik, no_nul


class ProposeRevocation(BaseModel):
    """`document` is the number of the letter or minutes. The reason is told to the offices, and never published."""

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=1000),
        AfterValidator(no_nul),
        AfterValidator(no_nik),
    ]
    document: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        AfterValidator(no_nul),
        AfterValidator(no_nik),
    ]


class DecideRevocation(BaseModel):
    decision: Decision


async def propose(
    conn: Connection, certificate_id: UUID, cmd: ProposeRevocation, actor: Actor, now: datetime
) -> queries.RevocationView:
    """Raises CertificateNotValid, RevocationOpen, NotFound, Forbidden."""
    enrolment_id = await certificate_store.enrolment_of(conn, certificate_id)
    programme = await programme_store.read(conn, await enrolment_store.programme_of(conn, enrolment_id))
    if "coordinator" not in actor.roles:
        actor.require_organisation(programme.agency_id)
    await enrolment_store.load(conn, enrolment_id)
    revocation = Revocation(new_id(), certificate_id, cmd.reason, cmd.document, actor.subject)
    proposed = revocations.propose(await certificate_store.load(conn, certificate_id), revocation)
    await store.add(conn, revocation, now)
    await journal.append(conn, proposed, actor=actor.subject, now=now)
    return await queries.revocation(conn, revocation.id)


async def decide(
    conn: Connection, revocation_id: UUID, cmd: DecideRevocation, actor: Actor, now: datetime
) -> queries.RevocationView:
    """Raises RevocationDecided, SecondPersonRevokes, NotFound."""
    certificate_id = await store.certificate_of(conn, revocation_id)
    enrolment_id = await certificate_store.enrolment_of(conn, certificate_id)
    programme = await programme_store.read(conn, await enrolment_store.programme_of(conn, enrolment_id))
    enrolment = await enrolment_store.load(conn, enrolment_id)
    certificate, revocation, enrolment, happened = revocations.decide(
        await certificate_store.load(conn, certificate_id),
        await store.load(conn, revocation_id),
        cmd.decision,
        actor.subject,
        programme,
        enrolment,
        await participant_store.institution_of(conn, enrolment.participant_id),
        local_day(now),
    )
    await certificate_store.save_standing(conn, certificate)
    await store.save(conn, revocation, actor.subject, now)
    await enrolment_store.save(conn, [enrolment])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.revocation(conn, revocation_id)

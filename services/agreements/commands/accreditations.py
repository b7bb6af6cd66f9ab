"""Use cases of accreditations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.agreements.domain import accreditation as rules
from services.agreements.domain.accreditation import Certificate, Change
from services.agreements.events import AccreditationKind, Component, Stage
from services.agreements.queries import accreditations as queries
from services.agreements.rules import BOOK
from services.agreements.store import accreditations as store
from services.agreements.store import organisations as registry
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_SCHEDULER = "system:scheduler"


class Finding(BaseModel):
    """What was found of one component; one that is met names its evidence."""

    met: bool
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""

    @model_validator(mode="after")
    def _evidence_is_named(self) -> Self:
        if self.met and not self.evidence:
            raise ValueError("a component that is met names its evidence")
        return self


class RenewAccreditation(BaseModel):
    """A certificate after an assessment: `evidence` names the paper, `components` has all six. Both days included."""

    issued_by: Text
    evidence: Text
    valid_from: date
    valid_until: date | None = None
    stage: Stage
    components: Annotated[dict[Component, Finding], Field(max_length=6)]

    def certificate(self) -> Certificate:
        return Certificate(
            issued_by=self.issued_by,
            evidence=self.evidence,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            stage=self.stage,
            components={name: rules.Finding(found.met, found.evidence) for name, found in self.components.items()},
        )


class IssueAccreditation(RenewAccreditation):
    kind: AccreditationKind


class RevokeAccreditation(BaseModel):
    """`revoked_on` is today where it is not given."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]
    revoked_on: date | None = None


async def issue_accreditation(
    conn: Connection, organisation_id: UUID, cmd: IssueAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """Raises UnknownOrganisation, NotASchool, StageNotReached, AccreditationOverlaps and others of rule S1."""
    today, certificate = local_day(now), cmd.certificate()
    kind = (await registry.kinds_of(conn, [organisation_id]))[organisation_id]
    change = rules.issue(new_id(), (organisation_id, kind), cmd.kind, certificate, BOOK.on(today), today)
    await store.add_accreditation(conn, change[0], certificate)
    return await _record(conn, change, certificate, actor.subject, now)


async def renew_accreditation(
    conn: Connection, accreditation_id: UUID, cmd: RenewAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """Raises RenewalLeavesGap, RenewalShortens, AccreditationWrongState and others of rule S1."""
    today, certificate = local_day(now), cmd.certificate()
    accreditation = await store.load_accreditation(conn, accreditation_id)
    change = rules.renew(accreditation, certificate, BOOK.on(today), today)
    await store.save_accreditation(conn, change[0])
    await store.save_paper(conn, accreditation_id, certificate)
    return await _record(conn, change, certificate, actor.subject, now)


async def _record(
    conn: Connection, change: Change, certificate: Certificate, actor: str, now: datetime
) -> queries.AccreditationView:
    accreditation, happened = change
    rules_from = BOOK.on(local_day(now)).valid_from
    await store.add_certificate(conn, accreditation, certificate, rules_from, actor, now)
    await journal.append(conn, happened, actor=actor, now=now)
    return await queries.accreditation(conn, accreditation.id)


async def revoke_accreditation(
    conn: Connection, accreditation_id: UUID, cmd: RevokeAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """The reason stands in the register, not in the fact. Raises RevokedInFuture, AccreditationWrongState."""
    today = local_day(now)
    accreditation = await store.load_accreditation(conn, accreditation_id)
    revoked, happened = rules.revoke(accreditation, cmd.revoked_on or today, today)
    await store.save_accreditation(conn, revoked)
    await store.save_reason(conn, accreditation_id, cmd.reason)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.accreditation(conn, accreditation_id)


async def give_notice(conn: Connection, accreditation_id: UUID, due: datetime, now: datetime) -> None:
    """The scheduler's: it ends in 90, 30 or 7 days. Dated when it was due."""
    accreditation = await store.load_accreditation(conn, accreditation_id)
    noticed, happened = rules.give_notice(accreditation, BOOK.on(local_day(due)), now)
    await store.save_accreditation(conn, noticed)
    await journal.append(conn, happened, actor=_SCHEDULER, now=due)


async def expire(conn: Connection, accreditation_id: UUID, due: datetime, now: datetime) -> None:
    """The scheduler's: its last day is over. Dated when it was due."""
    expired, happened = rules.expire(await store.load_accreditation(conn, accreditation_id), now)
    await store.save_accreditation(conn, expired)
    await journal.append(conn, happened, actor=_SCHEDULER, now=due)

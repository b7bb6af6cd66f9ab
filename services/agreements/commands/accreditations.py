"""Use cases of accreditations, and the jobs that give their expiry notices and end them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.agreements.commands.fields import Day, Reason, Text
from services.agreements.domain import accreditations
from services.agreements.domain.accreditations import Accreditation, Certificate
from services.agreements.domain.results import Result
from services.agreements.domain.terms import day_after
from services.agreements.events import AccreditationKind, Component, Stage
from services.agreements.queries import accreditations as queries
from services.agreements.rules import BOOK
from services.agreements.store import accreditations as store
from services.agreements.store.organisations import kinds_of
from services.agreements.store.schedules import last_fact
from shared.clock import local_day, midnight
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


class MandatoryItem(BaseModel):
    """An item that the instrument asks of a component."""

    item: Text
    met: bool


class Finding(BaseModel):
    """What the certificate says of one component, as far as it does. One that is met names its evidence."""

    met: bool | None = None
    points: Annotated[int, Field(ge=0, le=10_000)] | None = None
    mandatory: Annotated[list[MandatoryItem], Field(max_length=100, default_factory=list)]
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""

    @model_validator(mode="after")
    def _evidence_is_named(self) -> Self:
        if self.met and not self.evidence:
            raise ValueError("a component that is met names its evidence")
        return self

    def finding(self) -> accreditations.Finding:
        items = tuple(accreditations.MandatoryItem(each.item, each.met) for each in self.mandatory)
        return accreditations.Finding(self.met, self.points, items, self.evidence)


class RenewAccreditation(BaseModel):
    """A certificate after an assessment. `stage` is what the certificate says, and `evidence` names the certificate.

    `components` holds what it says of the six components; nothing is computed from it. Both days are included."""

    issued_by: Text
    evidence: Text
    valid_from: Day
    valid_until: Day | None = None
    stage: Stage
    components: Annotated[dict[Component, Finding], Field(max_length=6, default_factory=dict)]

    def certificate(self) -> Certificate:
        return Certificate(
            issued_by=self.issued_by,
            evidence=self.evidence,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            stage=self.stage,
            components={name: finding.finding() for name, finding in self.components.items()},
        )


class IssueAccreditation(RenewAccreditation):
    kind: AccreditationKind


class RevokeAccreditation(BaseModel):
    """Without `revoked_on` it is revoked today."""

    reason: Reason
    revoked_on: Day | None = None


async def issue_accreditation(
    conn: Connection, organisation_id: UUID, cmd: IssueAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """Raises OrganisationUnknown, NotASchool, PeriodReversed, AccreditationOver, AccreditationOverlaps."""
    today, certificate = local_day(now), cmd.certificate()
    kind = (await kinds_of(conn, [organisation_id]))[organisation_id]
    result = accreditations.issue(new_id(), (organisation_id, kind), cmd.kind, certificate, BOOK.on(today), today)
    await store.add_accreditation(conn, result.after, certificate)
    return await _save_certificate(conn, result, certificate, actor.subject, now)


async def renew_accreditation(
    conn: Connection, accreditation_id: UUID, cmd: RenewAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """Raises NotFound, RenewalLeavesGap, RenewalShortens, AccreditationWrongState, PeriodReversed,
    AccreditationOver."""
    today, certificate = local_day(now), cmd.certificate()
    accreditation = await store.load_accreditation(conn, accreditation_id)
    result = accreditations.renew(accreditation, certificate, BOOK.on(today), today)
    await store.save_accreditation(conn, result.after)
    await store.save_latest_certificate(conn, accreditation_id, certificate)
    return await _save_certificate(conn, result, certificate, actor.subject, now)


async def _save_certificate(
    conn: Connection, result: Result[Accreditation], certificate: Certificate, actor: str, now: datetime
) -> queries.AccreditationView:
    rules_from = BOOK.on(local_day(now)).valid_from
    await store.add_certificate(conn, result.after, certificate, rules_from, actor, now)
    await journal.append(conn, result.facts, actor=actor, now=now)
    return await queries.accreditation(conn, result.after.id)


async def revoke_accreditation(
    conn: Connection, accreditation_id: UUID, cmd: RevokeAccreditation, actor: Actor, now: datetime
) -> queries.AccreditationView:
    """The reason stands in the register, not in the fact. Raises NotFound, RevokedInFuture, AccreditationWrongState."""
    today = local_day(now)
    accreditation = await store.load_accreditation(conn, accreditation_id)
    revoked = accreditations.revoke(accreditation, cmd.revoked_on or today, today)
    await store.save_reason(conn, accreditation_id, cmd.reason)
    await _save(conn, revoked, actor.subject, now)
    return await queries.accreditation(conn, accreditation_id)


async def accreditation_notice_due(conn: Connection, now: datetime) -> int:
    """Gives one expiry notice that is due, dated when it was due; returns how many were given.

    The day of the next notice stands in the row that is claimed, so each is given once whatever number of replicas
    runs."""
    row = await store.claim_expiry_notice(conn, local_day(now))
    if row is None:
        return 0
    due = max(midnight(row["notice_on"]), await last_fact(conn, row["id"]))
    accreditation = await store.load_accreditation(conn, row["id"])
    await _save(conn, accreditations.give_expiry_notice(accreditation, BOOK.on(local_day(due)), now), _SCHEDULER, due)
    return 1


async def accreditation_end_due(conn: Connection, now: datetime) -> int:
    """Ends one accreditation whose last day is over, dated when it was; returns how many ended."""
    row = await store.claim_end(conn, local_day(now))
    if row is None:
        return 0
    due = max(midnight(day_after(row["valid_until"])), await last_fact(conn, row["id"]))
    await _save(conn, accreditations.expire(await store.load_accreditation(conn, row["id"]), now), _SCHEDULER, due)
    return 1


async def _save(conn: Connection, result: Result[Accreditation], actor: str, now: datetime) -> None:
    await store.save_accreditation(conn, result.after)
    await journal.append(conn, result.facts, actor=actor, now=now)

"""Use cases of progress reports of an obligation: reported, corrected, confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.agreements.commands.obligations import LockedObligation, Quantity, acting_party, lock_obligation, save
from services.agreements.domain import progress_reports
from services.agreements.errors.progress_reports import EvidenceMissing, EvidenceUnknown
from services.agreements.queries import obligations as queries
from services.agreements.store import progress_reports as store
from services.agreements.store.documents import belongs
from services.agreements.store.proposals import withdraw_proposals
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection

Evidence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Report(BaseModel):
    """`evidence` is a reference or an address, `document_id` a document of the PKS; one of them is needed."""

    quantity: Quantity
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""
    evidence: Evidence | None = None
    document_id: UUID | None = None


class Correct(Report):
    """`corrects` is the wrong report; `quantity` is the right number, 0 if nothing was done."""

    corrects: UUID
    quantity: Annotated[int, Field(ge=0, le=1_000_000_000_000)]


async def report(
    conn: Connection, obligation_id: UUID, cmd: Report, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Raises NotFound, Forbidden, EvidenceMissing, EvidenceUnknown, NotYetInForce, ObligationSettled."""
    locked, report_id = await lock_obligation(conn, obligation_id, now), new_id()
    await _check_evidence(conn, locked, cmd, actor)
    result = progress_reports.report(locked.pks, locked.obligation, report_id, cmd.quantity, local_day(now))
    await _add_report(conn, locked, report_id, None, cmd, actor, now)
    return await save(conn, locked, result, actor, now)


async def correct(
    conn: Connection, obligation_id: UUID, cmd: Correct, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Raises what `report` raises, and CorrectedAlready."""
    locked, report_id = await lock_obligation(conn, obligation_id, now), new_id()
    await _check_evidence(conn, locked, cmd, actor)
    instead_of = await store.reported_quantity(conn, obligation_id, cmd.corrects)
    result = progress_reports.correct(
        locked.pks, locked.obligation, report_id, cmd.corrects, instead_of, cmd.quantity, local_day(now)
    )
    await _add_report(conn, locked, report_id, cmd.corrects, cmd, actor, now)
    return await save(conn, locked, result, actor, now)


async def confirm(conn: Connection, obligation_id: UUID, actor: Actor, now: datetime) -> queries.ObligationView:
    """The other party confirms the fulfilment. A pending proposal is withdrawn.

    Raises NotFound, Forbidden, ConfirmedByDebtor, NotDelivered, NotYetInForce, ObligationSettled."""
    locked = await lock_obligation(conn, obligation_id, now)
    by = acting_party(locked.pks, actor)
    result = progress_reports.confirm(locked.pks, locked.obligation, by, local_day(now))
    await withdraw_proposals(conn, [obligation_id], now)
    return await save(conn, locked, result, actor, now)


async def _check_evidence(conn: Connection, locked: LockedObligation, cmd: Report, actor: Actor) -> None:
    actor.require_organisation(locked.obligation.owed_by)
    if cmd.evidence is None and cmd.document_id is None:
        raise EvidenceMissing
    if cmd.document_id and not await belongs(conn, cmd.document_id, locked.pks.id):
        raise EvidenceUnknown(document=cmd.document_id)


async def _add_report(
    conn: Connection,
    locked: LockedObligation,
    report_id: UUID,
    corrects: UUID | None,
    cmd: Report,
    actor: Actor,
    now: datetime,
) -> None:
    await store.add_progress_report(
        conn,
        report_id,
        locked.obligation.id,
        corrects,
        *(cmd.quantity, cmd.note, cmd.evidence, cmd.document_id),
        locked.obligation.owed_by,
        actor.subject,
        now,
    )

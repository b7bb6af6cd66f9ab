"""Use cases of fines: the prosecutor records payments and seizures, and orders prison for what is left."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands.cases import need_own_case, save
from services.community_service.domain import fines
from services.community_service.domain.cases import Case
from services.community_service.domain.fines import Fine, Receipt
from services.community_service.fields import Day, Number
from services.community_service.queries import fines as queries
from services.community_service.store import cases
from services.community_service.store import fines as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


class RecordPayment(BaseModel):
    paid_on: Day
    rupiah: Annotated[int, Field(ge=1, le=10**12)]
    receipt_number: Number


class RecordSeizure(BaseModel):
    """`rupiah`: what it yielded, 0 where there was nothing to seize."""

    seized_on: Day
    rupiah: Annotated[int, Field(ge=0, le=10**12)]
    document_number: Number


class OrderSubstitutePrison(BaseModel):
    days: Annotated[int, Field(ge=1, le=10_000)]
    document_number: Number
    document_date: Day


async def pay(conn: Connection, fine_id: UUID, cmd: RecordPayment, actor: Actor, now: datetime) -> queries.FineView:
    """Raises ReceiptAlreadyRecorded and what `fines.pay` raises, NotFound, Forbidden."""
    case, fine = await load(conn, fine_id, actor)
    payment = Receipt(new_id(), cmd.paid_on, cmd.rupiah, cmd.receipt_number)
    paid, done = fines.pay(case, fine, payment, now)
    await store.save_payment(conn, paid, payment, actor.subject, now)
    await save(conn, case, done, actor, now)
    return await queries.fine(conn, fine_id)


async def seize(conn: Connection, fine_id: UUID, cmd: RecordSeizure, actor: Actor, now: datetime) -> queries.FineView:
    """Raises SeizureAlreadyRecorded and what `fines.seize` raises, NotFound, Forbidden."""
    case, fine = await load(conn, fine_id, actor)
    seizure = Receipt(new_id(), cmd.seized_on, cmd.rupiah, cmd.document_number)
    seized, done = fines.seize(case, fine, seizure, now)
    await store.save_seizure(conn, seized, seizure, actor.subject, now)
    await save(conn, case, done, actor, now)
    return await queries.fine(conn, fine_id)


async def substitute(
    conn: Connection, fine_id: UUID, cmd: OrderSubstitutePrison, actor: Actor, now: datetime
) -> queries.FineView:
    """Raises what `fines.substitute` raises, NotFound, Forbidden."""
    case, fine = await load(conn, fine_id, actor)
    settled, done = fines.substitute(case, fine, cmd.days, cmd.document_date, now)
    await store.save_substitute(conn, settled, cmd.document_number, cmd.document_date, actor.subject)
    await save(conn, case, done, actor, now)
    return await queries.fine(conn, fine_id)


async def find_overdue(conn: Connection, now: datetime) -> int:
    """Marks one fine whose due date has passed. Returns 1, or 0 if there is none.

    Safe with replicas: both rows are locked."""
    claimed = await store.claim_overdue(conn, local_day(now))
    if claimed is None:
        return 0
    overdue, fact = fines.lapse(*claimed)
    await store.save_state(conn, overdue)
    await journal.append(conn, [fact], actor=_SCHEDULER, now=now)
    return 1


async def load(conn: Connection, fine_id: UUID, actor: Actor) -> tuple[Case, Fine]:
    """A fine and its case, both locked. Raises NotFound, Forbidden."""
    case = await cases.load_by_sentence(conn, await store.sentence_of_fine(conn, fine_id))
    need_own_case(case, actor)
    return case, await store.load_fine(conn, fine_id)

"""Use cases of loans of equipment: an agency lends, an institution confirms, returns, or reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.commands.equipment import Condition, Note, Official, need_agency, rules_on
from services.training.commands.fields import Day
from services.training.domain import loans, loans_terms, obligations
from services.training.domain.equipment import Item
from services.training.domain.loans import Loan, Step
from services.training.queries import loans as queries
from services.training.store import equipment as equipment_store
from services.training.store import loans as store
from services.training.store import neighbours as neighbour_store
from services.training.store import obligations as obligation_store
from services.training.store.loans import Said
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.texts import no_nik

_SCHEDULER = "system:scheduler"


class Lend(BaseModel):
    """`responsible_name` is the official of the institution who answers for the item. Without a condition, the item has
    the one of the register. The loan may serve an obligation of the work plan."""

    cooperation_agreement_id: UUID
    institution_id: UUID
    obligation_id: UUID | None = None
    responsible_name: Official
    condition: Condition | None = None
    due_on: Day


class Receive(BaseModel):
    """Without a condition, the item came as it was handed over."""

    condition: Condition | None = None
    note: Note = ""


class Found(BaseModel):
    """In which condition an item is, and what is to be said about it. The note is not published."""

    condition: Condition
    note: Note = ""


class Miss(BaseModel):
    """`document_number` is that of a police report or of a record of the institution."""

    note: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000), AfterValidator(no_nik)
    ]
    document_number: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(no_nik)]
        | None
    ) = None


class Acknowledge(BaseModel):
    note: Note = ""


class Extend(BaseModel):
    due_on: Day
    note: Note = ""


class Decide(BaseModel):
    """`keep`: it stays until it is due. `recall`: it is due on an earlier day."""

    outcome: Literal["keep", "recall"]
    due_on: Day | None = None
    note: Note = ""


class _Locked(NamedTuple):
    """A loan and its item, both locked, and what a due date that had passed made of it before."""

    loan: Loan
    item: Item
    lapsed: list[Event]


async def lend(conn: Connection, equipment_id: UUID, cmd: Lend, actor: Actor, now: datetime) -> queries.LoanView:
    """Hands an item over. The lock keeps two loans from having one item."""
    agreement = await neighbour_store.load_agreement(conn, cmd.cooperation_agreement_id)
    item, today = await equipment_store.load(conn, equipment_id), local_day(now)
    need_agency(actor, item.agency_id)
    rules = rules_on(today)
    loan = Loan(
        id=new_id(),
        equipment_id=equipment_id,
        cooperation_agreement_id=agreement.id,
        obligation_id=cmd.obligation_id,
        agency_id=item.agency_id,
        institution_id=cmd.institution_id,
        responsible_name=cmd.responsible_name,
        condition_out=cmd.condition or item.condition,
        lent_on=today,
        due_on=cmd.due_on,
    )
    lent = loans_terms.lend(item, loan, agreement, rules)
    if cmd.obligation_id:
        promised = await obligation_store.load(conn, cmd.obligation_id)
        obligations.need_items(promised, agreement.id, item.agency_id, rules)
    await store.add(conn, lent.loan, now)
    await equipment_store.save(conn, lent.item)
    await journal.append(conn, lent.happened, actor=actor.subject, now=now)
    return await queries.loan(conn, loan.id)


async def receive(conn: Connection, loan_id: UUID, cmd: Receive, actor: Actor, now: datetime) -> queries.LoanView:
    locked, today = await _load(conn, loan_id, now), local_day(now)
    actor.require_organisation(locked.loan.institution_id)
    step = loans.receive(locked.loan, locked.item, cmd.condition, today, rules_on(today))
    return await _save(conn, locked, step, "received", cmd.note, actor, now, condition=step.loan.condition_received)


async def damage(conn: Connection, loan_id: UUID, cmd: Found, actor: Actor, now: datetime) -> queries.LoanView:
    locked = await _load(conn, loan_id, now)
    actor.require_organisation(locked.loan.institution_id)
    step = loans.damage(locked.loan, locked.item, cmd.condition, rules_on(local_day(now)))
    return await _save(conn, locked, step, "damaged", cmd.note, actor, now, condition=cmd.condition)


async def give_back(conn: Connection, loan_id: UUID, cmd: Found, actor: Actor, now: datetime) -> queries.LoanView:
    locked, today = await _load(conn, loan_id, now), local_day(now)
    need_agency(actor, locked.loan.agency_id)
    step = loans.give_back(locked.loan, locked.item, cmd.condition, today, rules_on(today))
    return await _save(conn, locked, step, "returned", cmd.note, actor, now, condition=cmd.condition)


async def miss(conn: Connection, loan_id: UUID, cmd: Miss, actor: Actor, now: datetime) -> queries.LoanView:
    locked = await _load(conn, loan_id, now)
    actor.require_organisation(locked.loan.institution_id)
    step = loans.miss(locked.loan, locked.item, now)
    return await _save(conn, locked, step, "missing", cmd.note, actor, now, document_number=cmd.document_number)


async def lose(conn: Connection, loan_id: UUID, cmd: Acknowledge, actor: Actor, now: datetime) -> queries.LoanView:
    locked = await _load(conn, loan_id, now)
    need_agency(actor, locked.loan.agency_id)
    return await _save(conn, locked, loans.lose(locked.loan, locked.item, local_day(now)), "lost", cmd.note, actor, now)


async def find(conn: Connection, loan_id: UUID, cmd: Found, actor: Actor, now: datetime) -> queries.LoanView:
    """The institution finds what it reported as missing; what is lost comes back to the agency."""
    locked = await _load(conn, loan_id, now)
    if not actor.roles & {"trainer", "coordinator"}:
        actor.require_organisation(locked.loan.institution_id if locked.loan.state != "lost" else None)
    else:
        need_agency(actor, locked.loan.agency_id)
    step = loans.find(locked.loan, locked.item, cmd.condition, rules_on(local_day(now)))
    return await _save(conn, locked, step, "found", cmd.note, actor, now, condition=cmd.condition)


async def extend(conn: Connection, loan_id: UUID, cmd: Extend, actor: Actor, now: datetime) -> queries.LoanView:
    place = await store.place_of(conn, loan_id)
    agreement = await neighbour_store.load_agreement(conn, place.cooperation_agreement_id)
    locked = await _load(conn, loan_id, now)
    need_agency(actor, locked.loan.agency_id)
    step = loans_terms.extend(locked.loan, locked.item, cmd.due_on, agreement, local_day(now))
    return await _save(conn, locked, step, "extended", cmd.note, actor, now, due_on=cmd.due_on)


async def decide(conn: Connection, loan_id: UUID, cmd: Decide, actor: Actor, now: datetime) -> queries.LoanView:
    place = await store.place_of(conn, loan_id)
    agreement = await neighbour_store.load_agreement(conn, place.cooperation_agreement_id)
    locked = await _load(conn, loan_id, now)
    need_agency(actor, locked.loan.agency_id)
    step = loans_terms.decide(locked.loan, locked.item, cmd.outcome, cmd.due_on, agreement, local_day(now))
    word = "kept" if cmd.outcome == "keep" else "recalled"
    return await _save(conn, locked, step, word, cmd.note, actor, now, due_on=step.loan.due_on)


async def find_overdue(conn: Connection, now: datetime) -> int:
    """Tells of one loan whose due date has passed. Returns 1, or 0 if there is none. Safe with replicas: the item is
    locked."""
    loan_id = await store.first_to_tell(conn, local_day(now))
    if loan_id is None:
        return 0
    loan, _, lapsed = await _load(conn, loan_id, now)
    if lapsed:
        await store.save(conn, loan)
        await journal.append(conn, lapsed, actor=_SCHEDULER, now=now)
    return 1


async def _load(conn: Connection, loan_id: UUID, now: datetime) -> _Locked:
    """Applies a due date that has passed, whether or not the scheduler came first. Raises NotFound."""
    item = await equipment_store.load(conn, (await store.place_of(conn, loan_id)).equipment_id)
    loan, lapsed = loans.lapse(await store.load(conn, loan_id), item, local_day(now))
    return _Locked(loan, item, lapsed)


async def _save(
    conn: Connection,
    locked: _Locked,
    step: Step,
    word: str,
    note: str,
    actor: Actor,
    now: datetime,
    *,
    condition: str | None = None,
    due_on: date | None = None,
    document_number: str | None = None,
) -> queries.LoanView:
    said = Said(word, note or None, condition, due_on, document_number)
    await store.save(conn, step.loan)
    await store.add_step(conn, step.loan.id, said, actor.subject, now)
    await equipment_store.save(conn, step.item)
    await journal.append(conn, [*locked.lapsed, *step.happened], actor=actor.subject, now=now)
    return await queries.loan(conn, step.loan.id)

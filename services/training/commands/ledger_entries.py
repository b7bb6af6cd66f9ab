"""Use cases of the treasurer: deposits, movements of cash, and the reversal of an entry by a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from services.training.commands.fields import Day, Number, Rupiah
from services.training.commands.ledger_homes import follow
from services.training.domain import ledger
from services.training.domain.children import is_child
from services.training.domain.ledger import Account, CashKind, Entry, PersonKind, Source
from services.training.domain.participants import Participant
from services.training.errors import ledger as errors
from services.training.events import WithdrawalDecided
from services.training.queries import ledger as queries
from services.training.rules import RULES
from services.training.store import ledger as store
from services.training.store import ledger_homes, payouts, wages, withdrawals
from services.training.store import participants as participant_store
from services.training.store.personal import of_participants
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads


class Deposit(BaseModel):
    """Money that is brought for a person. What an older book says (`carried_over`) may be a wage or a premium too."""

    rupiah: Rupiah
    source: Source
    account: PersonKind = "deposit"
    occurred_on: Day
    receipt_number: Number

    @model_validator(mode="after")
    def _only_what_is_carried_over_was_earned(self) -> Self:
        if self.account != "deposit" and self.source != "carried_over":
            raise ValueError("wages and premiums are earned: only what an older book says is deposited as such")
        return self


class MoveCash(BaseModel):
    """Money that an institution got or gave. `agency_id`: of a remittance or of a payment to an agency."""

    kind: CashKind
    rupiah: Rupiah
    agency_id: UUID | None = None
    occurred_on: Day
    document_number: Number


class Reverse(BaseModel):
    """`document_number`: the paper that says why."""

    document_number: Number


async def deposit(
    conn: Connection, participant_id: UUID, cmd: Deposit, actor: Actor, now: datetime
) -> queries.EntryView:
    """Raises NotHere, DayToCome, ChildEarnsNothing, NotFound, Forbidden, ParticipantErased."""
    participant = await participant_store.load(conn, participant_id)
    at, today = participant.institution_id, local_day(now)
    actor.require_organisation(at)
    ledger.need_past(cmd.occurred_on, today)
    if cmd.account != "deposit" and is_child(participant.birth_date, cmd.occurred_on, RULES.on(today)):
        raise errors.ChildEarnsNothing
    account, cash = Account(at, cmd.account, participant_id), Account(at, "cash")
    await need_here(conn, participant, now)
    entry = Entry(
        "deposit",
        at,
        cmd.occurred_on,
        ledger.transfer(cash, account, cmd.rupiah),
        category=cmd.source,
        document=cmd.receipt_number,
    )
    return await _booked(conn, entry, [], actor, now)


async def need_here(conn: Connection, participant: Participant, now: datetime) -> dict[Account, int]:
    """Locks the accounts of a person who is in the institution: neither released nor transferred. Raises NotHere."""
    place = (participant.id, participant.institution_id)
    cash = Account(participant.institution_id, "cash")
    balances = await store.lock(conn, [*store.of_person(*place), cash], now)
    if await ledger_homes.home_of(conn, participant.id) != place or await payouts.state_of(conn, *place) is not None:
        raise errors.NotHere
    return balances


async def move_cash(
    conn: Connection, institution_id: UUID, cmd: MoveCash, actor: Actor, now: datetime
) -> queries.EntryView:
    """Raises MoreThanBooked, OrganisationNeeded, DayToCome, Forbidden."""
    actor.require_organisation(institution_id)
    ledger.need_past(cmd.occurred_on, local_day(now))
    cash, other = ledger.cash_accounts(institution_id, cmd.kind, cmd.agency_id)
    balances = await store.lock(conn, [cash, other], now)
    amounts = ledger.cash_movement(cmd.kind, cash, other, cmd.rupiah, balances[other])
    entry = Entry(cmd.kind, institution_id, cmd.occurred_on, amounts, document=cmd.document_number)
    return await _booked(conn, entry, [], actor, now)


async def reverse(conn: Connection, entry_id: UUID, cmd: Reverse, actor: Actor, now: datetime) -> queries.EntryView:
    """A second person reverses what was booked wrongly, once.

    Raises EntryNotReversible, SecondPersonNeeded, EntryReversed, BalanceTooLow, NotFound, Forbidden."""
    wrong = await store.entry(conn, entry_id)
    actor.require_organisation(wrong["institution_id"])
    if wrong["kind"] not in ledger.REVERSIBLE:
        raise errors.EntryNotReversible(kind=wrong["kind"])
    if wrong["recorded_by"] == actor.subject:
        raise errors.SecondPersonNeeded
    amounts = {account: rupiah for account, (_, rupiah) in (await store.lines_of(conn, entry_id)).items()}
    entry = ledger.reversal(entry_id, wrong["institution_id"], amounts, local_day(now), cmd.document_number)
    await store.lock(conn, entry.amounts, now)
    again = await _again(conn, entry_id)
    return await _booked(conn, entry, again, actor, now)


async def _again(conn: Connection, entry_id: UUID) -> list[Event]:
    """What the entry stood for is open again."""
    await wages.reverse(conn, entry_id)
    return [WithdrawalDecided(withdrawal_id=id_, state="reversed") for id_ in await withdrawals.reverse(conn, entry_id)]


async def _booked(conn: Connection, entry: Entry, facts: list[Event], actor: Actor, now: datetime) -> queries.EntryView:
    posted = await store.post(conn, [entry], actor.subject, now)
    raised = [account for account, rupiah in entry.amounts.items() if rupiah > 0]
    followed = await follow(conn, raised, actor.subject, now)
    await journal.append(conn, [*posted, *facts, *followed], actor=actor.subject, now=now)
    return await read_entry(conn, entry.id, "booking", actor, now)


async def read_entry(conn: Connection, entry_id: UUID, purpose: str, actor: Actor, now: datetime) -> queries.EntryView:
    """It may show what persons got: the read is logged. Raises NotFound, Forbidden."""
    view = await queries.entry_for(conn, actor, entry_id)
    await _log(conn, view, actor, purpose, now)
    return view


async def read_credit(
    conn: Connection, credit_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.CreditView:
    view = await queries.credit_for(conn, actor, credit_id)
    persons = await of_participants(conn, [view.participant_id] if view.participant_id else [])
    await reads.log(conn, persons, actor, purpose, now)
    return view


async def read_accounts(
    conn: Connection, participant_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.AccountsView:
    found = await queries.accounts_of_participant(conn, actor, participant_id)
    await reads.log(conn, await of_participants(conn, [participant_id]), actor, purpose, now)
    return found


async def log_again(conn: Connection, entry_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    await _log(conn, await queries.entry(conn, entry_id), actor, "answer to a repeated request", now)


async def _log(conn: Connection, view: queries.EntryView, actor: Actor, purpose: str, now: datetime) -> None:
    participants = [line.participant_id for line in view.lines if line.participant_id]
    await reads.log(conn, await of_participants(conn, participants), actor, purpose, now)

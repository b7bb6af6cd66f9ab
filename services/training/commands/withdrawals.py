"""Use cases of withdrawals: one person proposes, another one decides and pays."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.fields import Number, Rupiah
from services.training.commands.ledger_entries import need_here
from services.training.domain import withdrawals
from services.training.domain.ledger import Account, Entry, PersonKind, transfer
from services.training.events import WithdrawalDecided, WithdrawalProposed
from services.training.queries import withdrawals as queries
from services.training.rules import RULES
from services.training.store import ledger as ledger_store
from services.training.store import participants as participant_store
from services.training.store import withdrawals as store
from services.training.store.personal import of_participants
from services.training.store.withdrawals import Withdrawal
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads


class Propose(BaseModel):
    """What for is a category: no free text about a person."""

    account: PersonKind
    rupiah: Rupiah
    need: Literal["family", "goods", "other"]


class Decide(BaseModel):
    """`receipt_number`: of the signed receipt, where it is paid."""

    decision: Literal["pay", "reject"]
    receipt_number: Number | None = None


async def propose(
    conn: Connection, participant_id: UUID, cmd: Propose, actor: Actor, now: datetime
) -> queries.WithdrawalView:
    """Raises NotHere, BalanceTooLow, MonthlyLimit, NotFound, Forbidden, ParticipantErased."""
    participant = await participant_store.load(conn, participant_id)
    at = participant.institution_id
    actor.require_organisation(at)
    balances = await need_here(conn, participant, now)
    withdrawals.need_balance(cmd.rupiah, balances[Account(at, cmd.account, participant_id)])
    day = local_day(now)
    taken = await store.taken(conn, participant_id, day)
    withdrawals.need_limit(cmd.rupiah, taken, RULES.on(day).ledger.monthly_withdrawal)
    made = Withdrawal(new_id(), participant_id, at, cmd.account, cmd.rupiah, cmd.need, "proposed", actor.subject)
    await store.add(conn, made, now)
    proposed = WithdrawalProposed(withdrawal_id=made.id, institution_id=at)
    await journal.append(conn, [proposed], actor=actor.subject, now=now)
    return await read_withdrawal(conn, made.id, "withdrawal", actor, now)


async def decide(
    conn: Connection, withdrawal_id: UUID, cmd: Decide, actor: Actor, now: datetime
) -> queries.WithdrawalView:
    """Raises SecondPersonNeeded, WithdrawalSettled, ReceiptNeeded, ReceiptUsed, NotHere, BalanceTooLow, MonthlyLimit,
    NotFound, Forbidden."""
    known = await queries.withdrawal(conn, withdrawal_id)
    actor.require_organisation(known.institution_id)
    withdrawals.need_receipt(cmd.decision == "pay", cmd.receipt_number)
    facts: list[Event] = []
    if cmd.receipt_number and known.participant_id:
        facts = await _pay(conn, withdrawal_id, known.participant_id, cmd.receipt_number, actor, now)
    else:
        withdrawals.need_open(await store.load(conn, withdrawal_id), actor.subject)
        await store.save_refused(conn, withdrawal_id, "rejected", actor.subject, now)
        facts = [WithdrawalDecided(withdrawal_id=withdrawal_id, state="rejected")]
    await journal.append(conn, facts, actor=actor.subject, now=now)
    return await read_withdrawal(conn, withdrawal_id, "withdrawal", actor, now)


async def _pay(
    conn: Connection, withdrawal_id: UUID, participant_id: UUID, receipt_number: str, actor: Actor, now: datetime
) -> list[Event]:
    """The accounts are locked before the withdrawal: a release that comes between lets it lapse."""
    participant = await participant_store.load(conn, participant_id)
    at, day = participant.institution_id, local_day(now)
    accounts = [*ledger_store.of_person(participant_id, at), Account(at, "cash")]
    await ledger_store.lock(conn, accounts, now)
    paid = await store.load(conn, withdrawal_id)
    withdrawals.need_open(paid, actor.subject)
    balances = await need_here(conn, participant, now)
    account = Account(at, paid.account, participant_id)
    withdrawals.need_balance(paid.rupiah, balances[account])
    limit = RULES.on(day).ledger.monthly_withdrawal
    withdrawals.need_limit(paid.rupiah, await store.taken(conn, participant_id, day), limit)
    amounts = transfer(account, Account(at, "cash"), paid.rupiah)
    entry = Entry("withdrawal", at, day, amounts, category=paid.need, document=receipt_number)
    posted = await ledger_store.post(conn, [entry], actor.subject, now)
    await store.save_paid(conn, paid, receipt_number, entry.id, limit, day, actor.subject, now)
    return [WithdrawalDecided(withdrawal_id=withdrawal_id, state="paid"), *posted]


async def read_withdrawal(
    conn: Connection, withdrawal_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.WithdrawalView:
    """What somebody needs money for tells about the person: the read is logged. Raises NotFound, Forbidden."""
    view = await queries.withdrawal_for(conn, actor, withdrawal_id)
    await _log(conn, [view], actor, purpose, now)
    return view


async def list_withdrawals(
    conn: Connection,
    institution_id: UUID,
    state: str,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    found = await queries.withdrawals_for(conn, actor, institution_id, state, after, limit)
    await _log(conn, found["items"], actor, purpose, now)
    return found


async def log_again(conn: Connection, withdrawal_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    view = await queries.withdrawal(conn, withdrawal_id)
    await _log(conn, [view], actor, "answer to a repeated request", now)


async def _log(
    conn: Connection, views: list[queries.WithdrawalView], actor: Actor, purpose: str, now: datetime
) -> None:
    persons = await of_participants(conn, [view.participant_id for view in views if view.participant_id])
    await reads.log(conn, persons, actor, purpose, now)

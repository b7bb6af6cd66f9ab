"""What a released person is owed: opened at the release, paid once against a signed receipt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.fields import Number
from services.training.domain.ledger import PERSONAL, Account, Entry
from services.training.domain.participants import Participant
from services.training.errors.payouts import NothingLeft, PayoutSettled
from services.training.events import PayoutDropped, PayoutOpened, PayoutPaid, WithdrawalDecided
from services.training.queries import payouts as queries
from services.training.store import ledger, withdrawals
from services.training.store import payouts as store
from services.training.store.payouts import Payout
from services.training.store.personal import of_participants
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads

_RELEASE = "system:release"


class PayOut(BaseModel):
    """`paid_to`: the person, an heir, or a proxy with a power of attorney. No name: it stands on the receipt."""

    receipt_number: Number
    paid_to: Literal["person", "heir", "proxy"] = "person"


async def pay_out_due(conn: Connection, participant: Participant, on: date, actor: Actor, now: datetime) -> list[Event]:
    """A step of a release: opens what is owed. It waits until somebody has paid it.

    The caller has locked the participant, and appends the facts. Withdrawals that nobody decided lapse."""
    place = (participant.id, participant.institution_id)
    balances = await ledger.lock(conn, ledger.of_person(*place), now)
    gone = await withdrawals.lapse(conn, *place, _RELEASE, now)
    facts: list[Event] = [WithdrawalDecided(withdrawal_id=id_, state="lapsed") for id_ in gone]
    if await store.state_of(conn, *place) == "due":
        return facts
    return [*facts, await _open(conn, place, sum(balances.values()), on, now)]


async def drop_on_return(
    conn: Connection, participant: Participant, on: date, actor: Actor, now: datetime
) -> list[Event]:
    """A step of a return: what was due and not paid stays on the accounts, which are used again.

    The caller has locked the participant, and appends the facts."""
    place = (participant.id, participant.institution_id)
    await ledger.lock(conn, ledger.of_person(*place), now)
    return [PayoutDropped(payout_id=id_) for id_ in await store.save_return(conn, *place, on)]


async def open_again(conn: Connection, participant_id: UUID, institution_id: UUID, now: datetime) -> list[Event]:
    """Something was credited after the release. The caller holds the accounts."""
    state = await store.state_of(conn, participant_id, institution_id)
    if state is None or state == "due":
        return []
    place = (participant_id, institution_id)
    balances = await ledger.lock(conn, ledger.of_person(*place), now)
    return [await _open(conn, place, sum(balances.values()), local_day(now), now)] if any(balances.values()) else []


async def _open(conn: Connection, place: tuple[UUID, UUID], left: int, on: date, now: datetime) -> Event:
    payout = Payout(new_id(), *place, "due" if left else "nothing")
    await store.add(conn, payout, on, now)
    return PayoutOpened(payout_id=payout.id, institution_id=payout.institution_id, state=payout.state)


async def pay(conn: Connection, payout_id: UUID, cmd: PayOut, actor: Actor, now: datetime) -> queries.PayoutView:
    """All that is left, once. Raises PayoutSettled, NothingLeft, ReceiptUsed, NotFound, Forbidden."""
    payout = await store.load(conn, payout_id)
    actor.require_organisation(payout.institution_id)
    if payout.state != "due":
        raise PayoutSettled
    at, cash = payout.institution_id, Account(payout.institution_id, "cash")
    held = ledger.of_person(payout.participant_id, at)
    balances = await ledger.lock(conn, [*held, cash], now)
    sums = {account: balances[account] for account in held}
    if not any(sums.values()):
        raise NothingLeft
    entry = Entry(
        "payout",
        at,
        local_day(now),
        {**{account: -rupiah for account, rupiah in sums.items()}, cash: sum(sums.values())},
        category=cmd.paid_to,
        document=cmd.receipt_number,
    )
    posted = await ledger.post(conn, [entry], actor.subject, now)
    by_kind = {kind: balances[Account(at, kind, payout.participant_id)] for kind in PERSONAL}
    await store.save_paid(conn, payout_id, by_kind, cmd.paid_to, cmd.receipt_number, entry.id, actor.subject, now)
    paid = PayoutPaid(payout_id=payout_id, receipt_number=cmd.receipt_number)
    await journal.append(conn, [paid, *posted], actor=actor.subject, now=now)
    return await read_payout(conn, payout_id, "pay-out", actor, now)


async def read_payout(
    conn: Connection, payout_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.PayoutView:
    """What somebody is owed tells about the person: the read is logged. Raises NotFound, Forbidden."""
    view = await queries.payout_for(conn, actor, payout_id)
    await _log(conn, [view], actor, purpose, now)
    return view


async def list_payouts(
    conn: Connection,
    institution_id: UUID,
    state: str,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    found = await queries.payouts_for(conn, actor, institution_id, state, after, limit)
    await _log(conn, found["items"], actor, purpose, now)
    return found


async def log_again(conn: Connection, payout_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    view = await queries.payout_for(conn, actor, payout_id)
    await _log(conn, [view], actor, "answer to a repeated request", now)


async def _log(conn: Connection, views: list[queries.PayoutView], actor: Actor, purpose: str, now: datetime) -> None:
    persons = await of_participants(conn, [view.participant_id for view in views if view.participant_id])
    await reads.log(conn, persons, actor, purpose, now)

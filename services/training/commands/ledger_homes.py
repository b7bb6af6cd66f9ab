"""The accounts of a person go where the person goes, and what still comes in at the old place follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from services.training.commands.payouts import open_again
from services.training.domain.ledger import PERSONAL, Account, Entry, PersonKind
from services.training.domain.participants import Participant
from services.training.events import PayoutDropped, WithdrawalDecided
from services.training.store import ledger as store
from services.training.store import ledger_homes, payouts, withdrawals
from services.training.store.ledger_homes import Place
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.messaging.events import Event
from shared.postgres.pool import Connection

_RELEASE = "system:release"


async def move_accounts(
    conn: Connection, participant: Participant, on: date, actor: Actor, now: datetime
) -> list[Event]:
    """A step of a transfer: the accounts move to the institution that the register names already.

    `participant` is as before. The caller has locked it, and appends the facts. Withdrawals that nobody decided
    lapse."""
    _, institution = await ledger_homes.home_of(conn, participant.id)
    return await _gather(conn, participant, (participant.id, institution), on, actor, now)


async def join_accounts(
    conn: Connection, stays: Participant, gone: Participant, actor: Actor, now: datetime
) -> list[Event]:
    """A step where two entries of one person become one: everything of `gone` moves to `stays`, also what comes later.

    The caller has locked both, and appends the facts."""
    to: Place = (stays.id, stays.institution_id)
    facts = await _gather(conn, gone, to, local_day(now), actor, now)
    await ledger_homes.join(conn, gone.id, stays.id, now)
    dropped = await payouts.save_return(conn, gone.id, gone.institution_id, local_day(now))
    facts += [PayoutDropped(payout_id=id_) for id_ in dropped]
    return [*facts, *await open_again(conn, *to, now)]


async def _gather(
    conn: Connection, participant: Participant, to: Place, on: date, actor: Actor, now: datetime
) -> list[Event]:
    """Moves what the participant has anywhere else. The accounts at the old place are locked even where there are none
    yet: the first sale that credits them is over, or comes after."""
    before: Place = (participant.id, participant.institution_id)
    places = [place for place in sorted({*await ledger_homes.places_of(conn, participant.id), before}) if place != to]
    held = [account for place in (*places, to) for account in store.of_person(*place)]
    between = [Account(institution, "transfers") for _, institution in (*places, to)] if places else []
    balances = await store.lock(conn, [*held, *between], now)
    facts: list[Event] = []
    for place in places:
        facts += await _lapsed(conn, place, now)
        left: dict[PersonKind, int] = {kind: balances[Account(place[1], kind, place[0])] for kind in PERSONAL}
        facts += await store.post(conn, _pair(place, to, left, on), actor.subject, now)
    return facts


def _pair(place: Place, to: Place, sums: dict[PersonKind, int], on: date) -> list[Entry]:
    """What leaves one institution comes to the other: two entries, each balanced in its own books."""
    (participant, old), (moved, new), pair, total = place, to, new_id(), sum(sums.values())
    gone = {Account(old, kind, participant): -rupiah for kind, rupiah in sums.items()}
    come = {Account(new, kind, moved): rupiah for kind, rupiah in sums.items()}
    return [
        Entry("moved_out", old, on, {**gone, Account(old, "transfers"): total}, pair_id=pair),
        Entry("moved_in", new, on, {**come, Account(new, "transfers"): -total}, pair_id=pair),
    ]


async def _lapsed(conn: Connection, place: Place, now: datetime) -> list[Event]:
    gone = await withdrawals.lapse(conn, *place, _RELEASE, now)
    return [WithdrawalDecided(withdrawal_id=id_, state="lapsed") for id_ in gone]


async def follow(conn: Connection, credited: Iterable[Account], by: str, now: datetime) -> list[Event]:
    """What was credited to somebody who has gone follows: to the institution of today, or to a new pay-out.

    The caller holds the accounts."""
    facts: list[Event] = []
    for account in sorted({account for account in credited if account.is_personal and account.owner}):
        assert account.owner
        place: Place = (account.owner, account.institution_id)
        home = await ledger_homes.home_of(conn, account.owner)
        if home != place:
            balance = (await store.lock(conn, [account], now))[account]
            kind = _personal(account)
            facts += await store.post(conn, _pair(place, home, {kind: balance}, local_day(now)), by, now)
        facts += await open_again(conn, *home, now)
    return facts


def _personal(account: Account) -> PersonKind:
    return next(kind for kind in PERSONAL if kind == account.kind)

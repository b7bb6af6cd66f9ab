"""What time brings to an agreement: each step is due on a day and dated when it was due, also when it comes late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from services.agreements.commands import amendments
from services.agreements.commands.saving import NOTHING_BELOW, save_with_below
from services.agreements.domain import agreement as rules
from services.agreements.domain import cooperation, ending, pause
from services.agreements.domain.agreement import Agreement, Due
from services.agreements.store import agreements as store
from services.agreements.store import due as steps
from shared.clock import local_day, midnight
from shared.postgres.pool import Connection, Row

ACTOR = "system:scheduler"

Step = Callable[[Connection, Agreement, Agreement | None, Row, datetime, datetime], Awaitable[None]]


async def take(conn: Connection, row: Row, now: datetime) -> bool:
    """Takes one step that is due; its agreement is locked. False where its umbrella is being changed: not now."""
    umbrella = await store.share_umbrella(conn, row["id"], waiting=False)
    if row["joint_agreement_id"] and umbrella is None:
        return False
    agreement = await store.load_agreement(conn, row["id"], row["kind"])
    moment = max(midnight(row["due_on"]), await steps.last_fact(conn, row["id"]))
    await _STEPS[row["step"]](conn, agreement, umbrella, row, moment, now)
    return True


def _due(row: Row, now: datetime) -> Due:
    return Due(row["due_on"], late=local_day(now) > row["due_on"])


async def _activate(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    """A PKS begins when its start date has come and its umbrella is in force."""
    due = _due(row, now)
    if umbrella:
        if umbrella.state != "in_force":
            return
        since = await steps.in_force_since(conn, umbrella.id)
        moment = max(moment, since)
        on = max(due.on, local_day(since))
        due = Due(on, late=local_day(now) > on)
    await save_with_below(conn, rules.activate(agreement, due), NOTHING_BELOW, ACTOR, moment)


async def _amend(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    await amendments.take_effect_or_hold(conn, agreement, umbrella, row["amendment_id"], ACTOR, moment, now)


async def _suspend(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    below = cooperation.cascade_suspension(await store.load_below(conn, agreement.id))
    await save_with_below(conn, pause.suspend(agreement), below, ACTOR, moment)


async def _resume(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    if umbrella:
        if umbrella.state != "in_force":
            return
        moment = max(moment, await steps.in_force_since(conn, umbrella.id))
    below = cooperation.cascade_resumption(await store.load_below(conn, agreement.id))
    await save_with_below(conn, pause.resume(agreement), below, ACTOR, moment)


async def _notice(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    """The parties are told; each missed notice is a fact of its own, dated when it was due."""
    await steps.add_notice(conn, agreement.id, agreement.period.ends_on, row["days"], row["due_on"], now)
    told = ending.expiring(agreement, row["days"], _due(row, now))
    await save_with_below(conn, (agreement, told), NOTHING_BELOW, ACTOR, moment)


async def _expire(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    below = cooperation.cascade_expiry(await store.load_below(conn, agreement.id), _due(row, now))
    await save_with_below(conn, rules.expire(agreement, _due(row, now)), below, ACTOR, moment)


async def _terminate(
    conn: Connection, agreement: Agreement, umbrella: Agreement | None, row: Row, moment: datetime, now: datetime
) -> None:
    below = cooperation.cascade_termination(await store.load_below(conn, agreement.id), _due(row, now))
    await save_with_below(conn, ending.terminate(agreement, _due(row, now)), below, ACTOR, moment)


_STEPS: Mapping[str, Step] = {
    "activate": _activate,
    "amend": _amend,
    "suspend": _suspend,
    "resume": _resume,
    "notice": _notice,
    "expire": _expire,
    "terminate": _terminate,
}

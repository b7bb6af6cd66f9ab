"""The job that takes the due steps of agreements. Each is dated when it was due, also if it comes late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.agreements.commands.addenda import load_related, save_effect
from services.agreements.commands.cascades import save_with_below
from services.agreements.commands.schedules import next_step_of
from services.agreements.commands.sweeps import Sweep
from services.agreements.domain import addenda, agreements, cascades, expiry_notices, pauses, schedules, terminations
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Timing
from services.agreements.domain.schedules import Step, StepName
from services.agreements.store import schedules as store
from services.agreements.store.addenda import load_signed_addendum
from services.agreements.store.agreements import load_agreement, load_below, lock_umbrella
from services.agreements.store.expiry_notices import add_expiry_notice
from shared.clock import local_day
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


@dataclass(frozen=True, slots=True)
class _Due:
    """A step that is due for an agreement. `moment` dates its fact; the agreement and its umbrella are locked."""

    agreement: Agreement
    umbrella: Agreement | None
    step: Step
    timing: Timing
    moment: datetime
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now)


async def take_step(conn: Connection, agreement_id: UUID, now: datetime) -> bool:
    """Takes the next step of an agreement that the job has claimed. False while its umbrella is being changed.

    The step is computed anew under the lock: another replica may have taken it between claim and lock, and the stored
    day may be earlier than the true one, or not computed yet. Then the true day is stored and nothing else is done:
    another agreement's step may be due before it."""
    umbrella = await lock_umbrella(conn, agreement_id, waiting=False)
    agreement = await load_agreement(conn, agreement_id)
    if agreement.joint_agreement_id and umbrella is None:
        return False
    step = await next_step_of(conn, agreement, now)
    if step is None or step.due_on > local_day(now) or not await store.is_stored(conn, agreement_id, step):
        await store.save_next_step(conn, agreement_id, step)
        return True
    await _STEPS[step.name](conn, await _dated(conn, agreement, umbrella, step, now))
    return True


async def _dated(conn: Connection, agreement: Agreement, umbrella: Agreement | None, step: Step, now: datetime) -> _Due:
    under = umbrella if step.name in {"activate", "resume"} else None
    since = await store.in_force_since(conn, under.id) if under else None
    timing = schedules.timing_of(step, local_day(now), since)
    moment = schedules.moment_of(step, await store.last_fact(conn, agreement.id), since)
    return _Due(agreement, umbrella, step, timing, moment, now)


async def _activate(conn: Connection, due: _Due) -> None:
    await save_with_below(conn, agreements.activate(due.agreement, due.timing), _SCHEDULER, due.moment)


async def _amend(conn: Connection, due: _Due) -> None:
    """A signed addendum takes effect. If it no longer fits, it is held and waits for people."""
    addendum = await load_signed_addendum(conn, due.agreement.id)
    assert addendum
    related = await load_related(conn, due.agreement, due.umbrella)
    effect = addenda.take_effect_or_hold(due.agreement, addendum, related, due.today)
    await save_effect(conn, effect, _SCHEDULER, due.moment)


async def _suspend(conn: Connection, due: _Due) -> None:
    below = cascades.cascade_suspension(await load_below(conn, due.agreement.id))
    await save_with_below(conn, pauses.suspend(due.agreement), _SCHEDULER, due.moment, below)


async def _resume(conn: Connection, due: _Due) -> None:
    below = cascades.cascade_resumption(await load_below(conn, due.agreement.id))
    await save_with_below(conn, pauses.resume(due.agreement), _SCHEDULER, due.moment, below)


async def _give_expiry_notice(conn: Connection, due: _Due) -> None:
    """Each missed notice is a fact of its own, dated when it was due."""
    agreement, step = due.agreement, due.step
    await add_expiry_notice(conn, agreement.id, agreement.period.ends_on, step.days, step.due_on, due.now)
    notice = expiry_notices.give_expiry_notice(agreement, step.days, due.timing)
    await save_with_below(conn, notice, _SCHEDULER, due.moment)


async def _expire(conn: Connection, due: _Due) -> None:
    below = cascades.cascade_expiry(await load_below(conn, due.agreement.id), due.timing)
    await save_with_below(conn, agreements.expire(due.agreement, due.timing), _SCHEDULER, due.moment, below)


async def _terminate(conn: Connection, due: _Due) -> None:
    below = cascades.cascade_termination(await load_below(conn, due.agreement.id), due.timing)
    await save_with_below(conn, terminations.terminate(due.agreement, due.timing), _SCHEDULER, due.moment, below)


_STEPS: Mapping[StepName, Callable[[Connection, _Due], Awaitable[None]]] = {
    "expire": _expire,
    "terminate": _terminate,
    "activate": _activate,
    "amend": _amend,
    "resume": _resume,
    "suspend": _suspend,
    "give_expiry_notice": _give_expiry_notice,
}


async def _claim(conn: Connection, now: datetime, skipped: Sequence[UUID]) -> UUID | None:
    return await store.claim(conn, local_day(now), skipped)


agreements_due = Sweep("agreements_due", _claim, take_step)
"""The steps of all agreements, one at a time, in the order of the days on which they were due."""

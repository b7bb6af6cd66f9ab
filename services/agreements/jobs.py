"""Time-driven work: agreements begin at local midnight of their first day and end at the one after their last."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.agreements.commands import agreements as commands
from services.agreements.commands import due
from services.agreements.store import agreements as store
from shared.clock import local_day, midnight
from shared.db import Connection

_ACTOR = "system:scheduler"

_STARTS = """
    state = 'signed' and starts_on <= $1 and (joint_agreement_id is null or exists (
        select from agreements as umbrella
        where umbrella.id = agreements.joint_agreement_id and umbrella.state = 'in_force'
    ))
"""
_ENDS = "state in ('in_force', 'suspended') and ends_on < $1"


async def activate_due(conn: Connection, now: datetime) -> int:
    """A signed agreement whose start date has come; a PKS waits for its umbrella. Dated when due, also when late."""
    row = await store.claim_due(conn, _STARTS, local_day(now))
    if row is None:
        return 0
    await commands.activate(conn, row["kind"], row["id"], _ACTOR, max(midnight(row["starts_on"]), row["last_fact"]))
    return 1


async def expire_due(conn: Connection, now: datetime) -> int:
    """An agreement whose last day is over; an umbrella takes its PKS along. Dated when due, also when late."""
    row = await store.claim_due(conn, _ENDS, local_day(now))
    if row is None:
        return 0
    over = midnight(row["ends_on"] + timedelta(days=1))
    await commands.expire(conn, row["kind"], row["id"], _ACTOR, max(over, row["last_fact"]))
    return 1


JOBS = (activate_due, expire_due, due.alarm_due, due.lapse_ended, due.count_overdue)

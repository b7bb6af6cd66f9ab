"""What time brings to agreements: each step with its day, the earliest first, so that an outage changes no order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.ending import NOTICES
from shared.postgres.pool import Connection, Row

# On one day an end comes before all else, an umbrella before its PKS, and a changed last day before its notices.
_NOTICES = ", ".join(f"({days})" for days in NOTICES)
_STEPS = f"""
    select id, 'expire' as step, 0 as rank, ends_on + 1 as due_on, null::integer as days, null::uuid as amendment_id
    from agreements where state in ('signed', 'in_force', 'suspended') and ends_on < $1
    union all
    select id, 'terminate', 1, terminates_on + 1, null, null
    from agreements where state in ('in_force', 'suspended') and terminates_on < $1
    union all
    select id, 'activate', 2, starts_on, null, null
    from agreements where state = 'signed' and starts_on <= $1 and (joint_agreement_id is null or exists (
        select from agreements as umbrella
        where umbrella.id = agreements.joint_agreement_id and umbrella.state = 'in_force'
    ))
    union all
    select agreement_id, 'amend', 3, effective_on, null, amendments.id
    from amendments join agreements on agreements.id = agreement_id
    where amendments.state = 'signed' and effective_on <= $1 and agreements.state in ('in_force', 'suspended')
    union all
    select id, 'resume', 4, resumes_on, null, null
    from agreements where state = 'suspended' and resumes_on <= $1 and (joint_agreement_id is null or exists (
        select from agreements as umbrella
        where umbrella.id = agreements.joint_agreement_id and umbrella.state = 'in_force'
    ))
    union all
    select id, 'suspend', 5, suspends_on, null, null
    from agreements where suspends_on <= $1 and (state = 'in_force' or (state = 'suspended' and suspended_by_umbrella))
    union all
    select id, 'notice', 6, ends_on - notice.days, notice.days, null
    from agreements cross join (values {_NOTICES}) as notice (days)
    where state in ('in_force', 'suspended') and terminates_on is null and ends_on <= $1::date + {max(NOTICES)}
        and ends_on - notice.days between end_known_on and $1
        and not exists (
            select from expiry_notices as given
            where given.agreement_id = id and given.ends_on = agreements.ends_on and given.days = notice.days
        )
"""
_CLAIM = f"""
    select due.*, agreements.kind, agreements.joint_agreement_id
    from ({_STEPS}) as due join agreements on agreements.id = due.id
    where ($2::uuid is null or due.id = $2) and due.id <> all($3)
    order by due.due_on, agreements.kind desc, due.rank, due.id limit 1
    for update of agreements skip locked
"""


async def claim(conn: Connection, today: date, without: Sequence[UUID] = ()) -> Row | None:
    """The earliest step that is due, its agreement locked; what another replica holds is passed over.

    What was due when we looked may have been done before we held the lock: so it is asked once more under it.
    """
    while row := await conn.fetchrow(_CLAIM, today, None, without):
        if due := await conn.fetchrow(_CLAIM, today, row["id"], without):
            return due
    return None


async def last_fact(conn: Connection, agreement_id: UUID) -> datetime:
    """When the agreement was last heard of: no later fact is dated before it."""
    moment: datetime = await conn.fetchval(
        "select max(occurred_at) from journal where key = $1::text", str(agreement_id)
    )
    return moment


async def in_force_since(conn: Connection, umbrella_id: UUID) -> datetime:
    """When the umbrella was last activated or resumed."""
    moment: datetime = await conn.fetchval(
        "select max(occurred_at) from journal where key = $1::text"
        " and type in ('agreements.joint-agreement.activated', 'agreements.joint-agreement.resumed')",
        str(umbrella_id),
    )
    return moment


async def add_notice(
    conn: Connection, agreement_id: UUID, ends_on: date, days: int, due_on: date, now: datetime
) -> None:
    await conn.execute(
        "insert into expiry_notices values ($1, $2, $3, $4, $5)", *(agreement_id, ends_on, days, due_on, now)
    )

"""What waits for someone, in SQL: a row per thing, with its kind, since when, and the two organisations."""

from __future__ import annotations

from datetime import datetime

from shared.clock import LOCAL_ZONE, local_day
from shared.postgres.pool import Connection
from shared.waiting import Waits

_TAUGHT = """
    from enrolments as e join programmes as p on p.id = e.programme_id
    cross join lateral (
        select case when count(*) >= p.sessions then max(s.ends_at)
            else (p.ends_on + 1)::timestamp at time zone $3 end as since
        from sessions as s where s.programme_id = p.id) as taught
    where e.state = 'confirmed' and taught.since <= $1
"""
"""Who still has a place after the last session of the course, or after its last day where sessions are missing."""

_ROWS = (
    """select 'session_without_attendance' as kind, p.id, s.ends_at as since, p.agency_id, p.institution_id, s.number
    from sessions as s join programmes as p on p.id = s.programme_id
    where s.ends_at <= $1 and p.state <> 'closed'
    and exists (select from enrolments as e
        where e.programme_id = p.id and e.state = 'confirmed' and e.enrolled_at < s.ends_at)
    and not exists (select from attendance as a where a.programme_id = p.id and a.session = s.number)""",
    f"""select 'assessment_due', e.id, taught.since, p.agency_id, p.institution_id, null {_TAUGHT}
    and e.score is null""",
    f"""select 'completion_due', e.id, taught.since, p.agency_id, p.institution_id, null {_TAUGHT}
    and e.score is not null""",
    """select 'waiting_list', e.id, e.enrolled_at, p.agency_id, p.institution_id, null
    from enrolments as e join programmes as p on p.id = e.programme_id where e.state = 'waitlisted'""",
    # Opened before it was known that the agreement (PKS) will not carry it.
    """select 'programme_after_agreement', p.id, a.gate_since, p.agency_id, p.institution_id, null
    from programmes as p join cooperation_agreements as a on a.id = p.cooperation_agreement_id
    where p.state <> 'closed' and (p.needs_decision or (p.ends_on > a.last_day and p.ends_on >= $2))""",
    # Goods that were to be counted back, after a fair or after so long at an outlet.
    """select 'consignment_uncounted', c.id, (c.due_on + 1)::timestamp at time zone $3, c.agency_id, c.institution_id,
    null from consignments as c where c.counted_on is null and c.due_on < $2""",
    # Goods at outlets whose agreement does not carry them any more.
    """select 'stock_after_agreement', p.id,
    case when a.last_day < $2 then (a.last_day + 1)::timestamp at time zone $3 else a.gate_since end,
    p.agency_id, p.institution_id, null
    from products as p join cooperation_agreements as a on a.id = p.cooperation_agreement_id
    where (a.state <> 'in_force' or not 'marketing' = any(a.scopes) or a.last_day < $2)
    and exists (select from consignments as c where c.product_id = p.id and c.remaining > 0)""",
)
ROWS = " union all ".join(f"({each})" for each in _ROWS)
"""SQL: kind, id, since, agency_id, institution_id, number of a session. $1 to $3 are those of `moment`."""


def moment(now: datetime) -> tuple[object, ...]:
    """Now, the local day, and the local zone."""
    return now, local_day(now), LOCAL_ZONE.key


async def count_waiting(conn: Connection, now: datetime) -> list[Waits]:
    rows = await conn.fetch(
        f"select kind, count(*)::integer as count, min(since) as oldest from ({ROWS}) as waiting group by kind",
        *moment(now),
    )
    return [Waits(**row) for row in rows]

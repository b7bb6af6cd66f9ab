"""What waits for someone, in SQL: a row per thing, with its kind, since when, and the two organisations."""

from __future__ import annotations

from datetime import datetime

from shared.clock import LOCAL_ZONE, local_day
from shared.postgres.pool import Connection
from shared.waiting import Waits

_TAUGHT = """
    from enrolments as e join programmes as p on p.id = e.programme_id
    cross join lateral (
        select coalesce(
            case when count(*) filter (where s.number <= 400) >= p.sessions
                then max(s.ends_at) filter (where s.cancelled_at is null) end,
            (p.ends_on + 1)::timestamp at time zone $3) as since
        from sessions as s where s.programme_id = p.id) as taught
    where e.state = 'confirmed' and taught.since <= $1
"""
"""Who still has a place after the last session of the course, or after its last day where sessions are missing."""

_ROWS = (
    """select 'session_without_attendance' as kind, p.id, s.ends_at as since, p.agency_id, p.institution_id, s.number
    from sessions as s join programmes as p on p.id = s.programme_id
    where s.ends_at <= $1 and p.state <> 'closed' and s.cancelled_at is null
    and exists (select from enrolments as e
        where e.programme_id = p.id and e.state = 'confirmed' and e.confirmed_at < s.ends_at)
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
    where p.state <> 'closed' and (p.needs_decision or (p.ends_on > a.last_day and p.ends_on >= $2
        and not exists (select from programme_decisions as d
            where d.programme_id = p.id and d.decided_at >= a.gate_since)))""",
    """select 'session_not_made_up', p.id, s.cancelled_at, p.agency_id, p.institution_id, s.number
    from sessions as s join programmes as p on p.id = s.programme_id
    where s.cancelled_at is not null and s.number <= 400 and p.state <> 'closed' and p.ends_on >= $2
    and not exists (select from sessions as m
        where m.programme_id = s.programme_id and m.makes_up_for = s.number and m.cancelled_at is null)""",
    """select 'companion_missing', p.id, coalesce(c.since, p.opened_at), p.agency_id, p.institution_id, null
    from programmes as p cross join lateral (
        select min(e.confirmed_at) as since from enrolments as e
        where e.programme_id = p.id and e.child and e.state = 'confirmed') as c
    where p.state <> 'closed' and p.ends_on >= $2 and (p.for_children or c.since is not null)
    and not exists (select from officials as o where o.programme_id = p.id and o.duty = 'companion'
        and greatest(o.starts_on, $2) <= coalesce(o.ends_on, p.ends_on))""",
    # What the issuer took back is known at once; what only ends is told a month ahead.
    """select 'accreditation_ending', p.id,
        coalesce(b.withdrawn_at, (b.valid_until - 30)::timestamp at time zone $3), p.agency_id, p.institution_id, null
    from training_bodies as b join programmes as p on p.id = b.programme_id
    where b.replaced_at is null and p.state <> 'closed' and p.ends_on >= $2
    and (b.withdrawn_on < p.ends_on or b.valid_until - 30 <= $2)""",
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

"""What waits for someone, in SQL: a row per thing, with its kind, since when, and the two organisations."""

from __future__ import annotations

from datetime import datetime

from services.training.store.readiness import CONFIRMED, UPCOMING
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
    from enrolments as e join programmes as p on p.id = e.programme_id where e.state = 'waitlisted'
    and e.passed_over_on is null""",
    """select 'release_due', p.id, (p.expected_release + 1)::timestamp at time zone $3, null, p.institution_id, null
    from participants as p where p.state = 'held' and p.expected_release < $2""",
    """select 'arrival_unconfirmed', s.participant_id, s.recorded_at, null, s.institution_id, null
    from participant_stays as s where s.confirmed_at is null and s.to_on is null""",
    # Another institution has the person too, since then: a transfer or a release was not written down.
    """select 'in_two_registers', p.id, o.registered_at, null, p.institution_id, null
    from participants as o join participants as p
        on p.person_id = o.person_id and p.id <> o.id and p.state = 'held'
    where o.second_register and o.state = 'held'""",
    """select 'certificate_revocation', v.id, v.proposed_at, p.agency_id, p.institution_id, null
    from certificate_revocations as v join certificates as c on c.id = v.certificate_id
    join enrolments as e on e.id = c.enrolment_id join programmes as p on p.id = e.programme_id
    where v.state = 'proposed'""",
    f"""select 'release_not_ready', p.id,
    greatest((p.expected_release - rules.within_days)::timestamp at time zone $3, p.registered_at),
    null::uuid, p.institution_id, null {UPCOMING} where not rules.required <@ {CONFIRMED}""",
    """select 'passed_over', e.id, e.passed_over_on::timestamp at time zone $3, p.agency_id, p.institution_id, null
    from enrolments as e join programmes as p on p.id = e.programme_id where e.passed_over_on is not null""",
    """select 'session_on_closed_day', p.id, c.since, p.agency_id, p.institution_id, c.number
    from closed_sessions as c join sessions as s on s.programme_id = c.programme_id and s.number = c.number
    join programmes as p on p.id = c.programme_id
    where p.state <> 'closed' and s.cancelled_at is null and s.starts_at > $1
    and (s.starts_at at time zone $3)::date = c.on_date""",
    """select 'withdrawal_proposed', w.id, w.proposed_at, null::uuid, w.institution_id, null
    from withdrawals as w where w.state = 'proposed'""",
    # What a released person is owed, with something on the accounts.
    """select 'payout_due', o.id, o.opened_at, null::uuid, o.institution_id, null
    from payouts as o where o.state = 'due' and exists (select from ledger_accounts as a
        where a.participant_id = o.participant_id and a.institution_id = o.institution_id and a.balance > 0)""",
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
    """select 'loan_unconfirmed', l.id, l.lent_at, l.agency_id, l.institution_id, null from loans as l
    where l.ended_on is null and l.state = 'lent'""",
    """select 'loan_overdue', l.id, (l.due_on + 1)::timestamp at time zone $3, l.agency_id, l.institution_id, null
    from loans as l where l.ended_on is null and l.state in ('lent', 'received') and l.due_on < $2""",
    """select 'loss_undecided', l.id, l.missing_since, l.agency_id, l.institution_id, null from loans as l
    where l.ended_on is null and l.state = 'missing'""",
    """select 'loan_after_agreement', l.id, l.flagged_at, l.agency_id, l.institution_id, null from loans as l
    where l.ended_on is null and l.needs_decision""",
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

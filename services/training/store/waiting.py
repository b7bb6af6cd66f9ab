"""What waits for someone, in SQL: since when each thing does, and the two organisations.

Every kind is found by what is open, never by a look through what is over (migrations/0025_open_things.sql).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.training.domain.waiting import KINDS
from services.training.store.readiness import CONFIRMED, UPCOMING
from shared.clock import LOCAL_ZONE, local_day
from shared.postgres.pool import Connection
from shared.waiting import Waits

_SHARED = """
    moment as (select $1::timestamptz, $2::date, $3::text),
    places as materialized (
        select programme_id, min(confirmed_at) as first from enrolments
        where state = 'confirmed' group by programme_id),
    taught as materialized (
        select p.id, p.agency_id, p.institution_id, coalesce(
            case when s.planned >= p.sessions then s.last end, (p.ends_on + 1)::timestamp at time zone $3) as since
        from places as r join programmes as p on p.id = r.programme_id
        cross join lateral (
            select count(*) filter (where s.number <= 400) as planned,
                max(s.ends_at) filter (where s.cancelled_at is null) as last
            from sessions as s where s.programme_id = p.id) as s
        where p.state <> 'closed')
"""
"""Courses where somebody has a place now, few however many are over: since when the first one has, and since when they
are taught: after the last session, or after the last day where sessions are missing."""

_TAUGHT = """select e.id, t.since, t.agency_id, t.institution_id, null::integer
    from taught as t join enrolments as e on e.programme_id = t.id where t.since <= $1 and e.state = 'confirmed' and"""

_ROWS = {
    "session_without_attendance": """select p.id, s.ends_at, p.agency_id, p.institution_id, s.number
    from places as r join programmes as p on p.id = r.programme_id join sessions as s on s.programme_id = p.id
    where s.ends_at <= $1 and s.ends_at > r.first and p.state <> 'closed' and s.cancelled_at is null
    and not exists (select from attendance as a where a.programme_id = p.id and a.session = s.number)""",
    "assessment_due": f"{_TAUGHT} e.score is null",
    "completion_due": f"{_TAUGHT} e.score is not null",
    "waiting_list": """select e.id, e.enrolled_at, p.agency_id, p.institution_id, null::integer
    from enrolments as e join programmes as p on p.id = e.programme_id
    where p.state <> 'closed' and e.state = 'waitlisted' and e.passed_over_on is null""",
    "release_due": """select p.id, (p.expected_release + 1)::timestamp at time zone $3, null::uuid, p.institution_id,
    null::integer
    from participants as p where p.state = 'held' and p.expected_release < $2""",
    "arrival_unconfirmed": """select s.participant_id, s.recorded_at, null::uuid, s.institution_id, null::integer
    from participant_stays as s where s.confirmed_at is null and s.to_on is null""",
    # Another institution has the person too, since then: a transfer or a release was not written down.
    "in_two_registers": """select p.id, o.registered_at, null::uuid, p.institution_id, null::integer
    from participants as o join participants as p
        on p.person_id = o.person_id and p.id <> o.id and p.state = 'held'
    where o.second_register and o.state = 'held'""",
    "certificate_revocation": """select v.id, v.proposed_at, p.agency_id, p.institution_id, null::integer
    from certificate_revocations as v join certificates as c on c.id = v.certificate_id
    join enrolments as e on e.id = c.enrolment_id join programmes as p on p.id = e.programme_id
    where v.state = 'proposed'""",
    "release_not_ready": f"""select p.id,
    greatest((p.expected_release - rules.within_days)::timestamp at time zone $3, p.registered_at),
    null::uuid, p.institution_id, null::integer {UPCOMING} where not rules.required <@ {CONFIRMED}""",
    "passed_over": """select e.id, e.passed_over_on::timestamp at time zone $3, p.agency_id, p.institution_id,
    null::integer
    from enrolments as e join programmes as p on p.id = e.programme_id
    where p.state <> 'closed' and e.passed_over_on is not null""",
    "session_on_closed_day": """select p.id, c.since, p.agency_id, p.institution_id, c.number
    from closed_sessions as c join sessions as s on s.programme_id = c.programme_id and s.number = c.number
    join programmes as p on p.id = c.programme_id
    where p.state <> 'closed' and s.cancelled_at is null and s.starts_at > $1
    and c.on_date >= $2 and (s.starts_at at time zone $3)::date = c.on_date""",
    "withdrawal_proposed": """select w.id, w.proposed_at, null::uuid, w.institution_id, null::integer
    from withdrawals as w where w.state = 'proposed'""",
    # What a released person is owed, with something on the accounts: a sum for each, never for all accounts.
    "payout_due": """select o.id, o.opened_at, null::uuid, o.institution_id, null::integer
    from payouts as o where o.state = 'due' and (select sum(a.balance) from ledger_accounts as a
        where a.participant_id = o.participant_id and a.institution_id = o.institution_id) > 0""",
    # Opened before it was known that the agreement (PKS) will not carry it.
    "programme_after_agreement": """select p.id, a.gate_since, p.agency_id, p.institution_id, null::integer
    from programmes as p join cooperation_agreements as a on a.id = p.cooperation_agreement_id
    where p.state <> 'closed' and (p.needs_decision or (p.ends_on > a.last_day and p.ends_on >= $2
        and not exists (select from programme_decisions as d
            where d.programme_id = p.id and d.decided_at >= a.gate_since)))""",
    "session_not_made_up": """select p.id, s.cancelled_at, p.agency_id, p.institution_id, s.number
    from sessions as s join programmes as p on p.id = s.programme_id
    where s.cancelled_at is not null and s.number <= 400 and p.state <> 'closed' and p.ends_on >= $2
    and not exists (select from sessions as m
        where m.programme_id = s.programme_id and m.makes_up_for = s.number and m.cancelled_at is null)""",
    "companion_missing": """select p.id, coalesce(c.since, p.opened_at), p.agency_id, p.institution_id, null::integer
    from programmes as p cross join lateral (
        select min(e.confirmed_at) as since from enrolments as e
        where e.programme_id = p.id and e.child and e.state = 'confirmed') as c
    where p.state <> 'closed' and p.ends_on >= $2 and (p.for_children or c.since is not null)
    and not exists (select from officials as o where o.programme_id = p.id and o.duty = 'companion'
        and greatest(o.starts_on, $2) <= coalesce(o.ends_on, p.ends_on))""",
    # What the issuer took back is known at once; what only ends is told a month ahead.
    "accreditation_ending": """select p.id,
        coalesce(b.withdrawn_at, (b.valid_until - 30)::timestamp at time zone $3), p.agency_id,
    p.institution_id, null::integer
    from training_bodies as b join programmes as p on p.id = b.programme_id
    where b.replaced_at is null and p.state <> 'closed' and p.ends_on >= $2
    and (b.withdrawn_on < p.ends_on or b.valid_until - 30 <= $2)""",
    "loan_unconfirmed": """select l.id, l.lent_at, l.agency_id, l.institution_id, null::integer from loans as l
    where l.ended_on is null and l.state = 'lent'""",
    "loan_overdue": """select l.id, (l.due_on + 1)::timestamp at time zone $3, l.agency_id, l.institution_id,
    null::integer
    from loans as l where l.ended_on is null and l.state in ('lent', 'received') and l.due_on < $2""",
    "loss_undecided": """select l.id, l.missing_since, l.agency_id, l.institution_id, null::integer from loans as l
    where l.ended_on is null and l.state = 'missing'""",
    "loan_after_agreement": """select l.id, l.flagged_at, l.agency_id, l.institution_id, null::integer from loans as l
    where l.ended_on is null and l.needs_decision""",
    # Goods that were to be counted back, after a fair or after so long at an outlet.
    "consignment_uncounted": """select c.id, (c.due_on + 1)::timestamp at time zone $3, c.agency_id, c.institution_id,
    null::integer from consignments as c where c.counted_on is null and c.due_on < $2""",
    # Goods at outlets whose agreement does not carry them any more.
    "stock_after_agreement": """select p.id,
    case when a.last_day < $2 then (a.last_day + 1)::timestamp at time zone $3 else a.gate_since end,
    p.agency_id, p.institution_id, null::integer
    from (select distinct product_id from consignments where remaining > 0) as c
    join products as p on p.id = c.product_id join cooperation_agreements as a on a.id = p.cooperation_agreement_id
    where a.state <> 'in_force' or not 'marketing' = any(a.scopes) or a.last_day < $2""",
}


def rows_of(kinds: Iterable[str]) -> str:
    """SQL: kind, id, since, agency_id, institution_id, number of a session, of one kind at least and of no others.

    $1 to $3 are those of `moment`."""
    columns = "id, since, agency_id, institution_id, number"
    wanted = (f"select '{kind}' as kind, w.* from ({_ROWS[kind]}) as w ({columns})" for kind in kinds)
    return f"with {_SHARED} {' union all '.join(wanted)}"


def moment(now: datetime) -> tuple[object, ...]:
    """Now, the local day, and the local zone."""
    return now, local_day(now), LOCAL_ZONE.key


async def count_waiting(conn: Connection, now: datetime) -> list[Waits]:
    rows = await conn.fetch(
        f"select kind, count(*)::integer as count, min(since) as oldest from ({rows_of(KINDS)}) as waiting"
        " group by kind",
        *moment(now),
    )
    return [Waits(**row) for row in rows]

"""What waits for someone, in SQL: a row per thing, with its kind, since when, and the offices of its case."""

from __future__ import annotations

from datetime import datetime

from services.community_service.domain.breaches import WAITING
from services.community_service.domain.cases import RUNNING
from services.community_service.domain.sentences import OVER
from shared.clock import LOCAL_ZONE, local_day
from shared.postgres.pool import Connection
from shared.waiting import Waits

_CASE = "s.id as sentence_id, s.court_code, s.prosecutor_code, s.probation_office_code"
_RUNNING = f"s.state in ({', '.join(repr(state) for state in sorted(RUNNING))})"
_OVER = ", ".join(map(repr, sorted(OVER)))
_BREACH_STATES = ", ".join(repr(state) for state in WAITING)
_BOOKED = "x.state = 'scheduled' and x.ends_at > $1"
_OFFICES = ("court", "prosecutor", "probation_office")


def _known(kind: str) -> str:
    """Asked of each office by itself: so the offices are read once and not for every sentence."""
    return f"exists (select from organisations as o where o.code = s.{kind}_code and o.kind = '{kind}')"


_ROWS = (
    # Over, and nobody has said what became of it.
    f"""select 'session_unrecorded' as kind, x.id, x.ends_at as since, {_CASE}
    from sessions as x join sentences as s on s.id = x.sentence_id
    where x.state in ('scheduled', 'checked_in') and x.ends_at <= $1 and {_RUNNING}""",
    f"""select 'session_unsigned', x.id, x.recorded_at, {_CASE}
    from sessions as x cross join lateral (select * from sentences where id = x.sentence_id limit 1) as s
    where x.state = 'recorded' and s.state not in ({_OVER})""",
    # Booked before it was known that the agreement (PKS) will not carry it.
    f"""with carried as materialized (
        select t.id as site_id, a.gate_since,
            case when a.state <> 'in_force' or t.suspended_by = 'agreement' then '-infinity' else a.last_day end
                as until
        from agreements as a join sites as t on t.agreement_id = a.agreement_id)
    select 'sessions_after_agreement', s.id, max(c.gate_since), {_CASE}
    from carried as c join sessions as x on x.site_id = c.site_id and x.on_date > c.until
    join sentences as s on s.id = x.sentence_id where {_BOOKED} and {_RUNNING} group by s.id""",
    f"""select 'sessions_at_closed_site', s.id, max((
        select max(j.occurred_at) from journal as j where j.key = t.id::text
        and j.type in ('community-service.site.closed', 'community-service.site.suspended'))), {_CASE}
    from sites as t join sessions as x on x.site_id = t.id join sentences as s on s.id = x.sentence_id
    where {_BOOKED} and {_RUNNING} and (t.state = 'closed' or t.suspended_by = 'coordinator') group by s.id""",
    f"""select 'sentence_unplaced', s.id, greatest(s.received_at, (
        select max(gone.cancelled_at) from cancelled_sessions as gone where gone.sentence_id = s.id)), {_CASE}
    from sentences as s where s.state = 'assigned' and s.ends_on >= $2
    and not exists (select from sessions where sentence_id = s.id)""",
    f"""select 'sentence_overdue', s.id, (s.ends_on + 1)::timestamp at time zone $3, {_CASE}
    from sentences as s where {_RUNNING} and s.ends_on < $2""",
    """select 'verdict_change', v.id, v.received_at, null, v.court_code, null, null
    from verdict_changes as v where v.state = 'waiting'""",
    f"""select 'verdict_change_held', v.id, v.received_at, {_CASE}
    from verdict_changes as v join sentences as s on s.id = v.sentence_id where v.state = 'held'""",
    """select 'verdict_returned', r.id, r.returned_at, null, r.court_code, r.prosecutor_code, r.probation_office_code
    from returned_verdicts as r where r.state = 'returned'""",
    f"""select 'fine_overdue', f.id, (f.due_on + 1)::timestamp at time zone $3, {_CASE}
    from fines as f join sentences as s on s.id = f.sentence_id where f.state = 'overdue' and s.state = 'closed'""",
    f"""select 'fine_correction', c.id, c.proposed_at, {_CASE}
    from fine_corrections as c join sentences as s on s.id = c.sentence_id where c.state = 'proposed'""",
    f"""select 'case_not_received', s.id, s.received_at, {_CASE}
    from sentences as s where {_RUNNING} and not exists (select from receptions where sentence_id = s.id)""",
    f"""select 'incident_unanswered', i.id, i.opened_at, {_CASE}
    from incidents as i join sentences as s on s.id = i.sentence_id where i.answered_at is null""",
    f"""select 'incident_unseen', i.id, i.opened_at, {_CASE}
    from incidents as i join sentences as s on s.id = i.sentence_id where i.seen_at is null""",
    f"""select 'unknown_office', s.id, s.received_at, {_CASE}
    from sentences as s where {_RUNNING} and not ({" and ".join(map(_known, _OFFICES))})""",
    f"""select 'guardian_unreachable', s.id, g.unreachable_since, {_CASE}
    from guardians as g join sentences as s on s.id = g.sentence_id
    where g.unreachable_since is not null and {_RUNNING}""",
    f"""select 'correction', c.id, c.proposed_at, {_CASE}
    from attendance_corrections as c join sentences as s on s.id = c.sentence_id where c.state = 'proposed'""",
    # A supervisor's phone said it, and it could not be recorded.
    f"""select 'field_refusal', r.entry_id, r.refused_at, {_CASE}
    from field_refusals as r join field_entries as e on e.id = r.entry_id
    join sentences as s on s.id = e.sentence_id where r.state = 'open'""",
    f"""select 'alarm', a.id, a.raised_at, {_CASE}
    from alarms as a join sentences as s on s.id = a.sentence_id where a.state = 'open'""",
    f"""select 'review', s.id, coalesce(greatest(
        (select max(v.settled_at) from verdict_changes as v where v.sentence_id = s.id),
        (select max(c.decided_at) from attendance_corrections as c where c.sentence_id = s.id)), s.received_at), {_CASE}
    from sentences as s where s.review = 'open'""",
    f"""select 'breach_' || b.state, b.id, step.taken_at, {_CASE}
    from breaches as b join breach_steps as step on step.breach_id = b.id and step.step = b.state
    join sentences as s on s.id = b.sentence_id where b.state in ({_BREACH_STATES}) and {_RUNNING}""",
)
ROWS = " union all ".join(f"({each})" for each in _ROWS)
"""SQL: kind, id, since, sentence_id, and the codes of the three offices. $1 to $3 are those of `moment`.

`limit 1`: few sessions wait, so each looks its own sentence up."""


def moment(now: datetime) -> tuple[object, ...]:
    """Now, the local day, and the local zone."""
    return now, local_day(now), LOCAL_ZONE.key


async def count_waiting(conn: Connection, now: datetime) -> list[Waits]:
    rows = await conn.fetch(
        f"select kind, count(*)::integer as count, min(since) as oldest from ({ROWS}) as waiting group by kind",
        *moment(now),
    )
    return [Waits(**row) for row in rows]

"""What waits for someone in agreements: since when, and for which organisation. The oldest comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.clock import LOCAL_ZONE, local_day
from shared.postgres.pool import Connection
from shared.waiting import Cursor, WaitingItem, Waits, age_days, waiting_page

_AGREEMENT = "'/agreements/' || a.kind || '-agreements/' || a.id"
_ADDENDUM = f"{_AGREEMENT} || '/addenda/' || m.id"
_UNSIGNED = (
    "select case when count(*) = 1 then min(p.organisation_id::text)::uuid end from agreement_parties as p"
    " where p.agreement_id = a.id and not exists (select from signatures as s where s.agreement_id = a.id"
    " and s.party_id = p.organisation_id and s.amendment_id is not distinct from {})"
)
_UNREVIEWED = (
    "select case when count(*) = 1 then min(p.organisation_id::text)::uuid end from agreement_parties as p"
    " where p.agreement_id = a.id and not {}"
)
_SUBMITTED = (
    "select max(occurred_at) from journal where key = a.id::text and type = 'agreements.record.submitted'"
    " and data ->> 'addendum' is not distinct from {}"
)


def _midnight(day: str) -> str:
    return f"({day})::timestamp at time zone '{LOCAL_ZONE}'"


KINDS: Mapping[str, str] = {
    "agreement_draft": (
        f"select a.id, a.agency_id, a.created_at, {_AGREEMENT} from agreements as a where a.state = 'draft'"
    ),
    "agreement_review": (
        f"select a.id, ({_UNREVIEWED.format('p.approved')}), coalesce(({_SUBMITTED.format('null')}), a.created_at),"
        f" {_AGREEMENT} from agreements as a where a.state = 'in_review'"
    ),
    "agreement_signature": (
        f"select a.id, ({_UNSIGNED.format('null')}), {_midnight('a.approved_on')}, {_AGREEMENT}"
        " from agreements as a where a.state = 'approved'"
    ),
    "council_consent": (
        f"select a.id, a.agency_id, {_midnight('a.approved_on')}, {_AGREEMENT} from agreements as a"
        " where a.state = 'approved' and a.burdens_budget and a.consent_date is null"
    ),
    "addendum_draft": (
        f"select m.id, a.agency_id, m.created_at, {_ADDENDUM}"
        " from amendments as m join agreements as a on a.id = m.agreement_id where m.state = 'draft'"
    ),
    "addendum_review": (
        f"select m.id, ({_UNREVIEWED.format('p.organisation_id = any(m.approved_by)')}),"
        f" coalesce(({_SUBMITTED.format('m.number::text')}), m.created_at), {_ADDENDUM}"
        " from amendments as m join agreements as a on a.id = m.agreement_id where m.state = 'in_review'"
    ),
    "addendum_signature": (
        f"select m.id, ({_UNSIGNED.format('m.id')}), {_midnight('m.approved_on')}, {_ADDENDUM}"
        " from amendments as m join agreements as a on a.id = m.agreement_id where m.state = 'approved'"
    ),
    "addendum_held": (
        "select m.id, a.agency_id, (select max(occurred_at) from journal where key = a.id::text"
        f" and type = 'agreements.record.addendum-held'), {_ADDENDUM}"
        " from amendments as m join agreements as a on a.id = m.agreement_id where m.state = 'held'"
    ),
    "obligation_overdue": (
        f"select o.id, o.owed_by, {_midnight('o.due_on + 1')}, '/agreements/obligations/' || o.id"
        " from obligations as o where o.state = 'overdue' and o.delivered_on is null"
    ),
    "obligation_unconfirmed": (
        "select o.id, case o.owed_by when a.agency_id then a.institution_id else a.agency_id end,"
        f" {_midnight('o.delivered_on')}, '/agreements/obligations/' || o.id"
        " from obligations as o join agreements as a on a.id = o.agreement_id"
        " where o.state in ('open', 'overdue') and o.delivered_on is not null"
    ),
    "proposal_unanswered": (
        "select o.id, case q.proposed_by when a.agency_id then a.institution_id else a.agency_id end, q.proposed_at,"
        " '/agreements/obligations/' || o.id from obligation_proposals as q"
        " join obligations as o on o.id = q.obligation_id join agreements as a on a.id = o.agreement_id"
        " where q.answer is null"
    ),
    "expiry_undecided": (
        f"select a.id, a.agency_id, {_midnight('given.since')}, {_AGREEMENT} from agreements as a"
        " join lateral (select min(due_on) as since from expiry_notices as e where e.agreement_id = a.id"
        " and e.ends_on = a.ends_on) as given on given.since is not null"
        " where a.state in ('in_force', 'suspended') and a.last_day = a.ends_on and not exists (select from"
        " amendments as m where m.agreement_id = a.id"
        " and m.state in ('draft', 'in_review', 'approved', 'signed', 'held'))"
    ),
    "evaluation_due": (
        f"select a.id, a.agency_id, {_midnight('year.ends - 30')}, {_AGREEMENT} from agreements as a,"
        " lateral (select n, least(a.last_day, (a.starts_on + make_interval(years => n + 1))::date - 1) as ends"
        " from generate_series(0, least(99, extract(year from a.last_day)::int - extract(year from a.starts_on)::int))"
        " as n where (a.starts_on + make_interval(years => n))::date <= a.last_day) as year"
        " where a.kind = 'cooperation' and a.end_known_on is not null and year.ends - 30 <= {today} and not exists"
        " (select from evaluations as e where e.agreement_id = a.id and e.year = year.n + 1)"
    ),
}
"""What waits, by kind: the thing, the organisation whose turn it is (none: each of several), since when, and where.

An agreement is a draft, in review, or signed by some; the council's consent is missing; an addendum is under way or
held; what was owed is not there, or not confirmed; a proposal has no answer; after the notice of its expiry nobody has
drafted an addendum or given notice; a year was not evaluated."""


def _everything() -> str:
    """All of it; the only value is today."""
    each = [
        f"select '{kind}' as kind, w.* from ({query.replace('{today}', '$1::date')})"
        " as w (id, organisation_id, since, detail_url)"
        for kind, query in KINDS.items()
    ]
    return f"({' union all '.join(each)}) as waiting"


async def waiting(conn: Connection, now: datetime, after: str | None, limit: int) -> dict[str, Any]:
    """A page of what waits for a clerk; the oldest first."""
    cursor = Cursor.read(after) if after else None
    only = "where (since, kind, id) > ($3, $4, $5)" if cursor else ""
    rows = await conn.fetch(
        f"select * from {_everything()} {only} order by since, kind, id limit $2",
        *(local_day(now), limit + 1, *((cursor.since, cursor.kind, cursor.id) if cursor else ())),
    )
    items = [WaitingItem(**row, waits_for="clerk", age_days=age_days(row["since"], now)) for row in rows]
    return waiting_page(items, limit)


async def waits(conn: Connection, now: datetime) -> list[Waits]:
    """How many things of each kind wait, and since when the oldest does."""
    rows = await conn.fetch(
        f"select kind, count(*) as count, min(since) as oldest from {_everything()} group by kind", local_day(now)
    )
    return [Waits(**row) for row in rows]

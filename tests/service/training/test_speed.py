"""Pages of training read little, however long the city has taught: pages of the database and scans are counted.

The town is a tenth of the size of the bench's (tests/bench/training.py measures the time)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.training.domain.waiting import KINDS
from services.training.queries import (
    catalogue,
    enrolments,
    exports,
    participants,
    programmes,
    readiness,
    sales,
    stock,
    waiting,
)
from services.training.store.loans import first_to_tell
from services.training.store.programmes import next_queue
from services.training.store.waiting import count_waiting
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from tests.support.counting import Counting
from tests.support.databases import Databases
from tests.support.town import Town, fill, town_id

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
TOWN = Town(date(2026, 11, 24), courses=500, loans=4_000, products=2_000, sales=20_000)
AUDITOR = Actor("auditor", frozenset({"auditor"}))
STAFF = Actor("staff", frozenset({"institution_staff"}), TOWN.institution)
BIG = {
    *("attendance", "certificates", "enrolments", "journal", "ledger_accounts", "ledger_entries", "ledger_lines"),
    *("loans", "participants", "payouts", "person_reads", "programmes", "sales", "sessions", "withdrawals"),
}
"""Tables that only grow with the years."""


@pytest.fixture(scope="module")
async def town(databases: Databases) -> AsyncIterator[Connection]:
    dsn = await databases.fresh("training")
    url = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(url, server_settings={"search_path": "training"})
    try:
        await fill(conn, TOWN)
        yield conn
    finally:
        await conn.close()
        databases.drop(dsn)


Read = Callable[[Any], Awaitable[Any]]


def _programmes(state: str | None = None, **of: UUID) -> Read:
    return lambda c: programmes.programmes(
        c, state, of.get("agency"), of.get("institution"), of.get("agreement"), of.get("after"), 50
    )


def _enrolments(programme: UUID, state: str | None = None, limit: int = 50) -> Read:
    return lambda c: enrolments.enrolments_for(c, AUDITOR, programme, state, None, limit)


def _waiting(actor: Actor, kind: str | None = None) -> Read:
    return lambda c: waiting.waiting(c, actor, NOW, kind, None, None, 50)


READS: dict[str, tuple[Read, int]] = {
    "programmes": (_programmes(), 20),
    "programmes open": (_programmes("open"), 60),
    "programmes of an agency, deep": (_programmes(agency=TOWN.agency, after=TOWN.over), 40),
    "programmes of an institution": (_programmes(institution=TOWN.institution), 40),
    "programmes of an agreement": (_programmes(agreement=town_id(2, 4)), 40),
    "a programme": (lambda c: programmes.programme(c, TOWN.over), 140),
    "enrolments of a programme of 20": (_enrolments(TOWN.over), 250),
    "enrolments of a programme of 500": (_enrolments(TOWN.big), 600),
    "waiting list of it": (_enrolments(TOWN.big, "waitlisted"), 900),
    "an enrolment": (lambda c: enrolments.enrolment(c, TOWN.enrolment), 110),
    "export of a programme": (lambda c: exports.attendance_lines(c, TOWN.over, None), 1200),
    "participants": (lambda c: participants.participants_for(c, AUDITOR, None, None, 50), 320),
    "participants of an institution, deep": (
        lambda c: participants.participants_for(c, STAFF, None, TOWN.middle(6, TOWN.persons), 50),
        320,
    ),
    "releases": (
        lambda c: readiness.releases_for(c, AUDITOR, None, 90, TOWN.today, None, 50),
        260,
    ),
    "catalogue": (lambda c: catalogue.catalogue(c, TOWN.today, None, None, None, 50), 480),
    "stock": (lambda c: stock.stock(c, AUDITOR, None, None, 50), 260),
    "sales, deep": (lambda c: sales.sales(c, AUDITOR, None, None, None, TOWN.middle(20, TOWN.sales), 50), 550),
    "sales of a product": (lambda c: sales.sales(c, AUDITOR, town_id(15, 7), None, None, None, 50), 140),
}


@pytest.mark.parametrize("name", READS)
async def test_a_page_reads_little(town: Connection, name: str) -> None:
    read, most = READS[name]
    counting = Counting(town)
    await read(counting)
    assert not counting.scans & BIG, f"{name} scans {counting.scans & BIG}"
    assert counting.pages <= most, f"{name}: {counting.pages} pages"


WAITING: dict[str, Read] = {
    "gauges": lambda c: count_waiting(c, NOW),
    "all": _waiting(AUDITOR),
    "of an institution": _waiting(STAFF),
    **{kind: _waiting(AUDITOR, kind) for kind in KINDS},
    "a queue that is due": lambda c: next_queue(c, TOWN.today),
    "a loan that is overdue": lambda c: first_to_tell(c, TOWN.today),
}

HISTORY = """
set session_replication_role = replica;
create temp table added as
select p.id as old, gen_random_uuid() as id from programmes as p, generate_series(1, 12)
where p.state = 'closed' and p.id < '{big}';
insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, title, level, minutes, sessions,
    capacity, min_age, max_age, risk_levels, min_attendance, min_score, starts_on, ends_on, for_children, rules_from,
    state, taken, opened_at)
select a.id, p.cooperation_agreement_id, p.agency_id, p.institution_id, p.skill, p.title, p.level, 1200, 10, 20, 18, 60,
    p.risk_levels, 80, 60, p.starts_on, p.ends_on, false, p.rules_from, 'closed', 20, p.opened_at
from added as a join programmes as p on p.id = a.old;
insert into sessions (programme_id, number, starts_at, ends_at)
select a.id, s.number, s.starts_at, s.ends_at from added as a join sessions as s on s.programme_id = a.old;
insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, state, score, reason,
    completed_on, enrolled_at, child, confirmed_at, ended_at)
select gen_random_uuid(), a.id, e.participant_id, e.person_id, e.skill, e.rules_from, e.state, e.score, e.reason,
    e.completed_on, e.enrolled_at, false, e.confirmed_at, e.ended_at
from added as a join enrolments as e on e.programme_id = a.old;
insert into closed_sessions select id, 3, current_date - 1000, 'Hari raya', now() from added;
insert into loans (id, equipment_id, cooperation_agreement_id, agency_id, institution_id, state, responsible_name,
    condition_out, condition_in, lent_on, lent_at, due_on, received_on, ended_on, told_due_on)
select gen_random_uuid(), equipment_id, cooperation_agreement_id, agency_id, institution_id, 'returned', 'x', 'good',
    'good', '2000-01-01', now(), '2000-02-01', '2000-01-01', '2000-01-01', '2000-02-01' from loans;
set session_replication_role = origin;
"""


async def test_what_waits_and_the_jobs_read_no_more_after_ten_times_the_history(town: Connection) -> None:
    async def pages() -> dict[str, int]:
        await town.execute("vacuum analyze")
        found = {}
        for name, read in WAITING.items():
            counting = Counting(town)
            await read(counting)
            assert not later or not counting.scans & BIG, f"{name} scans {counting.scans & BIG}"
            found[name] = counting.pages
        return found

    later = False
    before = await pages()
    await town.execute(HISTORY.replace("{big}", str(TOWN.big)))
    later = True
    after = await pages()
    grown = {name: (before[name], now) for name, now in after.items() if now > 1.5 * before[name] + 60}
    assert not grown, "pages before and after"

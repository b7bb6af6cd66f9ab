"""What time does to accreditations: once per due date, late or not, whatever runs beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from services.agreements.jobs import accreditations
from services.agreements.main import SERVICE
from shared.postgres.pool import in_transaction
from shared.postgres.scheduler import Scheduler
from tests.conftest import RunService
from tests.service.agreements.papers import accredited, renewed, school
from tests.support.harness import Harness

END = "2026-08-31"
PREFIX = "agreements.accreditation."


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        yield running


async def said(h: Harness) -> list[str]:
    return [type_.removeprefix(PREFIX) for type_, _ in await h.facts() if type_.startswith(PREFIX)]


async def dated(h: Harness) -> list[tuple[str, str]]:
    """What the scheduler said and the local times it is dated with."""
    rows = await h.pool.fetch(
        "select type, to_char(occurred_at at time zone 'Asia/Jayapura', 'YYYY-MM-DD HH24:MI') as at from journal"
        " where actor = 'system:scheduler' order by position"
    )
    return [(row["type"].removeprefix(PREFIX), row["at"]) for row in rows]


def local(h: Harness, moment: str) -> None:
    h.clock.set(datetime.fromisoformat(f"{moment}:00+09:00"))


async def test_accreditation_06_it_says_90_30_and_7_days_before_and_expires_after_its_last_day(h: Harness) -> None:
    await accredited(h, await school(h))
    moments = [
        ("2026-06-01 23:59", []),
        ("2026-06-02 00:00", ["expiring"]),
        ("2026-07-31 23:59", []),
        ("2026-08-01 00:01", ["expiring"]),
        ("2026-08-24 00:00", ["expiring"]),
        ("2026-08-31 23:59", []),
        ("2026-09-01 00:00", ["expired"]),
        ("2027-01-01 00:00", []),
    ]
    heard = 1
    for moment, expected in moments:
        local(h, moment)
        for _ in range(3):
            await h.tick()
        assert (await said(h))[heard:] == expected, moment
        heard += len(expected)
    facts = [data for type_, data in await h.facts() if type_.startswith(f"{PREFIX}expir")]
    assert [(f["due_on"], f.get("days_left"), f["late"], f["state"]) for f in facts] == [
        ("2026-06-02", 90, False, "valid"),
        ("2026-08-01", 30, False, "valid"),
        ("2026-08-24", 7, False, "valid"),
        ("2026-09-01", None, False, "expired"),
    ]


async def test_accreditation_07_after_an_outage_all_is_said_late_and_dated_when_due(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-12-24 09:00")
    assert await h.tick() == 4
    assert await h.tick() == 0
    assert await dated(h) == [
        ("expiring", "2026-06-02 00:00"),
        ("expiring", "2026-08-01 00:00"),
        ("expiring", "2026-08-24 00:00"),
        ("expired", "2026-09-01 00:00"),
    ]
    assert all(data["late"] for type_, data in await h.facts() if type_.startswith(f"{PREFIX}expir"))


async def test_accreditation_08_two_replicas_say_it_once(h: Harness) -> None:
    for n in range(6):
        await accredited(h, await school(h, f"sdn-{n}"))
    local(h, "2026-12-24 09:00")
    replicas = [Scheduler(h.pool, h.clock, SERVICE.jobs, 3600, lambda: None) for _ in range(3)]
    await asyncio.gather(*(replica.tick() for replica in replicas))
    await asyncio.gather(*(replica.tick() for replica in replicas))
    heard = await said(h)
    assert (heard.count("expiring"), heard.count("expired")) == (18, 6)
    for (id_,) in await h.pool.fetch("select id from accreditations"):
        rows = await h.pool.fetch("select type from journal where key = $1 order by version", str(id_))
        assert [row["type"].removeprefix(PREFIX) for row in rows] == ["issued", *["expiring"] * 3, "expired"]


async def test_accreditation_09_a_renewal_racing_with_the_end_ends_valid(h: Harness) -> None:
    made = [await accredited(h, await school(h, f"sdn-{n}")) for n in range(8)]
    local(h, "2026-09-01 08:00")
    renewals = (renewed(h, m["id"], valid_from="2026-09-01", valid_until="2028-08-31") for m in made)
    await asyncio.gather(h.tick(), *renewals, h.tick())
    await h.tick()
    for each in made:
        seen = await h.get(f"/agreements/accreditations/{each['id']}", "clerk")
        assert (seen["state"], seen["valid_from"], seen["valid_until"]) == ("valid", "2026-02-09", "2028-08-31")
        rows = await h.pool.fetch(
            "select data ->> 'valid_until' as until, type from journal where key = $1 order by version", each["id"]
        )
        assert (rows[-1]["type"], rows[-1]["until"]) in {
            ("agreements.accreditation.issued", "2028-08-31"),
            ("agreements.accreditation.expiring", "2028-08-31"),
        }
        assert [row["type"] for row in rows].count("agreements.accreditation.expired") <= 1


async def test_accreditation_10_a_renewal_recorded_days_after_the_end_leaves_no_gap(h: Harness) -> None:
    made = await accredited(h, await school(h))
    local(h, "2026-09-10 08:00")
    await h.tick()
    assert (await h.get(f"/agreements/accreditations/{made['id']}", "clerk"))["state"] == "expired"
    again = await renewed(h, made["id"], valid_from="2026-09-01", valid_until="2028-08-31")
    assert (again["state"], again["valid_from"]) == ("valid", "2026-02-09")
    local(h, "2028-12-24 00:00")
    await h.tick()
    assert (await said(h))[-4:] == ["expiring", "expiring", "expiring", "expired"]


async def test_accreditation_11_notices_that_were_due_before_a_renewal_are_due_anew_for_its_end(h: Harness) -> None:
    made = await accredited(h, await school(h))
    local(h, "2026-06-02 00:00")
    await h.tick()
    await renewed(h, made["id"], valid_from="2026-09-01", valid_until="2026-12-31")
    local(h, "2026-10-02 12:00")
    await h.tick()
    facts = [data for type_, data in await h.facts() if type_ == f"{PREFIX}expiring"]
    assert [(f["days_left"], f["due_on"], f["late"]) for f in facts] == [
        (90, "2026-06-02", False),
        (90, "2026-10-02", False),
    ]


async def test_accreditation_12_what_another_replica_holds_is_passed_over(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-06-02 01:30")
    async with h.pool.acquire() as other, other.transaction():
        await other.fetch("select from accreditations for update")
        assert (
            await in_transaction(h.pool, lambda conn: accreditations.accreditation_notice_due(conn, h.clock.now())) == 0
        )
    assert await h.tick() == 1


async def test_accreditation_13_no_replica_ends_what_another_has_yet_to_give_notice_of(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-12-24 09:00")

    async def end() -> int:
        return await in_transaction(h.pool, lambda conn: accreditations.accreditation_end_due(conn, h.clock.now()))

    assert await end() == 0
    assert await h.tick() == 4
    assert await end() == 0
    assert (await said(h))[-2:] == ["expiring", "expired"]

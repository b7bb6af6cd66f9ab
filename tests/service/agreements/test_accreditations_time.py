"""What time does to accreditations: once per due date, late or not, whatever runs beside it."""

from __future__ import annotations

import asyncio

from services.agreements.commands.accreditations import accreditation_end_due, accreditation_notice_due
from services.agreements.jobs import JOBS
from shared.postgres.pool import in_transaction
from shared.postgres.scheduler import Scheduler
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

END = "2026-08-31"
PREFIX = "agreements.accreditation."


async def verbs(client: AgreementsClient) -> list[str]:
    return [type_.removeprefix(PREFIX) for type_, _ in await client.h.facts() if type_.startswith(PREFIX)]


async def dates(client: AgreementsClient) -> list[tuple[str, str]]:
    """The facts of the scheduler and the local times they are dated with."""
    rows = await client.h.pool.fetch(
        "select type, to_char(occurred_at at time zone 'Asia/Jayapura', 'YYYY-MM-DD HH24:MI') as at from journal"
        " where actor = 'system:scheduler' order by position"
    )
    return [(row["type"].removeprefix(PREFIX), row["at"]) for row in rows]


async def test_accreditation_06_it_says_90_30_and_7_days_before_and_expires_after_its_last_day(
    client: AgreementsClient,
) -> None:
    await scene.accredit_school(client)
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
    seen = 1
    for moment, expected in moments:
        scene.move_to(client, moment)
        for _ in range(3):
            await client.h.tick()
        assert (await verbs(client))[seen:] == expected, moment
        seen += len(expected)
    facts = [data for type_, data in await client.h.facts() if type_.startswith(f"{PREFIX}expir")]
    assert [(f["due_on"], f.get("days_left"), f["late"], f["state"]) for f in facts] == [
        ("2026-06-02", 90, False, "valid"),
        ("2026-08-01", 30, False, "valid"),
        ("2026-08-24", 7, False, "valid"),
        ("2026-09-01", None, False, "expired"),
    ]


async def test_accreditation_07_after_an_outage_all_is_said_late_and_dated_when_due(client: AgreementsClient) -> None:
    await scene.accredit_school(client)
    scene.move_to(client, "2026-12-24 09:00")
    assert await client.h.tick() == 4
    assert await client.h.tick() == 0
    assert await dates(client) == [
        ("expiring", "2026-06-02 00:00"),
        ("expiring", "2026-08-01 00:00"),
        ("expiring", "2026-08-24 00:00"),
        ("expired", "2026-09-01 00:00"),
    ]
    assert all(data["late"] for type_, data in await client.h.facts() if type_.startswith(f"{PREFIX}expir"))


async def test_accreditation_08_two_replicas_say_it_once(client: AgreementsClient) -> None:
    for n in range(6):
        await scene.accredit_school(client, f"sdn-{n}")
    scene.move_to(client, "2026-12-24 09:00")
    replicas = [Scheduler(client.h.pool, client.h.clock, JOBS, 3600, lambda: None) for _ in range(3)]
    await asyncio.gather(*(replica.tick() for replica in replicas))
    await asyncio.gather(*(replica.tick() for replica in replicas))
    seen = await verbs(client)
    assert (seen.count("expiring"), seen.count("expired")) == (18, 6)
    for (id_,) in await client.h.pool.fetch("select id from accreditations"):
        rows = await client.h.pool.fetch("select type from journal where key = $1 order by version", str(id_))
        assert [row["type"].removeprefix(PREFIX) for row in rows] == ["issued", *["expiring"] * 3, "expired"]


async def test_accreditation_09_a_renewal_racing_with_the_end_ends_valid(client: AgreementsClient) -> None:
    made = [await scene.accredit_school(client, f"sdn-{n}") for n in range(8)]
    scene.move_to(client, "2026-09-01 08:00")
    renewals = (client.renew_accreditation(m["id"], valid_from="2026-09-01", valid_until="2028-08-31") for m in made)
    await asyncio.gather(client.h.tick(), *renewals, client.h.tick())
    await client.h.tick()
    for each in made:
        seen = await client.read_accreditation(each["id"])
        assert (seen["state"], seen["valid_from"], seen["valid_until"]) == ("valid", "2026-02-09", "2028-08-31")
        rows = await client.h.pool.fetch(
            "select data ->> 'valid_until' as until, type from journal where key = $1 order by version", each["id"]
        )
        assert (rows[-1]["type"], rows[-1]["until"]) in {
            ("agreements.accreditation.issued", "2028-08-31"),
            ("agreements.accreditation.expiring", "2028-08-31"),
        }
        assert [row["type"] for row in rows].count("agreements.accreditation.expired") <= 1


async def test_accreditation_10_a_renewal_recorded_days_after_the_end_leaves_no_gap(client: AgreementsClient) -> None:
    made = await scene.accredit_school(client)
    scene.move_to(client, "2026-09-10 08:00")
    await client.h.tick()
    assert (await client.read_accreditation(made["id"]))["state"] == "expired"
    again = await client.renew_accreditation(made["id"], valid_from="2026-09-01", valid_until="2028-08-31")
    assert (again["state"], again["valid_from"]) == ("valid", "2026-02-09")
    scene.move_to(client, "2028-12-24 00:00")
    await client.h.tick()
    assert (await verbs(client))[-4:] == ["expiring", "expiring", "expiring", "expired"]


async def test_accreditation_11_notices_that_were_due_before_a_renewal_are_due_anew_for_its_end(
    client: AgreementsClient,
) -> None:
    made = await scene.accredit_school(client)
    scene.move_to(client, "2026-06-02 00:00")
    await client.h.tick()
    await client.renew_accreditation(made["id"], valid_from="2026-09-01", valid_until="2026-12-31")
    scene.move_to(client, "2026-10-02 12:00")
    await client.h.tick()
    facts = [data for type_, data in await client.h.facts() if type_ == f"{PREFIX}expiring"]
    assert [(f["days_left"], f["due_on"], f["late"]) for f in facts] == [
        (90, "2026-06-02", False),
        (90, "2026-10-02", False),
    ]


async def test_accreditation_12_what_another_replica_holds_is_passed_over(client: AgreementsClient) -> None:
    await scene.accredit_school(client)
    scene.move_to(client, "2026-06-02 01:30")
    async with client.h.pool.acquire() as other, other.transaction():
        await other.fetch("select from accreditations for update")
        assert (
            await in_transaction(client.h.pool, lambda conn: accreditation_notice_due(conn, client.h.clock.now())) == 0
        )
    assert await client.h.tick() == 1


async def test_accreditation_13_no_replica_ends_what_another_has_yet_to_give_notice_of(
    client: AgreementsClient,
) -> None:
    await scene.accredit_school(client)
    scene.move_to(client, "2026-12-24 09:00")

    async def end() -> int:
        return await in_transaction(client.h.pool, lambda conn: accreditation_end_due(conn, client.h.clock.now()))

    assert await end() == 0
    assert await client.h.tick() == 4
    assert await end() == 0
    assert (await verbs(client))[-2:] == ["expiring", "expired"]

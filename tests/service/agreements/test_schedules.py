"""SCHEDULES: the stored day of the next step, and the job that takes the steps."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from services.agreements.commands import due_steps
from services.agreements.commands.due_steps import agreements_due
from services.agreements.commands.schedules import next_step_of
from services.agreements.store import schedules as store
from services.agreements.store.agreements import load_agreement
from shared.postgres.pool import Connection
from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient


async def stored_day(client: AgreementsClient, agreement: Agreement) -> date:
    day: date = await client.h.pool.fetchval("select next_step_on from agreements where id = $1", agreement.id)
    return day


async def computed_day(client: AgreementsClient, agreement: Agreement) -> date:
    async with client.h.pool.acquire() as conn, conn.transaction():
        step = await next_step_of(conn, await load_agreement(conn, UUID(agreement.id)), client.h.clock.now())
    return step.due_on if step else store.NEVER


async def test_schedule_01_what_another_replica_did_between_claim_and_lock_is_not_done_again(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is of a moment ago. Under the lock the step is computed anew; then the next agreement is claimed."""
    first = await scene.make_umbrella(client, ends_on="2026-12-31")
    other = await scene.make_umbrella(client, title="Lain", ends_on="2026-12-31")
    scene.move_to(client, "2026-10-02")
    claim, stale = store.claim, [UUID(first.id)]

    async def of_a_moment_ago(conn: Connection, today: date, skipped: object) -> UUID | None:
        return stale.pop() if stale else await claim(conn, today, skipped)  # type: ignore[arg-type]

    async with client.h.pool.acquire() as conn, conn.transaction():
        assert await due_steps.take_step(conn, UUID(first.id), client.h.clock.now())
    monkeypatch.setattr(store, "claim", of_a_moment_ago)
    for _ in range(2):
        async with client.h.pool.acquire() as conn, conn.transaction():
            assert await agreements_due(conn, client.h.clock.now()) == 1
    assert await client.h.tick() == 0
    notices = [fact["agreement_id"] for _, _, fact in await scene.facts(client, "expiring")]
    assert notices == [first.id, other.id]


async def test_schedule_02_an_agreement_that_cannot_take_its_step_stops_no_other(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await scene.make_umbrella(client, ends_on="2026-12-30")
    sound = await scene.make_umbrella(client, title="Lain", ends_on="2026-12-31")
    scene.move_to(client, "2027-01-05")

    async def failing(conn: Connection, agreement_id: UUID, now: datetime) -> bool:
        if str(agreement_id) == broken.id:
            raise RuntimeError
        return await due_steps.take_step(conn, agreement_id, now)

    with monkeypatch.context() as patched:
        patched.setattr(agreements_due, "_handle", failing)
        await client.h.tick()
        assert (await scene.state_of(client, broken), await scene.state_of(client, sound)) == ("in_force", "expired")
    await client.h.tick()
    assert await scene.state_of(client, broken) == "expired", "once it can, it does"


async def test_schedule_03_a_pks_whose_umbrella_is_being_changed_waits_and_stops_no_other(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    other = await scene.make_umbrella(client, title="Lain", ends_on="2026-12-31")
    below = await scene.make_pks(client, umbrella, ends_on="2026-12-30")
    scene.move_to(client, "2027-01-05")
    async with client.h.pool.acquire() as conn, conn.transaction():
        await conn.execute("select from agreements where id = $1 for update", umbrella.id)
        await client.h.tick()
        assert (await scene.state_of(client, below), await scene.state_of(client, other)) == ("in_force", "expired")
    await client.h.tick()
    assert await scene.state_of(client, below) == "expired"


async def test_schedule_04_every_command_stores_the_day_that_the_domain_computes(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella, ends_on="2026-12-31", notice_days=10)
    waiting = await scene.make_pks(client, umbrella, title="PKS Dua", starts_on="2026-06-01")
    drafted = await scene.draft_pks(client, umbrella, title="PKS Tiga")
    every = (umbrella, below, waiting, drafted)

    async def check(step: str) -> None:
        for agreement in every:
            assert await stored_day(client, agreement) == await computed_day(client, agreement), (step, agreement)

    await check("signed")
    assert [await stored_day(client, each) for each in every] == [
        date(2030, 11, 10),
        date(2026, 10, 2),
        date(2026, 6, 1),
        store.NEVER,
    ]
    addendum = await scene.amend(client, below, ends_on="2027-01-31", effective_on="2026-03-01")
    assert await stored_day(client, below) == date(2026, 3, 1)
    await client.withdraw_addendum(addendum)
    assert await stored_day(client, below) == date(2026, 10, 2)
    await client.suspend(below, from_on="2026-02-20")
    assert await stored_day(client, below) == date(2026, 2, 20)
    await client.suspend(umbrella)
    await check("the umbrella is suspended")
    assert await stored_day(client, waiting) == date(2029, 2, 9), "not before the umbrella resumes"
    await client.resume(umbrella, from_on="2026-02-15")
    assert await stored_day(client, umbrella) == date(2026, 2, 15)
    await client.give_termination_notice(below)
    for day in ("2026-02-15", "2026-02-20", "2026-06-01"):
        scene.move_to(client, day)
        await scene.settle(client)
        await check(day)


async def test_schedule_05_a_change_that_brings_no_day_makes_the_scheduler_compute_it(client: AgreementsClient) -> None:
    """As a version from before the schedules writes, or an operator by hand."""
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    addendum = await scene.amend(client, below, ends_on="2028-02-08", effective_on="2027-03-01")
    for statement, changed in (
        ("update agreements set ends_on = '2030-12-31' where kind = 'joint'", [umbrella]),
        ("update agreements set suspends_on = '2026-05-01' where kind = 'cooperation'", [below]),
        ("update amendments set effective_on = '2027-02-01'", [below]),
        ("update agreements set state = 'suspended' where kind = 'joint'", [umbrella, below]),
    ):
        await client.h.pool.execute(statement)
        assert [await stored_day(client, each) for each in changed] == [date.min] * len(changed), statement
        before = len(await client.h.facts())
        assert await client.h.tick() == len(changed)
        assert len(await client.h.facts()) == before, "computing a day is no step"
        assert [await stored_day(client, each) for each in changed] == [
            await computed_day(client, each) for each in changed
        ]
    assert await scene.state_of(client, addendum) == "signed"
    await client.h.pool.execute("update agreements set title = 'Judul lain'")
    assert await stored_day(client, below) == date(2026, 5, 1), "a change of something else leaves the day"

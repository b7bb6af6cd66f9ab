"""CASCADE: what an umbrella does to the PKS below it, and an outage that changes no order."""

from __future__ import annotations

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_cascade_01_with_its_umbrella_a_pks_is_suspended_and_resumes(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    await client.suspend(umbrella)
    assert (await scene.state_of(client, below), (await client.read(below))["suspended_by_umbrella"]) == (
        "suspended",
        True,
    )
    assert (await scene.facts(client, "suspended"))[1][2]["suspended_by_umbrella"] is True
    await client.resume(umbrella)
    assert (await scene.state_of(client, below), (await client.read(below))["suspended_by_umbrella"]) == (
        "in_force",
        False,
    )
    assert await scene.verbs(client, "suspended", "resumed") == [
        (kind, verb) for verb in ("suspended", "resumed") for kind in ("joint", "cooperation")
    ]


async def test_cascade_02_one_suspended_on_its_own_account_stays_so(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    await client.suspend(below)
    await client.suspend(umbrella)
    await client.resume(umbrella)
    assert await scene.state_of(client, below) == "suspended"
    await client.resume(below)
    assert await scene.state_of(client, below) == "in_force"


async def test_cascade_03_nor_does_one_that_was_suspended_for_itself_while_its_umbrella_was(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    await client.suspend(umbrella)
    await client.suspend(below)
    await client.resume(umbrella)
    assert await scene.state_of(client, below) == "suspended"


async def test_cascade_04_a_pks_does_not_resume_before_its_umbrella(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    await client.suspend(umbrella)
    assert (await client.resume(below, status=409))["slug"] == "umbrella-not-in-force"


async def test_cascade_05_with_its_umbrella_each_pks_is_terminated_whatever_its_state(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    running, paused = await scene.make_pks(client, umbrella), await scene.make_pks(client, umbrella, title="PKS Dua")
    waiting = await scene.make_pks(client, umbrella, title="PKS Tiga", starts_on="2026-12-01")
    drafted = await scene.draft_pks(client, umbrella, title="PKS Empat")
    await client.suspend(paused)
    await client.give_termination_notice(umbrella, notice_days=30)
    scene.move_to(client, "2026-03-15")
    await scene.settle(client)
    assert [await scene.state_of(client, p) for p in (umbrella, running, paused, waiting, drafted)] == [
        "terminated"
    ] * 4 + ["draft"]
    facts = await scene.facts(client, "terminated")
    assert [kind for kind, *_ in facts] == ["joint"] + ["cooperation"] * 3
    assert {(fact["due_on"], fact["late"]) for *_, fact in facts} == {("2026-03-12", True)}
    assert set(await scene.dates_of(client, "agreement.terminated")) == {"2026-03-12 00:00"}
    assert (await client.submit(drafted, by="agency"))["state"] == "in_review"
    for party in drafted.parties:
        await client.review(drafted, party)
    assert (await client.sign(drafted, "agency", status=409))["slug"] == "umbrella-not-in-force"


async def test_cascade_06_an_outage_changes_no_order(client: AgreementsClient) -> None:
    """The PKS ends by itself in March, its umbrella by notice in April, another starts between; seen in May."""
    umbrella = await scene.make_umbrella(client)
    first = await scene.make_pks(client, umbrella, ends_on="2026-03-10")
    second = await scene.make_pks(client, umbrella, title="PKS Dua", starts_on="2026-03-20")
    await client.give_termination_notice(umbrella, notice_days=60)
    scene.move_to(client, "2026-05-05")
    await scene.settle(client)
    assert [await scene.state_of(client, p) for p in (first, second, umbrella)] == [
        "expired",
        "terminated",
        "terminated",
    ]
    assert [
        (k, v, s["due_on"]) for k, v, s in (await scene.facts(client, "activated", "expired", "terminated"))[2:]
    ] == [
        ("cooperation", "expired", "2026-03-11"),
        ("cooperation", "activated", "2026-03-20"),
        ("joint", "terminated", "2026-04-11"),
        ("cooperation", "terminated", "2026-04-11"),
    ]


async def test_cascade_07_a_pks_whose_day_comes_under_a_suspended_umbrella_begins_with_its_resumption(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    waiting = await scene.make_pks(client, umbrella, starts_on="2026-03-01")
    await client.suspend(umbrella)
    scene.move_to(client, "2026-03-05 10:00")
    assert await client.h.tick() == 0
    await client.resume(umbrella)
    await scene.settle(client)
    assert await scene.state_of(client, waiting) == "in_force"
    assert [(s["due_on"], s["late"]) for k, _, s in await scene.facts(client, "activated") if k == "cooperation"] == [
        ("2026-03-05", False)
    ]
    assert (await scene.dates_of(client, "cooperation-agreement.activated")) == ["2026-03-05 10:00"]


async def test_cascade_08_one_that_never_began_expires_with_its_own_last_day(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    waiting = await scene.make_pks(client, umbrella, starts_on="2026-03-01", ends_on="2026-03-10")
    await client.suspend(umbrella)
    scene.move_to(client, "2026-03-11")
    await scene.settle(client)
    assert await scene.state_of(client, waiting) == "expired"


async def test_cascade_09_a_planned_resumption_waits_for_its_umbrella(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    await client.suspend(below)
    await client.resume(below, from_on="2026-02-20")
    await client.suspend(umbrella)
    scene.move_to(client, "2026-03-05 10:00")
    await scene.settle(client)
    assert await scene.state_of(client, below) == "suspended"
    await client.resume(umbrella)
    await scene.settle(client)
    assert await scene.state_of(client, below) == "in_force"
    assert await scene.dates_of(client, "cooperation-agreement.resumed") == ["2026-03-05 10:00"]

"""EXPIRING: announced 90, 30 and 7 days before, once each, whatever runs and however late; then expired."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.agreements.commands import addenda
from services.agreements.commands.agreements import Sign
from services.agreements.commands.due_steps import agreements_due
from services.agreements.jobs import JOBS
from shared.clock import midnight
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.postgres.pool import Connection, in_transaction
from shared.postgres.scheduler import Scheduler
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_expiring_01_ninety_thirty_and_seven_days_before_the_last_day_once_each(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2026-12-31")
    for day in ("2026-10-01", "2026-10-02", "2026-12-01", "2026-12-02", "2026-12-24", "2026-12-31"):
        scene.move_to(client, f"{day} 09:00")
        await scene.settle(client)
    assert [(s["days"], s["due_on"], s["late"], s["ends_on"]) for _, _, s in await scene.facts(client, "expiring")] == [
        (90, "2026-10-02", False, "2026-12-31"),
        (30, "2026-12-01", False, "2026-12-31"),
        (7, "2026-12-24", False, "2026-12-31"),
    ]
    assert await scene.dates_of(client, "agreement.expiring") == [
        f"2026-{day} 00:00" for day in ("10-02", "12-01", "12-24")
    ]
    assert await scene.state_of(client, umbrella) == "in_force", "a notice changes nothing"


async def test_expiring_02_after_an_outage_each_is_said_in_order_dated_when_due_and_marked_late(
    client: AgreementsClient,
) -> None:
    await scene.make_umbrella(client, ends_on="2026-12-31")
    scene.move_to(client, "2026-12-24 09:00")
    await scene.settle(client)
    assert [(s["days"], s["due_on"], s["late"]) for _, _, s in await scene.facts(client, "expiring")] == [
        (90, "2026-10-02", True),
        (30, "2026-12-01", True),
        (7, "2026-12-24", False),
    ]
    assert await scene.dates_of(client, "agreement.expiring") == [
        f"2026-{day} 00:00" for day in ("10-02", "12-01", "12-24")
    ]


async def test_expiring_03_also_when_the_end_itself_was_missed(client: AgreementsClient) -> None:
    await scene.make_umbrella(client, ends_on="2026-12-31")
    scene.move_to(client, "2027-02-01")
    await scene.settle(client)
    assert await scene.verbs(client, "expiring", "expired") == [("joint", "expiring")] * 3 + [("joint", "expired")]
    ((_, _, fact),) = await scene.facts(client, "expired")
    assert (fact["due_on"], fact["late"]) == ("2027-01-01", True)
    assert await scene.dates_of(client, "agreement.expired") == ["2027-01-01 00:00"]


@pytest.mark.parametrize(
    ("ends_on", "days"),
    [
        ("2026-05-10", [90, 30, 7]),
        ("2026-05-09", [30, 7]),
        ("2026-03-11", [30, 7]),
        ("2026-03-10", [7]),
        ("2026-02-16", [7]),
        ("2026-02-15", []),
    ],
)
async def test_expiring_04_what_was_due_before_it_was_in_force_never_is(
    client: AgreementsClient, ends_on: str, days: list[int]
) -> None:
    """In force from 9 February 2026: 90 days before 10 May is that very day."""
    await scene.make_umbrella(client, ends_on=ends_on)
    scene.move_to(client, "2026-06-01")
    await scene.settle(client)
    assert [fact["days"] for _, _, fact in await scene.facts(client, "expiring")] == days


async def test_expiring_05_again_for_another_last_day(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2026-12-31")
    scene.move_to(client, "2026-12-05 09:00")
    await scene.settle(client)
    await scene.amend(client, umbrella, ends_on="2027-12-31")
    scene.move_to(client, "2027-12-31 09:00")
    await scene.settle(client)
    assert [(s["days"], s["ends_on"]) for _, _, s in await scene.facts(client, "expiring")] == [
        (90, "2026-12-31"),
        (30, "2026-12-31"),
        (90, "2027-12-31"),
        (30, "2027-12-31"),
        (7, "2027-12-31"),
    ]


async def test_expiring_06_an_addendum_that_leaves_the_last_day_repeats_no_notice(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2026-12-31")
    scene.move_to(client, "2026-12-05 09:00")
    await scene.settle(client)
    await scene.amend(client, umbrella, scopes=["training"])
    await scene.settle(client)
    assert [fact["days"] for _, _, fact in await scene.facts(client, "expiring")] == [90, 30]


async def test_expiring_07_whatever_number_of_replicas_runs_each_fact_is_said_once(client: AgreementsClient) -> None:
    for number in range(4):
        umbrella = await scene.make_umbrella(
            client, title=f"Kesepakatan {number}", ends_on="2026-12-31", starts_on="2026-02-10"
        )
        assert await scene.state_of(client, umbrella) == "signed"
    scene.move_to(client, "2027-01-03 00:00")
    replicas = [Scheduler(client.h.pool, client.h.clock, JOBS, 3600, lambda: None) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(replica.tick() for replica in replicas))
    per_agreement: dict[str, list[Any]] = {}
    for _, verb, fact in await scene.facts(client, "activated", "expiring", "expired"):
        per_agreement.setdefault(fact["agreement_id"], []).append((verb, fact.get("days"), fact["late"]))
    assert (
        list(per_agreement.values())
        == [
            [
                ("activated", None, True),
                ("expiring", 90, True),
                ("expiring", 30, True),
                ("expiring", 7, True),
                ("expired", None, True),
            ]
        ]
        * 4
    )


@pytest.mark.parametrize("attempt", range(8))
async def test_expiring_08_an_expiry_meets_an_addendum_that_prolongs(client: AgreementsClient, attempt: int) -> None:
    """The last signature comes a second before the last midnight, the expiry right after it: one of them is first."""
    umbrella = await scene.make_umbrella(client, ends_on="2026-12-31")
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2027-12-31")
    await scene.approve(client, addendum)
    await client.sign(addendum, "city")
    scene.move_to(client, "2026-12-31 23:59")
    await scene.settle(client)
    body = Sign(**client.signature(addendum, "office"))
    actor, over = Actor("clerk-office", frozenset({"clerk"}), UUID(client.ids["office"])), midnight(date(2027, 1, 1))

    async def signing(conn: Connection) -> str:
        ids, just_before = (UUID(umbrella.id), UUID(addendum.id)), over - timedelta(seconds=1)
        try:
            return (await addenda.sign(conn, "joint", *ids, body, actor, just_before)).state
        except Refusal as refusal:
            return refusal.slug

    async def expiring(conn: Connection) -> str:
        return "expired" if await agreements_due(conn, over) else "nothing due"

    racing = [in_transaction(client.h.pool, signing), in_transaction(client.h.pool, expiring)]
    outcome = set(await asyncio.gather(*(racing if attempt % 2 else reversed(racing))))
    scene.move_to(client, "2027-01-01")
    await scene.settle(client)
    ended = (
        await scene.state_of(client, umbrella),
        await scene.state_of(client, addendum),
        (await client.read(umbrella))["ends_on"],
    )
    assert (outcome, ended) in [
        ({"in_effect", "nothing due"}, ("in_force", "in_effect", "2027-12-31")),
        ({"wrong-state", "expired"}, ("expired", "lapsed", "2026-12-31")),
        ({"addendum-wrong-state", "expired"}, ("expired", "lapsed", "2026-12-31")),
    ]
    assert len(await scene.verbs(client, "amended", "expired")) == 1


async def test_expiring_09_after_the_last_day_no_addendum_brings_it_back_even_where_the_expiry_is_late(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2026-12-31")
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2027-12-31")
    await scene.approve(client, addendum)
    await client.sign(addendum, "city")
    scene.move_to(client, "2027-01-01")
    assert (await client.sign(addendum, "office", status=422))["slug"] == "addendum-after-end"

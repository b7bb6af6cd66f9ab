"""The last day known now is the last day everywhere: lists, CSV, tree, timeline, views, events."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient

LAST = "2026-03-11"


async def _pks(client: AgreementsClient, how: str) -> tuple[Agreement, Agreement]:
    """An umbrella and its PKS, which ends on 11 March: by its own notice, its umbrella's, or an addendum to come."""
    umbrella = await scene.make_umbrella(client)
    pks = await scene.make_pks(client, umbrella, scopes=["community_service"], sites=["Taman Pattimura"])
    match how:
        case "own notice":
            await client.give_termination_notice(pks, notice_days=30)
        case "umbrella's notice":
            await client.give_termination_notice(umbrella, notice_days=30)
        case "addendum to come":
            await scene.amend(client, pks, effective_on="2026-03-01", ends_on=LAST)
    return umbrella, pks


@pytest.mark.parametrize("how", ["own notice", "umbrella's notice", "addendum to come"])
@pytest.mark.parametrize("surface", ["list", "CSV", "tree", "timeline", "view", "event"])
async def test_last_day_01_every_surface_has_it(client: AgreementsClient, how: str, surface: str) -> None:
    umbrella, pks = await _pks(client, how)
    seen: dict[str, Any] = {}
    match surface:
        case "list":
            found = await client.list_agreements(ending_within_days=30)
            seen = {each["id"]: each["last_day"] for each in found["items"]}
        case "CSV":
            _, (head, *lines) = await client.export("agreements", ending_within_days=30)
            seen = {line[0]: line[head.index("last_day")] for line in lines}
        case "tree":
            seen = {each["id"]: each["last_day"] for each in (await client.read_tree(umbrella))["below"]["items"]}
        case "timeline":
            entries = (await client.h.get(f"{pks.path}/timeline", "auditor"))["items"]
            seen = {pks.id: LAST if "11-03-2026" in entries[-1]["text"] else entries[-1]["text"]}
        case "view":
            seen = {pks.id: (await client.read(pks))["last_day"]}
        case "event":
            told = [data for kind, _, data in await scene.facts(client) if kind == "cooperation"][-1]
            assert (told["period_ends_on"], told["sites"]) == ("2029-02-08", ["Taman Pattimura"])
            seen = {told["agreement_id"]: told["ends_on"]}
    assert seen == {pks.id: LAST}


async def test_last_day_02_an_addendum_that_is_withdrawn_gives_the_days_back(client: AgreementsClient) -> None:
    pks = await scene.make_pks(client, await scene.make_umbrella(client))
    addendum = await scene.amend(client, pks, effective_on="2026-03-01", ends_on=LAST)
    await client.withdraw_addendum(addendum)
    assert (await client.read(pks))["last_day"] == "2029-02-08"
    told = [(d["ends_on"], d["because"]) for _, _, d in await scene.facts(client, "last-day-changed")]
    assert told == [(LAST, "addendum_signed"), ("2029-02-08", "addendum_dropped")]


async def test_last_day_03_on_its_day_the_addendum_says_the_same_day(client: AgreementsClient) -> None:
    pks = await scene.make_pks(client, await scene.make_umbrella(client))
    await scene.amend(client, pks, effective_on="2026-03-01", ends_on=LAST)
    scene.move_to(client, "2026-03-12")
    await scene.settle(client)
    told = [(verb, d["ends_on"]) for _, verb, d in await scene.facts(client, "amended", "expired")]
    assert told == [("amended", LAST), ("expired", LAST)]


async def test_last_day_04_what_was_not_told_before_is_told_once(client: AgreementsClient) -> None:
    _, pks = await _pks(client, "umbrella's notice")
    await client.h.pool.execute("insert into untold_last_days values ($1)", pks.id)
    await scene.settle(client)
    await scene.settle(client)
    told = [(d["ends_on"], d["because"]) for _, _, d in await scene.facts(client, "last-day-changed")]
    assert told == [(LAST, "umbrella_notice"), (LAST, "known")]


async def test_last_day_05_nothing_is_owed_after_it(client: AgreementsClient) -> None:
    _, pks = await _pks(client, "umbrella's notice")
    assert (await client.plan_obligation(pks, due_on="2026-03-12", status=422))["slug"] == "due-outside-period"
    await client.plan_obligation(pks, due_on=LAST)

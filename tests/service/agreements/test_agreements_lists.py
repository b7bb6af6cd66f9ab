"""Lists of agreements: filters and pages, the one that ends first at the top."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient

Many = tuple[Agreement, list[Agreement]]


async def ids(client: AgreementsClient, **query: Any) -> list[str]:
    return [item["id"] for item in (await client.list_agreements(**query))["items"]]


@pytest.fixture
async def many(client: AgreementsClient) -> Many:
    """An umbrella with six drafts in the order of their ends. Two end on one day; one is of another scope."""
    umbrella = await scene.make_umbrella(client)
    ends = ["2026-12-31", "2026-03-31", "2026-06-30", "2026-06-30", "2026-09-30"]
    made = [await scene.draft_pks(client, umbrella, title=f"PKS {n}", ends_on=day) for n, day in enumerate(ends)]
    other = {"title": "PKS kerja sosial", "ends_on": "2026-10-31", "scopes": ["community_service"]}
    made.append(await scene.draft_pks(client, umbrella, **other))
    by_end = [made[n] for n in (1, 2, 3, 4, 5, 0)]
    by_end[1:3] = sorted(by_end[1:3], key=lambda pks: pks.id)
    return umbrella, by_end


async def test_the_agreement_that_ends_first_is_at_the_top(client: AgreementsClient, many: Many) -> None:
    assert await ids(client) == [pks.id for pks in many[1]]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
async def test_pages_together_are_the_whole(client: AgreementsClient, many: Many, limit: int) -> None:
    umbrella, expected = many
    sides: list[dict[str, Any]] = [{}, {"party": client.ids["agency"]}, {"under": umbrella.id}]
    for side in sides:
        seen: list[str] = []
        after = None
        while True:
            page = await client.list_agreements(limit=limit, after=after, **side)
            seen += [item["id"] for item in page["items"]]
            assert len(seen) <= len(expected)
            if page["next"] is None:
                break
            after = page["next"]
        assert seen == [pks.id for pks in expected]


async def test_each_filter_and_all_of_them(client: AgreementsClient, many: Many) -> None:
    umbrella, pks = many
    stranger = (await client.register_organisation("x1"))["id"]
    agency, prison, city = (client.ids[name] for name in ("agency", "prison", "city"))
    assert await ids(client, scope="community_service") == [pks[4].id]
    assert await ids(client, party=prison) == [each.id for each in pks]
    assert await ids(client, party=stranger) == []
    assert await ids(client, state="in_force") == []
    await scene.conclude(client, pks[0])
    assert await ids(client, state="in_force", scope="training", party=agency, under=umbrella.id) == [pks[0].id]
    assert await ids(client, kind="joint", party=city) == [umbrella.id]
    assert await ids(client, kind="joint", party=agency) == []


async def test_ending_within_days_leaves_out_what_has_ended_or_never_began(
    client: AgreementsClient, many: Many
) -> None:
    first, *others = many[1]
    await scene.conclude(client, first)
    for days, found in ((49, []), (50, [first.id]), (3660, [first.id])):
        assert await ids(client, ending_within_days=days) == found, "it ends on 31 March, 50 days from now"
    scene.move_to(client, "2026-03-31 23:00")
    assert await ids(client, ending_within_days=0) == [first.id]
    scene.move_to(client, "2026-04-01")
    await client.h.tick()
    assert await ids(client, ending_within_days=30) == []
    assert await ids(client, state="draft", ending_within_days=91) == [pks.id for pks in others[:2]]


@pytest.mark.parametrize(
    "after", ["x", "2026-13-01_01a20ca1-8566-70e8-a57d-62dc3d5dd111", "2026-01-01_x", "2026-01-01"]
)
async def test_a_cursor_we_never_gave_is_refused(client: AgreementsClient, after: str) -> None:
    umbrella = await scene.draft_umbrella(client)
    for refused in (
        await client.list_agreements(after=after, status=422),
        await client.list_obligations(after=after, status=422),
        await client.read_tree(umbrella, after=after, status=422),
    ):
        assert refused["title"] == "unreadable"

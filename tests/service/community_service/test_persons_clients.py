"""A counsellor's clients: those at risk first; names only for a purpose of the day, each read logged by person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import (
    BAPAS,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

OTHER = COUNSELLOR.named("pk-2")


async def reads(h: Harness) -> list[tuple[str, str]]:
    rows = await h.pool.fetch("select reader, purpose from person_reads order by id")
    return [(row["reader"], row["purpose"]) for row in rows]


async def two(client: CommunityServiceClient) -> tuple[Json, Json]:
    first = await scene.pronounce(client)
    later = bodies.verdict(verdict_number="13/2026", nik="8171010101900002", name="Maria Contoh", ends_on="2026-04-30")
    return first, await scene.pronounce(client, later)


async def test_without_a_purpose_there_are_no_names_and_no_reads(h: Harness, client: CommunityServiceClient) -> None:
    await two(client)
    seen = await client.list_clients()
    assert (seen["purpose"], [each["name"] for each in seen["items"]]) == (None, [None, None])
    assert [each["verdict_number"] for each in seen["items"]] == ["13/2026", "12/Pid.B/2026/PN Amb"]
    assert await reads(h) == []


async def test_each_name_that_is_shown_is_a_logged_read(h: Harness, client: CommunityServiceClient) -> None:
    first, second = await two(client)
    stated = await client.state_purpose("kunjungan minggu ini")
    seen = await client.list_clients()
    assert seen["purpose"] == stated
    assert [each["name"] for each in seen["items"]] == ["Maria Contoh", "Yohanes Contoh"]
    assert await reads(h) == [("pk", "kunjungan minggu ini")] * 2
    logged = await h.pool.fetch("select sentence_id::text as case, organisation_id from person_reads")
    assert {(row["case"], row["organisation_id"]) for row in logged} == {
        (each["id"], BAPAS) for each in (first, second)
    }
    await client.list_clients(limit=1)
    assert len(await reads(h)) == 3, "the one beyond the page is not shown"
    await client.list_clients(caller=OTHER)
    assert len(await reads(h)) == 3, "a purpose is the reader's own"


async def test_a_purpose_ends_with_the_local_day(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(datetime(2026, 3, 2, 14, 59, tzinfo=UTC))
    await client.state_purpose()
    assert (await client.read_client(sentence["id"]))["name"] == "Yohanes Contoh"
    h.clock.set(datetime(2026, 3, 2, 15, 0, 1, tzinfo=UTC))
    assert (await client.list_clients())["items"][0]["name"] is None
    refused = await client.read_client(sentence["id"], status=409)
    assert (refused["title"], refused["rule"]) == ("purpose-not-stated", "D1")
    assert len(await reads(h)) == 1


async def test_another_purpose_takes_its_place_and_old_ones_go(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    await client.state_purpose("pertama")
    await client.state_purpose("kedua")
    await client.list_clients()
    assert await reads(h) == [("pk", "kedua")]
    assert await h.pool.fetchval("select count(*) from reading_purposes") == 1
    h.clock.set(h.clock.now() + timedelta(days=2))
    await h.tick()
    assert await h.pool.fetchval("select count(*) from reading_purposes") == 0


@pytest.mark.parametrize("purpose", ["ab", "   a  ", "x" * 201, "NIK 8171010101900001"])
async def test_a_purpose_says_something_and_names_nobody(client: CommunityServiceClient, purpose: str) -> None:
    await client.state_purpose(purpose, status=422)


@pytest.mark.parametrize("caller", [COUNSELLOR.at(None), COUNSELLOR.at(COURT), PROSECUTOR, COORDINATOR], ids=str)
async def test_only_a_probation_office_has_clients(client: CommunityServiceClient, caller: Caller) -> None:
    await scene.pronounce(client)
    await client.state_purpose(caller=caller, status=403)


async def test_another_offices_clients_are_not_shown(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    elsewhere = COUNSELLOR.at(OTHER_BAPAS)
    await client.state_purpose(caller=elsewhere)
    assert (await client.list_clients(caller=elsewhere))["items"] == []
    await client.read_client(sentence["id"], caller=elsewhere, status=403)
    await client.read_client(BAPAS, status=404)
    assert await reads(h) == []


async def test_those_at_risk_come_first_page_by_page(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    await two(client)
    late = bodies.verdict(verdict_number="9/2026", nik="8171010101900009", hours=240, hours_per_day=8)
    await scene.pronounce(client, late)
    for _ in range(3):
        await h.tick()
    whole = await client.list_clients()
    assert [each["verdict_number"].partition("/")[0] for each in whole["items"]] == ["9", "13", "12"]
    assert whole["items"][0]["pace"] == "cannot_finish"
    found: list[Json] = []
    after: Json = {}
    for _ in range(3):
        read = await client.list_clients(limit=1, **after)
        found, after = [*found, *read["items"]], {"after": read["next"]}
    assert (found, after) == (whole["items"], {"after": None})
    assert len((await client.list_clients(forecast="cannot_finish"))["items"]) == 1
    assert len((await client.list_clients(number="13"))["items"]) == 1


async def test_ones_own_are_those_whose_litmas_one_made(client: CommunityServiceClient) -> None:
    first, _ = await two(client)
    await client.record_litmas(first["id"], bodies.LITMAS)
    assert [each["id"] for each in (await client.list_clients(mine=True))["items"]] == [first["id"]]
    assert [each["mine"] for each in (await client.list_clients())["items"]] == [False, True]
    assert (await client.list_clients(mine=True, caller=OTHER))["items"] == []


async def test_what_is_over_is_shown_where_it_is_asked_for(client: CommunityServiceClient) -> None:
    await scene.serve(client)
    assert (await client.list_clients())["items"] == []
    (done,) = (await client.list_clients(state="completed"))["items"]
    assert (done["state"], done["pace"]) == ("completed", None)

"""Lists of sentences: by a part of the verdict's number, by state and forecast, by their last day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def pronounce_three(client: CommunityServiceClient) -> list[Json]:
    """The second ends first; the third is of another probation office."""
    said = (
        {"verdict_number": "12/Pid.B/2026/PN Amb"},
        {"verdict_number": "7/Pid.Sus/2026/PN Amb", "ends_on": "2026-04-30"},
        {"verdict_number": "112/Pid.B/2026/PN Amb", "ends_on": "2026-05-15", "probation_office_code": "bapas-masohi"},
    )
    return [
        await scene.pronounce(client, bodies.verdict(nik=f"817101010190000{number}", **changes))
        for number, changes in enumerate(said)
    ]


async def numbers(client: CommunityServiceClient, caller: Caller = AUDITOR, **filters: Any) -> list[str]:
    listed = (await client.list_sentences(caller=caller, **filters))["items"]
    return [each["verdict_number"].partition("/")[0] for each in listed]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("12/Pid", ["12", "112"]),
        ("PID.SUS", ["7"]),
        ("07 / pid", ["7"]),
        ("pid b 2026", ["12", "112"]),
        ("99", []),
        ("%", None),
        ("8171010101900001", None),
        ("x" * 101, None),
    ],
)
async def test_a_part_of_a_number_finds_in_any_spelling(
    client: CommunityServiceClient, number: str, found: list[str] | None
) -> None:
    await pronounce_three(client)
    if found is None:
        await client.list_sentences(number=number, status=422)
    else:
        assert sorted(await numbers(client, number=number)) == sorted(found)


async def test_the_last_day_orders_a_list_page_by_page(client: CommunityServiceClient) -> None:
    await pronounce_three(client)
    assert await numbers(client, order="ends_on") == ["7", "112", "12"]
    found: list[str] = []
    after: Json = {}
    for _ in range(3):
        read = await client.list_sentences(order="ends_on", limit=1, **after)
        found, after = [*found, read["items"][0]["ends_on"]], {"after": read["next"]}
    assert (found, after) == (["2026-04-30", "2026-05-15", "2026-05-31"], {"after": None})


@pytest.mark.parametrize(
    ("caller", "found"),
    [
        (CLERK, ["12", "7", "112"]),
        (PROSECUTOR, ["12", "7", "112"]),
        (COUNSELLOR, ["12", "7"]),
        (COUNSELLOR.at(OTHER_BAPAS), ["112"]),
        (COORDINATOR, ["12", "7", "112"]),
        (CLERK.at(KEJARI), []),
        (PROSECUTOR.at(BAPAS), []),
    ],
    ids=str,
)
async def test_each_office_finds_its_own(client: CommunityServiceClient, caller: Caller, found: list[str]) -> None:
    await pronounce_three(client)
    assert sorted(await numbers(client, caller)) == sorted(found)
    assert await numbers(client, caller, number="112") == [each for each in found if each == "112"]


async def test_a_forecast_and_a_state_filter(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    tight = bodies.verdict(verdict_number="9/2026", nik="8171010101900009", hours=240, hours_per_day=8)
    await scene.pronounce(client, tight)
    await scene.pronounce(client)
    await h.tick()
    assert await numbers(client, forecast="on_pace") == ["12"]
    assert await numbers(client, forecast="on_pace", state="active") == []
    assert await numbers(client, forecast="cannot_finish") == ["9"]


async def test_a_line_has_its_pace_and_its_next_session(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    days = (MONDAY, TUESDAY, "2026-03-09")
    placed = await scene.place(client, sentence, site, *(bodies.session(day) for day in days))
    ids = [each["id"] for each in placed["sessions"]]
    await scene.attend(client, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await client.sign_off(ids[0])
    await scene.attend(client, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T11:00")
    client.h.clock.set(datetime(2026, 3, 5, tzinfo=UTC))
    (line,) = (await client.list_sentences(caller=COUNSELLOR))["items"]
    assert {name: line[f"{name}_minutes"] for name in ("credited", "waiting", "unrecorded", "scheduled", "open")} == {
        "credited": 240,
        "waiting": 180,
        "unrecorded": 0,
        "scheduled": 240,
        "open": 300,
    }
    assert line["next_session"] == {
        "id": ids[2],
        "starts_at": "2026-03-08T23:00:00Z",
        "ends_at": "2026-03-09T03:00:00Z",
        "site_id": site["id"],
        "site_name": "SD Negeri 64",
    }
    page = await client.read_case(sentence["id"])
    assert {name: page["pace"][name] for name in page["pace"].keys() & line.keys()} == {
        name: line[name] for name in page["pace"].keys() & line.keys()
    }

"""An alarm on one page: who, when, where, what else the person did, and what was usual."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

FAR = {"latitude": -3.70, "longitude": 128.18}


async def far_away(client: CommunityServiceClient) -> tuple[str, str]:
    """The alarm, and its session on Tuesday; Monday was plain."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    await scene.attend(client, both[0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await client.sign_off(both[0]["id"])
    await scene.attend(client, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00", **FAR)
    (alarm,) = await scene.open_alarms(client)
    return alarm["id"], both[1]["id"]


async def test_who_when_and_where(client: CommunityServiceClient) -> None:
    alarm_id, session_id = await far_away(client)
    await client.propose_correction(session_id, bodies.correction(TUESDAY, "08:00", "11:00"))
    seen = await client.read_alarm_evidence(alarm_id)
    assert (seen["alarm"]["kind"], seen["session"]["id"], seen["may_resolve"]) == ("far_from_site", session_id, True)
    assert (seen["arrival"], seen["departure"]) == (None, {**FAR, "metres": 1111})
    assert (seen["site"]["name"], seen["site"]["supervisors"], seen["site"]["not_commercial_until"]) == (
        "SD Negeri 64",
        ["sup"],
        None,
    )
    assert [(each["did"], each["subject"], each["related"]) for each in seen["hands"]] == [
        ("checked_in", "sup", False),
        ("recorded", "sup", False),
        ("raised", "sup", False),
    ]
    assert (seen["slot_people"], seen["slot_capacity"], seen["elsewhere"], seen["other_alarms"]) == (0, 2, [], [])
    assert [each["state"] for each in seen["corrections"]] == ["proposed"]
    strip = [(each["on"], each["alarms"], each["same_minutes"], each["present_minutes"]) for each in seen["case_strip"]]
    assert strip == [(MONDAY, 0, True, 240), (TUESDAY, 1, True, 240)]
    assert seen["site_strip"] == [
        {"on": MONDAY, "recorded": 1, "attended": 1, "alarms": 0},
        {"on": TUESDAY, "recorded": 1, "attended": 1, "alarms": 1},
    ]


async def test_whoever_has_a_hand_in_the_case_is_told_not_to_resolve(client: CommunityServiceClient) -> None:
    alarm_id, session_id = await far_away(client)
    await client.sign_off(session_id, caller=SECOND)
    assert (await client.read_alarm_evidence(alarm_id, caller=SECOND))["may_resolve"] is False
    assert (await client.read_alarm_evidence(alarm_id, caller=COORDINATOR))["may_resolve"] is True
    await client.resolve_alarm(alarm_id)
    assert (await client.read_alarm_evidence(alarm_id, caller=COORDINATOR))["may_resolve"] is False


async def test_who_tried_to_sign_alone_and_who_is_related(client: CommunityServiceClient) -> None:
    _, session_id = await far_away(client)
    await client.declare_relation((await session_case(client)), "sup", "sibling")
    await client.raw.sign_off(session_id, caller=COUNSELLOR.named("sup"))
    alarms = {each["kind"]: each["id"] for each in await scene.open_alarms(client) if each["session_id"] == session_id}
    seen = await client.read_alarm_evidence(alarms["signed_alone"])
    assert [(each["did"], each["subject"], each["related"]) for each in seen["hands"]][-1] == (
        "raised",
        "sup",
        True,
    )
    assert "sibling" not in str(seen), "how somebody is related is for a logged read"
    assert {each["kind"] for each in seen["other_alarms"]} >= {"far_from_site", "signed_for_relative"}


async def session_case(client: CommunityServiceClient) -> str:
    (first, *_) = await scene.open_alarms(client)
    return str(first["sentence_id"])


OTHER_KEJARI = UUID(int=41)


async def test_another_case_of_the_person_has_no_ids_for_those_who_may_not_see_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    office = {"organisation_id": OTHER_KEJARI, "code": "kejari-lain", "name": "KEJARI LAIN", "kind": "prosecutor"}
    await h.hear(agreements.OrganisationRegistered.model_validate(office))
    here, there = await scene.open_site(client), await scene.open_site(client, name="Lain", latitude=-3.70)
    one = await scene.pronounce(client)
    fields = {"verdict_number": "13/Pid.B/2026/PN Amb", "prosecutor_code": "kejari-lain"}
    two = await scene.pronounce(client, bodies.verdict(**fields))
    first = (await scene.place(client, one, here, bodies.session(MONDAY, "08:00", "10:00")))["sessions"][0]["id"]
    second = (await scene.place(client, two, there, bodies.session(MONDAY, "10:00", "12:00")))["sessions"][0]["id"]
    await scene.attend(client, first, f"{MONDAY}T08:00", f"{MONDAY}T10:20")
    await scene.attend(client, second, f"{MONDAY}T10:00", f"{MONDAY}T12:00")
    alarms = {each["sentence_id"]: each["id"] for each in await scene.open_alarms(client)}
    alarm_id = alarms[two["id"]]
    (all_of_it,) = (await client.read_alarm_evidence(alarm_id))["elsewhere"]
    assert (all_of_it["session_id"], all_of_it["sentence_id"]) == (first, one["id"])
    assert (all_of_it["site"], all_of_it["site_metres"], all_of_it["overlap_minutes"]) == ("SD Negeri 64", 1111, 20)
    (part,) = (await client.read_alarm_evidence(alarm_id, caller=PROSECUTOR.at(OTHER_KEJARI)))["elsewhere"]
    assert part == all_of_it | {"session_id": None, "sentence_id": None}
    assert one["id"] not in str(await client.read_alarm_evidence(alarm_id, caller=PROSECUTOR.at(OTHER_KEJARI)))


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (PROSECUTOR, 200),
        (PROSECUTOR.at(COURT), 403),
        (PROSECUTOR.at(None), 403),
        (COORDINATOR, 200),
        (AUDITOR, 200),
        (COUNSELLOR, 403),
        (SUPERVISOR, 403),
        (CLERK, 403),
    ],
)
async def test_who_reads_the_evidence(client: CommunityServiceClient, caller: Caller, status: int) -> None:
    alarm_id, _ = await far_away(client)
    await client.read_alarm_evidence(alarm_id, caller=caller, status=status)


async def test_an_alarm_that_is_not_there(client: CommunityServiceClient) -> None:
    await client.read_alarm_evidence("0190aaaa-0000-7000-8000-000000000000", status=404)

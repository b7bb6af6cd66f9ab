"""A case in one read: the figures of its parts, and of each part only what the caller's roles see."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.community_service.queries.cases_sections import SECTIONS
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    JUDGE,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient

CALLERS = {caller.role: caller for caller in (CLERK, JUDGE, PROSECUTOR, COUNSELLOR, HEAD, COORDINATOR, AUDITOR)}


async def test_the_bar_has_what_is_credited_waits_is_scheduled_and_is_open(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    days = (MONDAY, TUESDAY, "2026-03-09")
    placed = await scene.place(client, sentence, site, *(bodies.session(day, "08:00", "11:00") for day in days))
    ids = [each["id"] for each in placed["sessions"]]
    await scene.attend(client, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T11:00")
    await client.sign_off(ids[0])
    await scene.attend(client, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T10:30")
    client.h.clock.set(datetime(2026, 3, 4, 3, tzinfo=UTC))
    pace = (await client.read_case(sentence["id"]))["pace"]
    assert pace == {
        "required_minutes": 960,
        "credited_minutes": 180,
        "waiting_minutes": 150,
        "unrecorded_minutes": 0,
        "scheduled_minutes": 180,
        "open_minutes": 960 - 180 - 150 - 180,
        "days": 91,
        "days_past": 2,
        "days_left": 89,
        "needed_per_week_minutes": 50,
        "served_per_week_minutes": 330,
    }
    client.h.clock.set(datetime(2026, 3, 9, 3, tzinfo=UTC))
    assert (await client.read_case(sentence["id"]))["pace"]["unrecorded_minutes"] == 180
    client.h.clock.set(datetime(2026, 3, 12, 3, tzinfo=UTC))
    forgotten = (await client.read_case(sentence["id"]))["pace"]
    assert (forgotten["unrecorded_minutes"], forgotten["open_minutes"]) == (0, 630)


async def test_a_month_shows_its_sessions_with_their_sites_and_what_was_cancelled(
    client: CommunityServiceClient,
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    days = (MONDAY, "2026-04-06")
    placed = await scene.place(client, sentence, site, *(bodies.session(day) for day in days))
    await client.cancel_session(placed["sessions"][0]["id"], {"cause": "weather", "reason": "hujan"})
    march, april = [await client.read_case(sentence["id"], month=month) for month in ("2026-03", "2026-04")]
    (gone,) = march["month"]["sessions"]
    assert (gone["state"], gone["cause"], gone["site_name"]) == ("cancelled", "weather", "SD Negeri 64")
    (coming,) = april["month"]["sessions"]
    assert (coming["id"], coming["state"], coming["mine"]) == (placed["sessions"][1]["id"], "scheduled", False)
    assert (april["month"]["first_month"], april["month"]["last_month"]) == ("2026-03-01", "2026-05-01")
    assert [day["on"] for day in april["month"]["days_off"]], "Easter"
    unnamed = await client.read_case(sentence["id"])
    assert unnamed["month"]["month"] == "2026-03-01"


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
async def test_a_part_is_null_where_the_caller_does_not_see_it(client: CommunityServiceClient, caller: Caller) -> None:
    sentence = await scene.serve(client)
    seen = await client.read_case(sentence["id"], caller=caller)
    may = {section for section, readers in SECTIONS.items() if caller.role in readers}
    assert set(seen["sections"]) == may
    adult = SECTIONS.keys() - {"guardian"}
    assert {section for section in adult if seen[section] is not None} == may & adult
    assert seen["acting"] == [caller.role]
    assert seen["balance"]["credited_minutes"] == 480


async def test_of_a_childs_guardian_only_the_presence_is_shown(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    assert (await client.read_case(sentence["id"]))["guardian"] == {
        "named": False,
        "told_by": None,
        "unreachable_since": None,
    }
    await client.name_guardian(sentence["id"], bodies.GUARDIAN)
    seen = await client.raw.read_case(sentence["id"])
    assert seen.json()["guardian"]["told_by"] == "messages"
    assert bodies.GUARDIAN["name"] not in seen.text
    assert bodies.GUARDIAN["contact"] not in seen.text
    assert (await client.read_case(sentence["id"], caller=CLERK))["guardian"] is None


async def test_another_office_reads_nothing(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    for caller in (COUNSELLOR.at(OTHER_BAPAS), CLERK.at(KEJARI), PROSECUTOR.at(None)):
        await client.read_case(sentence["id"], caller=caller, status=403)
        await client.read_timeline(sentence["id"], caller=caller, status=403)
    await client.read_case(OTHER_BAPAS, status=404)


async def test_the_timeline_tells_what_happened_in_its_order(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (session_id,) = await scene.serve_days(client, sentence, site, MONDAY)
    told = (await client.read_timeline(sentence["id"], caller=COORDINATOR.named("sup")))["items"]
    assert [each["kind"] for each in told] == [
        *("sentence.assigned", "placement.confirmed", "session.scheduled", "record.checked-in", "sentence.started"),
        *("attendance.recorded", "attendance.signed-off"),
    ]
    assert [each["texts"]["id"] for each in told][-2:] == [
        "Kehadiran 2 Maret 2026 08.00 di SD Negeri 64 dicatat: hadir dan patuh; hadir 4 jam",
        "Kehadiran 2 Maret 2026 08.00 disahkan: hadir dan patuh; diakui 4 jam",
    ]
    assert told[1]["texts"]["en"] == "Placement at SD Negeri 64 confirmed: 4 h, number of sessions 1"
    assert [each["who"] for each in told[-2:]] == [["supervisor", "coordinator"], ["counsellor", "coordinator"]]
    assert {each["about"] for each in told if each["kind"].startswith("attendance")} == {session_id}
    assert [each["kind"] for each in told if each["mine"]] == [
        *("record.checked-in", "sentence.started", "attendance.recorded"),
    ]


async def test_a_timeline_comes_in_pages_from_either_end(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    whole = (await client.read_timeline(sentence["id"], limit=200))["items"]
    for order, expected in (("oldest", whole), ("newest", whole[::-1])):
        found: list[Json] = []
        after = "0"
        while after:
            read = await client.read_timeline(sentence["id"], order=order, limit=4, after=after)
            found, after = [*found, *read["items"]], read["next"]
        assert found == expected
    latest = (await client.read_case(sentence["id"]))["timeline"]
    assert latest == whole[::-1][:25]


async def test_a_timeline_leaves_out_what_the_caller_does_not_see(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (session_id,) = await scene.serve_days(client, sentence, site, MONDAY)
    await client.propose_correction(session_id, bodies.correction(MONDAY, "08:00", "09:00"))
    await client.raw.sign_off(session_id, caller=Caller("coordinator", subject="sup"))
    kinds = {
        role: {each["kind"] for each in (await client.read_timeline(sentence["id"], caller=caller))["items"]}
        for role, caller in CALLERS.items()
    }
    proposed = {role for role, told in kinds.items() if "record.correction-proposed" in told}
    assert proposed == {"counsellor", "prosecutor", "coordinator", "auditor"}


async def test_a_message_of_the_intake_topic_came_from_the_court(client: CommunityServiceClient) -> None:
    await client.h.hear(bodies.pronouncement())
    (sentence,) = (await client.list_sentences(caller=AUDITOR))["items"]
    (assigned,) = (await client.read_timeline(sentence["id"]))["items"]
    assert assigned["who"] == ["court"]


async def test_reports_and_alarms_are_part_of_the_timeline(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.read_sentence_report(sentence["id"])
    told = (await client.read_timeline(sentence["id"], limit=200))["items"]
    assert told[-1]["kind"] == "record.report-issued"
    assert told[-1]["texts"]["id"].startswith("Laporan selesai nomor ")
    judge = (await client.read_timeline(sentence["id"], limit=200, caller=JUDGE))["items"]
    assert judge == [{**each, "mine": False} for each in told[:-1]]

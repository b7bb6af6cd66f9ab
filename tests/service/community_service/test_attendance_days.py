"""A whole day at once: an answer for each person, and one bad line loses nothing of the others."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

SLOTS = [{"weekday": day, "starts": "08:00", "ends": "16:00", "capacity": 10} for day in (1, 2)]
EVENING = datetime(2026, 3, 2, 10, tzinfo=UTC)


async def place_people(client: CommunityServiceClient, site: dict[str, Any], count: int) -> list[str]:
    """So many people's sessions on Monday."""
    ids = []
    for number in range(count):
        fields = {"verdict_number": str(number), "nik": f"81710101019000{number:02}"}
        sentence = await scene.pronounce(client, bodies.verdict(**fields))
        ids.append((await scene.place(client, sentence, site, bodies.session(MONDAY)))["sessions"][0]["id"])
    return ids


def line(session_id: str, **changes: Any) -> dict[str, Any]:
    fields = {
        "session_id": session_id,
        "outcome": "attended_complied",
        "checked_in_at": f"{MONDAY}T08:00:00+09:00",
        "checked_out_at": f"{MONDAY}T12:00:00+09:00",
    }
    return fields | changes


def absence(outcome: str, **changes: Any) -> dict[str, Any]:
    return {"outcome": outcome, "checked_in_at": None, "checked_out_at": None} | changes


async def record_day(
    client: CommunityServiceClient,
    site: dict[str, Any],
    *lines: Any,
    on: str = MONDAY,
    status: int | None = None,
    subject: str = "sup",
) -> dict[str, Any]:
    body = {"on": on, "lines": list(lines)}
    done: dict[str, Any] = await client.record_day(site["id"], body, caller=SUPERVISOR.named(subject), status=status)
    return done


async def test_every_line_has_its_answer_in_its_place(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS)
    ids = await place_people(client, site, 6)
    h.clock.set(EVENING)
    answer = await record_day(
        client,
        site,
        line(ids[0], safety_gear=True, work_quality="good", behaviour="sufficient"),
        line(ids[1], **absence("unacceptable_absence")),
        line(ids[2], **absence("acceptable_absence")),
        line(ids[3], checked_out_at=f"{MONDAY}T07:00:00+09:00"),
        {"session_id": ids[4], "outcome": "danced"},
        line(str(uuid4())),
        line(ids[5], outcome="attended_failed_to_comply"),
        "nothing",
        line(ids[0]),
    )
    assert (answer["recorded"], answer["refused"]) == (3, 6)
    assert [each["slug"] for each in answer["lines"]] == [
        None,
        None,
        "reason-missing",
        "out-before-in",
        "line-unreadable",
        "not-in-this-batch",
        None,
        "line-unreadable",
        "wrong-state",
    ]
    assert answer["lines"][4]["session_id"] == ids[4]
    assert "outcome" in answer["lines"][4]["detail_id"]
    first = answer["lines"][0]["session"]
    assert (first["state"], first["safety_gear"], first["work_quality"], first["behaviour"]) == (
        "recorded",
        True,
        "good",
        "sufficient",
    )
    assert (first["attended"], first["enforceable"]) == (True, False)
    states = await h.pool.fetch("select id, state from sessions")
    by_id = {str(row["id"]): row["state"] for row in states}
    expected = ("recorded", "recorded", "scheduled", "scheduled", "scheduled", "recorded")
    assert tuple(by_id[each] for each in ids) == expected
    facts = [each for each in await scene.types(h) if each.startswith(("attendance.", "record."))]
    assert (facts.count("attendance.recorded"), facts.count("record.checked-in")) == (3, 2), "what is refused is undone"
    again = await record_day(client, site, line(ids[3]))
    assert again["recorded"] == 1


async def test_who_has_checked_in_before_only_leaves(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS)
    (only,) = await place_people(client, site, 1)
    h.clock.set(EVENING)
    await client.check_in(only, {"at": f"{MONDAY}T08:30:00+09:00"})
    answer = await record_day(client, site, line(only), line(only, checked_in_at=None))
    assert [each["slug"] for each in answer["lines"]] == ["wrong-state", None]
    assert answer["lines"][1]["session"]["present_minutes"] == 210
    assert (await client.sign_off(only))["credited_minutes"] == 210


async def test_a_line_may_say_where_it_was_recorded(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS)
    ids = await place_people(client, site, 3)
    h.clock.set(EVENING)
    answer = await record_day(
        client,
        site,
        line(ids[0], latitude=-3.69, longitude=128.18),
        line(ids[1], latitude=-3.70, longitude=128.18),
        line(ids[2], latitude=-3.70),
    )
    assert [each["slug"] for each in answer["lines"]] == [None, None, "line-unreadable"]
    alarms = await h.pool.fetch("select session_id, kind from alarms")
    assert [(str(row["session_id"]), row["kind"]) for row in alarms] == [(ids[1], "far_from_site")]


async def test_a_name_that_a_line_does_not_have_is_refused_and_not_passed_by(
    h: Harness, client: CommunityServiceClient
) -> None:
    """`latitud` for `latitude` would record a place that nobody said."""
    site = await scene.open_site(client, slots=SLOTS)
    ids = await place_people(client, site, 2)
    h.clock.set(EVENING)
    answer = await record_day(client, site, line(ids[0], latitud=-3.7), line(ids[1]))
    assert [each["slug"] for each in answer["lines"]] == ["line-unreadable", None]
    assert "latitud: " in answer["lines"][0]["detail_en"]


async def test_a_character_that_cannot_be_kept_costs_its_own_line_only(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client, slots=SLOTS)
    ids = await place_people(client, site, 3)
    h.clock.set(EVENING)
    reasons = ("sakit\nsurat dokter", "sakit\0", "sakit")
    lines = [line(id_, **absence("acceptable_absence", reason=why)) for id_, why in zip(ids, reasons, strict=True)]
    answer = await record_day(client, site, *lines, {"session_id": "a\0b", "outcome": "attended_complied"})
    assert [each["slug"] for each in answer["lines"]] == [None, "line-unreadable", None, "line-unreadable"]
    assert "reason: Value error, it has the character U+0000" in answer["lines"][1]["detail_en"]


async def test_another_day_or_site_is_no_line_of_this_batch(h: Harness, client: CommunityServiceClient) -> None:
    site, other = await scene.open_site(client, slots=SLOTS), await scene.open_site(client, name="Other", slots=SLOTS)
    ids = await place_people(client, site, 1)
    h.clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    for where, on in ((site, TUESDAY), (other, MONDAY)):
        answer = await record_day(client, where, line(ids[0]), on=on)
        assert [each["slug"] for each in answer["lines"]] == ["not-in-this-batch"]
    assert (await record_day(client, site, line(ids[0]), status=403, subject="stranger"))["title"] == "not-your-site"


async def test_two_supervisors_record_the_same_day_at_once(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS, supervisors=["sup", "sup-2"])
    ids = await place_people(client, site, 6)
    h.clock.set(EVENING)
    answers = await asyncio.gather(
        record_day(client, site, *map(line, ids)), record_day(client, site, *map(line, reversed(ids)), subject="sup-2")
    )
    assert sum(answer["recorded"] for answer in answers) == 6
    assert (await scene.types(h)).count("attendance.recorded") == 6

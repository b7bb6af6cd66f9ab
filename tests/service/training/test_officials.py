"""Who teaches, who accompanies children, and who may record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.training.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.training import scene
from tests.service.training.client import (
    AGENCY,
    AUDITOR,
    COORDINATOR,
    PRISON,
    STAFF,
    TRAINER,
    Caller,
    TrainingClient,
)
from tests.support.erasing import erase_at

INSTRUCTOR: dict[str, Any] = {"duty": "instructor", "name": "Guru Contoh", "starts_on": "2026-02-16"}
COMPANION: dict[str, Any] = {
    "duty": "companion",
    "name": "Pendamping Contoh",
    "office": "Dinas Sosial",
    "starts_on": "2026-02-16",
}


async def outcome(ready: TrainingClient, programme: str, enrolment: str, subject: str, number: int = 1) -> str:
    """What becomes of a recording by the trainer with this account."""
    path = f"/training/programmes/{programme}/sessions/{number}/attendance"
    body = {"entries": [{"enrolment_id": enrolment, "outcome": "present"}]}
    token = ready.h.token("trainer", organisation=AGENCY, subject=subject)
    answer = (await ready.h.client.post(path, json=body, headers=token)).json()
    return str(answer["answers"][0]["result"] if "answers" in answer else answer["title"])


async def test_course_32_each_trainer_of_the_agency_records_until_accounts_are_named(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.name_official(programme, **INSTRUCTOR)
    assert await outcome(ready, programme, enrolment, "anyone") == "recorded", (
        "a name without an account closes nothing"
    )
    await ready.name_official(programme, **INSTRUCTOR | {"name": "Guru Kedua", "account": "guru-2"})
    assert await outcome(ready, programme, enrolment, "anyone") == "not-the-instructor"
    assert await outcome(ready, programme, enrolment, "guru-2") == "unchanged"
    await ready.assess(enrolment, 80, by=Caller("trainer", AGENCY, "anyone"), status=403)
    await ready.complete(enrolment, by=Caller("trainer", AGENCY, "anyone"), status=403)
    await ready.fail(enrolment, reason="absent", by=Caller("trainer", AGENCY, "anyone"), status=403)
    await ready.assess(enrolment, 80, by=Caller("trainer", AGENCY, "guru-2"))


async def test_course_33_who_was_replaced_still_records_the_days_of_the_duty(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    first = await ready.name_official(programme, **INSTRUCTOR, account="guru-1")
    replaced = INSTRUCTOR | {"name": "Guru Kedua", "account": "guru-2", "starts_on": "2026-02-17"}
    await ready.name_official(programme, **replaced, replaces=first["id"])
    listed = (await ready.list_officials(programme))["items"]
    assert [(each["account"], each["starts_on"], each["ends_on"], each["reason"]) for each in listed] == [
        ("guru-1", "2026-02-16", "2026-02-16", "replaced"),
        ("guru-2", "2026-02-17", None, None),
    ]
    assert await outcome(ready, programme, enrolment, "guru-1", 1) == "recorded"
    assert await outcome(ready, programme, enrolment, "guru-1", 2) == "not-the-instructor"
    assert await outcome(ready, programme, enrolment, "guru-2", 2) == "recorded"
    await ready.end_duty(first["id"], ends_on="2026-02-20", status=409)


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"starts_on": "2026-02-15"}, 422, "duty-outside-programme"),
        ({"starts_on": "2026-05-30"}, 422, "duty-outside-programme"),
        ({"name": "8171010101900001"}, 422, "unreadable"),
        ({"name": "Guru\u202eContoh"}, 422, "unreadable"),
        ({"duty": "companion"}, 422, "companion-without-office"),
        ({"duty": "director"}, 422, "unreadable"),
        ({"starts_on": "0001-01-01"}, 422, "unreadable"),
    ],
)
async def test_what_cannot_be_named(ready: TrainingClient, changes: dict[str, Any], status: int, slug: str) -> None:
    programme = (await scene.open_programme(ready))["id"]
    assert (await ready.name_official(programme, status=status, **INSTRUCTOR | changes))["title"] == slug


async def test_nobody_is_named_twice_and_nobody_replaces_somebody_else(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    named = await ready.name_official(programme, **INSTRUCTOR)
    twice = await ready.name_official(programme, **INSTRUCTOR | {"name": "guru contoh"}, status=409)
    assert twice["title"] == "official-named-twice"
    other = await ready.name_official(programme, **COMPANION, replaces=named["id"], status=422)
    assert other["title"] == "official-of-another-duty"
    assert (await ready.end_duty(named["id"], ends_on="2026-02-15", status=422))["title"] == "duty-reversed"
    ended = await ready.end_duty(named["id"], ends_on="2026-03-01")
    assert (ended["ends_on"], ended["reason"]) == ("2026-03-01", "moved")
    assert (await ready.end_duty(named["id"], ends_on="2026-03-02", status=409))["title"] == "duty-ended"
    await ready.name_official(programme, **INSTRUCTOR)


async def test_names_are_for_the_two_sides_and_never_in_a_fact_or_in_the_programme(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await ready.name_official(programme, **INSTRUCTOR, account="guru-1")
    for by in (COORDINATOR, TRAINER, STAFF, AUDITOR):
        await ready.list_officials(programme, by=by)
    for by in (Caller("trainer", PRISON), Caller("institution_staff", AGENCY), Caller("clerk")):
        await ready.list_officials(programme, by=by, status=403)
    await ready.name_official(programme, **COMPANION, by=TRAINER, status=403)
    told = str(await ready.h.facts()) + str(await ready.read_programme(programme))
    assert "Guru Contoh" not in told
    assert "guru-1" not in told


async def for_children(ready: TrainingClient) -> tuple[str, str]:
    calendar = [
        {"starts_at": f"2026-02-{day}T14:00:00+09:00", "ends_at": f"2026-02-{day}T16:00:00+09:00"} for day in (18, 19)
    ]
    programme = (await scene.open_programme(ready, for_children=True, calendar=calendar))["id"]
    child = (await scene.register_participant(ready, birth_date="2010-05-01"))["id"]
    return programme, (await ready.enrol(programme, child))["id"]


async def test_course_34_nothing_is_recorded_of_children_whom_nobody_accompanies(ready: TrainingClient) -> None:
    programme, enrolment = await for_children(ready)
    (waiting,) = (await ready.list_waiting(kind="companion_missing"))["items"]
    assert (waiting["id"], waiting["waits_for"]) == (programme, "coordinator")
    ready.h.clock.set(scene.AFTER_CHILDRENS_SESSIONS)
    refused = await ready.record_attendance(programme, 1, {enrolment: "present"}, status=409)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "companion-missing",
        "C3",
        "PP 58/2022 art. 19-20",
    )
    late = await ready.name_official(programme, **COMPANION | {"starts_on": "2026-02-19"})
    assert (await ready.list_waiting(kind="companion_missing"))["items"] == []
    await ready.record_attendance(programme, 1, {enrolment: "present"}, status=409)
    await ready.record_attendance(programme, 2, {enrolment: "present"})
    await ready.end_duty(late["id"], ends_on="2026-02-19")
    assert (await ready.list_waiting(kind="companion_missing"))["items"] == [], "on duty to the end of the day"
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T00:00:00+09:00"))
    assert [item["id"] for item in (await ready.list_waiting(kind="companion_missing"))["items"]] == [programme]


async def test_course_35_one_child_among_adults_is_enough_and_the_operator_is_not_told(ready: TrainingClient) -> None:
    calendar = [{"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T16:00:00+09:00"}]
    programme = (await scene.open_programme(ready, calendar=calendar))["id"]
    adult = (await scene.enrol_somebody(ready, programme))["id"]
    assert (await ready.list_waiting(kind="companion_missing"))["items"] == []
    child = (await scene.register_participant(ready, birth_date="2010-05-01"))["id"]
    await ready.enrol(programme, child)
    assert len((await ready.list_waiting(kind="companion_missing"))["items"]) == 1
    for by in (Caller("operator"), Caller("operator", AGENCY)):
        assert (await ready.list_waiting(kind="companion_missing", by=by))["items"] == []
    ready.h.clock.set(scene.AFTER_CHILDRENS_SESSIONS)
    refused = await ready.record_attendance(programme, 1, {adult: "present"}, status=409)
    assert refused["title"] == "companion-missing"


async def test_the_names_of_officials_are_erased_after_their_retention(ready: TrainingClient) -> None:
    days = {each.name: each.days for each in PERSONAL.retention}["officials"]
    programme = (await scene.open_programme(ready))["id"]
    named = await ready.name_official(programme, **INSTRUCTOR, account="guru-1")
    await ready.name_official(programme, **INSTRUCTOR | {"name": "Guru Kedua"})
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T09:00:00+09:00"))
    await ready.end_duty(named["id"], ends_on="2026-02-20")
    last = datetime.fromisoformat("2026-02-20T12:00:00+09:00")
    await erase_at(ready.h, last + timedelta(days=days))
    listed = (await ready.list_officials(programme))["items"]
    assert [each["name"] for each in listed] == ["Guru Contoh", "Guru Kedua"]
    await erase_at(ready.h, last + timedelta(days=days + 1))
    listed = (await ready.list_officials(programme))["items"]
    assert [(each["name"], each["account"]) for each in listed] == [(ERASED, None), ("Guru Kedua", None)]

"""PP 58/2022 art. 19 (C3): the limits of a child's vocational training."""

from __future__ import annotations

from typing import Any

from tests.service.training import scene
from tests.service.training.client import TrainingClient

CHILD = "2009-06-01"
CALENDAR = [
    {"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T17:00:00+09:00"},
    {"starts_at": "2026-02-19T14:00:00+09:00", "ends_at": "2026-02-19T17:00:00+09:00"},
]
"""After Imlek, a Wednesday and a Thursday."""


async def test_a_child_enrols_where_c3_allows_and_not_in_a_short_or_long_course(ready: TrainingClient) -> None:
    child = (await scene.register_participant(ready, birth_date=CHILD))["id"]
    allowed = await scene.open_programme(ready, calendar=CALENDAR)
    assert (await ready.enrol(allowed["id"], child))["state"] == "confirmed"
    short = await scene.open_programme(ready, ends_on="2026-03-15", calendar=[], minutes=400)
    refused = await ready.enrol(short["id"], child, status=422)
    assert [(broken["rule"], broken["article"]) for broken in refused["violations"]] == [
        ("C3", "PP 58/2022 art. 19(4)"),
        ("C3", "PP 58/2022 art. 19(5)"),
    ]
    assert (await scene.enrol_somebody(ready, short["id"]))["state"] == "confirmed"  # an adult may


async def test_once_a_child_takes_part_the_calendar_keeps_within_c3(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, calendar=[]))["id"]
    at_school: dict[str, Any] = {"starts_at": "2026-02-18T09:00:00+09:00", "ends_at": "2026-02-18T11:00:00+09:00"}
    after_school: dict[str, Any] = {"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T16:00:00+09:00"}
    await ready.schedule_session(programme, 1, **at_school)
    await ready.schedule_session(programme, 1, **after_school)
    child = await scene.register_participant(ready, birth_date=CHILD)
    await ready.enrol(programme, child["id"])
    refused = await ready.schedule_session(programme, 1, **at_school, status=422)
    assert (refused["title"], refused["rule"]) == ("child-school-hours", "C3")


async def test_a_programme_for_children_keeps_within_c3_from_its_opening(ready: TrainingClient) -> None:
    morning = [{"starts_at": "2026-02-18T09:00:00+09:00", "ends_at": "2026-02-18T12:30:00+09:00"}]
    refused = await scene.open_programme(ready, status=422, for_children=True, calendar=morning)
    assert [broken["slug"] for broken in refused["violations"]] == ["child-daily-limit", "child-school-hours"]
    assert (await scene.open_programme(ready, for_children=True, calendar=CALENDAR))["state"] == "open"


async def test_no_published_fact_tells_the_person_or_that_it_is_a_child(ready: TrainingClient) -> None:
    nik = "8171010101900001"
    programme = await scene.open_programme(ready, for_children=True, calendar=CALENDAR)
    person = await scene.register_participant(ready, birth_date=CHILD, nik=nik)
    await ready.enrol(programme["id"], person["id"])
    rows = await ready.h.pool.fetch("select data::text as data from journal")
    everything = " ".join(row["data"] for row in rows)
    for secret in (person["person_id"], "Orang", nik, CHILD, "for_children", "age", "B.I"):
        assert secret not in everything.replace("agency", "").replace("language", "")

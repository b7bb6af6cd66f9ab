"""A programme changes after its opening: its places at any time, its terms before the first session."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import TRAINER, Caller, TrainingClient


async def test_course_23_more_places_go_to_the_first_of_the_queue(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    _, second, third = [(await scene.enrol_somebody(ready, programme))["id"] for _ in range(3)]
    raised = await ready.change_capacity(programme, 2)
    assert (raised["capacity"], raised["taken"], raised["waiting"]) == (2, 2, 1)
    states = [(await ready.read_enrolment(each))["state"] for each in (second, third)]
    assert states == ["confirmed", "waitlisted"]
    assert (await ready.read_enrolment(second))["confirmed_at"] is not None
    assert (await ready.published())[-2:] == ["training.programme.amended", "training.enrolment.confirmed"]


async def test_course_24_places_are_lowered_to_those_taken_and_no_further(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=5))["id"]
    for _ in range(2):
        await scene.enrol_somebody(ready, programme)
    refused = await ready.change_capacity(programme, 1, status=409)
    assert refused["title"] == "capacity-below-taken"
    assert (await ready.change_capacity(programme, 2))["capacity"] == 2
    assert (await scene.enrol_somebody(ready, programme))["state"] == "waitlisted"
    await ready.change_capacity(programme, 2)
    assert (await ready.published()).count("training.programme.amended") == 1, "the same number is no change"
    await ready.change_capacity(programme, 3, by=TRAINER, status=403)
    await ready.change_capacity(programme, 501, status=422)


async def test_course_25_a_lowered_capacity_and_enrolments_at_once_never_oversell(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=6))["id"]
    people = [(await scene.register_participant(ready))["id"] for _ in range(6)]

    async def lower() -> None:
        path, token = f"/training/programmes/{programme}/capacity", ready.h.token("coordinator")
        answer = await ready.h.client.put(path, json={"capacity": 2}, headers=token)
        assert answer.status_code in (200, 409), answer.text

    await asyncio.gather(*(ready.enrol(programme, person) for person in people), *(lower() for _ in range(3)))
    found = await ready.read_programme(programme)
    confirmed = await ready.h.pool.fetchval("select count(*) from enrolments where state = 'confirmed'")
    assert found["taken"] == confirmed <= found["capacity"]
    assert found["taken"] + found["waiting"] == 6
    assert found["waiting"] == 0 or found["taken"] == found["capacity"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"title": "Menjahit Lanjut"}, id="COURSE-26: the title"),
        pytest.param({"max_age": 30, "risk_levels": ["minimum"]}, id="COURSE-26: the entry"),
        pytest.param(
            {"min_attendance": 90, "min_score": 70, "attendance_basis": "since_joined"}, id="COURSE-26: passing"
        ),
        pytest.param({"ends_on": "2026-06-30"}, id="COURSE-26: the last day"),
        pytest.param({"sessions": 4, "minutes": 720}, id="COURSE-26: more sessions"),
        pytest.param(
            {"components": [{"name": "theory", "weight": 40}, {"name": "practice", "weight": 60, "minimum": 60}]},
            id="COURSE-26: the components",
        ),
    ],
)
async def test_before_the_first_session_the_terms_may_change(ready: TrainingClient, changes: dict[str, Any]) -> None:
    programme = (await scene.open_programme(ready))["id"]
    amended = await ready.amend_programme(programme, **changes)
    found = {name: amended[name] for name in changes}
    assert [{"minimum": 0, **each} for each in changes.get("components", [])] == found.pop("components", [])
    assert found == {name: value for name, value in changes.items() if name != "components"}
    assert (await ready.published())[-1] == "training.programme.amended"


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        pytest.param(
            {"ends_on": "2027-03-01"}, 422, "programme-outside-agreement", id="COURSE-27: within the agreement"
        ),
        pytest.param({"sessions": 1}, 409, "calendar-outside", id="COURSE-27: with room for the calendar"),
        pytest.param({"starts_on": "2026-02-17"}, 409, "calendar-outside", id="COURSE-27: around its sessions"),
        pytest.param({"min_age": 60, "max_age": 20}, 422, "ages-reversed", id="COURSE-27: with ages in order"),
        pytest.param({"ends_on": "2026-02-01"}, 422, "period-reversed", id="COURSE-27: with days in order"),
        pytest.param(
            {"components": [{"name": "theory", "weight": 99}]},
            422,
            "components-uneven",
            id="COURSE-27: with 100 percent",
        ),
        pytest.param({"title": None}, 422, "unreadable", id="COURSE-27: with a title"),
        pytest.param({"title": "8171010101900001"}, 422, "unreadable", id="COURSE-27: that is no NIK"),
    ],
)
async def test_what_an_amendment_must_keep(
    ready: TrainingClient, changes: dict[str, Any], status: int, slug: str
) -> None:
    programme = (await scene.open_programme(ready))["id"]
    assert (await ready.amend_programme(programme, status=status, **changes))["title"] == slug
    assert "training.programme.amended" not in await ready.published()


async def test_course_28_once_it_has_begun_nobodys_way_to_pass_changes(ready: TrainingClient) -> None:
    programme, _ = await scene.finish_sessions(ready)
    refused = await ready.amend_programme(programme, title="Menjahit", min_score=10, status=409)
    assert refused["title"] == "amended-too-late"
    assert "min_score" in refused["detail"]
    amended = await ready.amend_programme(programme, title="Menjahit", ends_on="2026-07-31")
    assert (amended["title"], amended["ends_on"]) == ("Menjahit", "2026-07-31")
    await ready.amend_programme(programme, title="Lain", by=Caller("trainer"), status=403)


async def test_a_programme_for_children_keeps_its_limits(ready: TrainingClient) -> None:
    calendar = [{"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T16:00:00+09:00"}]
    programme = (await scene.open_programme(ready, for_children=True, calendar=calendar))["id"]
    refused = await ready.amend_programme(programme, ends_on="2026-04-01", status=422)
    assert (refused["title"], refused["rule"]) == ("child-programme-length", "C3")


async def test_the_database_itself_keeps_the_weights(ready: TrainingClient) -> None:
    await scene.open_programme(ready)
    for broken in ("'{50,49}', component_names = '{a,b}', component_minima = '{0,0}'", "'{100,0}'", "'{}'"):
        with pytest.raises(Exception, match="programmes_components"):
            await ready.h.pool.execute(f"update programmes set component_weights = {broken}")

"""What becomes of a running course whose agreement no longer carries it."""

from __future__ import annotations

from datetime import date

from tests.service.training import scene
from tests.service.training.client import COORDINATOR, TRAINER, TrainingClient


async def suspended(ready: TrainingClient, people: int = 2) -> tuple[str, list[str]]:
    """A programme with one place more than the queue needs, and its agreement suspended."""
    programme = (await scene.open_programme(ready, capacity=2))["id"]
    enrolments = [(await scene.enrol_somebody(ready, programme))["id"] for _ in range(people)]
    await scene.publish_agreement(ready, "suspended", 6)
    assert (await ready.read_programme(programme))["needs_decision"] is True
    return programme, enrolments


async def waits(ready: TrainingClient) -> list[str]:
    found = await ready.list_waiting(kind="programme_after_agreement")
    return [item["id"] for item in found["items"]]


async def test_course_29_who_has_a_place_goes_on_to_the_end(ready: TrainingClient) -> None:
    programme, enrolments = await suspended(ready, 3)
    assert await waits(ready) == [programme]
    decided = await ready.decide(programme, "continue", reason="the PKS is being renewed")
    assert (decided["state"], decided["needs_decision"], decided["taken"]) == ("suspended", False, 2)
    assert await waits(ready) == []
    states = [(await ready.read_enrolment(each))["state"] for each in enrolments]
    assert states == ["confirmed", "confirmed", "waitlisted"]
    told = [data for type_, data in await ready.h.facts() if type_ == "training.programme.decided"]
    assert [(data["decision"], data["needs_decision"]) for data in told] == [("continue", False)]
    row = await ready.h.pool.fetchrow("select decision, reason from programme_decisions")
    assert row
    assert tuple(row) == ("continue", "the PKS is being renewed")


async def test_course_30_it_ends_now_for_everybody(ready: TrainingClient) -> None:
    programme, enrolments = await suspended(ready, 3)
    ended = await ready.decide(programme, "end")
    assert (ended["state"], ended["taken"], ended["waiting"], ended["needs_decision"]) == ("closed", 0, 0, False)
    found = [await ready.read_enrolment(each) for each in enrolments]
    assert [(each["state"], each["reason"]) for each in found] == [
        ("withdrawn", "programme_ended"),
        ("withdrawn", "programme_ended"),
        ("withdrawn", "programme_closed"),
    ]
    assert all(each["ended_at"] for each in found)
    assert sorted((await ready.published())[-5:]) == [
        "training.enrolment.withdrawn",
        "training.enrolment.withdrawn",
        "training.enrolment.withdrawn",
        "training.programme.closed",
        "training.programme.decided",
    ]


async def test_course_31_with_the_last_one_there_is_nothing_left_to_decide(ready: TrainingClient) -> None:
    programme, (first, second) = await suspended(ready)
    await ready.withdraw(first, reason="released")
    assert (await ready.read_programme(programme))["needs_decision"] is True
    await ready.fail(second, reason="did not come back")
    assert (await ready.read_programme(programme))["needs_decision"] is False
    assert (await ready.published())[-1] == "training.programme.decided"


async def test_course_31_also_where_the_last_one_is_withdrawn(ready: TrainingClient) -> None:
    programme, (only,) = await suspended(ready, 1)
    await ready.withdraw(only, reason="released")
    found = await ready.read_programme(programme)
    assert (found["needs_decision"], found["taken"]) == (False, 0)


async def test_only_a_suspended_programme_is_decided_about_and_only_with_a_reason(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    assert (await ready.decide(programme, "end", status=409))["title"] == "programme-not-suspended"
    await ready.decide(programme, "end", reason="", status=422)
    await ready.decide(programme, "end", by=TRAINER, status=403)
    await scene.publish_agreement(ready, "suspended", 6)
    await ready.decide(programme, "perhaps", status=422)
    await ready.decide(programme, "end", by=COORDINATOR)


async def test_a_later_suspension_is_a_new_question(ready: TrainingClient) -> None:
    programme, _ = await suspended(ready)
    await ready.decide(programme, "continue")
    await scene.publish_agreement(ready, "resumed", 7)
    await scene.publish_agreement(ready, "suspended", 8)
    assert (await ready.read_programme(programme))["needs_decision"] is True
    assert await waits(ready) == [programme]


async def test_course_59_a_decided_course_under_notice_waits_no_longer(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await scene.enrol_somebody(ready, programme)
    early = {"ends_on": date(2026, 4, 30), "period_ends_on": date(2027, 2, 8)}
    await scene.publish_agreement(ready, "in_force", 6, **early)
    assert (await ready.read_programme(programme))["needs_decision"] is True
    assert await waits(ready) == [programme]
    await ready.decide(programme, "continue")
    assert await waits(ready) == []
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await scene.publish_agreement(ready, "in_force", 7, **early | {"ends_on": date(2026, 3, 31)})
    assert await waits(ready) == [programme], "another last day is another question"

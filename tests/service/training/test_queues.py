"""The waiting list: whoever is first and may take part gets the place; who may not is passed over, and told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, TRAINER, Caller, TrainingClient
from tests.service.training.queue import (
    AFTERNOON,
    CHILD,
    CLASHING,
    MONDAY,
    TOO_LONG,
    TUESDAY,
    at,
    course,
    enrol,
    leave,
    places,
    reasons,
    somebody,
    states,
    update,
)


async def waiting_rows(training: TrainingClient, kind: str = "passed_over") -> list[dict[str, Any]]:
    return list((await training.list_waiting(kind=kind))["items"])


async def queue_of(training: TrainingClient, programme: str, **first: Any) -> tuple[str, str, list[str]]:
    """One has the place, two wait: the holder's enrolment, the first one waiting as a person, and both who wait."""
    holder, person, second = [await somebody(training), await somebody(training, **first), await somebody(training)]
    enrolments = await enrol(training, programme, holder, person, second)
    return enrolments[0], person, enrolments[1:]


async def test_enrol_01_the_first_of_the_queue_gets_the_place_in_the_transaction_that_frees_it(
    ready: TrainingClient,
) -> None:
    programme = await course(ready)
    holder, _, (first, second) = await queue_of(ready, programme)
    await leave(ready, holder)
    assert await states(ready, first, second) == ["confirmed", "waitlisted"]
    assert await places(ready, programme) == (1, 1)


async def test_enrol_02_whoever_is_too_dangerous_by_now_is_passed_over_and_the_institution_is_told(
    ready: TrainingClient,
) -> None:
    programme = await course(ready)
    holder, person, (first, second) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]
    view = await ready.read_enrolment(first)
    assert (view["ticket"], view["position"], view["passed_over_on"]) == (1, 1, "2026-02-09")
    (why,) = view["obstacles"]
    assert (why["slug"], why["detail_id"], why["detail_en"]) == (
        "risk-level-not-allowed",
        "Tingkat risiko maximum tidak termasuk yang diterima: medium, minimum.",
        "The risk level maximum is not among those taken: medium, minimum.",
    )
    (item,) = await waiting_rows(ready)
    assert (item["id"], item["waits_for"], item["organisation_id"]) == (first, "institution_staff", str(PRISON))
    assert await waiting_rows(ready, "waiting_list") == [], "one thing waits once"
    published = await ready.published()
    assert published[-3:] == [
        "training.enrolment.withdrawn",
        "training.enrolment.passed-over",
        "training.enrolment.confirmed",
    ]


async def test_enrol_03_whoever_is_too_old_by_now_is_passed_over(ready: TrainingClient) -> None:
    programme = await course(ready, max_age=36)
    holder, _, (first, second) = await queue_of(ready, programme, birth_date="1989-02-20")
    ready.h.clock.set(datetime.fromisoformat("2026-02-19T23:59:00+09:00"))
    await leave(ready, holder)
    assert await states(ready, first) == ["confirmed"], "36 until midnight"
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T00:00:00+09:00"))
    again = await course(ready, max_age=36)
    holder, _, (first, second) = await queue_of(ready, again, birth_date="1989-02-21")
    ready.h.clock.set(datetime.fromisoformat("2026-02-21T00:00:00+09:00"))
    await leave(ready, holder)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]
    assert await reasons(ready, first) == ["age-outside"]


async def test_enrol_04_whoever_has_another_course_at_that_time_by_now_is_passed_over(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, CLASHING)
    holder, person, (first, second) = await queue_of(ready, programme)
    await enrol(ready, other, person)
    await leave(ready, holder)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]
    assert await reasons(ready, first) == ["courses-overlap"]


async def test_enrol_05_a_child_whose_day_is_full_by_now_is_passed_over(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, TOO_LONG)
    holder, person, (first, second) = await queue_of(ready, programme, birth_date=CHILD)
    await enrol(ready, other, person)
    await leave(ready, holder)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]
    (why,) = (await ready.read_enrolment(first))["obstacles"]
    assert (why["slug"], why["rule"], why["article"]) == ("child-daily-limit", "C3", "PP 58/2022 art. 19(5)")


async def test_enrol_06_whoever_is_in_another_institution_by_now_is_passed_over(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (first, second) = await queue_of(ready, programme)
    await ready.h.pool.execute("update participants set institution_id = $2 where id = $1", UUID(person), OTHER_PRISON)
    await leave(ready, holder)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]
    assert await reasons(ready, first) == ["participant-of-another-institution"]


async def test_enrol_07_several_are_passed_over_until_one_may(ready: TrainingClient) -> None:
    programme = await course(ready)
    people = [await somebody(ready) for _ in range(26)]
    holder, *queue = await enrol(ready, programme, *people)
    for person in people[1:-1]:
        await update(ready, person, risk_level="super_maximum")
    await leave(ready, holder)
    assert await states(ready, queue[0], queue[-2], queue[-1]) == ["passed-over", "passed-over", "confirmed"]
    assert await places(ready, programme) == (1, 24)


async def test_enrol_08_all_reasons_are_named_together(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, CLASHING)
    holder, person, (first, _) = await queue_of(ready, programme)
    await enrol(ready, other, person)
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    assert await reasons(ready, first) == ["risk-level-not-allowed", "courses-overlap"]


async def test_enrol_09_it_is_told_once_and_not_at_every_free_place(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (_, second) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    await leave(ready, second)
    for _ in range(3):
        await ready.h.tick()
    assert (await ready.published()).count("training.enrolment.passed-over") == 1


async def test_enrol_10_with_the_obstacle_gone_the_old_ticket_counts(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (first, second) = await queue_of(ready, programme)
    third = (await enrol(ready, programme, await somebody(ready)))[0]
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    await update(ready, person)
    await ready.h.tick()
    assert await states(ready, first, second, third) == ["waitlisted", "confirmed", "waitlisted"]
    assert await reasons(ready, first) == []
    await leave(ready, second)
    assert await states(ready, first, third) == ["confirmed", "waitlisted"]


async def test_enrol_11_a_place_that_stayed_free_goes_to_whoever_may_take_it_again(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person = await somebody(ready), await somebody(ready)
    held, waits = await enrol(ready, programme, holder, person)
    await update(ready, person, risk_level="maximum")
    await leave(ready, held)
    await ready.h.tick()  # the look of the day: what follows is due to the change alone
    assert await places(ready, programme) == (0, 1)
    await update(ready, person)
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]
    assert await places(ready, programme) == (1, 0)
    assert await ready.h.pool.fetchval("select count(*) from queues_due") == 0


async def stuck(training: TrainingClient, other: str, **fields: Any) -> tuple[str, str, str]:
    """A free place, and one who waits and has `other` at that time: programme, who waits, the other enrolment."""
    programme = await course(training, AFTERNOON, **fields)
    holder, person = await somebody(training), await somebody(training)
    held, waits = await enrol(training, programme, holder, person)
    (elsewhere,) = await enrol(training, other, person)
    await leave(training, held)
    await training.h.tick()  # the look of the day: what follows is due to the change alone
    assert await states(training, waits) == ["passed-over"]
    return programme, waits, elsewhere


async def test_enrol_12_leaving_the_other_course_is_such_a_change(ready: TrainingClient) -> None:
    _, waits, elsewhere = await stuck(ready, await course(ready, CLASHING))
    await leave(ready, elsewhere)
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_13_failing_in_the_other_course_too(ready: TrainingClient) -> None:
    _, waits, elsewhere = await stuck(ready, await course(ready, CLASHING))
    await ready.fail(elsewhere, reason="did not return")
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_14_moving_the_session_of_this_course_too(ready: TrainingClient) -> None:
    programme, waits, _ = await stuck(ready, await course(ready, CLASHING))
    await ready.schedule_session(programme, 1, **at(TUESDAY, "14:00", "16:00"))
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_15_moving_the_session_of_the_other_course_too(ready: TrainingClient) -> None:
    other = await course(ready, CLASHING)
    _, waits, _ = await stuck(ready, other)
    await ready.schedule_session(other, 1, **at(TUESDAY, "14:00", "16:00"))
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_16_a_birthday_is_such_a_change(ready: TrainingClient) -> None:
    """Nothing is written when somebody has a birthday: each queue with a free place is looked at once a day."""
    programme = await course(ready)
    holder, person = await somebody(ready), await somebody(ready, birth_date="2005-02-20")
    held, waits = await enrol(ready, programme, holder, person)
    await ready.h.pool.execute("update programmes set min_age = 21")
    await leave(ready, held)
    await ready.h.tick()
    assert await states(ready, waits) == ["passed-over"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-19T23:59:00+09:00"))
    await ready.h.tick()
    assert await states(ready, waits) == ["passed-over"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T00:00:30+09:00"))
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_17_more_places_move_the_queue_up(ready: TrainingClient) -> None:
    programme = await course(ready)
    _, _, (first, second) = await queue_of(ready, programme)
    await ready.h.pool.execute("update programmes set queue_seen_on = '2026-02-09'")
    await ready.h.pool.execute("update programmes set capacity = 2")
    await ready.h.tick()
    assert await states(ready, first, second) == ["confirmed", "waitlisted"]


async def test_enrol_18_a_programme_that_opens_again_moves_up_and_passes_over(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (first, second) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await scene.publish_agreement(ready, "suspended", 6)
    await leave(ready, holder)
    assert await states(ready, first, second) == ["waitlisted", "waitlisted"], "nobody is judged while it is suspended"
    await ready.h.tick()
    await scene.publish_agreement(ready, "resumed", 7)
    assert await states(ready, first, second) == ["passed-over", "confirmed"]


async def test_enrol_19_a_newcomer_gets_a_place_that_nobody_who_waits_may_take(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person = await somebody(ready), await somebody(ready)
    held, waits = await enrol(ready, programme, holder, person)
    await update(ready, person, risk_level="maximum")
    await leave(ready, held)
    newcomer = await ready.enrol(programme, await somebody(ready))
    assert (newcomer["state"], newcomer["ticket"]) == ("confirmed", None)
    assert await states(ready, waits) == ["passed-over"]
    assert (await ready.read_enrolment(waits))["position"] == 1


async def test_enrol_20_a_newcomer_does_not_get_before_whoever_may_again(ready: TrainingClient) -> None:
    """Also in the seconds before the queue is looked at."""
    programme = await course(ready)
    holder, person = await somebody(ready), await somebody(ready)
    held, waits = await enrol(ready, programme, holder, person)
    await update(ready, person, risk_level="maximum")
    await leave(ready, held)
    await update(ready, person)
    newcomer = await ready.enrol(programme, await somebody(ready))
    assert newcomer["state"] == "waitlisted"
    assert await states(ready, waits) == ["confirmed"]


async def test_enrol_21_whoever_was_passed_over_may_still_leave(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (first, _) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    await leave(ready, first)
    assert await waiting_rows(ready) == []
    view = await ready.read_enrolment(first)
    assert (view["state"], view["obstacles"], view["passed_over_on"], view["position"]) == ("withdrawn", [], None, None)


async def test_enrol_22_the_reasons_are_the_institution_s(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, person, (first, _) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await leave(ready, holder)
    assert (await ready.read_enrolment(first, by=Caller("institution_staff", PRISON)))["obstacles"]
    assert (await ready.read_enrolment(first, by=TRAINER))["obstacles"] == []
    facts = [data for type_, data in await ready.h.facts() if type_ == "training.enrolment.passed-over"]
    assert "maximum" not in str(facts)


async def test_enrol_23_the_place_in_the_queue_counts_from_one_and_moves_up(ready: TrainingClient) -> None:
    programme = await course(ready)
    made = await enrol(ready, programme, *[await somebody(ready) for _ in range(5)])
    listed = {each["id"]: each["position"] for each in (await ready.list_enrolments(programme))["items"]}
    assert [listed[each] for each in made] == [None, 1, 2, 3, 4]
    await leave(ready, made[2])
    views = [await ready.read_enrolment(each) for each in made]
    assert [(v["position"], v["ticket"]) for v in views] == [(None, None), (1, 1), (None, 2), (2, 3), (3, 4)]


async def test_enrol_24_a_full_programme_judges_nobody(ready: TrainingClient) -> None:
    programme = await course(ready)
    _, person, (first, _) = await queue_of(ready, programme)
    await update(ready, person, risk_level="maximum")
    await ready.h.tick()
    assert await states(ready, first) == ["waitlisted"]
    assert "training.enrolment.passed-over" not in await ready.published()


@pytest.mark.parametrize(
    ("done_at", "asked", "status"),
    [
        pytest.param("basic", None, 201, id="ENROL-25: an earlier course at any level"),
        pytest.param("basic", "intermediate", 422, id="ENROL-26: at a lower level than asked"),
        pytest.param("advanced", "intermediate", 201, id="ENROL-27: at a higher level than asked"),
    ],
)
async def test_an_earlier_course_may_be_asked_for_at_a_level(
    ready: TrainingClient, done_at: str, asked: str | None, status: int
) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready, level=done_at)
    await scene.pass_course(ready, programme, enrolment)
    person = (await ready.read_enrolment(enrolment))["participant_id"]
    advanced = await course(ready, skill="tailoring", prior_skill="sewing", prior_level=asked)
    assert (await ready.read_programme(advanced))["prior_level"] == asked
    answer = await ready.enrol(advanced, person, status=status)
    assert status == 201 or answer["title"] == "prior-level-missing"


async def test_enrol_28_a_level_without_a_skill_is_no_condition(ready: TrainingClient) -> None:
    await scene.open_programme(ready, prior_level="basic", status=422)
    await course(ready)
    with pytest.raises(Exception, match="programmes_prior_level"):
        await ready.h.pool.execute("update programmes set prior_level = 'basic'")


async def test_enrol_29_nobody_enrols_for_two_courses_at_once(ready: TrainingClient) -> None:
    programme, other, beside = [await course(ready, c) for c in (AFTERNOON, CLASHING, TOO_LONG)]
    person = await somebody(ready)
    await enrol(ready, programme, person)
    refused = await ready.enrol(other, person, status=422)
    assert refused["title"] == "courses-overlap"
    assert f"sesi 1 ({MONDAY} 15:00–17:00)" in refused["detail"]
    assert (await ready.enrol(beside, person))["state"] == "confirmed", "it begins when the other ends"


async def test_enrol_30_no_session_moves_to_where_its_people_have_another_course(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON, capacity=5), await course(ready, CLASHING, capacity=5)
    moved = await course(ready, [at(TUESDAY, "14:00", "16:00")], capacity=5)
    people = [await somebody(ready) for _ in range(3)]
    await enrol(ready, programme, *people[:2])
    await enrol(ready, other, people[2])
    await enrol(ready, moved, *people)
    refused = await ready.schedule_session(moved, 1, **at(MONDAY, "15:30", "15:45"), status=409)
    assert (refused["title"], "3 peserta" in refused["detail"]) == ("session-clashes", True)
    await ready.schedule_session(moved, 1, **at(MONDAY, "17:00", "18:00"))
    await ready.schedule_session(moved, 1, **at(TUESDAY, "10:00", "11:00"))


async def test_enrol_31_what_was_held_before_the_enrolment_clashes_with_nothing(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, [*CLASHING, at(TUESDAY, "14:00", "16:00")])
    person = await somebody(ready)
    await enrol(ready, programme, person)
    ready.h.clock.set(datetime.fromisoformat("2026-04-13T17:00:00+09:00"))
    assert (await ready.enrol(other, person))["state"] == "confirmed"


async def test_enrol_32_waiting_for_two_courses_at_one_time_is_allowed_and_one_is_given(ready: TrainingClient) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, CLASHING)
    holders = await enrol(ready, programme, await somebody(ready)) + await enrol(ready, other, await somebody(ready))
    person = await somebody(ready)
    waits = [*await enrol(ready, programme, person), *await enrol(ready, other, person)]
    assert await states(ready, *waits) == ["waitlisted", "waitlisted"]
    for holder in holders:
        await leave(ready, holder)
    assert await states(ready, *waits) == ["confirmed", "passed-over"]


async def test_enrol_33_the_database_keeps_reasons_for_those_who_wait_alone(ready: TrainingClient) -> None:
    programme = await course(ready)
    await enrol(ready, programme, await somebody(ready))
    with pytest.raises(Exception, match="enrolments_passed_over"):
        await ready.h.pool.execute("update enrolments set passed_over_on = current_date, obstacles = '[]'")

"""C3: all courses of a child count together, however a session or a place comes; and the calendar of holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from services.community_service.events import CalendarDecreed, DecreedDay
from shared.holidays import DayKind
from shared.ids import new_id
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, TRAINER, Caller, TrainingClient
from tests.service.training.queue import (
    AFTERNOON,
    CHILD,
    LATER,
    MONDAY,
    THERE,
    TUESDAY,
    at,
    course,
    enrol,
    leave,
    open_other_prison,
    places,
    reasons,
    somebody,
    states,
)

NIK = "8171010101900001"
EVENING = [at(MONDAY, "17:00", "20:00")]
THREE_HOURS = [at(MONDAY, "14:00", "17:00")]


def decree(*days: tuple[str, DayKind, int]) -> CalendarDecreed:
    """Each day with its kind and revision."""
    return CalendarDecreed(
        decree_id=new_id(),
        number="1497/2025",
        decreed_on=date(2025, 9, 19),
        issuer="SKB 3 Menteri",
        corrects=False,
        days=[DecreedDay(on=date.fromisoformat(on), kind=kind, name="Hari libur", revision=r) for on, kind, r in days],
    )


async def closed(training: TrainingClient, **query: Any) -> list[str]:
    rows = (await training.list_waiting(kind="session_on_closed_day", **query))["items"]
    return [row["detail_url"].removeprefix("/training/programmes/") for row in rows]


async def test_child_21_two_courses_of_three_hours_on_one_day_are_refused(ready: TrainingClient) -> None:
    first, second = await course(ready, THREE_HOURS), await course(ready, EVENING)
    child = await somebody(ready, birth_date="2011-01-15")
    await enrol(ready, first, child)
    refused = await ready.enrol(second, child, status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "child-daily-limit",
        "C3",
        "PP 58/2022 art. 19(5)",
    )
    assert "360 menit" in refused["detail"]
    adult = await somebody(ready)
    await enrol(ready, first, adult)
    await enrol(ready, second, adult)


async def test_child_22_nor_is_the_second_given_from_the_waiting_list(ready: TrainingClient) -> None:
    first, second = await course(ready, THREE_HOURS), await course(ready, EVENING)
    child = await somebody(ready, birth_date=CHILD)
    (held,) = await enrol(ready, second, await somebody(ready))
    (waits,) = await enrol(ready, second, child)
    await enrol(ready, first, child)
    await leave(ready, held)
    assert await states(ready, waits) == ["passed-over"]
    assert await reasons(ready, waits) == ["child-daily-limit"]
    assert await places(ready, second) == (0, 1)


async def test_child_23_nor_does_a_session_move_to_such_a_day(ready: TrainingClient) -> None:
    first = await course(ready, AFTERNOON)
    second = await course(ready, [at(TUESDAY, "16:00", "18:00")])
    child = await somebody(ready, birth_date=CHILD)
    await enrol(ready, first, child)
    await enrol(ready, second, child)
    refused = await ready.schedule_session(second, 1, **at(MONDAY, "16:00", "17:01"), status=422)
    assert (refused["title"], "181 menit" in refused["detail"]) == ("child-daily-limit", True)
    await ready.schedule_session(second, 1, **at(MONDAY, "16:00", "17:00"))


async def test_child_24_nor_is_a_new_session_set_on_such_a_day(ready: TrainingClient) -> None:
    first, second = await course(ready, THREE_HOURS), await course(ready)
    child = await somebody(ready, birth_date=CHILD)
    await enrol(ready, first, child)
    await enrol(ready, second, child)
    assert (await ready.schedule_session(second, 2, **at(MONDAY, "17:00", "17:30"), status=422))["rule"] == "C3"


async def test_child_25_a_child_of_two_institutions_is_one_person(ready: TrainingClient) -> None:
    await open_other_prison(ready)
    here = await course(ready, THREE_HOURS)
    there = await course(ready, EVENING, **THERE)
    child = await somebody(ready, birth_date=CHILD, nik=NIK)
    same = await somebody(ready, OTHER_PRISON, birth_date=CHILD, nik=NIK)
    await enrol(ready, here, child)
    staff = Caller("institution_staff", OTHER_PRISON)
    assert (await ready.enrol(there, same, by=staff, status=422))["title"] == "child-daily-limit"


async def test_child_26_an_hour_beside_two_is_allowed(ready: TrainingClient) -> None:
    first, second = await course(ready, AFTERNOON), await course(ready, LATER)
    child = await somebody(ready, birth_date=CHILD)
    await enrol(ready, first, child)
    assert await states(ready, *await enrol(ready, second, child)) == ["confirmed"]


async def test_child_27_what_a_child_has_sat_through_today_counts_after_leaving(ready: TrainingClient) -> None:
    first, second = await course(ready, AFTERNOON), await course(ready, [at(MONDAY, "17:00", "18:01")])
    child = await somebody(ready, birth_date=CHILD)
    (enrolment,) = await enrol(ready, first, child)
    await scene.accompany(ready, first)
    ready.h.clock.set(datetime.fromisoformat("2026-04-13T16:30:00+09:00"))
    await ready.record_attendance(first, 1, {enrolment: "present"})
    await leave(ready, enrolment)
    assert (await ready.enrol(second, child, status=422))["title"] == "child-daily-limit"


async def test_child_28_the_limits_end_with_the_18th_birthday_session_by_session(ready: TrainingClient) -> None:
    morning = [at(TUESDAY, "08:00", "12:00")]
    programme = await course(ready, morning, capacity=2)
    turning = await somebody(ready, birth_date="2008-04-14")
    assert await states(ready, *await enrol(ready, programme, turning)) == ["confirmed"]
    day_later = await somebody(ready, birth_date="2008-04-15")
    refused = await ready.enrol(programme, day_later, status=422)
    assert [each["slug"] for each in refused["violations"]] == ["child-daily-limit", "child-school-hours"]
    await ready.schedule_session(programme, 2, **at(TUESDAY, "13:00", "14:00"))
    before = await ready.schedule_session(programme, 2, **at(MONDAY, "08:00", "09:00"), status=422)
    assert before["title"] == "child-school-hours"


async def test_child_29_nothing_is_planned_for_a_child_on_a_decreed_holiday(ready: TrainingClient) -> None:
    await ready.h.hear(decree((MONDAY, "public_holiday", 1)))
    programme = await course(ready, AFTERNOON)
    child = await somebody(ready, birth_date=CHILD)
    refused = await ready.enrol(programme, child, status=422)
    assert (refused["title"], "Hari libur" in refused["detail"]) == ("child-working-day", True)
    await scene.open_programme(ready, for_children=True, calendar=AFTERNOON, status=422)
    empty = await course(ready)
    await enrol(ready, empty, child)
    await ready.schedule_session(empty, 1, **AFTERNOON[0], status=422)
    await ready.schedule_session(empty, 1, **at(TUESDAY, "14:00", "16:00"))


async def test_child_30_a_decree_flags_the_sessions_that_it_closes(ready: TrainingClient) -> None:
    programme = await course(ready, [*AFTERNOON, at(TUESDAY, "14:00", "16:00")])
    (enrolment,) = await enrol(ready, programme, await somebody(ready, birth_date=CHILD))
    assert await closed(ready) == []
    await ready.h.hear(decree((MONDAY, "joint_leave", 1)))
    assert await closed(ready) == [f"{programme}#session-1"]
    assert await closed(ready, by=TRAINER) == [f"{programme}#session-1"]
    assert await closed(ready, by=Caller("trainer", OTHER_PRISON)) == []
    calendar = (await ready.read_programme(programme))["calendar"]
    assert [each["closed"] for each in calendar] == ["Hari libur", None]
    assert await states(ready, enrolment) == ["confirmed"], "nobody loses a place by it"
    await ready.schedule_session(programme, 1, **at("2026-04-15", "14:00", "16:00"))
    assert await closed(ready) == []
    assert "training.record.session-closed" in [type_ for type_, _ in await ready.h.facts()]


async def test_child_31_a_decree_that_takes_the_holiday_back_takes_the_flag_back(ready: TrainingClient) -> None:
    await course(ready, AFTERNOON)
    await ready.h.hear(decree((MONDAY, "public_holiday", 1)))
    assert len(await closed(ready)) == 1
    await ready.h.hear(decree((MONDAY, "working_day", 2)))
    assert await closed(ready) == []


async def test_child_32_decrees_twice_late_and_out_of_order_end_in_the_same_state(ready: TrainingClient) -> None:
    await course(ready, AFTERNOON)
    first, second = decree((MONDAY, "public_holiday", 1)), decree((MONDAY, "working_day", 2))
    for event in (second, first, second, first):
        await ready.h.hear(event)
    assert await closed(ready) == []
    assert await ready.h.pool.fetchval("select count(*) from calendar_days") == 2


async def test_child_33_a_flag_ends_when_the_session_begins(ready: TrainingClient) -> None:
    """Adults may be taught on a holiday: nobody has to move it."""
    programme = await course(ready, AFTERNOON)
    (enrolment,) = await enrol(ready, programme, await somebody(ready))
    await ready.h.hear(decree((MONDAY, "public_holiday", 1)))
    ready.h.clock.set(datetime.fromisoformat("2026-04-13T14:00:00+09:00"))
    assert await closed(ready) == []
    answer = await ready.record_attendance(programme, 1, {enrolment: "present"})
    assert answer["answers"][0]["result"] == "recorded"


async def test_child_34_a_day_that_opens_lets_a_waiting_child_in(ready: TrainingClient) -> None:
    programme = await course(ready, AFTERNOON)
    (held,) = await enrol(ready, programme, await somebody(ready))
    (waits,) = await enrol(ready, programme, await somebody(ready, birth_date=CHILD))
    await ready.h.hear(decree((MONDAY, "public_holiday", 1)))
    await leave(ready, held)
    await ready.h.tick()  # the look of the day: what follows is due to the change alone
    assert await reasons(ready, waits) == ["child-working-day"]
    await ready.h.hear(decree((MONDAY, "working_day", 2)))
    await ready.h.tick()
    assert await states(ready, waits) == ["confirmed"]


async def test_child_35_sessions_on_two_closed_days_are_moved_one_by_one(ready: TrainingClient) -> None:
    programme = await course(ready, [*AFTERNOON, at(TUESDAY, "14:00", "16:00")])
    await enrol(ready, programme, await somebody(ready, birth_date=CHILD))
    await ready.h.hear(decree((MONDAY, "public_holiday", 1), (TUESDAY, "joint_leave", 1)))
    assert len(await closed(ready)) == 2
    await ready.schedule_session(programme, 1, **at("2026-04-15", "14:00", "16:00"))
    await ready.schedule_session(programme, 2, **at("2026-04-16", "14:00", "16:00"))
    assert await closed(ready) == []


async def test_child_36_what_decrees_said_is_never_changed(ready: TrainingClient) -> None:
    await ready.h.hear(decree((MONDAY, "public_holiday", 1)))
    changed = decree((MONDAY, "joint_leave", 1))
    await ready.h.hear(changed)
    assert await ready.h.pool.fetchval("select kind from calendar_days") == "public_holiday"

"""Two at the same moment: no place is given twice, and nobody gets two that do not go together."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.service.training.client import OTHER_PRISON, PRISON, TrainingClient
from tests.service.training.queue import (
    AFTERNOON,
    CHILD,
    CLASHING,
    MONDAY,
    THERE,
    TOO_LONG,
    TUESDAY,
    at,
    course,
    enrol,
    leave,
    open_other_prison,
    places,
    somebody,
    states,
    update,
)

ROUNDS = 6


async def try_to_enrol(training: TrainingClient, programme: str, person: str, of: UUID = PRISON) -> Any:
    headers = training.h.token("institution_staff", organisation=of)
    body = {"participant_id": person}
    return await training.h.client.post(f"/training/programmes/{programme}/enrolments", json=body, headers=headers)


async def test_enrol_46_two_want_the_last_place(ready: TrainingClient) -> None:
    for _ in range(ROUNDS):
        programme = await course(ready)
        people = [await somebody(ready) for _ in range(2)]
        made = await asyncio.gather(*(ready.enrol(programme, person) for person in people))
        assert sorted(each["state"] for each in made) == ["confirmed", "waitlisted"]
        assert await places(ready, programme) == (1, 1)


@pytest.mark.parametrize(
    ("calendars", "born", "reason"),
    [
        pytest.param((AFTERNOON, TOO_LONG), CHILD, "child-daily-limit", id="CHILD-37: a child whose sum breaks C3"),
        pytest.param((AFTERNOON, CLASHING), "1990-01-01", "courses-overlap", id="ENROL-47: an adult at one time"),
    ],
)
async def test_one_person_is_enrolled_in_two_courses_at_once(
    ready: TrainingClient, calendars: tuple[Any, Any], born: str, reason: str
) -> None:
    for _ in range(ROUNDS):
        first, second = [await course(ready, calendar) for calendar in calendars]
        person = await somebody(ready, birth_date=born)
        answers = await asyncio.gather(*(try_to_enrol(ready, each, person) for each in (first, second)))
        assert sorted(answer.status_code for answer in answers) == [201, 422]
        (refused,) = [answer.json() for answer in answers if answer.status_code == 422]
        assert refused["title"] == reason


async def test_child_38_two_institutions_enrol_one_child_at_once(ready: TrainingClient) -> None:
    await open_other_prison(ready)
    for number in range(2 * ROUNDS):
        here, there = await course(ready, AFTERNOON), await course(ready, TOO_LONG, **THERE)
        nik = f"81710101010900{number:02}"
        child = await somebody(ready, birth_date=CHILD, nik=nik)
        same = await somebody(ready, OTHER_PRISON, birth_date=CHILD, nik=nik)
        answers = await asyncio.gather(try_to_enrol(ready, here, child), try_to_enrol(ready, there, same, OTHER_PRISON))
        assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_enrol_48_the_holder_and_the_first_of_the_queue_leave_together(ready: TrainingClient) -> None:
    for _ in range(ROUNDS):
        programme = await course(ready)
        made = await enrol(ready, programme, *[await somebody(ready) for _ in range(3)])
        await asyncio.gather(leave(ready, made[0]), leave(ready, made[1]))
        assert await states(ready, *made) == ["withdrawn", "withdrawn", "confirmed"]
        assert await places(ready, programme) == (1, 0)


async def test_enrol_49_two_places_free_up_for_one_who_can_have_one_of_them(ready: TrainingClient) -> None:
    for _ in range(ROUNDS):
        first, second = [await course(ready, calendar) for calendar in (AFTERNOON, CLASHING)]
        holders = [(await enrol(ready, each, await somebody(ready)))[0] for each in (first, second)]
        person = await somebody(ready)
        waits = [(await enrol(ready, each, person))[0] for each in (first, second)]
        await asyncio.gather(*(leave(ready, each) for each in holders))
        assert sorted(await states(ready, *waits)) == ["confirmed", "passed-over"]


async def test_enrol_50_a_session_moves_while_somebody_enrols_elsewhere(ready: TrainingClient) -> None:
    for _ in range(ROUNDS):
        moving = await course(ready, [at(TUESDAY, "14:00", "16:00")])
        other = await course(ready, AFTERNOON)
        person = await somebody(ready)
        await enrol(ready, moving, person)
        token = ready.h.token("coordinator")
        move = ready.h.client.put(
            f"/training/programmes/{moving}/sessions/1", json=at(MONDAY, "15:00", "17:00"), headers=token
        )
        answers = await asyncio.gather(move, try_to_enrol(ready, other, person))
        assert sorted(answer.is_success for answer in answers) == [False, True]


async def test_enrol_51_the_risk_rises_while_the_place_becomes_free(ready: TrainingClient) -> None:
    """Either the place was given before, or the person was passed over: never a place without anybody, unseen."""
    for _ in range(ROUNDS):
        programme = await course(ready)
        holder, person = await somebody(ready), await somebody(ready)
        held, waits = await enrol(ready, programme, holder, person)
        await asyncio.gather(leave(ready, held), update(ready, person, risk_level="maximum"))
        (state,) = await states(ready, waits)
        assert state in {"confirmed", "passed-over"}
        assert await places(ready, programme) == ((1, 0) if state == "confirmed" else (0, 1))


async def test_enrol_52_the_queue_is_looked_at_by_two_schedulers_and_by_a_newcomer(ready: TrainingClient) -> None:
    for _ in range(ROUNDS):
        programme = await course(ready)
        holder, person = await somebody(ready), await somebody(ready)
        held, waits = await enrol(ready, programme, holder, person)
        await update(ready, person, risk_level="maximum")
        await leave(ready, held)
        await update(ready, person)
        newcomer, _, _ = await asyncio.gather(
            ready.enrol(programme, await somebody(ready)), ready.h.tick(), ready.h.tick()
        )
        assert await states(ready, waits, newcomer["id"]) == ["confirmed", "waitlisted"]
        assert await places(ready, programme) == (1, 1)
    confirmed = [type_ for type_ in await ready.published() if type_ == "training.enrolment.confirmed"]
    assert len(confirmed) == 2 * ROUNDS

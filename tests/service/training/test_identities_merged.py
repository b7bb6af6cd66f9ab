"""What several rules meet in: a revoked course judged again, a release in a course that is to be decided about."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, TRAINER
from tests.service.training.client import TrainingClient as Client
from tests.service.training.queue import (
    AFTERNOON,
    CHILD,
    CLASHING,
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
from tests.service.training.test_certificates_revocations import certified, revoke, text_of
from tests.service.training.test_identities_races import need_right_sums
from tests.service.training.test_readiness import confirm_by_hand, reached
from tests.service.training.test_training_bodies import BODY

ROUNDS = range(6)


async def correct_attendance(ready: Client, done: Any, outcome: str) -> Any:
    line: Any = {"enrolment_id": done["id"], "outcome": outcome}
    answer = await ready.record_attendance(done["programme_id"], 1, [line], reason="wrong person")
    return answer["answers"][0]


async def test_cert_30_attendance_is_corrected_after_the_revocation_and_not_before(ready: Client) -> None:
    done = await certified(ready)
    refused = await correct_attendance(ready, done, "absent")
    assert (refused["result"], refused["slug"]) == ("refused", "certificate-stands")
    await ready.propose_revocation(done["certificate_id"])
    assert (await correct_attendance(ready, done, "absent"))["slug"] == "certificate-stands", "only proposed"


async def test_cert_31_a_revoked_course_is_judged_by_what_is_corrected(ready: Client) -> None:
    """The sessions were held while the person had a place: they count. A correction is judged like any other."""
    done = await certified(ready)
    ready.h.clock.set(datetime.fromisoformat("2026-03-20T09:00:00+09:00"))
    await revoke(ready, done)
    assert (await ready.read_enrolment(done["id"]))["present"] == 2
    assert (await correct_attendance(ready, done, "absent"))["result"] == "recorded"
    assert (await ready.complete(done["id"], status=409))["title"] == "attendance-too-low"
    assert (await correct_attendance(ready, done, "present"))["result"] == "recorded"
    again = await ready.complete(done["id"])
    assert (again["state"], again["completed_on"]) == ("completed", "2026-03-20")
    assert again["ended_at"] == done["ended_at"], "the place was had until the first judgement"
    assert (await correct_attendance(ready, again, "absent"))["slug"] == "certificate-stands"


async def test_cert_32_what_was_held_after_the_first_judgement_is_not_recorded(ready: Client) -> None:
    programme = (await scene.open_programme(ready, sessions=3, min_attendance=60))["id"]
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    later = at("2026-02-18", "14:00", "17:00")
    await ready.schedule_session(programme, 3, **later)
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    done = await scene.pass_course(ready, programme, enrolment)
    ready.h.clock.set(datetime.fromisoformat("2026-02-19T09:00:00+09:00"))
    await revoke(ready, done)
    (answer,) = (await ready.record_attendance(programme, 3, {enrolment: "present"}))["answers"]
    assert (answer["result"], answer["slug"]) == ("refused", "no-place-any-more")


async def test_cert_33_a_revoked_course_that_failed_is_judged_no_more(ready: Client) -> None:
    done = await certified(ready)
    await revoke(ready, done)
    await ready.fail(done["id"], reason="did not take part")
    for again in (ready.assess(done["id"], 90, status=409), ready.complete(done["id"], status=409)):
        assert (await again)["title"] == "wrong-state"
    await ready.fail(done["id"], reason="once more", status=409)


async def test_cert_34_other_acts_do_not_forget_that_it_was_revoked(ready: Client) -> None:
    """An assessment saves the enrolment: the certificate stays revoked until the course is completed again."""
    done = await certified(ready)
    await revoke(ready, done)
    await ready.assess(done["id"], 75)
    assert (await ready.read_enrolment(done["id"]))["certificate_revoked"] is True
    advanced = await scene.open_programme(ready, prior_skill="sewing", skill="tailoring", calendar=[])
    refused = await ready.enrol(advanced["id"], done["participant_id"], status=422)
    assert refused["title"] == "prior-skill-missing"


async def test_cert_35_two_judge_a_revoked_course_at_once(ready: Client) -> None:
    done = await certified(ready)
    await revoke(ready, done)
    path, token = f"/training/enrolments/{done['id']}", ready.h.token("trainer", organisation=TRAINER.organisation)
    answers = await asyncio.gather(
        ready.h.client.post(f"{path}/completion", headers=token),
        ready.h.client.post(f"{path}/completion", headers=token),
        ready.h.client.post(f"{path}/failure", json={"reason": "not passed"}, headers=token),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await ready.h.pool.fetchval("select count(*) from certificates where standing = 'valid'") <= 1


async def test_cert_36_the_private_body_stands_on_the_paper(ready: Client) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await ready.record_body(programme, **BODY)
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await scene.pass_course(ready, programme, enrolment)
    assert "LPK Contoh" in await text_of(ready, enrolment)


async def test_enrol_60_nobody_who_is_released_enrols_or_moves_up(ready: Client) -> None:
    """One who waits and was released is passed over: the register of another institution said so."""
    programme = await course(ready)
    holder, person, third = [await somebody(ready) for _ in range(3)]
    held, waits, last = await enrol(ready, programme, holder, person, third)
    await ready.h.pool.execute("update participants set state = 'released' where id = $1", UUID(person))
    await leave(ready, held)
    assert await states(ready, waits, last) == ["passed-over", "confirmed"]
    assert await reasons(ready, waits) == ["not-held"]
    assert (await ready.enrol(await course(ready), person, status=409))["title"] == "not-held"


async def test_enrol_61_with_more_places_the_level_that_is_asked_for_is_asked_again(ready: Client) -> None:
    """Who waits lost the certificate meanwhile: the new place goes to the next."""
    programme, enrolments = await scene.finish_sessions(ready, 3, level="basic", capacity=3)
    done = [await scene.pass_course(ready, programme, each) for each in enrolments]
    advanced = await course(ready, skill="tailoring", prior_skill="sewing", prior_level="basic")
    _, second, third = await enrol(ready, advanced, *(each["participant_id"] for each in done))
    await revoke(ready, done[1])
    await ready.change_capacity(advanced, 2)
    assert await states(ready, second, third) == ["passed-over", "confirmed"]
    assert await reasons(ready, second) == ["prior-level-missing"]


async def test_enrol_62_a_level_is_asked_for_only_with_its_skill(ready: Client) -> None:
    advanced = await course(ready, skill="tailoring", prior_skill="sewing", prior_level="basic")
    raised = await ready.amend_programme(advanced, prior_level="advanced")
    assert raised["prior_level"] == "advanced"
    without = await ready.amend_programme(advanced, prior_skill=None)
    assert (without["prior_skill"], without["prior_level"]) == (None, None), "the level goes with its skill"
    refused = await ready.amend_programme(advanced, prior_level="basic", status=422)
    assert refused["title"] == "level-without-skill"


async def test_course_70_a_cancelled_session_leaves_its_time_free(ready: Client) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, CLASHING)
    person = await somebody(ready)
    await enrol(ready, programme, person)
    assert (await ready.enrol(other, person, status=422))["title"] == "courses-overlap"
    await ready.cancel_session(programme, 1)
    assert await states(ready, *await enrol(ready, other, person)) == ["confirmed"]


async def test_course_71_a_make_up_session_is_judged_like_any_other(ready: Client) -> None:
    programme, other = await course(ready, AFTERNOON), await course(ready, [at(TUESDAY, "14:00", "16:00")])
    child = await somebody(ready, birth_date=CHILD)
    for each in (programme, other):
        await enrol(ready, each, child)
    await ready.cancel_session(programme, 1)
    for when, slug in (
        (at(TUESDAY, "15:00", "17:00"), "rules-broken"),
        (at(TUESDAY, "16:00", "17:01"), "child-daily-limit"),
        (at("2026-04-15", "10:00", "11:00"), "child-school-hours"),
        (at("2026-04-19", "14:00", "15:00"), "child-working-day"),
    ):
        assert (await ready.make_up(programme, 1, **when, status=422))["title"] == slug
    await ready.make_up(programme, 1, **at(TUESDAY, "16:00", "17:00"))


async def test_course_72_with_the_release_of_the_last_one_nothing_is_left_to_decide(ready: Client) -> None:
    programme = (await scene.open_programme(ready))["id"]
    people = [await scene.enrol_somebody(ready, programme) for _ in range(2)]
    await scene.publish_agreement(ready, "suspended", 6)
    await ready.release(people[0]["participant_id"])
    assert (await ready.read_programme(programme))["needs_decision"] is True
    await ready.release(people[1]["participant_id"])
    found = await ready.read_programme(programme)
    assert (found["needs_decision"], found["taken"]) == (False, 0)
    decided = [data for type_, data in await ready.h.facts() if type_ == "training.programme.decided"]
    assert [data["decision"] for data in decided] == ["nobody_left"]
    assert (await ready.list_waiting(kind="programme_after_agreement"))["items"] == []


async def test_course_73_with_a_transfer_too(ready: Client) -> None:
    programme = (await scene.open_programme(ready))["id"]
    person = (await scene.enrol_somebody(ready, programme))["participant_id"]
    await scene.publish_agreement(ready, "suspended", 6)
    await ready.transfer(
        person, institution_id=str(OTHER_PRISON), register_number="B.II 3/2026", reason="dekat keluarga"
    )
    assert (await ready.read_programme(programme))["needs_decision"] is False


async def test_ready_30_whoever_comes_back_begins_anew(ready: Client) -> None:
    """The certificate stays with the person; what was confirmed for the release before is asked again."""
    done = await certified(ready)
    person = done["participant_id"]
    await confirm_by_hand(ready, person)
    assert await reached(ready) == 1
    await ready.release(person, on="2026-02-17")
    await ready.come_back(person, on="2026-02-17", register_number="B.I 940/2026")
    seen = await ready.read_readiness(person)
    assert (seen["ready"], seen["reached_at"], "skill_certificate" in seen["missing"]) == (False, None, False)
    await confirm_by_hand(ready, person)
    assert await reached(ready) == 2


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_66_a_release_against_a_session_that_is_moved(ready: Client, _: int) -> None:
    """The one who is released would clash with the new time, the next in the queue does not."""
    moving = await course(ready, [at(TUESDAY, "14:00", "16:00")])
    other = await course(ready, AFTERNOON)
    person, following = await somebody(ready), await somebody(ready)
    held, _other, waits = [
        *await enrol(ready, moving, person),
        *await enrol(ready, other, person),
        *await enrol(ready, moving, following),
    ]
    token = ready.h.token("coordinator")
    move = ready.h.client.put(
        f"/training/programmes/{moving}/sessions/1", json=at(MONDAY, "15:00", "17:00"), headers=token
    )
    moved, _released = await asyncio.gather(move, ready.release(person))
    assert moved.status_code in (200, 409), moved.text
    assert await states(ready, held, waits) == ["withdrawn", "confirmed"]
    assert await places(ready, moving) == (1, 0)
    await need_right_sums(ready)


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_67_a_join_against_an_enrolment_elsewhere_that_clashes(ready: Client, _: int) -> None:
    """Whichever comes second is refused: nobody ends in two courses at once."""
    await open_other_prison(ready)
    here, there = await course(ready, AFTERNOON), await course(ready, CLASHING, **THERE)
    nik = "8171010101900001"
    named, other = await somebody(ready), await somebody(ready, OTHER_PRISON, nik=nik)
    await enrol(ready, here, named)
    staff, theirs = (ready.h.token("institution_staff", organisation=each) for each in (PRISON, OTHER_PRISON))
    answers = await asyncio.gather(
        ready.h.client.post(
            f"/training/participants/{named}/identity", json={"nik": nik, "document": "470/1"}, headers=staff
        ),
        ready.h.client.post(f"/training/programmes/{there}/enrolments", json={"participant_id": other}, headers=theirs),
    )
    assert sorted(answer.is_success for answer in answers) == [False, True], [answer.text for answer in answers]


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_68_a_join_against_a_session_that_is_moved(ready: Client, _: int) -> None:
    await open_other_prison(ready)
    here, there = await course(ready, AFTERNOON), await course(ready, [at(TUESDAY, "14:00", "16:00")], **THERE)
    nik = "8171010101900001"
    named, other = await somebody(ready), await somebody(ready, OTHER_PRISON, nik=nik)
    await enrol(ready, here, named)
    staff, theirs = (ready.h.token("institution_staff", organisation=each) for each in (PRISON, OTHER_PRISON))
    path = f"/training/programmes/{there}/enrolments"
    assert (await ready.h.client.post(path, json={"participant_id": other}, headers=theirs)).status_code == 201
    answers = await asyncio.gather(
        ready.h.client.post(
            f"/training/participants/{named}/identity", json={"nik": nik, "document": "470/1"}, headers=staff
        ),
        ready.h.client.put(
            f"/training/programmes/{there}/sessions/1",
            json=at(MONDAY, "15:00", "17:00"),
            headers=ready.h.token("coordinator"),
        ),
    )
    assert sorted(answer.is_success for answer in answers) == [False, True], [answer.text for answer in answers]

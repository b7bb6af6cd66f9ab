"""Participants: erased after retention, corrected by two persons, and registered anew without a clash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.personal import JudgedEnrolment, doubts
from services.training.rules import RULES
from services.training.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, Caller, TrainingClient
from tests.service.training.market import Market
from tests.support.erasing import erase_at

DAYS = {each.name: each.days for each in PERSONAL.retention}
LAST = scene.AFTER_THE_SESSIONS


async def completed(ready: TrainingClient) -> tuple[str, str]:
    """A participant who has completed a course on the last day, and the enrolment."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    participant = (await ready.read_enrolment(enrolment))["participant_id"]
    return participant, enrolment


async def names(ready: TrainingClient) -> list[str]:
    return [row["name"] for row in await ready.h.pool.fetch("select name from participants order by id")]


async def after(ready: TrainingClient, days: int) -> None:
    await erase_at(ready.h, LAST + timedelta(days=days))


async def test_a_participant_is_kept_to_the_last_day_and_erased_on_the_next(ready: TrainingClient) -> None:
    await completed(ready)
    await after(ready, DAYS["register"])
    assert await names(ready) == ["Orang Contoh"]
    await after(ready, DAYS["register"] + 1)
    assert await names(ready) == [ERASED]
    row = await ready.h.pool.fetchrow("select birth_date, register_number, expected_release from participants")
    assert row
    assert (row["birth_date"], row["expected_release"]) == (None, None)
    assert "B.I" not in row["register_number"]


async def test_who_has_a_place_or_waits_for_one_is_kept(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready, capacity=1)
    for _ in range(2):
        await scene.enrol_somebody(ready, programme["id"])
    await after(ready, 30_000)
    assert await names(ready) == ["Orang Contoh", "Orang Contoh"]


async def test_who_is_released_later_is_kept_until_then(ready: TrainingClient) -> None:
    await scene.register_participant(ready, expected_release="2040-01-01")
    await after(ready, DAYS["register"] + 1)
    assert await names(ready) == ["Orang Contoh"]
    await erase_at(ready.h, datetime.fromisoformat("2040-01-01T12:00:00+09:00") + timedelta(days=DAYS["register"]))
    assert await names(ready) == ["Orang Contoh"]
    await erase_at(ready.h, datetime.fromisoformat("2040-01-02T12:00:00+09:00") + timedelta(days=DAYS["register"]))
    assert await names(ready) == [ERASED]


async def test_stays_numbers_and_joined_ids_go_with_the_register(ready: TrainingClient) -> None:
    participant, _ = await completed(ready)
    other = await scene.register_participant(ready, nik="8171010101900001")
    await ready.identify(participant, "8171010101900001")
    await ready.transfer(participant, on="2026-02-17")
    await after(ready, DAYS["register"] + 1)
    assert await names(ready) == [ERASED] * 2, "the entry that was joined too"
    for table in ("participant_stays", "register_numbers", "person_joins"):
        assert await ready.h.pool.fetchval(f"select count(*) from {table}") == 0
    assert (await ready.list_stays(other["id"]))["stays"] == []
    again = await scene.register_participant(ready, OTHER_PRISON, register_number="B.II 1/2026")
    assert again["state"] == "held", "the number is free again"


async def test_every_view_works_afterwards_and_the_chains_fit(ready: TrainingClient) -> None:
    participant, enrolment = await completed(ready)
    code = (await ready.read_enrolment(enrolment))["certificate_code"]
    await after(ready, DAYS["register"] + 1)
    seen = await ready.read_participant(participant)
    assert (seen["name"], seen["birth_date"], bool(seen["erased_at"])) == (ERASED, None, True)
    assert (await ready.read_enrolment(enrolment))["name"] == ERASED
    assert (await ready.verify_certificate(code))["initials"] == "–"
    assert (await ready.list_participants())["items"][0]["name"] == ERASED
    assert (await ready.h.get("/training/journal/verification", "auditor"))["fits"] is True


async def test_an_erased_participant_neither_changes_nor_enrols(ready: TrainingClient) -> None:
    participant, _ = await completed(ready)
    await after(ready, DAYS["register"] + 1)
    refused = await ready.update_participant(participant, name="Lain", risk_level="minimum", status=409)
    assert (refused["title"], refused["rule"]) == ("participant-erased", "D1")


async def test_the_same_person_is_registered_anew_and_keeps_the_course(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    number = (await ready.list_participants())["items"][0]["register_number"]
    person = await ready.h.pool.fetchval("select person_id from enrolments")
    await after(ready, DAYS["register"] + 1)
    again = await scene.register_participant(ready, register_number=number)
    assert again["person_id"] == str(person)
    assert await ready.h.pool.fetchval(
        "select exists (select from enrolments where person_id = $1 and state = 'completed')", person
    )


async def test_notes_of_a_withdrawal_go_by_their_own_class(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready)
    enrolment = await scene.enrol_somebody(ready, programme["id"])
    ready.h.clock.set(LAST)
    await ready.withdraw(enrolment["id"], reason="health", note="sakit, tidak kuat")
    await after(ready, DAYS["course-notes"])
    assert (await ready.read_enrolment(enrolment["id"]))["note"] == "sakit, tidak kuat"
    await after(ready, DAYS["course-notes"] + 1)
    assert (await ready.read_enrolment(enrolment["id"]))["note"] is None


async def correct(
    ready: TrainingClient, person: str, by: Caller | None = None, status: int = 201, **fields: Any
) -> Any:
    body = {"reason": "akta kelahiran berbeda", "document": "474.1/12/2026"} | fields
    role, organisation, _ = by or Caller("institution_staff", PRISON)
    path = f"/training/persons/{person}/corrections"
    return await ready.h.post(path, body, role, organisation=organisation, subject="staff", status=status)


async def approve(ready: TrainingClient, made: Any, status: int = 200) -> Any:
    path = f"/training/person-corrections/{made['id']}/decision"
    return await ready.h.post(path, {"decision": "approved"}, "data_officer", subject="officer", status=status)


async def test_a_birth_date_is_corrected_in_every_institution_of_the_person(ready: TrainingClient) -> None:
    first = await scene.register_participant(ready, nik="8171010101900001")
    await scene.register_participant(ready, OTHER_PRISON, nik="8171010101900001")
    await approve(ready, await correct(ready, first["person_id"], birth_date="1989-12-31"))
    dates = await ready.h.pool.fetch("select birth_date::text from participants")
    assert [row["birth_date"] for row in dates] == ["1989-12-31"] * 2


async def test_a_participant_who_was_a_child_at_the_enrolment_is_flagged_and_the_enrolment_stays(
    ready: TrainingClient,
) -> None:
    programme = await scene.open_programme(ready)
    participant = await scene.register_participant(ready)
    enrolment = await ready.enrol(programme["id"], participant["id"])
    done = await approve(ready, await correct(ready, participant["person_id"], birth_date="2010-01-01"))
    assert [(each["subject_id"], each["was"], each["would_be"]) for each in done["doubts"]] == [
        (enrolment["id"], "adult", "child")
    ]
    assert await ready.h.pool.fetchval("select child from enrolments") is False


async def test_a_birth_date_that_is_no_inmate_s_is_refused_before_it_is_saved(ready: TrainingClient) -> None:
    participant = await scene.register_participant(ready)
    made = await correct(ready, participant["person_id"], birth_date="2020-01-01")
    assert (await approve(ready, made, status=422))["title"] == "birth-date-unlikely"
    assert (await ready.read_participant(participant["id"]))["birth_date"] == "1990-01-01"


async def test_staff_of_another_institution_corrects_nobody_here(ready: TrainingClient) -> None:
    participant = await scene.register_participant(ready)
    await correct(
        ready, participant["person_id"], Caller("institution_staff", OTHER_PRISON), status=403, name="Orang Lain"
    )


DAY = datetime.fromisoformat("2026-03-01T12:00:00+09:00")


@pytest.mark.parametrize(
    ("born", "child", "for_children", "found"),
    [
        pytest.param("2008-03-01", False, False, 0, id="18 on the day of the enrolment"),
        pytest.param("2008-03-02", False, False, 1, id="18 on the day after it"),
        pytest.param("2008-03-01", True, False, 1, id="a child who was none"),
        pytest.param("2000-01-01", True, True, 0, id="a programme for children makes all its enrolments theirs"),
    ],
)
def test_the_age_at_the_enrolment_decides(born: str, child: bool, for_children: bool, found: int) -> None:
    enrolment = JudgedEnrolment(UUID(int=1), child, DAY, RULES.sets[0].valid_from, for_children)
    assert len(list(doubts([enrolment], datetime.fromisoformat(born).date()))) == found


async def make_goods(market: Market) -> tuple[dict[str, Any], str]:
    """A participant, and the batch that the person made."""
    person = await scene.register_participant(market.training)
    _, batch = await market.stocked(1, makers=[{"participant_id": person["id"]}])
    return person, batch


async def test_product_53_who_made_what_is_in_the_export_and_nobody_else_is(market: Market) -> None:
    person, batch = await make_goods(market)
    await make_goods(market)
    view = await market.h.get(f"/training/persons/{person['person_id']}/export?purpose=permintaan", "data_officer")
    assert [(row["batch_id"], row["parts"]) for row in view["tables"]["batch_makers"]] == [(batch, 1)]
    assert [row["type"] for row in view["tables"]["journal"]] == [
        "training.record.participant-recorded",
        "training.record.maker-recorded",
    ]


async def test_product_54_a_maker_is_kept_while_something_of_the_batch_is_unsold(market: Market) -> None:
    _, batch = await make_goods(market)
    far = datetime.fromisoformat("2026-02-09T12:00:00+09:00") + timedelta(days=DAYS["register"] + 1)
    await erase_at(market.h, far)
    assert await market.h.pool.fetchval("select name from participants") == "Orang Contoh"
    await market.write_off(batch, 1)
    await erase_at(market.h, far + timedelta(days=1))
    assert await market.h.pool.fetchval("select name from participants") == ERASED
    (maker,) = (await market.get(f"batches/{batch}/makers"))["items"]
    assert maker["name"] == ERASED


async def test_product_55_a_maker_who_was_a_child_is_flagged_and_the_batch_stays(market: Market) -> None:
    person, batch = await make_goods(market)
    done = await approve(market.training, await correct(market.training, person["person_id"], birth_date="2010-01-01"))
    assert [(each["subject_id"], each["was"], each["would_be"]) for each in done["doubts"]] == [
        (batch, "adult", "child")
    ]

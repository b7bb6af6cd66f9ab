"""Corrections by two persons: the record stays, the ledger only grows, the caps hold again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    BAPAS,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_a_correction_reverses_and_credits_anew(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    waiting = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    assert (waiting["state"], waiting["proposed_by"], waiting["minutes"]) == ("proposed", "sup", None)
    assert await scene.balance(client, sentence) == ("active", 480, 240, 240)
    done = await client.decide_correction(waiting["id"])
    assert (done["state"], done["decided_by"], done["minutes"]) == ("approved", "second", -60)
    assert await scene.balance(client, sentence) == ("active", 480, 180, 300)
    assert await scene.ledger(client, sentence) == [("sign_off", 240), ("reversal", -240), ("correction", 180)]
    type_, fact = (await h.facts())[-1]
    assert type_ == "community-service.attendance.corrected"
    assert (fact["session_credited_minutes"], fact["correction_minutes"], fact["credited_minutes"]) == (180, -60, 180)
    assert "salah catat" not in str(await h.facts())
    raw = await h.pool.fetchrow("select outcome, checked_out_at from sessions where id = $1", monday)
    assert raw
    assert raw["checked_out_at"] == datetime(2026, 3, 2, 3, tzinfo=UTC), "the record stays as it was"
    seen = await client.list_sessions(site["id"], MONDAY)
    assert [(s["corrected"], s["present_minutes"], s["credited_minutes"]) for s in seen["items"]] == [(True, 180, 180)]


async def test_a_correction_stands_beside_what_was_before_it(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    first = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    assert (first["before"]["present_minutes"], first["present_minutes"]) == (240, 180)
    await client.decide_correction(first["id"])
    refused = await client.propose_correction(monday, bodies.correction(MONDAY, **bodies.ABSENT))
    await client.decide_correction(refused["id"], "rejected")
    second = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "10:00"))
    await client.decide_correction(second["id"])
    listed = (await client.list_corrections(sentence_id=sentence["id"]))["items"]
    assert [(each["before"]["present_minutes"], each["present_minutes"]) for each in listed] == [
        *((240, 180), (180, 0), (180, 120)),
    ], "each beside what stood when it was decided, whatever came after"
    assert [each["before"]["outcome"] for each in listed] == ["attended_complied"] * 3
    assert listed[0]["before"]["checked_out_at"] == "2026-03-02T03:00:00Z"
    assert (listed[0]["starts_at"], listed[0]["site_id"]) == ("2026-03-01T23:00:00Z", site["id"])


async def test_a_balance_is_for_the_people_of_the_case(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY)
    await client.read_balance(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.read_balance(sentence["id"], caller=PROSECUTOR.at(BAPAS), status=403)
    await client.read_balance(sentence["id"], caller=SUPERVISOR, status=403)
    await client.read_balance(site["id"], status=404)
    seen = await client.read_balance(sentence["id"], caller=COUNSELLOR)
    assert (seen["verdict_minutes"], seen["repeat_minutes"], seen["remaining_minutes"]) == (480, 0, 240)
    assert [(e["kind"], e["minutes"], e["on"]) for e in seen["entries"]] == [("sign_off", 240, MONDAY)]


async def test_present_was_absent_and_back_again(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    await scene.correct(client, monday, bodies.correction(MONDAY, **bodies.ABSENT))
    assert await scene.balance(client, sentence) == ("active", 480, 0, 480)
    await scene.correct(client, monday, bodies.correction(MONDAY, "08:00", "12:00"))
    assert await scene.balance(client, sentence) == ("active", 480, 240, 240)
    assert await scene.ledger(client, sentence) == [("sign_off", 240), ("reversal", -240), ("correction", 240)]


async def test_a_correction_starts_a_sentence_of_which_no_check_in_was_recorded(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.miss_days(client, sentence, site, MONDAY)
    assert (await scene.balance(client, sentence))[0] == "assigned"
    await scene.correct(client, monday, bodies.correction(MONDAY, "08:00", "09:00"))
    assert await scene.balance(client, sentence) == ("active", 480, 60, 420)
    (type_, corrected), (started, fact) = (await h.facts())[-2:]
    assert (type_.rpartition(".")[2], corrected["state"]) == ("corrected", "active")
    assert (started, fact["started_at"]) == ("community-service.sentence.started", "2026-03-01T23:00:00Z")
    await h.hear(bodies.amendment(decided_on=MONDAY))
    assert (await scene.balance(client, sentence))[0] == "active"


async def test_what_the_day_had_cut_is_given_back(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    two = (
        await scene.place(
            client, sentence, site, bodies.session(MONDAY, "08:00", "10:00"), bodies.session(MONDAY, "10:00", "12:00")
        )
    )["sessions"]
    for each, (since, until) in zip(two, (("08:00", "10:00"), ("10:00", "12:00")), strict=True):
        await scene.attend(client, each["id"], f"{MONDAY}T{since}", f"{MONDAY}T{until}")
    # As if the day had been capped lower when the sessions were signed off.
    await h.pool.execute("update case_days set cap_minutes = 180")
    for each in two:
        await client.sign_off(each["id"])
    assert [minutes for _, minutes in await scene.ledger(client, sentence)] == [120, 60]
    await scene.correct(client, two[0]["id"], bodies.correction(MONDAY, "08:00", "09:00"))
    assert (await scene.ledger(client, sentence))[2:] == [("reversal", -120), ("correction", 60), ("restoration", 60)]
    assert (await h.facts())[-1][1]["restored_minutes"] == 60


async def test_before_the_sign_off_a_correction_moves_no_minutes(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await scene.correct(client, monday, bodies.correction(MONDAY, "08:00", "11:30"))
    assert await scene.ledger(client, sentence) == []
    assert (await client.sign_off(monday))["credited_minutes"] == 210


async def test_two_persons_and_neither_has_had_a_hand_in_it(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client, supervisors=["sup", "sup-2"]), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    await client.propose_correction(
        monday, bodies.correction(MONDAY, "08:00", "11:00"), caller=SUPERVISOR.named("stranger"), status=403
    )
    await client.propose_correction(
        monday, bodies.correction(MONDAY, "08:00", "11:00"), caller=COUNSELLOR.at(OTHER_BAPAS), status=403
    )
    waiting = await client.propose_correction(
        monday, bodies.correction(MONDAY, "08:00", "11:00"), caller=COORDINATOR.named("city")
    )
    for hand, why in (("city", "proposed"), ("sup", "recorded"), ("pk", "signed off")):
        refused = await client.decide_correction(waiting["id"], status=403, caller=SECOND.named(hand))
        assert refused["title"] == "second-approver-needed", why
        assert (await client.decide_correction(waiting["id"], "rejected", status=403, caller=SECOND.named(hand)))[
            "title"
        ]
    await client.decide_correction(waiting["id"], caller=COUNSELLOR.at(OTHER_BAPAS).named("far"), status=403)
    await client.decide_correction(waiting["id"], caller=SUPERVISOR.named("sup-2"), status=403)
    await client.decide_correction(waiting["id"], caller=COUNSELLOR.named("pk-2"))
    assert (await client.decide_correction(waiting["id"], status=409, caller=SECOND.named("third")))[
        "title"
    ] == "wrong-state"
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update attendance_corrections set decided_by = 'sup'")
    assert error.value.constraint_name == "corrections_two_persons"


async def test_whoever_proposed_it_does_not_sign_off_what_it_says(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    waiting = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"), caller=COUNSELLOR)
    await client.decide_correction(waiting["id"])
    assert (await client.sign_off(monday, status=403))["title"] == "second-person-needed"


async def test_one_correction_waits_at_a_time_and_a_rejected_one_changes_nothing(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    first = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    assert (await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "10:00"), status=409))[
        "title"
    ] == "correction-open"
    await client.decide_correction(first["id"], "rejected")
    assert await scene.balance(client, sentence) == ("active", 480, 240, 240)
    assert (await scene.types(h))[-1] == "record.correction-rejected"
    await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "10:00"))
    page = await client.list_corrections(state="proposed", caller=COUNSELLOR)
    assert [item["state"] for item in page["items"]] == ["proposed"]
    away = await client.list_corrections(caller=COUNSELLOR.at(OTHER_BAPAS))
    assert away["items"] == []
    assert len((await client.list_corrections())["items"]) == 2


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (bodies.correction(MONDAY), "times-do-not-fit-outcome"),
        (bodies.correction(MONDAY, "08:00", "09:00", outcome="unacceptable_absence"), "times-do-not-fit-outcome"),
        (bodies.correction(MONDAY, "08:00", outcome="unacceptable_absence"), "times-do-not-fit-outcome"),
        (bodies.correction(MONDAY, until="09:00", outcome="unacceptable_absence"), "times-do-not-fit-outcome"),
        (bodies.correction(MONDAY, "08:00"), "times-do-not-fit-outcome"),
        (bodies.correction(MONDAY, "09:00", "08:00"), "out-before-in"),
        (bodies.correction(TUESDAY, "08:00", "09:00"), "time-in-future"),
        (bodies.correction("2026-03-01", "08:00", "09:00"), "not-on-the-day"),
        (bodies.correction(MONDAY, "08:00", "23:00"), "time-in-future"),
    ],
)
async def test_times_are_sane(client: CommunityServiceClient, body: dict[str, Any], slug: str) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    assert (await client.propose_correction(monday, body, status=422))["title"] == slug


async def test_what_is_not_recorded_is_not_corrected(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    assert (await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "12:00"), status=409))[
        "title"
    ] == "wrong-state"


async def test_a_proposed_correction_keeps_the_case_open(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    await scene.attend(client, both[0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await scene.attend(client, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await client.sign_off(both[0]["id"])
    waiting = await client.propose_correction(both[0]["id"], bodies.correction(MONDAY, "08:00", "11:00"))
    await client.sign_off(both[1]["id"])
    assert await scene.balance(client, sentence) == ("active", 480, 480, 0)
    seen = await client.read_sentence(sentence["id"])
    assert (seen["open_corrections"], seen["open_alarms"]) == (1, 0)
    await client.decide_correction(waiting["id"], "rejected")
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.types(h))[-2:] == ["record.correction-rejected", "sentence.completed"]


async def test_the_correction_that_brings_the_last_minute_completes(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    await scene.attend(client, both[0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await scene.attend(client, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T11:30")
    for each in both:
        await client.sign_off(each["id"])
    h.clock.set(datetime(2026, 3, 3, 3, tzinfo=UTC))
    await scene.correct(client, both[1]["id"], bodies.correction(TUESDAY, "08:00", "12:00"))
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.types(h))[-2:] == ["attendance.corrected", "sentence.completed"]


async def test_two_approve_one_correction_at_once(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    waiting = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    answers = await asyncio.gather(
        *(client.raw.decide_correction(waiting["id"], caller=COORDINATOR.named(who)) for who in ("a", "b", "c"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await scene.balance(client, sentence) == ("active", 480, 180, 300)


async def test_a_check_out_meets_a_correction(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 3, tzinfo=UTC))
    await client.check_in(monday, {"at": f"{MONDAY}T08:00:00+09:00"})
    out, fix = await asyncio.gather(
        client.raw.check_out(monday, {"at": f"{MONDAY}T12:00:00+09:00"}),
        client.raw.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00")),
    )
    assert out.status_code == 200
    assert fix.status_code in (201, 409), (
        "after the check-out it is a correction; before it there is nothing to correct"
    )
    facts = await scene.types(h)
    assert ("record.correction-proposed" in facts) == (fix.status_code == 201)
    if fix.status_code == 201:
        assert facts.index("attendance.recorded") < facts.index("record.correction-proposed")
        await client.decide_correction(fix.json()["id"])
    expected = 180 if fix.status_code == 201 else 240
    assert (await client.sign_off(monday))["credited_minutes"] == expected
    assert await scene.balance(client, sentence) == ("active", 480, expected, 480 - expected)


async def test_a_sign_off_meets_an_approval(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    waiting = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    answers = await asyncio.gather(
        client.raw.sign_off(monday),
        client.raw.decide_correction(waiting["id"]),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await scene.balance(client, sentence) == ("active", 480, 180, 300)


async def test_the_database_itself_holds_the_ledger(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    monday, tuesday = await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    new = "insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind) select"
    row = "gen_random_uuid(), $1, sentence_id, on_date"
    tail = "now(), '{}' from sessions where id = $1"
    for statement, constraint in (
        (f"{new} {row}, 1, {tail.format('correction')}", "credits_sum_up"),
        (f"{new} {row}, -1, {tail.format('correction')}", "credits_signs"),
        (f"{new} {row}, 1, {tail.format('reversal')}", "credits_signs"),
        (f"{new} {row}, 1, {tail.format('sign_off')}", "credits_one_sign_off"),
        (
            f"with b as (update sentences set credited_minutes = 479) {new} {row}, -1, {tail.format('reversal')}",
            "credits_day_sums_up",
        ),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
            await h.pool.execute(statement, monday)
        assert error.value.constraint_name == constraint
    lend = f"with a as ({new} {row}, 300, {tail.format('correction')}) {new} {row}, -300, {tail.format('reversal')}"
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
        await h.pool.execute(lend.replace("$1", "$2", 2), monday, tuesday)
    assert error.value.constraint_name == "credits_session_not_negative"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute("update credits set minutes = 1")

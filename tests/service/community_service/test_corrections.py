"""Corrections by two persons: the record stays, the ledger only grows, the caps hold again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.service.community_service.oversight import (
    ABSENT,
    AUDITOR,
    balance_of,
    corrected,
    correction,
    decided,
    ledger_of,
    proposed,
    served_days,
)
from tests.service.community_service.scene import (
    API,
    BAPAS,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    SUPERVISOR,
    TUESDAY,
    attended,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
    types,
    verdict,
)
from tests.support.harness import Harness


async def test_a_correction_reverses_and_credits_anew(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    waiting = await proposed(h, monday, correction(MONDAY, "08:00", "11:00"))
    assert (waiting["state"], waiting["proposed_by"], waiting["minutes"]) == ("proposed", "sup", None)
    assert await balance_of(h, sentence) == ("active", 480, 240, 240)
    done = await decided(h, waiting["id"])
    assert (done["state"], done["decided_by"], done["minutes"]) == ("approved", "second", -60)
    assert await balance_of(h, sentence) == ("active", 480, 180, 300)
    assert await ledger_of(h, sentence) == [("sign_off", 240), ("reversal", -240), ("correction", 180)]
    type_, fact = (await h.facts())[-1]
    assert type_ == "community-service.attendance.corrected"
    assert (fact["session_credited_minutes"], fact["correction_minutes"], fact["credited_minutes"]) == (180, -60, 180)
    assert "salah catat" not in str(await h.facts())
    raw = await h.pool.fetchrow("select outcome, checked_out_at from sessions where id = $1", monday)
    assert raw
    assert raw["checked_out_at"] == datetime(2026, 3, 2, 3, tzinfo=UTC), "the record stays as it was"
    seen = await h.get(f"{API}/sites/{site['id']}/sessions?on={MONDAY}", "supervisor", **SUPERVISOR)
    assert [(s["corrected"], s["present_minutes"], s["credited_minutes"]) for s in seen["items"]] == [(True, 180, 180)]


async def test_a_balance_is_for_the_people_of_the_case(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await served_days(h, sentence, site, MONDAY)
    path = f"{API}/sentences/{sentence['id']}/balance"
    await h.get(path, "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.get(path, "prosecutor", status=403, organisation=BAPAS)
    await h.get(path, "supervisor", status=403, **SUPERVISOR)
    await h.get(f"{API}/sentences/{site['id']}/balance", "auditor", status=404)
    seen = await h.get(path, "counsellor", **COUNSELLOR)
    assert (seen["verdict_minutes"], seen["repeat_minutes"], seen["remaining_minutes"]) == (480, 0, 240)
    assert [(e["kind"], e["minutes"], e["on"]) for e in seen["entries"]] == [("sign_off", 240, MONDAY)]


async def test_present_was_absent_and_back_again(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    await corrected(h, monday, correction(MONDAY, **ABSENT))
    assert await balance_of(h, sentence) == ("active", 480, 0, 480)
    await corrected(h, monday, correction(MONDAY, "08:00", "12:00"))
    assert await balance_of(h, sentence) == ("active", 480, 240, 240)
    assert await ledger_of(h, sentence) == [("sign_off", 240), ("reversal", -240), ("correction", 240)]


async def test_what_the_day_had_cut_is_given_back(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, verdict(hours=16))
    two = (await placed(h, sentence, site, session(MONDAY, "08:00", "10:00"), session(MONDAY, "10:00", "12:00")))[
        "sessions"
    ]
    for each, (since, until) in zip(two, (("08:00", "10:00"), ("10:00", "12:00")), strict=True):
        await attended(h, each["id"], f"{MONDAY}T{since}", f"{MONDAY}T{until}")
    # As if the day had been capped lower when the sessions were signed off.
    await h.pool.execute("update case_days set cap_minutes = 180")
    for each in two:
        await signed_off(h, each["id"])
    assert [minutes for _, minutes in await ledger_of(h, sentence)] == [120, 60]
    await corrected(h, two[0]["id"], correction(MONDAY, "08:00", "09:00"))
    assert (await ledger_of(h, sentence))[2:] == [("reversal", -120), ("correction", 60), ("restoration", 60)]
    assert (await h.facts())[-1][1]["restored_minutes"] == 60


async def test_before_the_sign_off_a_correction_moves_no_minutes(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await corrected(h, monday, correction(MONDAY, "08:00", "11:30"))
    assert await ledger_of(h, sentence) == []
    assert (await signed_off(h, monday))["credited_minutes"] == 210


async def test_two_persons_and_neither_has_had_a_hand_in_it(h: Harness) -> None:
    site, sentence = await opened_site(h, supervisors=["sup", "sup-2"]), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    path = f"{API}/sessions/{monday}/corrections"
    await h.post(path, correction(MONDAY, "08:00", "11:00"), "supervisor", status=403, subject="stranger")
    await h.post(path, correction(MONDAY, "08:00", "11:00"), "counsellor", status=403, organisation=OTHER_BAPAS)
    waiting = await h.post(path, correction(MONDAY, "08:00", "11:00"), "coordinator", subject="city")
    for hand, why in (("city", "proposed"), ("sup", "recorded"), ("pk", "signed off")):
        refused = await decided(h, waiting["id"], status=403, subject=hand)
        assert refused["title"] == "second-approver-needed", why
        assert (await decided(h, waiting["id"], "rejected", status=403, subject=hand))["title"]
    body = {"decision": "approved"}
    decision = f"{API}/corrections/{waiting['id']}/decision"
    await h.put(decision, body, "counsellor", status=403, organisation=OTHER_BAPAS, subject="far")
    await h.put(decision, body, "supervisor", status=403, subject="sup-2")
    await h.put(decision, body, "counsellor", organisation=BAPAS, subject="pk-2")
    assert (await decided(h, waiting["id"], status=409, subject="third"))["title"] == "wrong-state"
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update attendance_corrections set decided_by = 'sup'")
    assert error.value.constraint_name == "corrections_two_persons"


async def test_whoever_proposed_it_does_not_sign_off_what_it_says(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    path = f"{API}/sessions/{monday}/corrections"
    waiting = await h.post(path, correction(MONDAY, "08:00", "11:00"), "counsellor", **COUNSELLOR)
    await decided(h, waiting["id"])
    assert (await signed_off(h, monday, status=403))["title"] == "second-person-needed"


async def test_one_correction_waits_at_a_time_and_a_rejected_one_changes_nothing(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    first = await proposed(h, monday, correction(MONDAY, "08:00", "11:00"))
    assert (await proposed(h, monday, correction(MONDAY, "08:00", "10:00"), status=409))["title"] == "correction-open"
    await decided(h, first["id"], "rejected")
    assert await balance_of(h, sentence) == ("active", 480, 240, 240)
    assert (await types(h))[-1] == "record.correction-rejected"
    await proposed(h, monday, correction(MONDAY, "08:00", "10:00"))
    page = await h.get(f"{API}/corrections?state=proposed", "counsellor", **COUNSELLOR)
    assert [item["state"] for item in page["items"]] == ["proposed"]
    away = await h.get(f"{API}/corrections", "counsellor", organisation=OTHER_BAPAS)
    assert away["items"] == []
    assert len((await h.get(f"{API}/corrections", "auditor", **AUDITOR))["items"]) == 2


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (correction(MONDAY), "times-do-not-fit-outcome"),
        (correction(MONDAY, "08:00", "09:00", outcome="unacceptable_absence"), "times-do-not-fit-outcome"),
        (correction(MONDAY, "09:00", "08:00"), "out-before-in"),
        (correction(TUESDAY, "08:00", "09:00"), "time-in-future"),
        (correction("2026-03-01", "08:00", "09:00"), "not-on-the-day"),
        (correction(MONDAY, "08:00", "23:00"), "time-in-future"),
    ],
)
async def test_times_are_sane(h: Harness, body: dict[str, Any], slug: str) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    assert (await proposed(h, monday, body, status=422))["title"] == slug


async def test_what_is_not_recorded_is_not_corrected(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    assert (await proposed(h, monday, correction(MONDAY, "08:00", "12:00"), status=409))["title"] == "wrong-state"


async def test_a_proposed_correction_keeps_the_case_open(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    both = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    await attended(h, both[0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await attended(h, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await signed_off(h, both[0]["id"])
    waiting = await proposed(h, both[0]["id"], correction(MONDAY, "08:00", "11:00"))
    await signed_off(h, both[1]["id"])
    assert await balance_of(h, sentence) == ("active", 480, 480, 0)
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    assert (seen["open_corrections"], seen["open_alarms"]) == (1, 0)
    await decided(h, waiting["id"], "rejected")
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    assert (await types(h))[-2:] == ["record.correction-rejected", "sentence.completed"]


async def test_the_correction_that_brings_the_last_minute_completes(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    both = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    await attended(h, both[0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await attended(h, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T11:30")
    for each in both:
        await signed_off(h, each["id"])
    h.clock.set(datetime(2026, 3, 3, 3, tzinfo=UTC))
    await corrected(h, both[1]["id"], correction(TUESDAY, "08:00", "12:00"))
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    assert (await types(h))[-2:] == ["attendance.corrected", "sentence.completed"]


async def test_two_approve_one_correction_at_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    (monday,) = await served_days(h, sentence, site, MONDAY)
    waiting = await proposed(h, monday, correction(MONDAY, "08:00", "11:00"))
    path, body = f"{API}/corrections/{waiting['id']}/decision", {"decision": "approved"}
    answers = await asyncio.gather(
        *(h.client.put(path, json=body, headers=h.token("coordinator", subject=who)) for who in ("a", "b", "c"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await balance_of(h, sentence) == ("active", 480, 180, 300)


async def test_a_check_out_meets_a_correction(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 3, tzinfo=UTC))
    path, who = f"{API}/sessions/{monday}", h.token("supervisor", **SUPERVISOR)
    await h.post(f"{path}/check-in", {"at": f"{MONDAY}T08:00:00+09:00"}, "supervisor", **SUPERVISOR)
    out, fix = await asyncio.gather(
        h.client.post(f"{path}/check-out", json={"at": f"{MONDAY}T12:00:00+09:00"}, headers=who),
        h.client.post(f"{path}/corrections", json=correction(MONDAY, "08:00", "11:00"), headers=who),
    )
    assert out.status_code == 200
    assert fix.status_code in (201, 409), (
        "after the check-out it is a correction; before it there is nothing to correct"
    )
    facts = await types(h)
    assert ("record.correction-proposed" in facts) == (fix.status_code == 201)
    if fix.status_code == 201:
        assert facts.index("attendance.recorded") < facts.index("record.correction-proposed")
        await decided(h, fix.json()["id"])
    expected = 180 if fix.status_code == 201 else 240
    assert (await signed_off(h, monday))["credited_minutes"] == expected
    assert await balance_of(h, sentence) == ("active", 480, expected, 480 - expected)


async def test_a_sign_off_meets_an_approval(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    waiting = await proposed(h, monday, correction(MONDAY, "08:00", "11:00"))
    decision = f"{API}/corrections/{waiting['id']}/decision"
    answers = await asyncio.gather(
        h.client.post(f"{API}/sessions/{monday}/sign-off", headers=h.token("counsellor", **COUNSELLOR)),
        h.client.put(decision, json={"decision": "approved"}, headers=h.token("coordinator", subject="second")),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await balance_of(h, sentence) == ("active", 480, 180, 300)


async def test_the_database_itself_holds_the_ledger(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, verdict(hours=16))
    monday, tuesday = await served_days(h, sentence, site, MONDAY, TUESDAY)
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

"""A verdict through both doors: assigned once, or back to the sender with every broken rule."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from services.community_service.commands.rejections import rejection_id
from services.community_service.events import INTAKE, SentencePronounced
from shared.messaging.envelope import Envelope
from tests.service.community_service.scene import (
    API,
    BAPAS,
    CLERK,
    COUNSELLOR,
    COURT,
    IDENTITY,
    OTHER_BAPAS,
    PROSECUTOR,
    child,
    pronounced,
    sentenced,
    types,
    verdict,
)
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

BROKEN = {"maximum_prison_months": 60, "consent_recorded": False, "hours": 241, "hours_per_day": 9}


async def test_a_verdict_by_hand_is_assigned(h: Harness) -> None:
    made = await sentenced(h)
    assert made["court"] == {"code": "pn-ambon", "id": str(COURT), "name": "PN-AMBON"}
    assert (made["state"], made["version"], made["child"]) == ("assigned", 1, False)
    assert (made["required_minutes"], made["credited_minutes"], made["remaining_minutes"]) == (480, 0, 480)
    ((type_, data),) = await h.facts()
    assert type_ == "community-service.sentence.assigned"
    assert data["person_id"] == str(IDENTITY.person("8171010101900001"))
    assert data["detail_url"] == f"{API}/sentences/{made['id']}"


async def test_a_verdict_from_the_court_is_assigned(h: Harness) -> None:
    await h.hear(pronounced())
    assert await types(h) == ["sentence.assigned"]


async def test_nothing_personal_is_in_a_fact_and_no_nik_anywhere(h: Harness) -> None:
    await sentenced(h, child())
    said = str(await h.facts())
    for personal in ("8171010505100002", "Anak Contoh", "2010-05-05", "2026-01-10", "child"):
        assert personal not in said
    tables = await h.pool.fetch("select table_name from information_schema.tables where table_schema = current_schema")
    for table in tables:
        for row in await h.pool.fetch(f"select * from {table['table_name']}"):
            assert "8171010505100002" not in str(dict(row)), table["table_name"]


async def test_c4_no_fact_about_a_child_carries_the_verdicts_number(h: Harness) -> None:
    for said in (child(), child(verdict_number="4/Pid.Sus-Anak/2026/PN Amb", hours=121)):
        await h.hear(SentencePronounced.model_validate(said), id=f"event-{said['verdict_number']}")
    (assigned, data), (rejected, refusal) = await h.facts()
    assert (assigned, rejected) == ("community-service.sentence.assigned", "community-service.sentence.rejected")
    assert (data["verdict_number"], refusal["verdict_number"]) == (None, None)
    assert refusal["intake_event_id"] == "event-4/Pid.Sus-Anak/2026/PN Amb"
    assert "Pid.Sus-Anak" not in str((data, {**refusal, "intake_event_id": ""}))


async def test_a_verdict_that_breaks_rules_goes_back_with_all_of_them(h: Harness) -> None:
    await h.hear(pronounced(**BROKEN), id="verdict-1")
    ((type_, data),) = await h.facts()
    assert type_ == "community-service.sentence.rejected"
    assert data["rejection_id"] == str(rejection_id("pn-ambon", "12/Pid.B/2026/PN Amb"))
    assert (data["court_code"], data["verdict_number"]) == ("pn-ambon", "12/Pid.B/2026/PN Amb")
    assert (data["intake_event_id"], data["prosecutor_code"]) == ("verdict-1", "kejari-ambon")
    assert [(v["rule"], v["slug"]) for v in data["violations"]] == [
        ("K1", "offence-too-grave"),
        ("K2", "consent-missing"),
        ("K4", "hours-out-of-range"),
        ("K5", "day-too-long"),
    ]
    assert data["violations"][2]["article"] == "KUHP (UU 1/2023) art. 85(4)"
    assert data["violations"][2]["detail"] == "Community service is 8 to 240 hours; the verdict says 241."
    assert await h.pool.fetchval("select count(*) from persons") == 0


async def test_by_hand_the_same_rules_answer_at_once(h: Harness) -> None:
    refused = await h.post(f"{API}/sentences", verdict(**BROKEN), "court_clerk", status=422, **CLERK)
    assert [v["rule"] for v in refused["violations"]] == ["K1", "K2", "K4", "K5"]
    assert refused["violations"][2]["detail"] == "Kerja sosial 8 sampai 240 jam; putusan menyebut 241 jam."
    assert await h.facts() == []


async def test_a_rejected_verdict_may_come_again_corrected(h: Harness) -> None:
    await h.hear(pronounced(hours=7))
    await h.hear(pronounced(hours=8))
    assert await types(h) == ["sentence.rejected", "sentence.assigned"]


async def test_the_same_verdict_twice_makes_one_sentence(h: Harness) -> None:
    await h.hear(pronounced(), id="one")
    await h.hear(pronounced(), id="one")
    await h.hear(pronounced(), id="another")
    again = await sentenced(h)
    assert again["version"] == 1
    assert await types(h) == ["sentence.assigned"]


async def test_a_recorded_verdict_with_other_content_is_refused(h: Harness) -> None:
    await h.hear(pronounced())
    await h.hear(pronounced(hours=9, consent_recorded=False))
    assert await types(h) == ["sentence.assigned", "sentence.rejected"]
    (violation,) = (await h.facts())[1][1]["violations"]
    assert violation["slug"] == "verdict-already-recorded"
    refused = await h.post(f"{API}/sentences", verdict(name="Other"), "court_clerk", status=409, **CLERK)
    assert refused["title"] == "verdict-already-recorded"
    assert await h.pool.fetchval("select name from persons") == "Yohanes Contoh"


async def test_the_same_verdict_by_hand_and_by_message_at_once_makes_one_sentence(h: Harness) -> None:
    for number in range(15):
        said = {"verdict_number": f"{number}/Pid.B/2026/PN Amb"}
        await asyncio.gather(sentenced(h, verdict(**said)), h.hear(pronounced(**said)), sentenced(h, verdict(**said)))
    assert await types(h) == ["sentence.assigned"] * 15
    assert await h.pool.fetchval("select count(*) from sentences") == 15
    assert await h.pool.fetchval("select count(*) from dead_letters") == 0


async def test_two_at_once_with_other_content_make_one_sentence_and_one_refusal(h: Harness) -> None:
    for number in range(15):
        one, other = ({"verdict_number": f"{number}/Pid.B/2026/PN Amb", "hours": hours} for hours in (8, 9))
        await asyncio.gather(h.hear(pronounced(**one)), h.hear(pronounced(**other)))
    assert sorted(await types(h)) == ["sentence.assigned"] * 15 + ["sentence.rejected"] * 15


@pytest.mark.parametrize(
    "changes", [{"nik": "123"}, {"hours": "many"}, {"birth_date": None}, {"court_code": "PN Ambon"}, {"hours": 0}]
)
async def test_what_cannot_be_read_goes_to_the_dead_letters_and_the_next_one_passes(
    h: Harness, changes: dict[str, Any]
) -> None:
    await deliver(h, verdict(**changes))
    await h.hear(pronounced())
    letter = await h.pool.fetchrow("select reason, error from dead_letters")
    assert letter
    assert letter["reason"] == "event-unreadable"
    assert next(iter(changes)) in letter["error"]
    assert "Yohanes" not in letter["error"]
    assert await types(h) == ["sentence.rejected", "sentence.assigned"]
    rejected = (await h.facts())[0][1]
    assert rejected["concerns"] == "unreadable"
    assert rejected["court_code"] == ("unknown" if "court_code" in changes else "pn-ambon")
    assert next(iter(changes)) in rejected["violations"][0]["detail"]
    assert "Yohanes" not in str(rejected)


async def test_only_verdicts_come_in_by_the_intake_topic(h: Harness) -> None:
    await deliver(h, {"anything": 1}, "justice.sentence.gossiped")
    assert await h.pool.fetchval("select reason from dead_letters") == "event-unexpected"


async def deliver(h: Harness, data: dict[str, Any], type_: str = "justice.sentence.pronounced") -> None:
    envelope = Envelope(id="raw", source="/court", type=type_, time=None, data=b"")
    await h.hear_raw(INTAKE, orjson.dumps(data), kafka_headers(envelope))


async def test_an_office_unknown_at_intake_is_resolved_when_read(h: Harness) -> None:
    await h.hear(pronounced(court_code="pn-saumlaki", prosecutor_code="kejari-saumlaki"))
    (_, data) = (await h.facts())[0]
    seen = await h.get(f"{API}/sentences/{data['sentence_id']}", "auditor")
    assert seen["court"] == {"code": "pn-saumlaki", "id": None, "name": None}
    assert seen["probation_office"]["id"] == str(BAPAS)


async def test_a_clerk_enters_the_verdicts_of_their_own_court(h: Harness) -> None:
    await h.post(f"{API}/sentences", verdict(), "court_clerk", status=403, organisation=BAPAS)
    await h.post(f"{API}/sentences", verdict(), "prosecutor", status=403, organisation=COURT)
    await h.post(f"{API}/sentences", verdict(), "prosecutor", organisation=PROSECUTOR)
    await h.post(f"{API}/sentences", verdict(), "counsellor", status=403, organisation=BAPAS)


async def test_a_case_is_seen_by_its_offices(h: Harness) -> None:
    made = await sentenced(h)
    path = f"{API}/sentences/{made['id']}"
    for role, organisation in (("court_clerk", COURT), ("prosecutor", PROSECUTOR), ("counsellor", BAPAS)):
        assert (await h.get(path, role, organisation=organisation))["id"] == made["id"]
        listed = await h.get(f"{API}/sentences", role, organisation=organisation)
        assert [item["id"] for item in listed["items"]] == [made["id"]]
    await h.get(path, "counsellor", status=403, organisation=OTHER_BAPAS)
    assert (await h.get(f"{API}/sentences", "counsellor", organisation=OTHER_BAPAS))["items"] == []
    await h.get(path, "counsellor", status=403)
    await h.get(path, "supervisor", status=403, organisation=BAPAS)
    await h.get(path, "auditor")


async def test_d1_personal_data_is_read_for_a_purpose_and_the_read_is_logged(h: Harness) -> None:
    made = await sentenced(h)
    path = f"{API}/sentences/{made['id']}/person"
    await h.get(path, "counsellor", status=422, **COUNSELLOR)
    await h.get(f"{path}?purpose=visit", "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.get(f"{path}?purpose=visit", "coordinator", status=403)
    assert await h.pool.fetchval("select count(*) from person_reads") == 0
    seen = await h.get(f"{path}?purpose=first%20visit", "counsellor", **COUNSELLOR)
    assert (seen["name"], seen["birth_date"]) == ("Yohanes Contoh", "1990-01-01")
    (log,) = await h.pool.fetch("select reader, organisation_id, purpose, read_at from person_reads")
    assert (log["reader"], log["organisation_id"], log["purpose"]) == ("pk", BAPAS, "first visit")
    assert abs((log["read_at"] - h.clock.now()).total_seconds()) < 60


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-02", "9999-12-31"])
async def test_days_out_of_reach_cannot_be_read(h: Harness, day: str) -> None:
    for field in ("birth_date", "offence_date", "verdict_date", "starts_on", "ends_on"):
        refused = await h.post(f"{API}/sentences", verdict(**{field: day}), "court_clerk", status=422, **CLERK)
        assert refused["title"] == "unreadable"

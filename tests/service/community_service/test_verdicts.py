"""A verdict over HTTP and from the intake topic: assigned once, or rejected with every broken rule."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.community_service import justice
from shared.messaging.envelope import Envelope
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import (
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
)
from tests.service.community_service.client import API, CommunityServiceClient
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

BROKEN = {"maximum_prison_months": 60, "consent_recorded": False, "hours": 241, "hours_per_day": 9}


async def test_a_verdict_by_hand_is_assigned(h: Harness, client: CommunityServiceClient) -> None:
    made = await scene.pronounce(client)
    assert made["court"] == {"code": "pn-ambon", "id": str(COURT), "name": "PN-AMBON"}
    assert (made["state"], made["version"], made["child"]) == ("assigned", 1, False)
    assert (made["required_minutes"], made["credited_minutes"], made["remaining_minutes"]) == (480, 0, 480)
    ((type_, data),) = await h.facts()
    assert type_ == "community-service.sentence.assigned"
    assert data["person_id"] == str(scene.IDENTITY.person("8171010101900001"))
    assert data["detail_url"] == f"{API}/sentences/{made['id']}"


async def test_a_verdict_from_the_court_is_assigned(h: Harness) -> None:
    await h.hear(bodies.pronouncement())
    assert await scene.types(h) == ["sentence.assigned"]


async def test_nothing_personal_is_in_a_fact_and_no_nik_anywhere(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client, bodies.child_verdict())
    facts = str(await h.facts()).replace("'regime': 'child'", "")  # internal, as the person's id
    for personal in ("8171010505100002", "Anak Contoh", "2010-05-05", "2026-01-10", "child"):
        assert personal not in facts
    tables = await h.pool.fetch("select table_name from information_schema.tables where table_schema = current_schema")
    for table in tables:
        for row in await h.pool.fetch(f"select * from {table['table_name']}"):
            assert "8171010505100002" not in str(dict(row)), table["table_name"]


async def test_c4_no_fact_about_a_child_carries_the_verdicts_number(h: Harness) -> None:
    for verdict in (
        bodies.child_verdict(),
        bodies.child_verdict(verdict_number="4/Pid.Sus-Anak/2026/PN Amb", hours=121),
    ):
        await h.hear(justice.SentencePronounced.model_validate(verdict), id=f"event-{verdict['verdict_number']}")
    (assigned, data), (rejected, refusal) = await h.facts()
    assert (assigned, rejected) == ("community-service.sentence.assigned", "community-service.sentence.rejected")
    assert (data["verdict_number"], refusal["verdict_number"]) == (None, None)
    assert refusal["intake_event_id"] == "event-4/Pid.Sus-Anak/2026/PN Amb"
    assert "Pid.Sus-Anak" not in str((data, {**refusal, "intake_event_id": ""}))


@pytest.mark.parametrize("hours", [pytest.param(7, id="recorded"), pytest.param(121, id="returned")])
async def test_c4_the_number_of_a_childs_verdict_stays_out_when_it_comes_again_as_an_adults(
    h: Harness, hours: int
) -> None:
    number = bodies.child_verdict()["verdict_number"]
    await h.hear(justice.SentencePronounced.model_validate(bodies.child_verdict(hours=hours)))
    for nik, spelling in (("8171010505900002", number), ("8171010505900003", number.upper())):
        await h.hear(bodies.pronouncement(verdict_number=spelling, hours=7, birth_date="1990-05-05", nik=nik))
    refusals = [data for type_, data in await h.facts() if type_.endswith("sentence.rejected")]
    assert len({data["rejection_id"] for data in refusals}) == 1
    assert [data["verdict_number"] for data in refusals] == [None] * len(refusals)


async def test_a_verdict_that_breaks_rules_goes_back_with_all_of_them(h: Harness) -> None:
    await h.hear(bodies.pronouncement(**BROKEN), id="verdict-1")
    ((type_, data),) = await h.facts()
    assert type_ == "community-service.sentence.rejected"
    assert UUID(data["rejection_id"]).version == 8, "made with the secret: nobody guesses the number back"
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


async def test_by_hand_the_same_rules_answer_at_once(h: Harness, client: CommunityServiceClient) -> None:
    refused = await client.pronounce(bodies.verdict(**BROKEN), status=422)
    assert [v["rule"] for v in refused["violations"]] == ["K1", "K2", "K4", "K5"]
    assert refused["violations"][2]["detail"] == "Kerja sosial 8 sampai 240 jam; putusan menyebut 241 jam."
    assert await h.facts() == []


async def test_a_rejected_verdict_may_come_again_corrected(h: Harness) -> None:
    await h.hear(bodies.pronouncement(hours=7))
    await h.hear(bodies.pronouncement(hours=8))
    assert await scene.types(h) == ["sentence.rejected", "sentence.assigned"]


async def test_the_same_verdict_twice_makes_one_sentence(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(bodies.pronouncement(), id="one")
    await h.hear(bodies.pronouncement(), id="one")
    await h.hear(bodies.pronouncement(), id="another")
    again = await scene.pronounce(client)
    assert again["version"] == 1
    assert await scene.types(h) == ["sentence.assigned"]


async def test_a_recorded_verdict_with_other_content_is_refused(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(bodies.pronouncement())
    await h.hear(bodies.pronouncement(hours=9, consent_recorded=False))
    assert await scene.types(h) == ["sentence.assigned", "sentence.rejected"]
    (violation,) = (await h.facts())[1][1]["violations"]
    assert violation["slug"] == "verdict-already-recorded"
    refused = await client.pronounce(bodies.verdict(name="Other"), status=409)
    assert refused["title"] == "verdict-already-recorded"
    assert await h.pool.fetchval("select name from persons") == "Yohanes Contoh"


async def test_the_same_verdict_by_hand_and_by_message_at_once_makes_one_sentence(
    h: Harness, client: CommunityServiceClient
) -> None:
    for number in range(15):
        number_only = {"verdict_number": f"{number}/Pid.B/2026/PN Amb"}
        await asyncio.gather(
            scene.pronounce(client, bodies.verdict(**number_only)),
            h.hear(bodies.pronouncement(**number_only)),
            scene.pronounce(client, bodies.verdict(**number_only)),
        )
    assert await scene.types(h) == ["sentence.assigned"] * 15
    assert await h.pool.fetchval("select count(*) from sentences") == 15
    assert await h.pool.fetchval("select count(*) from dead_letters") == 0


async def test_two_at_once_with_other_content_make_one_sentence_and_one_refusal(h: Harness) -> None:
    for number in range(15):
        one, other = ({"verdict_number": f"{number}/Pid.B/2026/PN Amb", "hours": hours} for hours in (8, 9))
        await asyncio.gather(h.hear(bodies.pronouncement(**one)), h.hear(bodies.pronouncement(**other)))
    assert sorted(await scene.types(h)) == ["sentence.assigned"] * 15 + ["sentence.rejected"] * 15


@pytest.mark.parametrize(
    "changes", [{"nik": "123"}, {"hours": "many"}, {"birth_date": None}, {"court_code": "PN Ambon"}, {"hours": 0}]
)
async def test_what_cannot_be_read_goes_to_the_dead_letters_and_the_next_one_passes(
    h: Harness, changes: dict[str, Any]
) -> None:
    await deliver(h, bodies.verdict(**changes))
    await h.hear(bodies.pronouncement())
    letter = await h.pool.fetchrow("select reason, error from dead_letters")
    assert letter
    assert letter["reason"] == "event-unreadable"
    assert next(iter(changes)) in letter["error"]
    assert "Yohanes" not in letter["error"]
    assert await scene.types(h) == ["sentence.rejected", "sentence.assigned"]
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
    await h.hear_raw(justice.INTAKE, orjson.dumps(data), kafka_headers(envelope))


async def test_an_office_unknown_at_intake_is_resolved_when_read(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(bodies.pronouncement(court_code="pn-saumlaki", prosecutor_code="kejari-saumlaki"))
    (_, data) = (await h.facts())[0]
    seen = await client.read_sentence(data["sentence_id"])
    assert seen["court"] == {"code": "pn-saumlaki", "id": None, "name": None}
    assert seen["probation_office"]["id"] == str(BAPAS)


async def test_a_clerk_enters_the_verdicts_of_their_own_court(client: CommunityServiceClient) -> None:
    await client.pronounce(bodies.verdict(), caller=CLERK.at(BAPAS), status=403)
    await client.pronounce(bodies.verdict(), caller=PROSECUTOR.at(COURT), status=403)
    await client.pronounce(bodies.verdict(), caller=PROSECUTOR)
    await client.pronounce(bodies.verdict(), caller=COUNSELLOR, status=403)


async def test_a_case_is_seen_by_its_offices(client: CommunityServiceClient) -> None:
    made = await scene.pronounce(client)
    for caller in (CLERK, PROSECUTOR, COUNSELLOR):
        assert (await client.read_sentence(made["id"], caller=caller))["id"] == made["id"]
        listed = await client.list_sentences(caller=caller)
        assert [item["id"] for item in listed["items"]] == [made["id"]]
    await client.read_sentence(made["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    assert (await client.list_sentences(caller=COUNSELLOR.at(OTHER_BAPAS)))["items"] == []
    await client.read_sentence(made["id"], caller=COUNSELLOR.at(None), status=403)
    await client.read_sentence(made["id"], caller=SUPERVISOR.at(BAPAS), status=403)
    await client.read_sentence(made["id"])


async def test_d1_personal_data_is_read_for_a_purpose_and_the_read_is_logged(
    h: Harness, client: CommunityServiceClient
) -> None:
    made = await scene.pronounce(client)
    await client.read_person(made["id"], None, status=422)
    await client.read_person(made["id"], "visit", caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.read_person(made["id"], "visit", caller=COORDINATOR, status=403)
    assert await h.pool.fetchval("select count(*) from person_reads") == 0
    seen = await client.read_person(made["id"], "first visit")
    assert (seen["name"], seen["birth_date"]) == ("Yohanes Contoh", "1990-01-01")
    (log,) = await h.pool.fetch("select reader, organisation_id, purpose, read_at from person_reads")
    assert (log["reader"], log["organisation_id"], log["purpose"]) == ("pk", BAPAS, "first visit")
    assert abs((log["read_at"] - h.clock.now()).total_seconds()) < 60


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-02", "9999-12-31"])
async def test_days_out_of_reach_cannot_be_read(client: CommunityServiceClient, day: str) -> None:
    for field in ("birth_date", "offence_date", "verdict_date", "starts_on", "ends_on"):
        refused = await client.pronounce(bodies.verdict(**{field: day}), status=422)
        assert refused["title"] == "unreadable"


SPELLINGS = [
    "12/PID.B/2026/PN AMB",
    "12/Pid.B/2026/PN  Amb",
    "12/Pid.B/2026/PN\u00a0Amb",
    "12/Pid.B/20\u200b26/PN Amb",
    "\uff11\uff12/Pid.B/2026/PN Amb",
    " 12 / Pid.B / 2026 / PN Amb ",
]


async def test_one_verdict_in_many_spellings_is_one_sentence(h: Harness, client: CommunityServiceClient) -> None:
    first = await scene.pronounce(client)
    for spelling in SPELLINGS:
        await h.hear(bodies.pronouncement(verdict_number=spelling), id=f"event-{spelling}")
        assert (await scene.pronounce(client, bodies.verdict(verdict_number=spelling)))["id"] == first["id"]
    assert await scene.types(h) == ["sentence.assigned"]
    await client.pronounce(bodies.verdict(verdict_number=SPELLINGS[0], hours=9), status=409)


async def test_a_sentence_has_the_same_id_wherever_and_in_whatever_spelling_it_is_heard(
    h: Harness, client: CommunityServiceClient
) -> None:
    await h.hear(bodies.pronouncement(verdict_number=SPELLINGS[0]))
    ((_, fact),) = await h.facts()
    assert fact["sentence_id"] == str(scene.IDENTITY.sentence("pn-ambon", "12/Pid.B/2026/PN Amb"))


@pytest.mark.parametrize(
    "other",
    [
        {"birth_date": "1970-01-01"},
        {"birth_date": "1990-01-02"},
        {"name": "Orang Lain"},
        {"name": "Orang Lain", "birth_date": "1970-01-01"},
    ],
    ids=str,
)
async def test_a_later_verdict_never_changes_who_a_person_is(
    h: Harness, client: CommunityServiceClient, other: dict[str, str]
) -> None:
    """A child's case must not become an adult's because another verdict says another birth date."""
    child = bodies.child_verdict()
    first = await scene.pronounce(client, child)
    second = bodies.verdict(nik=child["nik"], name=child["name"], birth_date=child["birth_date"])
    another = second | {"verdict_number": "77/Pid.B/2026/PN Amb"} | other
    refused = await client.pronounce(another, status=409)
    assert refused["title"] == "person-mismatch"
    assert child["name"] not in str(refused)
    await h.hear(justice.SentencePronounced.model_validate(another), id="another")
    type_, fact = (await h.facts())[-1]
    assert (type_, [v["slug"] for v in fact["violations"]]) == (
        "community-service.sentence.rejected",
        ["person-mismatch"],
    )
    person = await h.pool.fetchrow("select name, birth_date::text from persons")
    assert person is not None
    assert tuple(person) == (child["name"], child["birth_date"])
    h.clock.set(scene.APRIL)
    adults = {"change_number": "A1"} | bodies.TERMS | {"hours": 200, "hours_per_day": 3}
    await client.amend(first["id"], adults, status=422)


async def test_a_name_may_be_spelled_in_another_way(client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    spelled = bodies.verdict(verdict_number="78/Pid.B/2026/PN Amb", name="YOHANES  CONTOH, S.H.")
    await scene.pronounce(client, spelled)

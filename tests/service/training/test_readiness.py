"""Readiness for release: the checklist of a person, and who is released soon."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER
from services.training.queries.readiness import releases_query
from services.training.rules import RULES
from shared.clock import midnight
from tests.service.training import scene
from tests.service.training.client import AUDITOR, COORDINATOR, OTHER_PRISON, PRISON, TRAINER, Caller
from tests.service.training.client import TrainingClient as Client
from tests.service.training.test_certificates_revocations import certified, revoke
from tests.service.training.test_personal import DAYS, after
from tests.support.databases import Databases

RULES_NOW = RULES.on(date(2026, 2, 9)).readiness
BY_HAND = [item for item in RULES_NOW.required if item != "skill_certificate"]
ELSEWHERE = Caller("institution_staff", OTHER_PRISON)
TODAY = date(2026, 2, 9)
AGAIN = "insert into readiness_confirmations select uuidv7(), participant_id,"


async def confirm_by_hand(ready: Client, participant: str) -> Any:
    answer: Any = None
    for item in BY_HAND:
        answer = await ready.confirm(participant, item)
    return answer


async def reached(ready: Client) -> int:
    return (await ready.published()).count("training.readiness.reached")


def day(offset: int) -> str:
    return str(TODAY + timedelta(days=offset))


async def test_ready_01_who_confirms_what_is_written_with_evidence(ready: Client) -> None:
    """READY-01: the institution confirms an item with its evidence; the checklist says who, when and on what."""
    person = (await scene.register_participant(ready, expected_release="2026-03-11"))["id"]
    standing = await ready.confirm(person, "identity_papers", "KTP-el, Dukcapil Ambon", subject="staff-7")
    assert standing == {
        "participant_id": person,
        "ready": False,
        "confirmed": ["identity_papers"],
        "missing": ["skill_certificate", "work_or_cooperative", "social_assistance"],
    }
    seen = await ready.read_readiness(person)
    assert (seen["days_left"], seen["ready"], seen["reached_at"]) == (30, False, None)
    items = {item["item"]: item for item in seen["items"]}
    assert list(items) == [*RULES_NOW.required, *RULES_NOW.optional]
    assert (items["identity_papers"]["confirmed_by"], items["identity_papers"]["evidence"]) == (
        "staff-7",
        "KTP-el, Dukcapil Ambon",
    )
    assert (items["family"]["required"], items["family"]["confirmed"]) == (False, False)


async def test_ready_02_only_the_own_institution_confirms_and_reads(ready: Client) -> None:
    """READY-02: nobody of another institution or role confirms, withdraws or reads a checklist; the read is logged."""
    person = (await scene.register_participant(ready))["id"]
    for by in (ELSEWHERE, TRAINER, COORDINATOR, AUDITOR):
        await ready.confirm(person, "identity_papers", by=by, status=403)
        await ready.withdraw_confirmation(person, "identity_papers", by=by, status=403)
    for by in (ELSEWHERE, TRAINER, COORDINATOR):
        await ready.read_readiness(person, by=by, status=403)
    before = await ready.h.pool.fetchval("select count(*) from person_reads")
    await ready.read_readiness(person, by=AUDITOR)
    assert await ready.h.pool.fetchval("select count(*) from person_reads") == before + 1
    await ready.read_readiness(scene.invent_id(), status=404)


async def test_ready_03_a_certificate_confirms_for_the_system_alone(ready: Client) -> None:
    """READY-03: nobody confirms or withdraws the skill certificate by hand; a valid certificate does it."""
    done = await certified(ready)
    person = done["participant_id"]
    for refused in (
        await ready.confirm(person, "skill_certificate", status=422),
        await ready.withdraw_confirmation(person, "skill_certificate", status=422),
    ):
        assert refused["title"] == "confirmed-by-system"
    item = (await ready.read_readiness(person))["items"][0]
    assert (item["item"], item["confirmed_by"], item["evidence"], item["confirmed_at"]) == (
        "skill_certificate",
        "system",
        "TRN/2026/000001",
        "2026-02-16T15:00:00Z",
    )
    unknown = await ready.confirm(person, "driving_licence", status=422)
    assert unknown["title"] == "item-unknown"


async def test_ready_04_reached_when_the_last_item_is_confirmed(ready: Client) -> None:
    """READY-04: the fact comes with the last required item, once, without name, and no item of choice is needed."""
    done = await certified(ready)
    person = done["participant_id"]
    for item in BY_HAND[:-1]:
        await ready.confirm(person, item)
    assert await reached(ready) == 0
    standing = await ready.confirm(person, BY_HAND[-1])
    assert (standing["ready"], standing["missing"]) == (True, [])
    fact = dict(await ready.h.facts())["training.readiness.reached"]
    assert (fact["participant_id"], fact["institution_id"]) == (person, str(PRISON))
    assert fact["reached_on"] == "2026-02-17"
    await ready.confirm(person, "family", "dijemput keluarga")
    assert await reached(ready) == 1


async def test_ready_05_reached_when_the_course_is_completed_last(ready: Client) -> None:
    """READY-05: where the certificate comes last, the completion says the fact."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    person = (await ready.read_enrolment(enrolment))["participant_id"]
    assert not (await confirm_by_hand(ready, person))["ready"]
    assert await reached(ready) == 0
    await scene.pass_course(ready, programme, enrolment)
    assert await reached(ready) == 1
    assert (await ready.read_readiness(person))["ready"]


async def test_ready_06_a_withdrawal_takes_it_back_with_a_reason(ready: Client) -> None:
    """READY-06: who withdrew, when and why stays; the item is missing again, and the fact is not said twice."""
    done = await certified(ready)
    person = done["participant_id"]
    await confirm_by_hand(ready, person)
    standing = await ready.withdraw_confirmation(person, "work_or_cooperative", reason="koperasi tutup")
    assert (standing["ready"], standing["missing"]) == (False, ["work_or_cooperative"])
    seen = {item["item"]: item for item in (await ready.read_readiness(person))["items"]}["work_or_cooperative"]
    assert (seen["confirmed"], seen["withdrawn"][0]["reason"]) == (False, "koperasi tutup")
    again = await ready.withdraw_confirmation(person, "work_or_cooperative", status=409)
    assert again["title"] == "item-not-confirmed"
    assert (await ready.confirm(person, "work_or_cooperative", "koperasi lain"))["ready"]
    assert await reached(ready) == 1
    assert (await ready.read_readiness(person))["reached_at"] is not None


async def test_ready_07_a_revoked_certificate_is_missing_again(ready: Client) -> None:
    """READY-07: the revocation takes the item back at once; another valid certificate of the person would hold it."""
    done = await certified(ready)
    person = done["participant_id"]
    assert (await confirm_by_hand(ready, person))["ready"]
    await revoke(ready, done)
    seen = await ready.read_readiness(person)
    assert (seen["ready"], seen["missing"]) == (False, ["skill_certificate"])
    await ready.complete(done["id"])
    assert (await ready.read_readiness(person))["ready"]
    assert await reached(ready) == 1


async def test_ready_08_the_same_again_is_no_change_and_other_evidence_is_refused(ready: Client) -> None:
    """READY-08: a repeated confirmation changes nothing; other evidence needs the withdrawal first."""
    person = (await scene.register_participant(ready))["id"]
    await ready.confirm(person, "family", "surat 1")
    await ready.confirm(person, "family", "surat 1")
    assert await ready.h.pool.fetchval("select count(*) from readiness_confirmations") == 1
    refused = await ready.confirm(person, "family", "surat 2", status=409)
    assert refused["title"] == "item-confirmed"
    await ready.confirm(person, "social_assistance", "NIK 8171010101900001", status=422)
    await ready.withdraw_confirmation(person, "family", reason="8171010101900001 salah", status=422)


async def test_ready_09_the_last_two_at_once_reach_it_once(ready: Client) -> None:
    """READY-09: the last items confirmed at the same moment by several people give one fact."""
    done = await certified(ready)
    person = done["participant_id"]
    await asyncio.gather(*(ready.confirm(person, item) for item in BY_HAND for _ in range(3)))
    assert await reached(ready) == 1
    assert await ready.h.pool.fetchval("select count(*) from readiness_confirmations") == len(BY_HAND)


async def test_ready_09b_completion_and_the_last_item_at_once_reach_it_once(ready: Client) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    person = (await ready.read_enrolment(enrolment))["participant_id"]
    for number in (1, 2):
        await ready.record_attendance(programme, number, {enrolment: "present"})
    await ready.assess(enrolment, 80)
    for item in BY_HAND[:-1]:
        await ready.confirm(person, item)
    await asyncio.gather(ready.complete(enrolment), ready.confirm(person, BY_HAND[-1]))
    assert await reached(ready) == 1


@pytest.mark.parametrize(("birth_date", "children"), [("2008-02-09", False), ("2008-02-10", True)])
async def test_ready_10_a_childs_fact_goes_where_childrens_facts_go(
    ready: Client, birth_date: str, children: bool
) -> None:
    """READY-10: until the day before the 18th birthday the fact is on the children's topic."""
    person = (await scene.register_participant(ready, birth_date=birth_date))["id"]
    programme = await scene.open_programme(ready, for_children=children, calendar=scene.OF_CHILDREN)
    await scene.accompany(ready, programme["id"])
    enrolment = (await ready.enrol(programme["id"], person))["id"]
    ready.h.clock.set(scene.AFTER_CHILDRENS_SESSIONS)
    await scene.pass_course(ready, programme["id"], enrolment)
    ready.h.clock.set(datetime.fromisoformat("2026-02-09T23:59:00+09:00"))
    await confirm_by_hand(ready, person)
    row = await ready.h.pool.fetchrow("select topic, data::text from journal where type like '%readiness.reached'")
    assert row
    assert row["topic"] == ("masohi.training.children.v1" if children else "masohi.training.people.v1")
    assert "person_id" not in row["data"]
    assert "child" not in row["data"]


async def test_ready_11_the_list_has_who_is_released_within_the_days(ready: Client) -> None:
    """READY-11: from today to the last day both included, the first one first, with days left and what is missing."""
    made = {
        offset: (await scene.register_participant(ready, expected_release=day(offset)))["id"]
        for offset in (91, 90, 0, -1, 30)
    }
    await scene.register_participant(ready)
    await scene.register_participant(ready, OTHER_PRISON, expected_release=day(10))
    await ready.confirm(made[30], "identity_papers")
    listed = (await ready.list_releases())["items"]
    assert [(each["participant_id"], each["days_left"]) for each in listed] == [
        (made[0], 0),
        (made[30], 30),
        (made[90], 90),
    ]
    assert listed[1]["missing"] == ["skill_certificate", "work_or_cooperative", "social_assistance"]
    assert listed[1]["optional"] == ["family"]
    assert [each["days_left"] for each in (await ready.list_releases(within_days=91))["items"]] == [0, 30, 90, 91]
    assert [each["days_left"] for each in (await ready.list_releases(within_days=0))["items"]] == [0]
    await ready.list_releases(institution=OTHER_PRISON, status=403)
    await ready.list_releases(by=TRAINER, status=403)


async def test_ready_12_pages_hold_everyone_once(ready: Client) -> None:
    """READY-12: pages of any size hold everyone once, also several with the same day; each read is logged."""
    people = [(await scene.register_participant(ready, expected_release=day(n // 3)))["id"] for n in range(10)]
    seen, after_ = [], None
    while True:
        page = await ready.list_releases(limit=3, after=after_)
        seen += [each["participant_id"] for each in page["items"]]
        if (after_ := page["next"]) is None:
            break
    assert sorted(seen) == sorted(people)
    assert len(seen) == 10
    assert await ready.h.pool.fetchval("select count(*) from person_reads where purpose like 'readiness%'") == 10
    await scene.register_participant(ready, expected_release=day(-1))
    long_ago = await ready.list_releases(after="2020-01-01_01a21745-4c23-759b-b5a3-49e7339def5b")
    assert [each["participant_id"] for each in long_ago["items"]] == seen
    await ready.list_releases(after="2026-13-45_x", status=422)
    await ready.list_releases(after="2026-13-45_01a21745-4c23-759b-b5a3-49e7339def5b", status=422)


async def test_ready_13_a_coordinator_gets_no_names(ready: Client) -> None:
    """READY-13: a coordinator sees every institution, without names and numbers; an auditor with them."""
    await scene.register_participant(ready, expected_release=day(5))
    await scene.register_participant(ready, OTHER_PRISON, expected_release=day(6))
    blind = (await ready.list_releases(by=COORDINATOR))["items"]
    assert [(each["name"], each["register_number"]) for each in blind] == [(None, None)] * 2
    named = (await ready.list_releases(by=AUDITOR, institution=OTHER_PRISON))["items"]
    assert [each["name"] for each in named] == ["Orang Contoh"]


async def test_ready_14_the_export_is_a_logged_read_too(ready: Client) -> None:
    """READY-14: the CSV has the same rows; a name that looks like a formula is text, and each person is logged."""
    await scene.register_participant(ready, expected_release=day(5), name="=1+1")
    headers = ready.h.token("institution_staff", organisation=PRISON)
    answer = await ready.h.client.get("/training/exports/releases.csv", headers=headers)
    assert answer.headers["content-type"].startswith("text/csv")
    head, line = answer.text.splitlines()
    assert head.startswith("participant_id,institution_id,name")
    assert ",'=1+1," in line
    assert line.endswith(",5,False,skill_certificate identity_papers work_or_cooperative social_assistance,family")
    assert await ready.h.pool.fetchval("select count(*) from person_reads where purpose like 'readiness%'") == 1
    refused = await ready.h.client.get("/training/exports/releases.csv", headers=ready.h.token("trainer"))
    assert refused.status_code == 403


async def test_ready_15_a_gap_before_the_release_waits_for_the_institution(ready: Client) -> None:
    """READY-15: who is released within the days and is not ready waits since the first of them, for the institution."""
    ready.h.clock.set(midnight(TODAY))
    far = (await scene.register_participant(ready, expected_release=day(91)))["id"]
    near = (await scene.register_participant(ready, expected_release=day(90)))["id"]
    items = (await ready.list_waiting(kind="release_not_ready"))["items"]
    assert [(each["id"], each["waits_for"], each["organisation_id"]) for each in items] == [
        (near, "institution_staff", str(PRISON))
    ]
    assert items[0]["detail_url"] == f"/training/participants/{near}/readiness"
    ready.h.clock.set(midnight(TODAY + timedelta(days=4)))
    items = (await ready.list_waiting(kind="release_not_ready"))["items"]
    assert [(each["id"], each["age_days"]) for each in items] == [(near, 3), (far, 3)]
    programme = await scene.open_programme(ready)
    enrolment = (await ready.enrol(programme["id"], near))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await scene.pass_course(ready, programme["id"], enrolment)
    await confirm_by_hand(ready, near)
    assert [each["id"] for each in (await ready.list_waiting(kind="release_not_ready"))["items"]] == [far]


async def test_ready_16_it_goes_with_the_register_and_is_in_the_export(ready: Client) -> None:
    """READY-16: evidence and reasons are in the person's export, and are erased with the register."""
    person = await scene.register_participant(ready)
    await ready.confirm(person["id"], "family", "dijemput istri")
    export = await ready.h.get(f"/training/persons/{person['person_id']}/export?purpose=permintaan", "data_officer")
    assert "dijemput istri" in str(export)
    await after(ready, DAYS["register"] + 30)
    assert await ready.h.pool.fetchval("select count(*) from readiness_confirmations") == 0
    refused = await ready.confirm(person["id"], "family", status=409)
    assert refused["title"] == "participant-erased"


@pytest.mark.parametrize(
    ("act", "constraint"),
    [
        ("update readiness_confirmations set evidence = 'lain'", "readiness_confirmations_stay"),
        ("update readiness_confirmations set withdrawn_by = 'x', withdrawn_at = now()", "withdrawn_with_reason"),
        (f"{AGAIN} item, evidence, 'x', now() from readiness_confirmations", "readiness_confirmed_once"),
        (f"{AGAIN} 'skill_certificate', evidence, 'x', now() from readiness_confirmations", "readiness_not_by_hand"),
        ("insert into readiness_reached select participant_id, now() from readiness_reached", "readiness_reached_pkey"),
    ],
)
async def test_ready_17_the_database_keeps_it_too(ready: Client, act: str, constraint: str) -> None:
    """READY-17: one confirmation of an item at a time, none of the certificate by hand, none rewritten."""
    person = (await scene.register_participant(ready))["id"]
    await ready.confirm(person, "family")
    await ready.h.pool.execute("insert into readiness_reached values ($1, now())", person)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as broken:
        await ready.h.pool.execute(act)
    assert constraint in str(broken.value.constraint_name)


async def test_ready_18_the_list_looks_into_its_index(ready: Client, databases: Databases) -> None:
    """READY-18: among 20,000 participants a page of an institution, or of all, reads no more than it shows."""
    await ready.h.pool.execute(
        "insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date,"
        " expected_release, risk_level, registered_at) select uuidv7(), uuidv7(), 'nik',"
        " case when n % 10 = 0 then $1::uuid else $2::uuid end, n::text, 'Orang Contoh', '1990-01-01',"
        " date '2026-02-09' + n % 1000, 'minimum', now() from generate_series(1, 20000) as n",
        *(PRISON, OTHER_PRISON),
    )
    name = await ready.h.pool.fetchval("select current_database()")
    owner = await asyncpg.connect(databases.dsn(OWNER, name))
    await owner.execute("analyze training.participants")
    await owner.close()
    days = (TODAY - timedelta(days=1), UUID(int=2**128 - 1), TODAY + timedelta(days=90), 51)
    for institution, index in ((PRISON, "participants_releases "), (None, "participants_releases_of_all")):
        query = releases_query(of_one=institution is not None)
        plan = "\n".join(row[0] for row in await ready.h.pool.fetch(f"explain {query}", *days, institution))
        assert f"using {index}" in plan
        assert "Seq Scan on participants" not in plan
        assert "Sort" not in plan
        by = Caller("institution_staff", institution) if institution else AUDITOR
        assert len((await ready.list_releases(by=by))["items"]) == 50

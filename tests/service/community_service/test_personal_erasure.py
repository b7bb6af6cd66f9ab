"""Personal data go after their retention, class by class, never while a case is open; facts and views stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
import pytest
from prometheus_client import REGISTRY

from services.community_service.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COUNSELLOR, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.erasing import erase_at
from tests.support.harness import Harness

DAYS = {each.name: each.days for each in PERSONAL.retention}
PERIOD_ENDS = datetime.fromisoformat("2026-05-31T12:00:00+09:00")
HOME = {
    "latitude": -3.7,
    "longitude": 128.2,
    "blocked": [{"kind": "work", "weekday": 5, "starts": "08:00", "ends": "16:00"}],
}


def erased(name: str) -> float:
    return REGISTRY.get_sample_value("masohi_purged_rows_total", {"what": f"erased-{name}"}) or 0.0


async def days_after_the_period(h: Harness, days: int) -> None:
    """At noon, so many days after the last day of the sentence's period. All is done that time brings."""
    await erase_at(h, PERIOD_ENDS + timedelta(days=days))


async def names(h: Harness) -> set[str]:
    return {row["name"] for row in await h.pool.fetch("select name from persons")}


async def records(h: Harness) -> list[str]:
    return [fact["record_class"] for type_, fact in await h.facts() if type_.endswith("record.data-erased")]


async def test_a_name_is_kept_to_the_last_day_of_its_retention_and_goes_on_the_next(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.serve(client)
    await days_after_the_period(h, DAYS["identity"])
    assert await names(h) == {"Yohanes Contoh"}
    await days_after_the_period(h, DAYS["identity"] + 1)
    assert await names(h) == {ERASED}
    assert await h.pool.fetchval("select birth_date from persons") is None
    assert await h.pool.fetchval("select count(*) from offences") == 0


async def test_a_case_that_is_still_open_keeps_its_person_for_ever(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    await days_after_the_period(h, 30_000)
    assert await names(h) == {"Yohanes Contoh"}
    assert await records(h) == []


async def test_a_returned_verdict_keeps_the_person_that_it_did_not_fit(
    h: Harness, client: CommunityServiceClient
) -> None:
    """Erased, nobody could see any more that it is about somebody else."""
    await scene.serve(client)
    other = bodies.verdict(verdict_number="9/Pid.B/2026/PN Amb", name="Maria Lain", birth_date="1985-05-05")
    await client.pronounce(other, status=409)
    await days_after_the_period(h, DAYS["identity"] + 1)
    assert await names(h) == {"Yohanes Contoh"}
    person = await h.pool.fetchval("select person_id from persons")
    path = f"/community-service/persons/{person}/export?purpose=permohonan"
    assert "Maria" not in str(await h.get(path, "data_officer"))


async def test_a_second_case_that_is_open_keeps_the_person_of_the_first(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.serve(client)
    await scene.pronounce(client, bodies.verdict(verdict_number="99/Pid.B/2026/PN Amb"))
    await days_after_the_period(h, 30_000)
    assert await names(h) == {"Yohanes Contoh"}


async def test_an_open_alarm_keeps_the_person(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.declare_relation(sentence["id"], SUPERVISOR.subject, "sibling")
    assert await scene.open_alarms(client)
    await days_after_the_period(h, 30_000)
    assert await names(h) == {"Yohanes Contoh"}
    assert await records(h) == []


async def test_the_last_fact_of_a_case_counts_where_it_is_later_than_the_period(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    h.clock.set(PERIOD_ENDS + timedelta(days=100))
    await client.revoke(sentence["id"], {"change_number": "R1", "decided_on": "2026-08-01", "reason": "cassation"})
    await days_after_the_period(h, DAYS["identity"] + 100)
    assert await names(h) == {"Yohanes Contoh"}
    await days_after_the_period(h, DAYS["identity"] + 101)
    assert await names(h) == {ERASED}


async def test_each_class_has_its_own_days(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.set_availability(sentence["id"], HOME)
    await days_after_the_period(h, DAYS["whereabouts"] + 1)
    assert (
        await h.pool.fetchval("select (select count(*) from person_homes) + (select count(*) from blocked_times)") == 0
    )
    assert await names(h) == {"Yohanes Contoh"}
    assert await records(h) == ["whereabouts"]


async def test_details_of_attendance_go_and_the_ledger_stays(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    session = await h.pool.fetchval("select id from sessions limit 1")
    await h.pool.execute(
        "update sessions set checked_in_latitude = -3.7, checked_in_longitude = 128.2, reason = 'sakit'"
    )
    h.clock.set(PERIOD_ENDS)
    await days_after_the_period(h, DAYS["attendance-details"] + 1)
    row = await h.pool.fetchrow("select reason, checked_in_latitude, state from sessions where id = $1", session)
    assert row
    assert tuple(row) == (ERASED, None, "signed_off")
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)


async def test_the_journal_says_what_and_how_many_and_not_who(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    before = erased("identity")
    await days_after_the_period(h, DAYS["identity"] + 1)
    row = await h.pool.fetchrow("select key, data::text, internal, actor from journal where key = 'identity'")
    person = await h.pool.fetchval("select person_id from sentences")
    assert row
    assert (row["key"], row["internal"], row["actor"]) == ("identity", None, "retention")
    assert '"rows":1' in row["data"]
    assert str(person) not in row["data"]
    assert sentence["id"] not in row["data"]
    assert erased("identity") == before + 1


async def test_every_chain_fits_and_every_view_works_afterwards(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.set_availability(sentence["id"], HOME)
    await client.read_sentence_report(sentence["id"])
    await days_after_the_period(h, 10_000)
    found = await h.get("/community-service/journal/verification", "auditor")
    assert (found["fits"], found["flaws"]) == (True, [])
    person = await client.read_person(sentence["id"], "arsip")
    assert (person["name"], person["birth_date"], bool(person["erased_at"])) == (ERASED, None, True)
    assert (await client.read_sentence(sentence["id"]))["state"] == "completed"
    assert (await client.read_availability(sentence["id"], "arsip"))["blocked"] == []
    assert (await client.list_sentences())["items"]
    assert (await client.read_sentence_report(sentence["id"]))["number"]
    assert (await client.read_sentence_report(sentence["id"], "2026-03.pdf"))[:4] == b"%PDF"
    assert len((await client.list_reports(sentence["id"]))["items"]) == 2, "no paper was issued again by the erasure"
    assert await client.read_balance(sentence["id"])
    assert await client.list_alarms(sentence_id=sentence["id"])


async def test_a_child_s_data_go_like_an_adult_s(h: Harness, client: CommunityServiceClient) -> None:
    await scene.serve_child(client)
    await days_after_the_period(h, DAYS["identity"] + 1)
    assert await names(h) == {ERASED}


async def test_a_person_who_comes_again_after_the_erasure_begins_anew(
    h: Harness, client: CommunityServiceClient
) -> None:
    """The old name is gone, so the new verdict's name is no mismatch, and it is not lost either."""
    await scene.serve(client)
    await days_after_the_period(h, DAYS["identity"] + 1)
    body = bodies.verdict(
        verdict_number="7/Pid.B/2031/PN Amb",
        name="Nama Lain",
        birth_date="1991-02-02",
        verdict_date="2031-05-20",
        offence_date="2031-02-01",
        starts_on="2031-07-01",
        ends_on="2031-09-30",
    )
    again = await scene.pronounce(client, body)
    person = await client.read_person(again["id"], "perencanaan")
    assert (person["name"], person["birth_date"], person["erased_at"]) == ("Nama Lain", "1991-02-02", None)


async def test_a_late_revocation_of_an_erased_case_still_holds(h: Harness, client: CommunityServiceClient) -> None:
    """A quashed verdict clears a person's record: nothing personal is needed for it."""
    sentence = await scene.serve(client)
    await days_after_the_period(h, DAYS["identity"] + 1)
    done = await client.revoke(
        sentence["id"], {"change_number": "PK1", "decided_on": "2031-05-01", "reason": "cassation"}
    )
    assert done["state"] == "revoked"


async def test_a_late_amendment_of_an_erased_case_is_refused_with_the_article(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    await days_after_the_period(h, DAYS["identity"] + 1)
    terms = {**bodies.TERMS, "change_number": "PK1", "decided_on": "2031-05-01"}
    refused = await client.amend(sentence["id"], terms, status=409)
    assert (refused["title"], refused["rule"]) == ("person-erased", "D1")
    await h.hear(bodies.amendment("PK2", decided_on="2031-05-02"), id="late")
    assert "community-service.sentence.rejected" in [type_ for type_, _ in await h.facts()], "the court hears it"


async def test_an_open_request_of_the_person_holds_the_erasure_up(h: Harness, client: CommunityServiceClient) -> None:
    await scene.serve(client)
    person = await h.pool.fetchval("select person_id from persons")
    h.clock.set(PERIOD_ENDS)
    body = {
        "person_id": person,
        "kind": "access",
        "received_at": "2026-05-31T08:00:00+09:00",
        "made_by": "person",
        "identity_check": "identity_card",
        "document": "12/PDP/2026",
    }
    request = await h.post("/community-service/data-requests", body, "data_officer")
    await days_after_the_period(h, 4_000)
    assert await names(h) == {"Yohanes Contoh"}
    await h.post(f"/community-service/data-requests/{request['id']}/answer", {"document": "13/PDP"}, "data_officer")
    await days_after_the_period(h, 4_001)
    assert await names(h) == {ERASED}


async def test_a_day_is_looked_through_once_and_by_one_replica(h: Harness, client: CommunityServiceClient) -> None:
    await scene.serve(client)
    await days_after_the_period(h, DAYS["identity"] + 1)
    assert await erase_at(h, h.clock.now()) == 0
    assert (await records(h)).count("identity") == 1
    await h.pool.execute("update retention_runs set done_on = null")
    await erase_at(h, h.clock.now())
    assert (await records(h)).count("identity") == 1, "nothing is left to erase"


async def test_a_skill_without_any_case_goes_by_its_own_day(h: Harness) -> None:
    await h.pool.execute(
        "insert into skills (enrolment_id, person_id, skill, level, completed_on, version)"
        " values (gen_random_uuid(), gen_random_uuid(), 'sewing', 'basic', '2026-05-31', 1)"
    )
    await days_after_the_period(h, DAYS["skills"])
    assert await h.pool.fetchval("select count(*) from skills") == 1
    await days_after_the_period(h, DAYS["skills"] + 1)
    assert await h.pool.fetchval("select count(*) from skills") == 0


async def test_names_and_texts_in_papers_go_and_the_papers_stay(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve_child(client)
    await scene.receive(client, sentence)
    await client.name_guardian(sentence["id"], bodies.GUARDIAN)
    await client.read_person(sentence["id"], "pertanyaan Ibu Contoh")
    await client.read_handover(sentence["id"])
    assert await h.pool.fetchval("select count(*) from report_files") == 2
    await h.pool.execute(
        "insert into incidents (id, sentence_id, kind, happened_on, report, opened_by, opened_at, answer, answered_by,"
        " answered_at, seen_by, seen_at) values (gen_random_uuid(), $1, 'accident', '2026-03-02', 'jatuh', 'a', now(),"
        " 'diobati', 'b', now(), 'c', now())",
        sentence["id"],
    )
    await h.pool.execute(
        "insert into visits (id, sentence_id, kind, on_date, starts, ends, notes, made_by, office, recorded_at) values"
        " (gen_random_uuid(), $1, 'call', '2026-03-02', '08:00', '09:00', 'sakit', 'a', 'counsellor', now())",
        sentence["id"],
    )
    await h.pool.execute(
        "insert into office_corrections (id, sentence_id, office, was, code, reason, corrected_by, corrected_at) values"
        " (gen_random_uuid(), $1, 'prosecutor', 'a', 'b', 'rumah Ibu Contoh', 'c', now())",
        sentence["id"],
    )
    await days_after_the_period(h, DAYS["guardians"] + 1)
    assert await h.pool.fetchval("select count(*) from guardians") == 0
    assert await h.pool.fetchval("select report from incidents") == "jatuh"
    assert "pertanyaan Ibu Contoh" in await h.pool.fetchval("select array_agg(purpose) from person_reads")
    await days_after_the_period(h, DAYS["case-papers"] + 1)
    assert await h.pool.fetchval("select prosecutor_name from execution_orders") == ERASED
    assert tuple(await h.pool.fetchrow("select report, answer from incidents") or ()) == (ERASED, ERASED)
    assert await h.pool.fetchval("select notes from visits") == ERASED
    assert await h.pool.fetchval("select reason from office_corrections") == ERASED
    assert await h.pool.fetchval("select number from execution_orders") == bodies.ORDER["number"]
    handover = await h.pool.fetchrow("select content ->> 'received_by', content ->> 'order_names' from reports")
    assert tuple(handover or ()) == (ERASED, ERASED)
    assert set(await h.pool.fetchval("select array_agg(purpose) from person_reads")) == {ERASED}
    assert await h.pool.fetchval("select count(*) from report_files") == 0, "the file has the names too"
    for change in (
        "execution_orders set prosecutor_name = 'Lain'",
        "execution_orders set number = '1'",
        "visits set notes = 'lain'",
        "incidents set report = 'lain'",
        "incidents set answer = null",
        "reports set content = '{}'",
        "reports set issued_by = 'lain'",
        "person_reads set purpose = 'lain'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(f"update {change}")


async def test_an_incident_that_nobody_has_answered_keeps_the_person(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    await h.pool.execute(
        "insert into incidents (id, sentence_id, kind, happened_on, report, opened_by, opened_at)"
        " values (gen_random_uuid(), $1, 'accident', '2026-03-02', 'jatuh', 'a', now())",
        sentence["id"],
    )
    await days_after_the_period(h, 30_000)
    assert await names(h) == {"Yohanes Contoh"}


@pytest.mark.parametrize("name", sorted(DAYS))
def test_every_class_says_its_article_and_that_the_figure_is_the_office_s(name: str) -> None:
    (found,) = [each for each in PERSONAL.retention if each.name == name]
    assert "UU 27/2022" in found.article
    assert "JRA" in found.basis
    assert name in PERSONAL.erasing


async def test_a_counsellor_may_still_write_after_the_erasure_and_it_goes_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    await days_after_the_period(h, DAYS["whereabouts"] + 1)
    await client.set_availability(sentence["id"], HOME, caller=COUNSELLOR)
    await days_after_the_period(h, DAYS["whereabouts"] + 2)
    assert await h.pool.fetchval("select count(*) from person_homes") == 0

"""Accidents and complaints: recorded by who works with the person, answered, seen; each waits with its age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from prometheus_client import REGISTRY

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import (
    AUDITOR,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

ACCIDENT = {"happened_on": "2026-02-28", "report": "Tergelincir, luka di tangan."}
Json = dict[str, Any]


async def placed(client: CommunityServiceClient) -> Json:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    return sentence


async def test_an_accident_is_recorded_answered_and_seen(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    assert (opened["state"], opened["kind"], opened["age_days"]) == ("open", "accident", 0)
    h.clock.set(h.clock.now() + timedelta(days=3, hours=1))
    assert [each["age_days"] for each in (await client.list_incidents(state="open"))["items"]] == [3]
    assert (await client.answer_incident(opened["id"], "Sudah dirawat."))["state"] == "answered"
    settled = await client.see_incident(opened["id"])
    assert (settled["state"], settled["seen_by"]) == ("settled", "jaksa")
    h.clock.set(h.clock.now() + timedelta(days=30))
    assert [each["age_days"] for each in (await client.list_incidents())["items"]] == [3], "it waits no more"
    assert (await scene.types(h))[-3:] == ["incident.reported", "incident.answered", "incident.seen"]


async def test_the_prosecutor_may_see_it_before_the_answer(client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    assert (await client.see_incident(opened["id"]))["state"] == "seen"
    await client.see_incident(opened["id"], status=409)
    assert (await client.answer_incident(opened["id"], "Sudah."))["state"] == "settled"
    await client.answer_incident(opened["id"], "Lagi.", status=409)


async def test_what_it_says_stays_here_and_each_read_is_logged(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    await client.answer_incident(opened["id"], "Sudah dirawat.")
    assert "report" not in opened
    assert "report" not in (await client.list_incidents())["items"][0]
    rows = await h.pool.fetch("select data::text, internal::text, topic from journal where type like '%incident%'")
    assert all("luka" not in str(tuple(row)) and "dirawat" not in str(tuple(row)) for row in rows)
    assert {row["topic"] for row in rows} == {None}, "only the four services read it"
    read = await client.read_incident(opened["id"], "pengawasan")
    assert (read["report"], read["answer"]) == (ACCIDENT["report"], "Sudah dirawat.")
    await client.read_incident(opened["id"], "ab", status=422)
    logged = await h.pool.fetch("select reader, purpose from person_reads")
    assert [tuple(row) for row in logged] == [("jaksa", "pengawasan")]


async def test_a_complaint_is_answered_by_another_than_who_wrote_it_down(client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.complain(ACCIDENT | {"sentence_id": sentence["id"]})
    assert opened["kind"] == "complaint"
    refused = await client.answer_incident(opened["id"], "Tidak benar.", status=403)
    assert refused["title"] == "another-answers"
    await client.answer_incident(opened["id"], "Sudah dibicarakan.", caller=COORDINATOR)


@pytest.mark.parametrize(
    ("caller", "accident", "complaint"),
    [
        (SUPERVISOR, 201, 201),
        (SUPERVISOR.named("sup-of-another-site"), 403, 403),
        (COUNSELLOR, 201, 201),
        (COUNSELLOR.at(OTHER_BAPAS), 403, 403),
        (COORDINATOR, 403, 201),
        (PROSECUTOR, 403, 403),
    ],
)
async def test_who_records_an_incident(
    client: CommunityServiceClient, caller: Caller, accident: int, complaint: int
) -> None:
    sentence = await placed(client)
    await client.report_accident(sentence["id"], ACCIDENT, caller=caller, status=accident)
    await client.complain(ACCIDENT | {"sentence_id": sentence["id"]}, caller=caller, status=complaint)


@pytest.mark.parametrize(
    ("caller", "reads", "answers", "sees"),
    [
        (PROSECUTOR, 200, 403, 200),
        (PROSECUTOR.at(OTHER_BAPAS), 403, 403, 403),
        (COUNSELLOR, 200, 200, 403),
        (COUNSELLOR.at(KEJARI), 403, 403, 403),
        (COORDINATOR, 200, 200, 403),
        (AUDITOR, 200, 403, 403),
        (HEAD, 200, 403, 403),
        (SUPERVISOR, 403, 403, 403),
    ],
)
async def test_who_reads_answers_and_sees(
    client: CommunityServiceClient, caller: Caller, reads: int, answers: int, sees: int
) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    await client.read_incident(opened["id"], "pengawasan", caller=caller, status=reads)
    await client.answer_incident(opened["id"], "Sudah.", caller=caller, status=answers)
    await client.see_incident(opened["id"], caller=caller, status=sees)


async def test_a_list_has_the_cases_of_the_callers_office(client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    await client.report_accident(sentence["id"], ACCIDENT)
    await client.complain(ACCIDENT | {"sentence_id": sentence["id"]})
    assert len((await client.list_incidents(caller=PROSECUTOR))["items"]) == 2
    assert len((await client.list_incidents(caller=PROSECUTOR, kind="complaint", state="open"))["items"]) == 1
    assert (await client.list_incidents(caller=COUNSELLOR.at(OTHER_BAPAS)))["items"] == []
    first = await client.list_incidents(limit=1)
    rest = await client.list_incidents(limit=1, after=first["next"])
    assert [each["kind"] for each in first["items"] + rest["items"]] == ["accident", "complaint"]


WAITS = ("incident_unanswered", "incident_unseen", "case_not_received")


async def test_what_waits_is_counted(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    await h.tick()

    def waiting(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(name, labels)

    assert [waiting("masohi_waiting", kind=kind) for kind in WAITS] == [1, 1, 1]
    await scene.receive(client, sentence)
    await client.answer_incident(opened["id"], "Sudah.")
    await client.see_incident(opened["id"])
    await h.tick()
    assert [waiting("masohi_waiting", kind=kind) for kind in WAITS] == [0, 0, 0]


async def test_what_was_said_is_never_changed(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await placed(client)
    opened = await client.report_accident(sentence["id"], ACCIDENT)
    await client.answer_incident(opened["id"], "Sudah.")
    for change in (
        "report = 'x'",
        "opened_at = now()",
        "answer = 'x'",
        "answered_at = now()",
        "kind = 'complaint'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(f"update incidents set {change}")
    await h.pool.execute("update incidents set seen_by = 'jaksa', seen_at = now()")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute("update incidents set seen_at = now() + interval '1 day'")

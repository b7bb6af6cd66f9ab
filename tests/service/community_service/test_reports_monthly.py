"""Reports of a month, per sentence, site and agency: from the midnight after it, superseded by late sign-offs."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AGENCY,
    AUDITOR,
    BAPAS,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_ten_requests_at_once_for_a_site_issue_one_number(h: Harness, client: CommunityServiceClient) -> None:
    site, _, _ = await scene.serve_march(client)
    answers = await asyncio.gather(*(client.raw.read_site_report(site["id"], "2026-03") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["number"] for answer in answers} == {"000001/LAP-KS/2026"}
    assert await h.pool.fetchval("select count(*) from reports") == 1


async def test_a_late_sign_off_makes_a_report_that_supersedes_the_first(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, late = await scene.serve_march(client)
    first = await client.read_sentence_report(sentence["id"], "2026-03")
    pdf = await client.read_sentence_report(sentence["id"], "2026-03.pdf")
    await client.sign_off(late)
    second = await client.read_sentence_report(sentence["id"], "2026-03")
    assert [r["content"]["credited_minutes"] for r in (first, second)] == [240, 480]
    assert second["number"] == "000002/LAP-KS/2026"
    seen = await client.check_document(first["code"], sha256=hashlib.sha256(pdf).hexdigest())
    assert (seen["standing"], seen["superseded_by"], seen["matches"]) == ("superseded", second["number"], True)
    assert (await client.check_document(second["code"]))["standing"] == "current"
    listed = (await client.list_reports(sentence["id"]))["items"]
    assert [(r["number"], r["superseded_by"]) for r in listed] == [
        (first["number"], second["number"]),
        (second["number"], None),
    ]
    again = await client.read_document(first["code"], caller=PROSECUTOR)
    assert again == pdf, "what was issued can still be read"
    await client.read_document(first["code"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    record = [data for type_, data in await h.facts() if type_.endswith("report-issued")]
    assert [fact["supersedes"] for fact in record] == [None, first["id"]]


async def test_a_month_is_reported_from_the_midnight_after_it(h: Harness, client: CommunityServiceClient) -> None:
    _, sentence, _ = await scene.serve_march(client)
    h.clock.set(datetime(2026, 3, 31, 14, 59, 50, tzinfo=UTC))
    refused = await client.read_sentence_report(sentence["id"], "2026-03", status=422)
    assert refused["title"] == "month-not-over"
    assert "2026-04-01" in refused["detail"]
    h.clock.set(scene.APRIL)
    report = await client.read_sentence_report(sentence["id"], "2026-03")
    assert (report["kind"], report["month"], report["issued_at"]) == ("sentence", "2026-03-01", "2026-03-31T15:00:00Z")
    assert report["content"]["month_minutes"] == 240
    assert [line["signed_off_by"] for line in report["content"]["sessions"]] == ["pk", None]


@pytest.mark.parametrize(
    ("month", "slug"),
    [("2026-02", "month-outside-period"), ("2026-06", "month-outside-period"), ("2026-13", "unreadable")],
)
async def test_months_without_a_report(h: Harness, client: CommunityServiceClient, month: str, slug: str) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(datetime(2026, 8, 1, tzinfo=UTC))
    assert (await client.read_sentence_report(sentence["id"], month, caller=AUDITOR, status=422))["title"] == slug


async def test_a_month_in_which_nothing_happened(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(scene.APRIL)
    report = await client.read_sentence_report(sentence["id"], "2026-03", caller=AUDITOR)
    assert (report["content"]["sessions"], report["content"]["remaining_minutes"]) == ([], 480)


async def test_an_earlier_month_stays_as_it_was_when_later_ones_are_served(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    plans = (bodies.session(TUESDAY), bodies.session("2026-04-06"))
    march, april = (each["id"] for each in (await scene.place(client, sentence, site, *plans))["sessions"])
    await scene.attend(client, march, f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await client.sign_off(march)
    h.clock.set(scene.APRIL)
    first = await client.read_sentence_report(sentence["id"], "2026-03", caller=AUDITOR)
    await scene.attend(client, april, "2026-04-06T08:00", "2026-04-06T12:00")
    await client.sign_off(april)
    assert await client.read_sentence_report(sentence["id"], "2026-03", caller=AUDITOR) == first
    h.clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    second = await client.read_sentence_report(sentence["id"], "2026-04", caller=AUDITOR)
    sums = [second["content"][f"{name}_minutes"] for name in ("month", "credited", "remaining")]
    assert (sums, second["content"]["completed_on"]) == ([240, 480, 0], "2026-04-06")


async def test_the_month_of_a_site_counts_people_sessions_and_minutes(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, _, _ = await scene.serve_march(client)
    report = await client.read_site_report(site["id"], "2026-03", caller=SUPERVISOR)
    sums = {name: report["content"]["sums"][name] for name in ("persons", "sessions", "complied", "unsigned")}
    assert sums == {"persons": 1, "sessions": 2, "complied": 2, "unsigned": 1}
    assert report["content"]["sums"]["credited_minutes"] == 240
    assert [(day["on"], day["credited_minutes"]) for day in report["content"]["days"]] == [(MONDAY, 240), (TUESDAY, 0)]
    text = scene.text(await client.read_site_report(site["id"], "2026-03.pdf"))
    assert "Jumlah 1 2 0 0 0 1 4:00" in text
    assert (await client.check_document(report["code"]))["totals"] == {
        "persons": 1,
        "sessions": 2,
        "credited_minutes": 240,
    }
    await client.read_site_report(site["id"], "2026-03", caller=SUPERVISOR.named("stranger"), status=403)
    await client.read_site_report(site["id"], "2026-03", caller=COUNSELLOR, status=403)
    again = await client.read_document(report["code"], caller=SUPERVISOR)
    assert "LOKASI KERJA SOSIAL" in scene.text(again)
    await client.read_document(report["code"], caller=SUPERVISOR.named("stranger"), status=403)
    assert await h.pool.fetchval("select count(*) from person_reads") == 0, "figures of nobody"


async def test_the_month_of_an_agency_sums_over_its_sites(h: Harness, client: CommunityServiceClient) -> None:
    site, _, _ = await scene.serve_march(client)
    h.clock.set(datetime(2026, 3, 30, tzinfo=UTC))
    empty = await scene.open_site(client, name="Taman", child_friendly=False)
    h.clock.set(scene.APRIL)
    report = await client.read_agency_report(AGENCY, "2026-03", caller=SUPERVISOR.at(AGENCY))
    assert [(line["site_id"], line["sessions"], line["credited_minutes"]) for line in report["content"]["sites"]] == [
        (site["id"], 2, 240),
        (empty["id"], 0, 0),
    ]
    sums = report["content"]["sums"]
    assert (sums["persons"], sums["sessions"], sums["credited_minutes"], sums["unsigned"]) == (1, 2, 240, 1)
    assert "Taman 0 0 0 0 0 0 0:00" in scene.text(await client.read_agency_report(AGENCY, "2026-03.pdf"))
    await client.read_agency_report(AGENCY, "2026-03", caller=SUPERVISOR.at(BAPAS), status=403)
    await client.read_agency_report(BAPAS, "2026-03", status=404)
    h.clock.set(datetime(2026, 4, 20, tzinfo=UTC))
    await scene.open_site(client, name="Baru", child_friendly=False)
    assert await client.read_agency_report(AGENCY, "2026-03") == report, "a site that opens later does not change it"


async def test_a_site_has_no_report_from_before_it_opened(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    for read, subject_id in ((client.read_site_report, site["id"]), (client.read_agency_report, AGENCY)):
        refused = await read(subject_id, "2026-02", caller=COORDINATOR, status=422)
        assert refused["title"] == "month-before-opening"
    await client.read_site_report(UUID(int=1), "2026-02", status=404)

"""Reports of a month, per sentence, site and agency: from the midnight after it, superseded by late sign-offs."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.service.community_service.paperwork import APRIL, JAKSA, check, download, monthly, path, text
from tests.service.community_service.scene import (
    AGENCY,
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
)
from tests.support.harness import Harness


async def test_ten_requests_at_once_for_a_site_issue_one_number(h: Harness) -> None:
    site, _, _ = await monthly(h)
    where, headers = f"{API}/sites/{site['id']}/reports/2026-03", h.token("coordinator")
    answers = await asyncio.gather(*(h.client.get(where, headers=headers) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["number"] for answer in answers} == {"000001/LAP-KS/2026"}
    assert await h.pool.fetchval("select count(*) from reports") == 1


async def test_a_late_sign_off_makes_a_report_that_supersedes_the_first(h: Harness) -> None:
    _, sentence, late = await monthly(h)
    first = await h.get(path(sentence, "2026-03"), "counsellor", **COUNSELLOR)
    paper = (await download(h, path(sentence, "2026-03.pdf"), "counsellor", **COUNSELLOR)).content
    await signed_off(h, late)
    second = await h.get(path(sentence, "2026-03"), "counsellor", **COUNSELLOR)
    assert [r["content"]["credited_minutes"] for r in (first, second)] == [240, 480]
    assert second["number"] == "000002/LAP-KS/2026"
    seen = await check(h, first["code"], sha256=hashlib.sha256(paper).hexdigest())
    assert (seen["standing"], seen["superseded_by"], seen["matches"]) == ("superseded", second["number"], True)
    assert (await check(h, second["code"]))["standing"] == "current"
    listed = (await h.get(f"{API}/sentences/{sentence['id']}/reports", "auditor"))["items"]
    assert [(r["number"], r["superseded_by"]) for r in listed] == [
        (first["number"], second["number"]),
        (second["number"], None),
    ]
    again = await download(h, f"{API}/reports/{first['code']}/paper", "prosecutor", **JAKSA)
    assert again.content == paper, "what was issued can still be read"
    await h.get(f"{API}/reports/{first['code']}/paper", "counsellor", status=403, organisation=OTHER_BAPAS)
    record = [data for type_, data in await h.facts() if type_.endswith("report-issued")]
    assert [fact["supersedes"] for fact in record] == [None, first["id"]]


async def test_a_month_is_reported_from_the_midnight_after_it(h: Harness) -> None:
    _, sentence, _ = await monthly(h)
    h.clock.set(datetime(2026, 3, 31, 14, 59, 50, tzinfo=UTC))
    refused = await h.get(path(sentence, "2026-03"), "counsellor", status=422, **COUNSELLOR)
    assert refused["title"] == "month-not-over"
    assert "2026-04-01" in refused["detail"]
    h.clock.set(APRIL)
    report = await h.get(path(sentence, "2026-03"), "counsellor", **COUNSELLOR)
    assert (report["kind"], report["month"], report["issued_at"]) == ("sentence", "2026-03-01", "2026-03-31T15:00:00Z")
    assert report["content"]["month_minutes"] == 240
    assert [line["signed_off_by"] for line in report["content"]["sessions"]] == ["pk", None]


@pytest.mark.parametrize(
    ("month", "slug"),
    [("2026-02", "month-outside-period"), ("2026-06", "month-outside-period"), ("2026-13", "unreadable")],
)
async def test_months_without_a_report(h: Harness, month: str, slug: str) -> None:
    sentence = await sentenced(h)
    h.clock.set(datetime(2026, 8, 1, tzinfo=UTC))
    assert (await h.get(path(sentence, month), "auditor", status=422))["title"] == slug


async def test_a_month_in_which_nothing_happened(h: Harness) -> None:
    sentence = await sentenced(h)
    h.clock.set(APRIL)
    report = await h.get(path(sentence, "2026-03"), "auditor")
    assert (report["content"]["sessions"], report["content"]["remaining_minutes"]) == ([], 480)


async def test_an_earlier_month_stays_as_it_was_when_later_ones_are_served(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    plans = (session(TUESDAY), session("2026-04-06"))
    march, april = (each["id"] for each in (await placed(h, sentence, site, *plans))["sessions"])
    await attended(h, march, f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await signed_off(h, march)
    h.clock.set(APRIL)
    first = await h.get(path(sentence, "2026-03"), "auditor")
    await attended(h, april, "2026-04-06T08:00", "2026-04-06T12:00")
    await signed_off(h, april)
    assert await h.get(path(sentence, "2026-03"), "auditor") == first
    h.clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    second = await h.get(path(sentence, "2026-04"), "auditor")
    sums = [second["content"][f"{name}_minutes"] for name in ("month", "credited", "remaining")]
    assert (sums, second["content"]["completed_on"]) == ([240, 480, 0], "2026-04-06")


async def test_the_month_of_a_site_counts_people_sessions_and_minutes(h: Harness) -> None:
    site, _, _ = await monthly(h)
    where = f"{API}/sites/{site['id']}/reports/2026-03"
    report = await h.get(where, "supervisor", **SUPERVISOR)
    sums = {name: report["content"]["sums"][name] for name in ("persons", "sessions", "complied", "unsigned")}
    assert sums == {"persons": 1, "sessions": 2, "complied": 2, "unsigned": 1}
    assert report["content"]["sums"]["credited_minutes"] == 240
    assert [(day["on"], day["credited_minutes"]) for day in report["content"]["days"]] == [(MONDAY, 240), (TUESDAY, 0)]
    said = text((await download(h, f"{where}.pdf", "coordinator")).content)
    assert "Jumlah 1 2 0 0 0 1 4:00" in said
    assert (await check(h, report["code"]))["totals"] == {"persons": 1, "sessions": 2, "credited_minutes": 240}
    await h.get(where, "supervisor", status=403, subject="stranger")
    await h.get(where, "counsellor", status=403, **COUNSELLOR)
    again = await download(h, f"{API}/reports/{report['code']}/paper", "supervisor", **SUPERVISOR)
    assert "LOKASI KERJA SOSIAL" in text(again.content)
    await h.get(f"{API}/reports/{report['code']}/paper", "supervisor", status=403, subject="stranger")
    assert await h.pool.fetchval("select count(*) from person_reads") == 0, "figures of nobody"


async def test_the_month_of_an_agency_sums_over_its_sites(h: Harness) -> None:
    site, _, _ = await monthly(h)
    h.clock.set(datetime(2026, 3, 30, tzinfo=UTC))
    empty = await opened_site(h, name="Taman", child_friendly=False)
    h.clock.set(APRIL)
    where = f"{API}/agencies/{AGENCY}/reports/2026-03"
    report = await h.get(where, "supervisor", organisation=AGENCY)
    assert [(line["site_id"], line["sessions"], line["credited_minutes"]) for line in report["content"]["sites"]] == [
        (site["id"], 2, 240),
        (empty["id"], 0, 0),
    ]
    sums = report["content"]["sums"]
    assert (sums["persons"], sums["sessions"], sums["credited_minutes"], sums["unsigned"]) == (1, 2, 240, 1)
    assert "Taman 0 0 0 0 0 0 0:00" in text((await download(h, f"{where}.pdf", "auditor")).content)
    await h.get(where, "supervisor", status=403, organisation=BAPAS)
    await h.get(f"{API}/agencies/{BAPAS}/reports/2026-03", "auditor", status=404)
    h.clock.set(datetime(2026, 4, 20, tzinfo=UTC))
    await opened_site(h, name="Baru", child_friendly=False)
    assert await h.get(where, "auditor") == report, "a site that opens later does not change it"


async def test_a_site_has_no_report_from_before_it_opened(h: Harness) -> None:
    site = await opened_site(h)
    for where in (f"{API}/sites/{site['id']}", f"{API}/agencies/{AGENCY}"):
        refused = await h.get(f"{where}/reports/2026-02", "coordinator", status=422)
        assert refused["title"] == "month-before-opening"
    await h.get(f"{API}/sites/{UUID(int=1)}/reports/2026-02", "coordinator", status=404)

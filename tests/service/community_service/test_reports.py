"""Reports as offices fetch them and as anyone checks them: issued once, superseded, verified to the byte."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from pypdf import PdfReader

from services.community_service import papers
from services.community_service.commands import reports as commands
from services.community_service.queries.figures import SentenceFigures
from shared import journal
from tests.service.community_service.scene import (
    AGENCY,
    API,
    BAPAS,
    CLERK,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    TUESDAY,
    attended,
    child,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
    types,
    verdict,
)
from tests.support.harness import Harness

JAKSA: dict[str, Any] = {"organisation": PROSECUTOR, "subject": "jaksa"}
PRESS = "services.community_service.http.reports.render"
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 3, 31, 15, tzinfo=UTC)


async def served(h: Harness, body: dict[str, Any] | None = None, *, days: tuple[str, ...] = (MONDAY, TUESDAY)) -> Any:
    """A sentence whose sessions were attended and signed off: eight hours on two days complete it."""
    h.clock.set(FIRST)
    site, sentence = await opened_site(h), await sentenced(h, body)
    sessions = (await placed(h, sentence, site, *(session(day) for day in days)))["sessions"]
    for each, day in zip(sessions, days, strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
        await signed_off(h, each["id"])
    return sentence


async def child_served(h: Harness) -> Any:
    h.clock.set(FIRST)
    site, sentence = await opened_site(h), await sentenced(h, child())
    days = ((MONDAY, "16:00"), (TUESDAY, "16:00"), ("2026-03-09", "16:00"), ("2026-03-10", "15:00"))
    plans = [session(day, "14:00", until) for day, until in days]
    for each, plan in zip((await placed(h, sentence, site, *plans))["sessions"], plans, strict=True):
        await attended(h, each["id"], f"{plan['on']}T{plan['starts']}", f"{plan['on']}T{plan['ends']}")
        await signed_off(h, each["id"])
    return sentence


def path(sentence: Any, paper: str = "completion") -> str:
    return f"{API}/sentences/{sentence['id']}/reports/{paper}"


async def download(h: Harness, where: str, *roles: str, **who: Any) -> httpx.Response:
    headers = h.token(*roles, **{k: v for k, v in who.items() if k != "headers"}) | who.get("headers", {})
    answer = await h.client.get(where, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer


async def check(h: Harness, code: str, **asked: str) -> Any:
    """Anyone, without a token."""
    answer = await h.client.get(f"{API}/reports/{code}", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store", "its standing may change"
    return answer.json()


def hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def test_the_completion_is_reported_to_prosecutor_and_probation_office(h: Harness) -> None:
    sentence = await served(h)
    completed = (await h.facts())[-1][1]
    assert completed["report_url"] == path(sentence)
    report = await h.get(completed["report_url"], "prosecutor", **JAKSA)
    assert (report["number"], report["kind"], report["month"]) == ("000001/LAP-KS/2026", "completion", None)
    figures = report["content"]
    balance = [figures[f"{name}_minutes"] for name in ("required", "credited", "remaining")]
    assert (balance, figures["completed_on"]) == ([480, 480, 0], "2026-03-03")
    assert [
        (line["present_minutes"], line["credited_minutes"], line["recorded_by"], line["signed_off_by"], line["site"])
        for line in figures["sessions"]
    ] == [(240, 240, "sup", "pk", "SD Negeri 64")] * 2
    assert await h.get(path(sentence), "counsellor", **COUNSELLOR) == report


async def test_the_pdf_says_the_same_figures_as_the_json(h: Harness) -> None:
    sentence = await served(h)
    report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
    said = text((await download(h, path(sentence, "completion.pdf"), "counsellor", **COUNSELLOR)).content)
    content = report["content"]
    assert f"Nomor: {report['number']}" in said
    assert content["verdict_number"] in said
    rows = re.findall(r"\d+ Mar 2026 \S+ SD Negeri 64 hadir dan patuh (\S+) (\S+) (\S+) / (\S+)", said)
    assert rows == [
        (hours(line["present_minutes"]), hours(line["credited_minutes"]), line["recorded_by"], line["signed_off_by"])
        for line in content["sessions"]
    ]
    for minutes in (content["required_minutes"], content["credited_minutes"], content["remaining_minutes"]):
        assert f"{minutes // 60} jam" in said


@pytest.mark.parametrize(
    ("paper", "accept", "kind"),
    [
        ("completion", "*/*", "application/json"),
        ("completion", "application/pdf", "application/pdf"),
        ("completion.pdf", "application/json", "application/pdf"),
        ("completion.json", "application/pdf", "application/json"),
    ],
)
async def test_suffix_or_accept_choose_the_form(h: Harness, paper: str, accept: str, kind: str) -> None:
    sentence = await served(h)
    headers = h.token("counsellor", **COUNSELLOR) | {"accept": accept}
    answer = await h.client.get(path(sentence, paper), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


async def test_what_was_downloaded_is_what_the_public_check_confirms(h: Harness) -> None:
    sentence = await served(h)
    for language in ("id", "en"):
        who = COUNSELLOR | {"headers": {"accept-language": language}}
        answer = await download(h, path(sentence, "completion.pdf"), "counsellor", **who)
        assert answer.headers["content-language"] == language
        assert ("Community Service".upper() in text(answer.content)) == (language == "en")
        digest = hashlib.sha256(answer.content).digest()
        assert b64decode(answer.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")) == digest
        report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
        seen = await check(h, report["code"], sha256=digest.hex())
        assert (seen["sha256"][language], seen["matches"]) == (digest.hex(), True)
        assert (await check(h, report["code"], sha256=hashlib.sha256(answer.content + b" ").hexdigest()))[
            "matches"
        ] is False
    record = [data for type_, data in await h.facts() if type_ == "community-service.record.report-issued"]
    assert [fact["sha256"] for fact in record] == [report["sha256"]]


async def test_the_public_check_says_nothing_about_a_person(h: Harness) -> None:
    sentence = await served(h)
    report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
    assert report["verify_url"] == f"http://localhost:8080{API}/reports/{report['code']}"
    seen = await check(h, report["code"])
    assert seen == {
        "number": "000001/LAP-KS/2026",
        "kind": "completion",
        "month": None,
        "issued_on": "2026-03-03",
        "totals": {"required_minutes": 480, "month_minutes": 480, "credited_minutes": 480, "remaining_minutes": 0},
        "sha256": report["sha256"],
        "standing": "current",
        "superseded_by": None,
        "matches": None,
    }
    typed = "-".join(report["code"][start : start + 4] for start in range(0, 16, 4)).lower()
    assert await check(h, typed) == seen


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "1", "%00", "'; drop table reports", "A" * 5000])
async def test_a_code_that_is_not_ours_is_not_found(h: Harness, code: str) -> None:
    answer = await h.client.get(f"{API}/reports/{code}")
    assert answer.status_code == 404, answer.text
    assert (await h.client.get(f"{API}/reports/AAAA?sha256=zz")).status_code == 422


def test_nobody_guesses_a_code() -> None:
    codes = {commands.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch("[A-Z2-7]{16}", code) for code in codes)


async def test_who_may_read_a_report(h: Harness) -> None:
    sentence = await served(h)
    for where in (path(sentence), f"{API}/sentences/{sentence['id']}/reports"):
        await h.get(where, "counsellor", status=403, organisation=OTHER_BAPAS)
        await h.get(where, "prosecutor", status=403, organisation=BAPAS)
        await h.get(where, "supervisor", status=403, **SUPERVISOR)
        await h.get(where, "court_clerk", **CLERK)
        await h.get(where, "coordinator")
        await h.get(where, "auditor")
    await h.get(path({"id": UUID(int=1)}), "auditor", status=404)
    assert await h.pool.fetchval("select count(*) from reports") == 1


async def test_who_was_refused_leaves_no_report_and_no_number(h: Harness) -> None:
    sentence = await served(h)
    await h.get(path(sentence), "counsellor", status=403, organisation=OTHER_BAPAS)
    assert await h.pool.fetchval("select count(*) from reports") == 0
    assert (await h.get(path(sentence), "auditor"))["number"] == "000001/LAP-KS/2026"


async def test_every_read_of_a_case_is_logged(h: Harness) -> None:
    sentence = await served(h)
    report = await h.get(path(sentence), "prosecutor", **JAKSA)
    await download(h, path(sentence, "completion.pdf"), "counsellor", **COUNSELLOR)
    await download(h, f"{API}/reports/{report['code']}/paper", "auditor", subject="aud")
    await h.get(path(sentence), "counsellor", status=403, organisation=OTHER_BAPAS)
    rows = await h.pool.fetch("select reader, organisation_id, purpose, sentence_id from person_reads order by id")
    purpose, id_ = "report 000001/LAP-KS/2026", UUID(sentence["id"])
    assert [tuple(row) for row in rows] == [
        ("jaksa", PROSECUTOR, purpose, id_),
        ("pk", BAPAS, purpose, id_),
        ("aud", None, purpose, id_),
    ]


async def test_no_name_on_any_report_and_for_a_child_no_verdict_number_either(h: Harness) -> None:
    adult = await served(h)
    minor = await child_served(h)
    for sentence, name in ((adult, "Yohanes"), (minor, "Anak Contoh")):
        report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
        said = text((await download(h, path(sentence, "completion.pdf"), "counsellor", **COUNSELLOR)).content)
        assert name not in str(report)
        assert name not in said
    assert report["content"]["child"] is True
    assert report["content"]["verdict_number"] is None
    assert child()["verdict_number"] not in str(report) + said
    assert sentence["id"] in said
    public = str(await check(h, report["code"])) + str(await h.pool.fetch("select data::text from journal"))
    for secret in (child()["verdict_number"], "Anak Contoh", '"child"'):
        assert secret not in public


async def test_before_the_last_minute_there_is_no_report_of_completion(h: Harness) -> None:
    sentence = await served(h, days=(MONDAY,))
    refused = await h.get(path(sentence), "counsellor", status=409, **COUNSELLOR)
    assert (refused["title"], refused["rule"]) == ("sentence-not-completed", "K8")
    assert "240 dari 480" in refused["detail"]


async def test_the_same_figures_are_the_same_report_however_often_asked(h: Harness) -> None:
    sentence = await served(h)
    first = await h.get(path(sentence), "counsellor", **COUNSELLOR)
    paper = (await download(h, path(sentence, "completion.pdf"), "counsellor", **COUNSELLOR)).content
    h.clock.set(datetime(2027, 1, 5, tzinfo=UTC))
    assert await h.get(path(sentence), "prosecutor", **JAKSA) == first
    assert (await download(h, path(sentence, "completion.pdf"), "prosecutor", **JAKSA)).content == paper
    assert (await types(h)).count("record.report-issued") == 1


async def test_ten_requests_at_once_issue_one_number(h: Harness) -> None:
    sentence = await served(h)
    headers = h.token("counsellor", **COUNSELLOR)
    answers = await asyncio.gather(
        *(h.client.get(path(sentence, f"completion.{form}"), headers=headers) for form in ("pdf", "json") * 5)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 2
    assert await h.pool.fetchval("select count(*) from reports") == 1
    assert await h.pool.fetchval("select count(*) from report_files") == 2
    assert (await types(h)).count("record.report-issued") == 1


async def test_ten_requests_at_once_for_a_site_issue_one_number(h: Harness) -> None:
    site, _, _ = await monthly(h)
    where, headers = f"{API}/sites/{site['id']}/reports/2026-03", h.token("coordinator")
    answers = await asyncio.gather(*(h.client.get(where, headers=headers) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["number"] for answer in answers} == {"000001/LAP-KS/2026"}
    assert await h.pool.fetchval("select count(*) from reports") == 1


async def test_two_cases_at_once_get_two_numbers_and_the_next_year_begins_anew(h: Harness) -> None:
    cases = [await served(h, verdict(verdict_number=f"{n}", nik=f"817101010190{n:04}")) for n in range(3)]
    reports = await asyncio.gather(*(h.get(path(case), "counsellor", **COUNSELLOR) for case in cases[:2]))
    assert sorted(report["number"] for report in reports) == ["000001/LAP-KS/2026", "000002/LAP-KS/2026"]
    h.clock.set(datetime(2026, 12, 31, 15, tzinfo=UTC))
    assert (await h.get(path(cases[2]), "auditor"))["number"] == "000001/LAP-KS/2027"


async def monthly(h: Harness) -> tuple[Any, Any, str]:
    """A month with one session signed off and one that waits for it."""
    site, sentence = await opened_site(h), await sentenced(h)
    sessions = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
    await signed_off(h, sessions[0]["id"])
    h.clock.set(APRIL)
    return site, sentence, sessions[1]["id"]


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


async def test_a_completion_that_was_undone_is_outdated(h: Harness) -> None:
    sentence = await served(h)
    report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
    await h.pool.execute("update sentences set required_minutes = 600, state = 'active'")
    assert (await check(h, report["code"]))["standing"] == "outdated"


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


async def test_a_report_whose_printing_broke_off_is_put_on_paper_the_next_time(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = await served(h)

    def broken(_: object) -> dict[str, bytes]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(PRESS, broken)
        await h.get(path(sentence), "counsellor", status=500, **COUNSELLOR)
    code = await h.pool.fetchval("select code from reports")
    assert (await h.client.get(f"{API}/reports/{code}")).status_code == 404, "nobody holds such a paper"
    assert (await h.get(path(sentence), "counsellor", **COUNSELLOR))["code"] == code
    assert (await types(h)).count("record.report-issued") == 1


async def test_no_transaction_is_open_while_a_report_is_put_on_paper(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, seen = await served(h), []
    loop = asyncio.get_running_loop()

    def watched(report: Any) -> Any:
        query = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
        seen.append(asyncio.run_coroutine_threadsafe(h.pool.fetchval(query), loop).result(10))
        return papers.render(report)

    monkeypatch.setattr(PRESS, watched)
    await h.get(path(sentence), "counsellor", **COUNSELLOR)
    assert seen == [0]


async def test_the_database_itself_keeps_what_was_issued(h: Harness) -> None:
    sentence = await served(h)
    await h.get(path(sentence), "counsellor", **COUNSELLOR)
    for statement in (
        "update reports set number = '000009/LAP-KS/2026'",
        "delete from report_files",
        "update report_files set pdf = pdf",
        "delete from reports",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(statement)
    copied = "id, number || 'x', kind, subject_id, sentence_id, month, supersedes, basis, content, code, verify_url"
    second = f"insert into reports select uuidv7(), {copied.partition(', ')[2]}, issued_at, issued_by from reports"
    with pytest.raises(asyncpg.UniqueViolationError):
        await h.pool.execute(second)
    with pytest.raises(asyncpg.UniqueViolationError) as again:
        await h.pool.execute(second.replace(", code,", ", 'AAAAAAAAAAAAAAAA',"))
    assert again.value.constraint_name == "reports_first"
    with pytest.raises(asyncpg.CheckViolationError):
        await h.pool.execute("insert into report_files select id, 'id', sha256('b'), 'a' from reports")
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in journal.verify(conn)] == []


def test_no_content_of_a_report_has_a_place_for_a_name() -> None:
    assert not {"name", "person", "person_id", "birth_date", "nik"} & set(SentenceFigures.model_fields)

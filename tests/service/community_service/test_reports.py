"""Reports of completion as offices fetch them and as anyone checks them: issued once, verified to the byte."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.community_service.commands import reports as commands
from services.community_service.documents import reports
from shared.journal import chain
from tests.service.community_service.paperwork import (
    JAKSA,
    PRESS,
    check,
    child_served,
    download,
    hours,
    path,
    served,
    text,
)
from tests.service.community_service.scene import (
    API,
    BAPAS,
    CLERK,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    child,
    types,
    verdict,
)
from tests.support.harness import Harness


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


async def test_two_cases_at_once_get_two_numbers_and_the_next_year_begins_anew(h: Harness) -> None:
    cases = [await served(h, verdict(verdict_number=f"{n}", nik=f"817101010190{n:04}")) for n in range(3)]
    reports = await asyncio.gather(*(h.get(path(case), "counsellor", **COUNSELLOR) for case in cases[:2]))
    assert sorted(report["number"] for report in reports) == ["000001/LAP-KS/2026", "000002/LAP-KS/2026"]
    h.clock.set(datetime(2026, 12, 31, 15, tzinfo=UTC))
    assert (await h.get(path(cases[2]), "auditor"))["number"] == "000001/LAP-KS/2027"


async def test_a_completion_that_was_undone_is_outdated(h: Harness) -> None:
    sentence = await served(h)
    report = await h.get(path(sentence), "counsellor", **COUNSELLOR)
    await h.pool.execute("update sentences set required_minutes = 600, state = 'active'")
    assert (await check(h, report["code"]))["standing"] == "outdated"


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
        return reports.render(report)

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
        assert [flaw async for flaw in chain.verify(conn)] == []

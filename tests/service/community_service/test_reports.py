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
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
)
from tests.service.community_service.client import API, CommunityServiceClient
from tests.support.harness import Harness

RENDER = "services.community_service.processes.reports.render"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


async def test_the_completion_is_reported_to_prosecutor_and_probation_office(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    completed = (await h.facts())[-1][1]
    assert completed["report_url"] == f"{API}/sentences/{sentence['id']}/reports/completion"
    report = await client.read_sentence_report(sentence["id"], caller=PROSECUTOR)
    assert (report["number"], report["kind"], report["month"]) == ("000001/LAP-KS/2026", "completion", None)
    figures = report["content"]
    balance = [figures[f"{name}_minutes"] for name in ("required", "credited", "remaining")]
    assert (balance, figures["completed_on"]) == ([480, 480, 0], "2026-03-03")
    assert [
        (line["present_minutes"], line["credited_minutes"], line["recorded_by"], line["signed_off_by"], line["site"])
        for line in figures["sessions"]
    ] == [(240, 240, "sup", "pk", "SD Negeri 64")] * 2
    assert await client.read_sentence_report(sentence["id"]) == report


async def test_the_pdf_says_the_same_figures_as_the_json(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    report = await client.read_sentence_report(sentence["id"])
    text = scene.text(await client.read_sentence_report(sentence["id"], "completion.pdf"))
    content = report["content"]
    assert f"Nomor: {report['number']}" in text
    assert content["verdict_number"] in text
    rows = re.findall(r"\d+ Mar 2026 \S+ SD Negeri 64 hadir dan patuh (\S+) (\S+) (\S+) / (\S+)", text)
    assert rows == [
        (_hours(line["present_minutes"]), _hours(line["credited_minutes"]), line["recorded_by"], line["signed_off_by"])
        for line in content["sessions"]
    ]
    for minutes in (content["required_minutes"], content["credited_minutes"], content["remaining_minutes"]):
        assert f"{minutes // 60} jam" in text


@pytest.mark.parametrize(
    ("name", "accept", "kind"),
    [
        ("completion", "*/*", "application/json"),
        ("completion", "application/pdf", "application/pdf"),
        ("completion.pdf", "application/json", "application/pdf"),
        ("completion.json", "application/pdf", "application/json"),
    ],
)
async def test_suffix_or_accept_choose_the_form(
    client: CommunityServiceClient, name: str, accept: str, kind: str
) -> None:
    sentence = await scene.serve(client)
    answer = await client.with_headers(accept=accept).raw.read_sentence_report(sentence["id"], name)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


async def test_what_was_downloaded_is_what_the_public_check_confirms(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    for language in ("id", "en"):
        reader = client.with_headers(accept_language=language)
        answer = await reader.raw.read_sentence_report(sentence["id"], "completion.pdf")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-language"] == language
        assert ("Community Service".upper() in scene.text(answer.content)) == (language == "en")
        digest = hashlib.sha256(answer.content).digest()
        assert b64decode(answer.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")) == digest
        report = await client.read_sentence_report(sentence["id"])
        seen = await client.check_document(report["code"], sha256=digest.hex())
        assert (seen["sha256"][language], seen["matches"]) == (digest.hex(), True)
        assert (await client.check_document(report["code"], sha256=hashlib.sha256(answer.content + b" ").hexdigest()))[
            "matches"
        ] is False
    record = [data for type_, data in await h.facts() if type_ == "community-service.record.report-issued"]
    assert [fact["sha256"] for fact in record] == [report["sha256"]]


async def test_the_public_check_says_nothing_about_a_person(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    report = await client.read_sentence_report(sentence["id"])
    assert report["verify_url"] == f"http://localhost:8080{API}/reports/{report['code']}"
    seen = await client.check_document(report["code"])
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
    assert (await client.raw.check_document(report["code"])).headers["cache-control"] == "no-store", "it may change"
    typed = "-".join(report["code"][start : start + 4] for start in range(0, 16, 4)).lower()
    assert await client.check_document(typed) == seen


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "1", "%00", "'; drop table reports", "A" * 5000])
async def test_a_code_that_is_not_ours_is_not_found(client: CommunityServiceClient, code: str) -> None:
    answer = await client.raw.check_document(code)
    assert answer.status_code == 404, answer.text
    await client.check_document("AAAA", sha256="zz", status=422)


def test_nobody_guesses_a_code() -> None:
    codes = {commands.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch("[A-Z2-7]{16}", code) for code in codes)


async def test_who_may_read_a_report(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    for read in (client.read_sentence_report, client.list_reports):
        await read(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
        await read(sentence["id"], caller=PROSECUTOR.at(BAPAS), status=403)
        await read(sentence["id"], caller=SUPERVISOR, status=403)
        await read(sentence["id"], caller=CLERK)
        await read(sentence["id"], caller=COORDINATOR)
        await read(sentence["id"], caller=AUDITOR)
    await client.read_sentence_report(UUID(int=1), caller=AUDITOR, status=404)
    assert await h.pool.fetchval("select count(*) from reports") == 1


async def test_who_was_refused_leaves_no_report_and_no_number(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.read_sentence_report(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    assert await h.pool.fetchval("select count(*) from reports") == 0
    assert (await client.read_sentence_report(sentence["id"], caller=AUDITOR))["number"] == "000001/LAP-KS/2026"


async def test_every_read_of_a_case_is_logged(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    report = await client.read_sentence_report(sentence["id"], caller=PROSECUTOR)
    await client.raw.read_sentence_report(sentence["id"], "completion.pdf")
    await client.raw.read_document(report["code"], caller=AUDITOR.named("aud"))
    await client.read_sentence_report(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    rows = await h.pool.fetch("select reader, organisation_id, purpose, sentence_id from person_reads order by id")
    purpose, id_ = "report 000001/LAP-KS/2026", UUID(sentence["id"])
    assert [tuple(row) for row in rows] == [
        ("jaksa", KEJARI, purpose, id_),
        ("pk", BAPAS, purpose, id_),
        ("aud", None, purpose, id_),
    ]


async def test_no_name_on_any_report_and_for_a_child_no_verdict_number_either(
    h: Harness, client: CommunityServiceClient
) -> None:
    adult = await scene.serve(client)
    minor = await scene.serve_child(client)
    for sentence, name in ((adult, "Yohanes"), (minor, "Anak Contoh")):
        report = await client.read_sentence_report(sentence["id"])
        text = scene.text(await client.read_sentence_report(sentence["id"], "completion.pdf"))
        assert name not in str(report)
        assert name not in text
    assert report["content"]["child"] is True
    assert report["content"]["verdict_number"] is None
    assert bodies.child_verdict()["verdict_number"] not in str(report) + text
    assert sentence["id"] in text
    public = str(await client.check_document(report["code"])) + str(
        await h.pool.fetch("select data::text from journal")
    )
    for secret in (bodies.child_verdict()["verdict_number"], "Anak Contoh", '"child"'):
        assert secret not in public


async def test_before_the_last_minute_there_is_no_report_of_completion(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client, days=(MONDAY,))
    refused = await client.read_sentence_report(sentence["id"], status=409)
    assert (refused["title"], refused["rule"]) == ("sentence-not-completed", "K8")
    assert "240 dari 480" in refused["detail"]


async def test_the_same_figures_are_the_same_report_however_often_asked(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    first = await client.read_sentence_report(sentence["id"])
    pdf = await client.read_sentence_report(sentence["id"], "completion.pdf")
    h.clock.set(datetime(2027, 1, 5, tzinfo=UTC))
    assert await client.read_sentence_report(sentence["id"], caller=PROSECUTOR) == first
    assert await client.read_sentence_report(sentence["id"], "completion.pdf", caller=PROSECUTOR) == pdf
    assert (await scene.types(h)).count("record.report-issued") == 1


async def test_ten_requests_at_once_issue_one_number(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    answers = await asyncio.gather(
        *(client.raw.read_sentence_report(sentence["id"], f"completion.{form}") for form in ("pdf", "json") * 5)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 2
    assert await h.pool.fetchval("select count(*) from reports") == 1
    assert await h.pool.fetchval("select count(*) from report_files") == 2
    assert (await scene.types(h)).count("record.report-issued") == 1


async def test_two_cases_at_once_get_two_numbers_and_the_next_year_begins_anew(
    h: Harness, client: CommunityServiceClient
) -> None:
    cases = [
        await scene.serve(client, bodies.verdict(verdict_number=f"{n}", nik=f"817101010190{n:04}")) for n in range(3)
    ]
    reports = await asyncio.gather(*(client.read_sentence_report(case["id"]) for case in cases[:2]))
    assert sorted(report["number"] for report in reports) == ["000001/LAP-KS/2026", "000002/LAP-KS/2026"]
    h.clock.set(datetime(2026, 12, 31, 15, tzinfo=UTC))
    assert (await client.read_sentence_report(cases[2]["id"], caller=AUDITOR))["number"] == "000001/LAP-KS/2027"


async def test_a_completion_that_was_undone_is_outdated(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    report = await client.read_sentence_report(sentence["id"])
    await h.pool.execute("update sentences set required_minutes = 600, state = 'active'")
    assert (await client.check_document(report["code"]))["standing"] == "outdated"


async def test_a_report_whose_rendering_failed_is_rendered_the_next_time(
    h: Harness, client: CommunityServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = await scene.serve(client)

    def broken(_: object) -> dict[str, bytes]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(RENDER, broken)
        await client.read_sentence_report(sentence["id"], status=500)
    code = await h.pool.fetchval("select code from reports")
    assert (await client.raw.check_document(code)).status_code == 404, "nobody has a document with this code"
    assert (await client.read_sentence_report(sentence["id"]))["code"] == code
    assert (await scene.types(h)).count("record.report-issued") == 1


async def test_no_transaction_is_open_while_a_report_is_rendered(
    h: Harness, client: CommunityServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, seen = await scene.serve(client), []
    loop = asyncio.get_running_loop()

    def watched(report: Any) -> Any:
        query = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
        seen.append(asyncio.run_coroutine_threadsafe(h.pool.fetchval(query), loop).result(10))
        return reports.render(report)

    monkeypatch.setattr(RENDER, watched)
    await client.read_sentence_report(sentence["id"])
    assert seen == [0]


async def test_the_database_itself_keeps_what_was_issued(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.read_sentence_report(sentence["id"])
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

"""Use cases of reports. Rendering the files is slow and happens between two transactions (`processes/reports.py`):
`issue` gives the report its number and figures, `save_files` saves the files and records their SHA-256."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from services.community_service import events
from services.community_service.commands.cases import need_office
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.reports import (
    Report,
    ReportRequest,
    need_completed,
    need_opened,
    need_over,
    need_within,
)
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.sites import NotYourSite
from services.community_service.events import Language
from services.community_service.metrics import REPORTS
from services.community_service.queries import reports as queries
from services.community_service.queries.figures_sentences import sentence_figures
from services.community_service.queries.figures_sites import agency_figures, site_figures
from services.community_service.store import persons, sentences
from services.community_service.store import reports as store
from services.community_service.store.supervisors import is_supervisor
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


async def issue(conn: Connection, request: ReportRequest, verify_at: str, actor: Actor, now: datetime) -> Report:
    """The report with today's figures: the latest one if its figures are the same, else a new one that supersedes it.

    `verify_at` is the address before the code. Raises NotFound, Forbidden, SentenceNotCompleted and the refusals of
    months."""
    sentence = await _need_reader(conn, request, actor)
    await _need_due(conn, request, sentence, now)
    await store.lock(conn, request)
    content, last = await _figures(conn, request), await store.latest(conn, request)
    report = last
    if report is None or report.basis != content.basis():
        code = new_code()
        report = Report(
            id=new_id(),
            number=await store.next_number(conn, now),
            kind=request.kind,
            subject_id=request.subject_id,
            month=request.month.first if request.month else None,
            supersedes=last.id if last else None,
            basis=content.basis(),
            content=content.model_dump_json(),
            code=code,
            verify_url=verify_at + code,
            issued_at=now.replace(microsecond=0),
            issued_by=actor.subject,
        )
        await store.add(conn, report)
    await _log_read(conn, report, sentence, actor, now)
    return report


async def reopen(conn: Connection, code: str, actor: Actor, now: datetime) -> Report:
    """A report exactly as it was issued, also after a newer one superseded it. Raises NotFound, Forbidden."""
    report = await store.by_code(conn, code)
    sentence = await _need_reader(conn, report.request, actor)
    await _log_read(conn, report, sentence, actor, now)
    return report


async def save_files(
    conn: Connection, report: Report, files: Mapping[Language, bytes], actor: Actor, now: datetime
) -> None:
    """Saves the files of a report and records their SHA-256. If two requests render the same report, the first wins."""
    if not await store.add_files(conn, report.id, files):
        return
    issued = events.ReportIssued(
        report_id=report.id,
        number=report.number,
        kind=report.kind,
        subject_id=report.subject_id,
        month=report.month,
        supersedes=report.supersedes,
        sha256={language: sha256(pdf).hexdigest() for language, pdf in sorted(files.items())},
    )
    await journal.append(conn, [issued], actor=actor.subject, now=now)
    REPORTS.labels(report.kind, "superseding" if report.supersedes else "first").inc()


def new_code() -> str:
    """16 characters from 80 random bits, which nobody can guess."""
    return b32encode(secrets.token_bytes(10)).decode()


async def _need_reader(conn: Connection, request: ReportRequest, actor: Actor) -> Sentence | None:
    """Readers are the offices of the case, the supervisors of the site, the members of the agency.

    Coordinators and auditors read all. Returns the sentence, locked, if the report is about one. Raises Forbidden."""
    if request.of_sentence:
        sentence = await sentences.load_sentence(conn, request.subject_id)
        await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
        return sentence
    if actor.roles & EVERYWHERE:
        return None
    if request.kind == "agency":
        actor.require_organisation(request.subject_id)
    elif not await _supervised(conn, request, actor):
        raise NotYourSite
    return None


async def _supervised(conn: Connection, request: ReportRequest, actor: Actor) -> bool:
    """Whether the caller supervised the site in the month."""
    assert request.month
    month = request.month
    return await is_supervisor(conn, request.subject_id, actor.subject, month.first, month.last)


async def _need_due(conn: Connection, request: ReportRequest, sentence: Sentence | None, now: datetime) -> None:
    if request.month is None:
        assert sentence
        need_completed(sentence)
        return
    if sentence:
        need_within(request.month, sentence.period)
    else:
        need_opened(request.month, await store.opened(conn, request.kind, request.subject_id))
    need_over(request.month, now)


async def _figures(conn: Connection, request: ReportRequest) -> queries.Content:
    if request.month is None or request.kind == "sentence":
        return await sentence_figures(conn, request.subject_id, request.month)
    if request.kind == "site":
        return await site_figures(conn, request.subject_id, request.month)
    return await agency_figures(conn, request.subject_id, request.month)


async def _log_read(conn: Connection, report: Report, sentence: Sentence | None, actor: Actor, now: datetime) -> None:
    """A report of a sentence shows somebody's criminal record, so every read is logged (UU 27/2022)."""
    if sentence:
        await persons.log_read(conn, sentence, actor.subject, actor.organisation, f"report {report.number}", now)

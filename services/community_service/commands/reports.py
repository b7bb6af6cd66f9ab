"""Issuing reports. Putting one on paper takes long and happens between two transactions: `issue` numbers it with its
figures, `keep` stores the files and says so in the journal."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from services.community_service import events
from services.community_service.commands.cases import need_office
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.reports import Month, Report, need_opened, need_over, need_within
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.reports import SentenceNotCompleted
from services.community_service.errors.sites import NotYourSite
from services.community_service.events import Language, ReportKind
from services.community_service.metrics import REPORTS
from services.community_service.queries import figures
from services.community_service.queries import reports as queries
from services.community_service.store import persons, sentences, sites
from services.community_service.store import reports as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper: the completion of a sentence, or a month of a sentence, a site or an agency."""

    kind: ReportKind
    subject_id: UUID
    month: Month | None = None


async def issue(conn: Connection, wanted: Wanted, verify_at: str, actor: Actor, now: datetime) -> Report:
    """The report with the figures of now: the one that was issued with them, or a new one that supersedes it.

    `verify_at` is the address before the code. Raises NotFound, Forbidden, NotCompleted and the refusals of months.
    """
    sentence = await _admitted(conn, wanted, actor)
    await _need_due(conn, wanted, sentence, now)
    month = wanted.month.first if wanted.month else None
    await store.lock(conn, wanted.kind, wanted.subject_id, month)
    content, last = await _figures(conn, wanted), await store.latest(conn, wanted.kind, wanted.subject_id, month)
    report = last
    if report is None or report.basis != content.basis():
        code = new_code()
        report = Report(
            id=new_id(),
            number=await store.next_number(conn, now),
            kind=wanted.kind,
            subject_id=wanted.subject_id,
            month=month,
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
    """A report exactly as it was issued, superseded or not. Raises NotFound, Forbidden."""
    report = await store.by_code(conn, code)
    sentence = await _admitted(conn, Wanted(report.kind, report.subject_id), actor)
    await _log_read(conn, report, sentence, actor, now)
    return report


async def keep(conn: Connection, report: Report, files: Mapping[Language, bytes], actor: Actor, now: datetime) -> None:
    """The files of a report and the record of their SHA-256; once, whoever else puts it on paper at the same time."""
    if not await store.add_files(conn, report.id, files):
        return
    said = events.ReportIssued(
        report_id=report.id,
        number=report.number,
        kind=report.kind,
        subject_id=report.subject_id,
        month=report.month,
        supersedes=report.supersedes,
        sha256={language: sha256(pdf).hexdigest() for language, pdf in sorted(files.items())},
    )
    await journal.append(conn, [said], actor=actor.subject, now=now)
    REPORTS.labels(report.kind, "superseding" if report.supersedes else "first").inc()


def new_code() -> str:
    """80 random bits: nobody guesses one, however often they try."""
    return b32encode(secrets.token_bytes(10)).decode()


async def _admitted(conn: Connection, wanted: Wanted, actor: Actor) -> Sentence | None:
    """The offices of a case; a site's supervisors; an agency's people. Coordinators and auditors see all.

    Returns the sentence, locked, where it is about one.
    """
    if wanted.kind in {"completion", "sentence"}:
        sentence = await sentences.load_sentence(conn, wanted.subject_id)
        await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
        return sentence
    if actor.roles & EVERYWHERE:
        return None
    if wanted.kind == "agency":
        actor.require_organisation(wanted.subject_id)
    elif not await sites.is_supervisor(conn, wanted.subject_id, actor.subject):
        raise NotYourSite
    return None


async def _need_due(conn: Connection, wanted: Wanted, sentence: Sentence | None, now: datetime) -> None:
    if wanted.month is None:
        assert sentence
        if sentence.state != "completed":
            raise SentenceNotCompleted(credited=sentence.credited_minutes, required=sentence.required_minutes)
        return
    if sentence:
        need_within(wanted.month, sentence.period)
    else:
        need_opened(wanted.month, await store.opened(conn, wanted.kind, wanted.subject_id))
    need_over(wanted.month, now)


async def _figures(conn: Connection, wanted: Wanted) -> queries.Content:
    if wanted.month is None or wanted.kind == "sentence":
        return await figures.sentence_figures(conn, wanted.subject_id, wanted.month)
    if wanted.kind == "site":
        return await figures.site_figures(conn, wanted.subject_id, wanted.month)
    return await figures.agency_figures(conn, wanted.subject_id, wanted.month)


async def _log_read(conn: Connection, report: Report, sentence: Sentence | None, actor: Actor, now: datetime) -> None:
    """A report of a sentence tells of somebody's criminal record: who read it is kept (UU 27/2022)."""
    if sentence:
        await persons.log_read(conn, sentence, actor.subject, actor.organisation, f"report {report.number}", now)

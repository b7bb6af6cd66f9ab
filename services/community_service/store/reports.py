"""Issued reports: their numbers, figures and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from services.community_service.domain.reports import Report, ReportRequest
from services.community_service.events import Language, ReportKind
from shared.clock import local_day
from shared.errors import NotFound
from shared.postgres.pool import Connection

_FIELDS = """
    select id, number, kind, subject_id, month, supersedes, basis, content::text, code, verify_url, issued_at,
        issued_by, exists (select from report_files where report_id = reports.id) as has_files
    from reports
"""


async def lock(conn: Connection, request: ReportRequest) -> None:
    """Until the end of the transaction no other transaction issues this report."""
    month = request.month.first if request.month else None
    key = f"report {request.kind} {request.subject_id} {month}"
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", key)


async def latest(conn: Connection, request: ReportRequest) -> Report | None:
    """The report that no other one supersedes."""
    row = await conn.fetchrow(
        f"{_FIELDS} where kind = $1 and subject_id = $2 and month is not distinct from $3"
        " and not exists (select from reports as next where next.supersedes = reports.id)",
        *(request.kind, request.subject_id, request.month and request.month.first),
    )
    return Report(**row) if row else None


async def by_code(conn: Connection, code: str) -> Report:
    """A report that has its files. Raises NotFound."""
    row = await conn.fetchrow(f"{_FIELDS} where code = $1", code)
    if row is None or not row["has_files"]:
        raise NotFound(what="report", id=code)
    return Report(**row)


async def next_number(conn: Connection, now: datetime) -> str:
    """`000017/LAP-KS/2026`. One series for each local year, without gaps."""
    year = local_day(now).year
    last = await conn.fetchval(
        "insert into report_numbers (year, last) values ($1, 1)"
        " on conflict (year) do update set last = report_numbers.last + 1 returning last",
        year,
    )
    return f"{last:06}/LAP-KS/{year}"


async def add(conn: Connection, r: Report) -> None:
    sentence_id = r.subject_id if r.request.of_sentence else None
    await conn.execute(
        "insert into reports (id, number, kind, subject_id, sentence_id, month, supersedes, basis, content, code,"
        " verify_url, issued_at, issued_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json, $10, $11, $12, $13)",
        *(r.id, r.number, r.kind, r.subject_id, sentence_id, r.month, r.supersedes, r.basis, r.content, r.code),
        *(r.verify_url, r.issued_at, r.issued_by),
    )


async def add_files(conn: Connection, report_id: UUID, files: Mapping[Language, bytes]) -> bool:
    """False if the report has files already. Waits for a transaction that is adding them."""
    added = await conn.fetch(
        "insert into report_files (report_id, language, sha256, pdf)"
        " select $1, f.language, f.sha256, f.pdf"
        " from unnest($2::text[], $3::bytea[], $4::bytea[]) as f (language, sha256, pdf)"
        " on conflict do nothing returning language",
        *(report_id, list(files), [sha256(pdf).digest() for pdf in files.values()], list(files.values())),
    )
    return bool(added)


async def opened(conn: Connection, kind: ReportKind, subject_id: UUID) -> datetime:
    """When a site opened, or the first site of an agency. Raises NotFound."""
    field = "id" if kind == "site" else "agency_id"
    moment: datetime | None = await conn.fetchval(f"select min(opened_at) from sites where {field} = $1", subject_id)
    if moment is None:
        raise NotFound(what=kind, id=subject_id)
    return moment

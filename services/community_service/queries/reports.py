"""Reports that were issued: as their readers see them, and as anyone who holds the document may check them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.community_service.events import Language, ReportKind
from services.community_service.queries.figures import AgencyFigures, ReceptionFigures, SentenceFigures, SiteFigures
from shared.clock import local_day
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

Standing = Literal["current", "superseded", "outdated"]
Content = SentenceFigures | SiteFigures | AgencyFigures | ReceptionFigures

_CONTENT: dict[str, type[Content]] = {
    "completion": SentenceFigures,
    "sentence": SentenceFigures,
    "site": SiteFigures,
    "agency": AgencyFigures,
    "reception": ReceptionFigures,
}


class IssuedReport(BaseModel):
    """A report that was issued. `sha256` is that of its file in each language; `verify_url` stands in its QR code."""

    id: UUID
    number: str
    kind: ReportKind
    subject_id: UUID
    month: date | None
    issued_at: datetime
    code: str
    verify_url: str
    sha256: dict[Language, str]
    superseded_by: str | None


class ReportView(IssuedReport):
    content: Content


class DocumentView(BaseModel):
    """What anyone who holds the document may know; nothing about a person.

    `standing`: `superseded` when a newer report has taken its place; `outdated` when the report says that a sentence is
    completed and the sentence is not completed any more. `matches` says whether the SHA-256 of the question is that of
    a file; it is null when the question had none.
    """

    number: str
    kind: ReportKind
    month: date | None
    issued_on: date
    totals: dict[str, int]
    sha256: dict[Language, str]
    standing: Standing
    superseded_by: str | None
    matches: bool | None


_ISSUED = """
    select r.id, r.number, r.kind, r.subject_id, r.month, r.issued_at, r.code, r.verify_url, r.content::text,
        (select number from reports as next where next.supersedes = r.id) as superseded_by,
        (select json_object_agg(language, encode(sha256, 'hex') order by language)::text
            from report_files where report_id = r.id) as files
    from reports as r
"""


async def report(conn: Connection, report_id: UUID) -> ReportView:
    row = found(await conn.fetchrow(f"{_ISSUED} where r.id = $1", report_id), "report", report_id)
    return ReportView(**_issued(row) | {"content": read(row["kind"], row["content"])})


async def reports_of(conn: Connection, subject_id: UUID, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the reports of a sentence, superseded ones too, oldest first."""
    rows = await conn.fetch(
        f"{_ISSUED} where r.subject_id = $1 and ($2::uuid is null or r.id > $2)"
        " and exists (select from report_files where report_id = r.id) order by r.id limit $3",
        *(subject_id, after, limit + 1),
    )
    return page([IssuedReport(**_issued(row)) for row in rows], limit, lambda each: each.id)


async def document(conn: Connection, code: str, sha256: str | None) -> DocumentView:
    """Raises NotFound."""
    row = await conn.fetchrow(
        "select r.*, s.state <> 'completed' as reopened"
        f" from ({_ISSUED}) as r left join sentences as s on s.id = r.subject_id and r.kind = 'completion'"
        " where r.code = $1 and r.files is not null",
        code,
    )
    fields = _issued(found(row, "report", code))
    return DocumentView(
        **fields,
        issued_on=local_day(fields["issued_at"]),
        totals=read(fields["kind"], fields["content"]).totals(),
        standing=_standing(fields),
        matches=None if sha256 is None else sha256.lower() in fields["sha256"].values(),
    )


def _standing(row: dict[str, Any]) -> Standing:
    if row["superseded_by"]:
        return "superseded"
    return "outdated" if row["reopened"] else "current"


def _issued(row: Row | dict[str, Any]) -> dict[str, Any]:
    return {**row, "sha256": orjson.loads(row["files"])}


def read(kind: str, content: str) -> Content:
    """The figures as they were stored with a report."""
    return _CONTENT[kind].model_validate_json(content)


async def file(conn: Connection, report_id: UUID, language: Language) -> bytes:
    pdf: bytes | None = await conn.fetchval(
        "select pdf from report_files where report_id = $1 and language = $2", report_id, language
    )
    if pdf is None:
        raise NotFound(what="report", id=report_id)
    return pdf

"""Visits, and the supervision log as a file: no cell computes, and no name is in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from services.community_service.documents.visits_log import write_csv, write_pdf
from services.community_service.domain.visits import Visit, record
from services.community_service.errors import visits as errors
from services.community_service.queries.visits_log import LogLine, SupervisionLog
from tests.service.community_service.scene import text
from tests.unit.community_service.cases import sentence, uid

VERDICT = date(2026, 2, 20)
VISIT = Visit(uid(70), "site_visit", date(2026, 3, 2), time(9), time(10))


@pytest.mark.parametrize(
    ("now", "refused"),
    [("2026-03-02T00:59:59", errors.VisitInFuture), ("2026-03-02T01:00:00", None)],
    ids=["one second before its end", "at its end, local time"],
)
def test_a_visit_is_recorded_once_it_is_over(now: str, refused: type[Exception] | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    if refused is None:
        (fact,) = record(sentence(), VISIT, VERDICT, moment)
        assert set(fact.public()) == {"sentence_id", "visit_id", "kind", "on"}
    else:
        with pytest.raises(refused):
            record(sentence(), VISIT, VERDICT, moment)


def test_nobody_is_visited_before_the_verdict() -> None:
    with pytest.raises(errors.VisitBeforeVerdict):
        record(sentence(), replace(VISIT, on=date(2026, 2, 19)), VERDICT, datetime(2026, 3, 2, tzinfo=UTC))


def line(notes: str | None) -> LogLine:
    return LogLine(
        on=date(2026, 3, 2),
        starts=time(8),
        ends=time(12),
        kind="attendance",
        compliance="attended_complied",
        behaviour="good",
        accompanied_by="both",
        notes=notes,
        minutes=240,
        total_minutes=240,
    )


def log(*notes: str | None) -> SupervisionLog:
    return SupervisionLog(
        case_id=UUID(int=1),
        child=True,
        court="PN Ambon",
        verdict_number=None,
        verdict_date=VERDICT,
        prosecutor="Kejari Ambon",
        probation_office="Bapas Ambon",
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 5, 31),
        state="active",
        missing_papers=[],
        required_minutes=480,
        total_minutes=240,
        lines=[line(each) for each in notes],
    )


@pytest.mark.parametrize(
    "notes",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "  \n@x", "\uff1d1", '=HYPERLINK("http://x";"y")'],
)
def test_a_note_that_looks_like_a_formula_is_text(notes: str) -> None:
    read = list(csv.reader(io.StringIO(write_csv(log(notes), "id").decode("utf-8-sig"), newline="")))
    assert read[1][7] == f"'{notes}"


def test_a_note_with_a_separator_stays_one_cell() -> None:
    head, row = csv.reader(io.StringIO(write_csv(log('a,b;"c"\r\nd'), "en").decode("utf-8-sig"), newline=""))
    assert (len(head), len(row), row[7]) == (10, 10, 'a,b;"c"\r\nd')
    assert row[:3] == ["2026-03-02", "08.00", "12.00"]
    assert row[-2:] == ["240", "240"]


def test_the_document_has_the_columns_of_prosecutors_in_both_languages() -> None:
    made_at = datetime(2026, 3, 3, tzinfo=UTC)
    indonesian, english = (text(write_pdf(log("catatan"), language, made_at)) for language in ("id", "en"))
    for word in ("Kepatuhan", "Perilaku", "Jenis kunjungan", "Catatan", "Jumlah", "4:00", "RAHASIA"):
        assert word in indonesian.replace("\n", " ")
    assert "nomor pada berkas perkara" in indonesian
    assert "In all 4 h of 8 h are credited." in english


def test_a_log_without_lines_says_so() -> None:
    assert "Tidak ada kehadiran" in text(write_pdf(log(), "id", datetime(2026, 3, 3, tzinfo=UTC)))

"""Documents as an office signs them: their text, their pages, and the address in the QR code."""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
import segno
from pypdf import PdfReader

from services.community_service.documents import texts
from services.community_service.documents.reports import render
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.reports import Report
from services.community_service.events import Language
from services.community_service.queries.figures import (
    COUNTS,
    AgencyFigures,
    DayLine,
    Figures,
    SentenceFigures,
    SessionLine,
    SiteFigures,
    SiteLine,
    Sums,
)
from services.community_service.words import WORDS

URL = "https://masohi.example/community-service/reports/ABCDEFGH234567JK"
BOTH: tuple[Language, Language] = ("id", "en")


def line(number: int, **changes: Any) -> SessionLine:
    starts = datetime(2026, 4, 19, 23, tzinfo=UTC) + timedelta(days=number)
    fields = {
        "session_id": UUID(int=number),
        "site_id": UUID(int=1),
        "site": "Taman Pattimura",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=8),
        "outcome": "attended_complied",
        "present_minutes": 480,
        "recorded_by": "asn-1",
        "signed_off_by": "pk-1",
        "credited_minutes": 477,
    }
    return SessionLine.model_validate(fields | changes)


def sentence(*lines: SessionLine, **changes: Any) -> SentenceFigures:
    fields = {
        "case_id": UUID(int=77),
        "child": False,
        "court": "Pengadilan Negeri Ambon",
        "verdict_number": "12/Pid.B/2026/PN Amb",
        "verdict_date": date(2026, 4, 9),
        "prosecutor": "Kejaksaan Negeri Ambon",
        "probation_office": "Balai Pemasyarakatan Ambon",
        "starts_on": date(2026, 4, 13),
        "ends_on": date(2026, 8, 12),
        "replaced_prison_days": 0,
        "replaced_fine_rupiah": 7_500_000,
        "required_minutes": 3600,
        "month_minutes": 3600,
        "credited_minutes": 3600,
        "remaining_minutes": 0,
        "completed_on": date(2026, 5, 13),
        "sessions": list(lines),
    }
    return SentenceFigures.model_validate(fields | changes)


def sums(**changes: int) -> dict[str, Any]:
    fields = {
        "persons": 3,
        "sessions": 12,
        "complied": 8,
        "failed_to_comply": 1,
        "acceptable_absences": 2,
        "unacceptable_absences": 1,
        "unsigned": 0,
        "credited_minutes": 3637,
    }
    return fields | changes


def report(kind: Any, content: Figures, month: date | None = None) -> Report:
    return Report(
        id=UUID(int=1),
        number="000017/LAP-KS/2026",
        kind=kind,
        subject_id=UUID(int=2),
        month=month,
        supersedes=None,
        basis=content.basis(),
        content=content.model_dump_json(),
        code="ABCDEFGH234567JK",
        verify_url=URL,
        issued_at=datetime(2026, 5, 13, 15, 30, tzinfo=UTC),
        issued_by="pk-1",
    )


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_a_completion_fits_one_page_and_says_hours_sites_who_supervised_and_who_signed_off() -> None:
    lines = [line(n) for n in range(7)] + [line(7, credited_minutes=261)]
    (page,) = pages(render(report("completion", sentence(*lines)))["id"])
    for text in (
        "BALAI PEMASYARAKATAN AMBON",
        "LAPORAN SELESAI MENJALANI PIDANA KERJA SOSIAL",
        "Nomor: 000017/LAP-KS/2026",
        "12/Pid.B/2026/PN Amb, tanggal 9 April 2026",
        "pidana denda Rp7.500.000",
        "Taman Pattimura (60 jam)",
        "20 Apr 2026 08.00–16.00 Taman Pattimura hadir dan patuh 8:00 7:57 asn-1 / pk-1",
        "Jumlah 64:00 60:00",
        "Diterbitkan pada 14 Mei 2026",
        "Pembimbing Kemasyarakatan",
        "Jaksa Pengawas",
        URL,
        "kode ABCD-EFGH-2345-67JK",
        "halaman 1 / 1",
    ):
        assert text in page, text


def test_in_english_on_request() -> None:
    (page,) = pages(render(report("completion", sentence(line(0))))["en"])
    for text in ("REPORT ON THE COMPLETION", "All 60 h of the verdict", "a fine of Rp7,500,000", "page 1 / 1"):
        assert text in page
    assert "Putusan" not in page


def test_forty_sessions_go_over_pages_with_the_head_repeated() -> None:
    read = pages(render(report("completion", sentence(*(line(n) for n in range(40)))))["id"])
    assert len(read) >= 2
    tables = [page for page in read if "hadir dan patuh" in page]
    assert len(tables) >= 2
    assert all("Tanggal Waktu (WIT) Lokasi Hasil Hadir Diakui Dicatat / disahkan" in page for page in tables)
    assert sum(page.count("hadir dan patuh 8:00 7:57") for page in read) == 40
    for number, page in enumerate(read, start=1):
        assert f"halaman {number} / {len(read)}" in page
        assert "Nomor 000017/LAP-KS/2026" in page
    assert [("Jaksa Pengawas" in page, URL in page) for page in read] == [(False, False)] * (len(read) - 1) + [
        (True, True)
    ], "signatures and verification stand together at the end"


def test_a_month_without_sessions() -> None:
    content = sentence(month_minutes=0, credited_minutes=0, remaining_minutes=3600, completed_on=None)
    (page,) = pages(render(report("sentence", content, date(2026, 6, 1)))["id"])
    assert "Bulan Juni 2026" in page
    assert "Tidak ada kehadiran yang tercatat." in page
    assert "telah diakui 0 jam dari 60 jam; sisa 60 jam" in page


def test_a_childs_document_has_neither_name_nor_verdict_number() -> None:
    content = sentence(line(0), child=True, verdict_number=None)
    (page,) = pages(render(report("completion", content))["id"])
    assert "RAHASIA – identitas anak wajib dirahasiakan (UU 11/2012 Pasal 19)" in page
    assert "LAPORAN SELESAI MENJALANI PIDANA PELAYANAN MASYARAKAT" in page
    assert "Pid" not in page.replace("PIDANA", "")
    assert str(UUID(int=77)) in page


@pytest.mark.parametrize("kind", ["completion", "sentence"])
def test_what_is_too_long_or_in_other_letters_still_makes_a_document(kind: str) -> None:
    long = "Balai Pemasyarakatan Ńğūyễn Ștefan Ђорђе Αθήνα " * 6
    lines = [line(n, site="Perpustakaan" * 25, recorded_by="x" * 200, signed_off_by="ü" * 200) for n in range(6)]
    content = sentence(*lines, probation_office=long, court="السلام 漢字 e\u0301", remaining_minutes=-30)
    text = " ".join(pages(render(report(kind, content, date(2026, 4, 1)))["id"]))
    assert "Ńğūyễn Ștefan Ђорђе Αθήνα" in text
    assert "\ufffd\ufffd é" in text, "letters that the font lacks are shown as missing; marks join their letters"
    assert "x" * 15 in text


def test_the_month_of_a_site_and_of_an_agency() -> None:
    days = [DayLine(on=date(2026, 4, day), **sums()) for day in (1, 30)]
    site = SiteFigures(
        site_id=UUID(int=5), site="Taman", address="Jl. A", agency="Dinas", sums=Sums(**sums(unsigned=2)), days=days
    )
    (page,) = pages(render(report("site", site, date(2026, 4, 1)))["id"])
    for text in (
        "1 Apr 2026 3 8 1 2 1 0 60:37",
        "30 Apr 2026",
        "Jumlah 3 8 1 2 1 2 60:37",
        "2 kehadiran belum disahkan",
    ):
        assert text in page, text
    sites = [SiteLine(site_id=UUID(int=n), site=f"Lokasi {n}", **sums()) for n in range(60)]
    agency = AgencyFigures(agency_id=UUID(int=9), agency="Dinas Sosial", sums=Sums(**sums()), sites=sites)
    read = pages(render(report("agency", agency, date(2026, 4, 1)))["id"])
    assert sum(page.count("3 8 1 2 1 0 60:37") for page in read) == 61
    assert "DINAS SOSIAL" in read[0]


def test_the_same_report_gives_the_same_bytes() -> None:
    made = report("completion", sentence(line(0)))
    assert render(made) == render(made)


RECTANGLE = re.compile(r"(?P<grey>[\d.]+) g\b|(?P<rgb>[\d. ]+) rg\b|([\d.]+) ([\d.]+) ([\d.]+) -?([\d.]+) re f\b")


def drawn_modules(pdf: bytes) -> set[tuple[int, int]]:
    """The dark modules of the QR code on the last page, row and column: what is filled with black."""
    content = PdfReader(BytesIO(pdf)).pages[-1].get_contents()
    assert content is not None
    colour, runs = "", []
    for each in RECTANGLE.finditer(content.get_data().decode("latin-1")):
        colour = each["grey"] or each["rgb"] or colour
        if each[3] and {float(part) for part in colour.split()} == {0.0}:
            runs.append(tuple(float(each[place]) for place in (3, 4, 5, 6)))
    module, left, top = runs[0][3], min(run[0] for run in runs), max(run[1] for run in runs)
    return {
        (round((top - y) / module), round((x - left) / module) + each)
        for x, y, width, _ in runs
        for each in range(round(width / module))
    }


@pytest.mark.parametrize("language", BOTH)
def test_the_qr_code_says_the_address_of_the_verification(language: Language) -> None:
    pdf = render(report("completion", sentence(line(0))))[language]
    rows = segno.make_qr(URL, error="m").matrix_iter(border=0)
    wanted = {(y, x) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert drawn_modules(pdf) == wanted


def test_names_that_change_make_no_new_report_but_figures_do() -> None:
    before = sentence(line(0))
    assert sentence(line(0, site="Taman lain"), court="PN Ambon").basis() == before.basis()
    assert sentence(line(0, site_id=UUID(int=2))).basis() != before.basis()
    assert sentence(line(0, credited_minutes=476)).basis() != before.basis()
    assert sentence(line(0, signed_off_by="pk-2")).basis() != before.basis()


@pytest.mark.parametrize("name", texts.TEXTS)
def test_both_languages_say_the_same_figures(name: str) -> None:
    indonesian, english = ({field for _, field, _, _ in string.Formatter().parse(text)} for text in texts.TEXTS[name])
    assert indonesian == english


@pytest.mark.parametrize(("minutes", "text"), [(0, "0:00"), (59, "0:59"), (60, "1:00"), (-90, "−1:30")])
def test_hours_in_a_column(minutes: int, text: str) -> None:
    assert texts.hours(minutes) == text


def test_every_outcome_and_every_count_has_its_text() -> None:
    assert WORDS["outcome"].keys() >= OUTCOMES.keys()
    assert [name for name in COUNTS if name not in texts.TEXTS] == []


def test_no_content_of_a_report_has_a_place_for_a_name() -> None:
    assert not {"name", "person", "person_id", "birth_date", "nik"} & set(SentenceFigures.model_fields)

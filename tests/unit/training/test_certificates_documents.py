"""The certificate as a document: one page in both languages, whatever the lengths, and the address in the QR code."""

from __future__ import annotations

import string
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from services.training.documents import texts
from services.training.documents.certificates import render
from services.training.domain.certificates import Signatory
from services.training.queries.certificates import CertificateContent
from shared.languages import Language
from tests.unit.training.cases import CERTIFICATE, PROGRAMME

VERIFY = "https://masohi.example/training/certificates/"
BOTH: tuple[Language, Language] = ("id", "en")
CONTENT = CertificateContent(
    certificate=CERTIFICATE,
    holder_name="Orang Contoh",
    agency="Dinas Koperasi",
    institution="Lapas Ambon",
    title=PROGRAMME.title,
    level=PROGRAMME.level,
    minutes=PROGRAMME.minutes,
    sessions=PROGRAMME.sessions,
    starts_on=PROGRAMME.period.starts_on,
    ends_on=PROGRAMME.period.ends_on,
)


def read(content: CertificateContent, language: Language) -> tuple[str, PdfReader]:
    pdf = PdfReader(BytesIO(render(content, language, VERIFY)))
    return " ".join("\n".join(page.extract_text() for page in pdf.pages).split()), pdf


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ["SERTIFIKAT PELATIHAN", "24 jam dalam 8 pertemuan", "16 Februari 2026", "lulus, nilai 80 dari 100"]),
        ("en", ["CERTIFICATE OF TRAINING", "24 h in 8 sessions", "16 February 2026", "passed, score 80 of 100"]),
    ],
)
def test_cert_01_it_names_holder_course_offices_and_how_to_check_it(language: Language, said: list[str]) -> None:
    """CERT-01: the certificate is one page A4 that says who, what, how long, when, by whom and how to check it."""
    text, pdf = read(CONTENT, language)
    for each in (*said, "Orang Contoh", "Menjahit", "DINAS KOPERASI", "Lapas Ambon", "TRN/2026/000001"):
        assert each in text
    assert VERIFY + CERTIFICATE.code in text
    assert len(pdf.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [210, 297]


@pytest.mark.parametrize("language", BOTH)
def test_cert_02_a_qr_code_is_no_signature(language: Language) -> None:
    """CERT-02: the page says that its QR code is no electronic signature, and leaves room for an official's hand."""
    text, _ = read(CONTENT, language)
    assert "PP 71/2019" in text
    assert texts.text("by_hand", language) in text
    named = replace(CERTIFICATE, signatory=Signatory("Maria Latuconsina", "Kepala Dinas"))
    text, _ = read(replace(CONTENT, certificate=named), language)
    assert "Maria Latuconsina" in text
    assert "Kepala Dinas" in text
    assert texts.text("by_hand", language) not in text


@pytest.mark.parametrize("language", BOTH)
def test_cert_03_long_names_stay_on_the_page(language: Language) -> None:
    """CERT-03: the longest name, course and offices still give one page, with every word and nothing over another."""
    word = "Panjangsekali "
    long: dict[str, Any] = {"holder_name": word * 14, "title": word * 14, "agency": word * 14, "institution": word * 14}
    signed = replace(CERTIFICATE, signatory=Signatory(word * 14, word * 14))
    text, pdf = read(replace(CONTENT, **long, certificate=signed), language)
    assert len(pdf.pages) == 1
    assert (text + " ").count("Panjangsekali ") + text.count("PANJANGSEKALI") == 14 * 9
    heights: list[float] = []
    pdf.pages[0].extract_text(visitor_text=lambda t, _, tm, *__: heights.append(tm[5]) if t.strip() else None)
    assert min(heights) > 0


def test_cert_04_a_childs_certificate_names_no_institution() -> None:
    """CERT-04: where a child was held stands on no paper (UU 11/2012 art. 19)."""
    text, _ = read(replace(CONTENT, institution=None), "id")
    assert "Lapas" not in text
    assert "Tempat" not in text


def test_cert_25_a_private_body_that_taught_is_named() -> None:
    """CERT-25: who taught for the agency stands below it, and nothing where the agency taught itself."""
    text, _ = read(replace(CONTENT, training_body="LPK Maju Bersama"), "id")
    assert "Lembaga pelatihan : LPK Maju Bersama" in text
    assert "Lembaga pelatihan" not in read(CONTENT, "id")[0]


def test_without_a_score_it_says_passed() -> None:
    text, _ = read(replace(CONTENT, certificate=replace(CERTIFICATE, score=None)), "id")
    assert "nilai" not in text
    assert "lulus" in text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render(CONTENT, "id", VERIFY) == render(CONTENT, "id", VERIFY)


@pytest.mark.parametrize("name", texts.TEXTS)
def test_every_text_is_there_in_both_languages_with_the_same_figures(name: str) -> None:
    def fields(text: str) -> set[Any]:
        return {field for _, field, *_ in string.Formatter().parse(text) if field}

    indonesian, english = texts.TEXTS[name]
    assert indonesian
    assert english
    assert fields(indonesian) == fields(english)

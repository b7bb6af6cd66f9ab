"""Texts that people read are seen as they are written."""

from __future__ import annotations

import pytest

from shared.texts import MayBeNik, no_nik, visible, without_nik


@pytest.mark.parametrize("text", ["jahitan lepas", "surat\ndokter", "Rp 5", "Ünïcode"])
def test_what_everybody_sees_is_a_text(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("text", ["", "…", "\u200b", "a\u200bb", "\u202esanid", "\u2066x\u2069"])
def test_what_hides_or_turns_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="read"):
        visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "8171010101900001",
        "nomor 8171-0101.0190 0001",
        "٨١٧١٠١٠١٠١٩٠٠٠٠١",
        "a8171010101900001",
        "8171\u00a00101\u00a00190\u00a00001",
        "8171\u20130101\u20110190\u200b0001",
        "8171  0101\t0190 \u00a00001",
        "81710101-0190-0001-0000-000000000000",
        "00000000-0000-0000-8171-010101900001",
    ],
)
def test_sixteen_digits_may_be_a_nik(text: str) -> None:
    with pytest.raises(MayBeNik):
        no_nik(text)
    assert not any(map(str.isdigit, without_nik(text)))


@pytest.mark.parametrize("text", ["01a219c5-839f-7128-9141-902302880284", "kerja 12345678-1234-4123-8123-123456789012"])
def test_an_id_has_as_many_digits_by_chance(text: str) -> None:
    assert no_nik(text) == without_nik(text) == text


def test_numbers_on_lines_of_their_own_are_several() -> None:
    assert no_nik(text := "tidak hadir:\n2026-11-26\r\n2026-11-27\n") == without_nik(text) == text


def test_a_nik_beside_an_id_is_seen() -> None:
    text = "01a219c5-839f-7128-9141-902302880284 8171010101900001"
    assert without_nik(text) == "01a219c5-839f-7128-9141-902302880284 …"
    with pytest.raises(MayBeNik):
        no_nik(text)

"""Refusals of reports."""

from __future__ import annotations

from shared.errors import Refusal


class SentenceNotCompleted(
    Refusal,
    rule="K8",
    article="KUHP (UU 1/2023) art. 85(9)",
    indonesian="Putusan belum selesai dijalani: diakui {credited} dari {required} menit. Laporan terbit sesudahnya.",
):
    """The sentence is not completed: {credited} of {required} minutes are credited. The report comes after that."""


class MonthNotOver(
    Refusal,
    kind="invalid",
    indonesian="Laporan bulan {month} terbit mulai {from_day}, setelah bulan itu berakhir (waktu setempat).",
):
    """The report of {month} comes from {from_day}, when that month is over (local time)."""


class MonthOutsidePeriod(
    Refusal,
    kind="invalid",
    indonesian="Bulan {month} di luar jangka waktu putusan ({starts_on} s.d. {ends_on}).",
):
    """{month} is outside the verdict's period ({starts_on} to {ends_on})."""


class MonthBeforeOpening(
    Refusal,
    kind="invalid",
    indonesian="Bulan {month} mendahului pembukaan lokasi pada {opened_on}.",
):
    """{month} is before the site opened on {opened_on}."""

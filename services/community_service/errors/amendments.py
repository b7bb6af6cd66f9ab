"""Refusals of a changed verdict."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_7_9, ART_85_9
from services.community_service.words import words_of
from shared.errors import Refusal


class ChangeSuperseded(
    Refusal,
    indonesian="Perubahan tanggal {on} didahului perubahan yang lebih baru, tanggal {latest}, yang sudah berlaku.",
):
    """The change of {on} is older than the one of {latest}, which holds already."""


class ChangesClash(
    Refusal,
    indonesian=(
        "Dua perubahan bertanggal {on}, dan nomornya tidak menunjukkan mana yang terakhir. Sebutkan dalam `supersedes` "
        "nomor perubahan yang digantikan."
    ),
):
    """Two changes are of {on}, and their numbers do not tell the later one. Name the one it follows in `supersedes`."""


class ChangeBeforeVerdict(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Perubahan bertanggal {on}, sebelum putusan {verdict_date}.",
):
    """The change is dated {on}, before the verdict of {verdict_date}."""


class ChangeAlreadyRecorded(
    Refusal,
    indonesian="Perubahan dengan nomor ini sudah tercatat dengan isi lain.",
):
    """A change with this number is recorded with other content."""


class RegimeInDoubt(
    Refusal,
    rule="D1",
    article="UU 27/2022 art. 30; UU 11/2012 art. 1",
    indonesian="Tanggal lahir orang ini dibetulkan; apakah ini perkara anak belum pasti. Selesaikan dulu keraguan itu.",
):
    """The person's birth date was corrected, and the case may be a child's or not: settle that doubt first."""


class RaisesAfterDecision(
    Refusal,
    rule="K6",
    article=ART_85_7_9,
    indonesian=(
        "Keputusan atas pelanggaran sudah menutup perkara ini, dan perubahan ini menambah: dari {hours_before} jam,"
        " {days_before} hari penjara, Rp{rupiah_before:,} menjadi {hours} jam, {days} hari, Rp{rupiah:,}. Perubahan ini"
        " menunggu jaksa."
    ),
):
    """A decision on a breach has closed the case, and this asks for more: from {hours_before} hours, {days_before} days
    of prison, Rp{rupiah_before:,} to {hours} hours, {days} days, Rp{rupiah:,}. It waits for the prosecutor."""


class NoLongerOrdered(
    Refusal,
    rule="K6",
    article=ART_85_7_9,
    indonesian="Atas pelanggaran diputuskan {decision}, yang menurut perubahan ini tidak lagi diperintahkan atau"
    " digantikan. Perubahan ini menunggu jaksa.",
    words={"decision": words_of("breach_decision")},
):
    """The decision on the breach was {decision}, which by this change is neither ordered nor replaced any more. It
    waits for the prosecutor."""


class ServedByNewTerms(
    Refusal,
    rule="K6",
    article=ART_85_7_9,
    indonesian="Menurut perubahan ini {hours} jam sudah dijalani seluruhnya, padahal keputusan atas pelanggaran sudah"
    " menutup perkara. Perubahan ini menunggu jaksa.",
):
    """By this change all of the {hours} hours are served, yet a decision on a breach has closed the case. It waits for
    the prosecutor."""


class FallenAfterDecision(
    Refusal,
    rule="K6",
    article=ART_85_7_9,
    indonesian="Keputusan atas pelanggaran menutup perkara ini, lalu putusannya gugur, dan kini diubah lagi. Perubahan"
    " ini menunggu jaksa.",
):
    """A decision on a breach closed the case, its verdict fell after that, and now it is changed again. It waits for
    the prosecutor."""

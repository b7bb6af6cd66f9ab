"""Refusals of fines that a decision on a breach has ordered."""

from __future__ import annotations

from services.community_service.errors.articles import ART_81, ART_81_82
from shared.errors import Refusal


class FineDueDateMissing(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81,
    indonesian="Keputusan denda menyebut tanggal jatuh tempo, paling cepat {earliest}; tercantum: {due_on}.",
):
    """A decision on a fine states its due date, {earliest} or later; it says {due_on}."""


class FineComesFirst(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81_82,
    indonesian="Penjara pengganti baru mungkin setelah denda diputuskan, jatuh tempo lewat dan penyitaan dicatat.",
):
    """Substitute prison comes only after a fine was ordered, its due date has passed and a seizure is recorded."""


class MoreThanOwed(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81,
    indonesian=(
        "Denda Rp{fine:,}, dibayar Rp{paid:,}, hasil sita Rp{seized:,}: sisa Rp{rest:,}. Yang dicatat: Rp{asked:,}."
    ),
):
    """Of the fine of Rp{fine:,}, Rp{paid:,} are paid and seizures yielded Rp{seized:,}: Rp{rest:,} are left.
    Rp{asked:,} are more than that."""


class FineDateOutOfRange(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81,
    indonesian="Tanggalnya antara {earliest} dan {latest}; tercantum {on}.",
):
    """The date is between {earliest} and {latest}; it says {on}."""


class ReceiptAlreadyRecorded(
    Refusal,
    rule="K6c",
    article=ART_81,
    indonesian="Tanda terima dengan nomor ini sudah dicatat untuk denda ini; bila salah, usulkan koreksinya.",
):
    """A receipt with this number is recorded for this fine already; where it is wrong, propose its correction."""


class SeizureAlreadyRecorded(
    Refusal,
    rule="K6c",
    article=ART_81,
    indonesian="Penyitaan dengan nomor ini sudah dicatat untuk denda ini; bila salah, usulkan koreksinya.",
):
    """A seizure with this number is recorded for this fine already; where it is wrong, propose its correction."""


class FineNotOverdue(
    Refusal,
    rule="K6c",
    article=ART_81,
    indonesian="Jatuh tempo denda {due_on}; penyitaan dan penjara pengganti baru mungkin setelah itu.",
):
    """The fine is due on {due_on}; seizure and substitute prison are possible only after that day."""


class SeizureComesFirst(
    Refusal,
    rule="K6c",
    article=ART_81_82,
    indonesian="Penjara pengganti baru mungkin setelah ada penyitaan yang dicatat, juga bila tanpa hasil.",
):
    """No seizure is recorded; substitute prison is possible only after one, even one that yielded nothing."""


class MoreThanUnpaid(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81_82,
    indonesian=(
        "Sisa Rp{rest:,}, 1 hari untuk setiap Rp{per_day:,} atau bagiannya, paling sedikit {minimum}, paling banyak"
        " {ceiling} hari: paling banyak {maximum} hari; diminta {asked}."
    ),
):
    """Rp{rest:,} are unpaid; 1 day for each Rp{per_day:,} or part of it, at least {minimum}, at most {ceiling}: at most
    {maximum} days. {asked} were asked."""


class FineCorrectionOpen(
    Refusal,
    rule="K6c",
    article=ART_81,
    indonesian="Untuk pembayaran atau penyitaan ini sudah ada koreksi yang menunggu keputusan.",
):
    """A correction of this payment or seizure already waits for its decision."""


class FineCorrectorDecides(
    Refusal,
    kind="forbidden",
    rule="K6c",
    article=ART_81,
    indonesian="Koreksi diputuskan oleh orang lain dari yang mencatat atau yang mengusulkannya.",
):
    """A correction is decided by someone other than whoever recorded or proposed it."""


class FineCorrectionOfNothing(
    Refusal,
    kind="invalid",
    rule="K6c",
    article=ART_81,
    indonesian="Yang tercatat sudah Rp{rupiah:,}; tidak ada yang dikoreksi.",
):
    """Rp{rupiah:,} are recorded already; there is nothing to correct."""

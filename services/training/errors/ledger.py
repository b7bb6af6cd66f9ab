"""What the ledger refuses."""

from __future__ import annotations

from services.training.errors.splits import CONFIGURED
from shared.errors import Refusal

P1 = "UU 22/2022 art. 9, 12; PP 32/1999 art. 29"


class BalanceTooLow(
    Refusal,
    rule="P1",
    article=P1,
    indonesian="Saldo tidak cukup: rekening seseorang tidak pernah kurang dari nol.",
):
    """The balance is too low: the account of a person never goes below zero."""


class ChildEarnsNothing(
    Refusal,
    kind="invalid",
    rule="P1",
    article=P1,
    indonesian="Anak tidak menerima upah atau premi dan tidak membuat barang untuk dijual.",
):
    """A child has neither wage nor premium, and makes no goods that are sold."""


class NotHere(
    Refusal,
    rule="P1",
    article=P1,
    indonesian="Rekening orang ini tidak di lembaga ini: orangnya bebas atau dipindahkan.",
):
    """The accounts of this person are not in this institution: the person was released or transferred."""


class SaleNotAddingUp(
    Refusal,
    kind="invalid",
    rule="P2",
    article=CONFIGURED,
    indonesian="Laba {profit} bukan harga {revenue} dikurangi bahan {material_cost} dan komisi {commission}.",
):
    """The profit {profit} is not the price {revenue} less material {material_cost} and commission {commission}."""


class SaleBooked(Refusal, rule="P2", article=CONFIGURED, indonesian="Penjualan ini sudah dibukukan."):
    """This sale is booked already."""


class EntryReversed(Refusal, indonesian="Catatan ini sudah dibatalkan dengan catatan balik."):
    """This entry is reversed already."""


class EntryNotReversible(
    Refusal,
    indonesian="Catatan jenis {kind} tidak dibatalkan di sini.",
):
    """An entry of the kind {kind} is not reversed here."""


class SecondPersonNeeded(
    Refusal,
    kind="forbidden",
    indonesian="Orang kedua yang memutuskan, bukan yang mencatat.",
):
    """A second person decides, not the one who recorded it."""


class MoreThanBooked(
    Refusal,
    kind="invalid",
    indonesian="Yang dibukukan pada {account} adalah Rp{booked:,}; diminta Rp{asked:,}.",
):
    """Rp{booked:,} are booked on {account}; Rp{asked:,} were asked."""


class OrganisationNeeded(
    Refusal,
    kind="invalid",
    indonesian="Gerakan kas {kind} menyebut instansinya; yang lain tidak.",
):
    """A cash movement of the kind {kind} names the agency; the other kinds name none."""


class DayToCome(Refusal, kind="invalid", indonesian="Tanggal {on} belum tiba; hari ini {today}."):
    """The day {on} is still to come; today is {today}."""

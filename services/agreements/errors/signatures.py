"""Refusals about signatures and powers of attorney (surat kuasa)."""

from __future__ import annotations

from services.agreements.errors.articles import PP28_KUASA
from shared.errors import Refusal


class AlreadySigned(Refusal, indonesian="Pihak {party} sudah menandatangani."):
    """Party {party} has signed already."""


class SignedBeforeApproval(
    Refusal,
    kind="invalid",
    indonesian="Tanggal tanda tangan {signed_on} mendahului persetujuan naskah {approved_on}.",
):
    """The signature of {signed_on} is dated before the draft was approved on {approved_on}."""


class SignedInFuture(Refusal, kind="invalid", indonesian="Tanggal tanda tangan {signed_on} belum tiba."):
    """The signature is dated {signed_on}, which has not come yet."""


class PowerOfAttorneyMissing(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Kepala perangkat daerah menandatangani PKS hanya dengan surat kuasa wali kota.",
):
    """The head of an agency signs a PKS only with a power of attorney (surat kuasa) from the mayor; the mayor needs
    none."""


class PowerOfAttorneyNeverForUmbrella(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Surat kuasa hanya untuk PKS; kesepakatan induk ditandatangani wali kota dan kepala instansi sendiri.",
):
    """A power of attorney (surat kuasa) serves a PKS only; the mayor and the head of the office sign an umbrella
    themselves."""


class MayorNotFor(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Wali kota menandatangani untuk pemerintah kota dan perangkat daerahnya, tidak untuk {kind}.",
):
    """The mayor signs for the city and its agencies, not for a {kind}."""


class PowerOfAttorneyIncomplete(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Surat kuasa disebut dengan nomor dan tanggal; yang menandatangani karena jabatan tidak menyebutnya.",
):
    """A power of attorney (surat kuasa) is named by number and date; who signs by office names none."""


class PowerOfAttorneyNotFor(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Surat kuasa wali kota hanya untuk pihak pemerintah kota; {kind} menandatangani PKS karena jabatannya.",
):
    """The mayor's power of attorney is for the city's side only; a {kind} signs a PKS by office."""


class PowerOfAttorneyAfterSigning(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28_KUASA,
    indonesian="Surat kuasa bertanggal {kuasa_date}, sesudah tanda tangan {signed_on}.",
):
    """The power of attorney is dated {kuasa_date}, after the signature of {signed_on}."""


class NumberTaken(Refusal, indonesian="Nomor {number} sudah dipakai pihak ini pada tahun yang sama."):
    """The number {number} is already used by this party in the same year."""

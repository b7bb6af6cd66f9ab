"""Refusals about signatures and powers of attorney (surat kuasa)."""

from __future__ import annotations

from services.agreements.errors.articles import PP28
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
    article=PP28,
    indonesian="Kepala perangkat daerah menandatangani PKS hanya dengan surat kuasa wali kota.",
):
    """The head of an agency signs a PKS only with a power of attorney (surat kuasa) from the mayor."""


class PowerOfAttorneyIncomplete(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa disebut dengan nomor dan tanggal; yang menandatangani karena jabatan tidak menyebutnya.",
):
    """A power of attorney (surat kuasa) is named by number and date; who signs by office names none."""


class PowerOfAttorneyNotFor(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa wali kota hanya untuk perangkat daerah; {kind} menandatangani PKS karena jabatannya.",
):
    """The mayor's power of attorney is for city agencies only; a {kind} signs a PKS by office."""


class PowerOfAttorneyAfterSigning(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa bertanggal {kuasa_date}, sesudah tanda tangan {signed_on}.",
):
    """The power of attorney is dated {kuasa_date}, after the signature of {signed_on}."""


class NumberTaken(Refusal, indonesian="Nomor {number} sudah dipakai pihak ini pada tahun yang sama."):
    """The number {number} is already used by this party in the same year."""

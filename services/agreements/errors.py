"""What the agreements service refuses, and by which article."""

from __future__ import annotations

from shared.errors import Refusal

PP28 = "PP 28/2018"
PERMENDAGRI = "Permendagri 22/2020; PP 28/2018"


class CodeTaken(Refusal, slug="organisation-code-taken", indonesian="Kode instansi {code} sudah dipakai."):
    """The organisation code {code} is taken."""


class UnknownOrganisation(
    Refusal, slug="organisation-unknown", kind="invalid", indonesian="Instansi {id} belum terdaftar."
):
    """Organisation {id} is not registered."""


class PartiesIncomplete(
    Refusal,
    slug="parties-incomplete",
    kind="invalid",
    rule="A1",
    article=PERMENDAGRI,
    indonesian="Kesepakatan induk memerlukan pemerintah kota dan kantor wilayah pemasyarakatan; belum ada: {missing}.",
):
    """A joint agreement needs a city and a corrections office among its parties; missing: {missing}."""


class PeriodReversed(
    Refusal,
    slug="period-reversed",
    kind="invalid",
    indonesian="Masa berlaku berakhir ({ends_on}) sebelum dimulai ({starts_on}).",
):
    """The period ends on {ends_on}, before it starts on {starts_on}."""


class WrongState(
    Refusal, slug="wrong-state", indonesian="Perjanjian berstatus {state}; tindakan ini memerlukan status {needed}."
):
    """The agreement is {state}; this needs it to be {needed}."""


class NotAParty(
    Refusal, slug="not-a-party", kind="forbidden", indonesian="Instansi {party} bukan pihak dalam perjanjian ini."
):
    """Organisation {party} is not a party to this agreement."""


class AlreadySigned(Refusal, slug="already-signed", indonesian="Pihak {party} sudah menandatangani."):
    """Party {party} has signed already."""


class SignedBeforeApproval(
    Refusal,
    slug="signed-before-approval",
    kind="invalid",
    indonesian="Tanggal tanda tangan {signed_on} mendahului persetujuan naskah {approved_on}.",
):
    """The signature of {signed_on} is dated before the draft was approved on {approved_on}."""


class SignedInFuture(
    Refusal, slug="signed-in-future", kind="invalid", indonesian="Tanggal tanda tangan {signed_on} belum tiba."
):
    """The signature is dated {signed_on}, which has not come yet."""


class PowerOfAttorneyMissing(
    Refusal,
    slug="power-of-attorney-missing",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Kepala perangkat daerah menandatangani PKS hanya dengan surat kuasa wali kota.",
):
    """The head of an agency signs a PKS only with a power of attorney (surat kuasa) from the mayor."""


class NumberTaken(
    Refusal, slug="number-taken", indonesian="Nomor {number} sudah dipakai pihak ini pada tahun yang sama."
):
    """The number {number} is already used by this party in the same year."""


class UmbrellaNotInForce(
    Refusal,
    slug="umbrella-not-in-force",
    rule="A2",
    article=PP28,
    indonesian="Kesepakatan induk berstatus {state}; PKS hanya dapat dibuat di bawah kesepakatan yang berlaku.",
):
    """The joint agreement is {state}; a cooperation agreement needs one in force."""


class ScopeOutsideUmbrella(
    Refusal,
    slug="scope-outside-umbrella",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup {scopes} tidak tercakup dalam kesepakatan induk.",
):
    """The scopes {scopes} are not covered by the joint agreement."""


class PeriodOutsideUmbrella(
    Refusal,
    slug="period-outside-umbrella",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Masa berlaku {starts_on} s.d. {ends_on} melampaui kesepakatan induk ({umbrella}).",
):
    """The period {starts_on} to {ends_on} goes beyond the joint agreement's ({umbrella})."""


class NotAnAgency(
    Refusal,
    slug="not-an-agency",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS dibuat antara perangkat daerah dan lembaga pemasyarakatan; {id} adalah {kind}.",
):
    """A cooperation agreement is made between a city agency and a corrections institution; {id} is a {kind}."""

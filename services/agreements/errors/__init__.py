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


class PowerOfAttorneyIncomplete(
    Refusal,
    slug="power-of-attorney-incomplete",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa disebut dengan nomor dan tanggal; yang menandatangani karena jabatan tidak menyebutnya.",
):
    """A power of attorney (surat kuasa) is named by number and date; who signs by office names none."""


class PowerOfAttorneyNotFor(
    Refusal,
    slug="power-of-attorney-not-for",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa wali kota hanya untuk perangkat daerah; {kind} menandatangani PKS karena jabatannya.",
):
    """The mayor's power of attorney is for city agencies only; a {kind} signs a PKS by office."""


class KuasaAfterSigning(
    Refusal,
    slug="power-of-attorney-after-signing",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Surat kuasa bertanggal {kuasa_date}, sesudah tanda tangan {signed_on}.",
):
    """The power of attorney is dated {kuasa_date}, after the signature of {signed_on}."""


class AnnexMissing(
    Refusal,
    slug="annex-missing",
    kind="invalid",
    rule="A1",
    article=PERMENDAGRI,
    indonesian="Nota Kesepakatan (sinergi) memerlukan lampiran rencana kerja: apa, oleh siapa, kapan.",
):
    """A Nota Kesepakatan (sinergi) needs a work plan as its annex: what, by whom, when."""


class CoverageOutsideScope(
    Refusal,
    slug="coverage-outside-scope",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="{what} hanya dapat disebut bila ruang lingkup mencakup {scope}.",
):
    """{what} can be named only where the scopes include {scope}."""


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


class WouldOrphan(
    Refusal,
    slug="addendum-orphans-pks",
    rule="A2",
    article=PP28,
    indonesian="Adendum ini meninggalkan {count} PKS di luar kesepakatan induk: {pks}.",
):
    """The addendum would leave {count} cooperation agreement(s) outside the joint agreement: {pks}."""


class AddendumOpen(
    Refusal,
    slug="addendum-open",
    indonesian="Adendum {number} masih berstatus {state}; adendum berikutnya dibuat sesudah itu berlaku atau dicabut.",
):
    """Addendum {number} is still {state}; the next one comes after it is in effect or withdrawn."""


class AddendumWrongState(
    Refusal,
    slug="addendum-wrong-state",
    indonesian="Adendum {number} berstatus {state}; tindakan ini memerlukan status {needed}.",
):
    """Addendum {number} is {state}; this needs it to be {needed}."""


class AddendumChangesNothing(
    Refusal,
    slug="addendum-changes-nothing",
    kind="invalid",
    indonesian="Adendum tidak mengubah masa berlaku, ruang lingkup, lokasi, maupun program.",
):
    """The addendum changes neither period nor scopes, sites or programmes."""


class AddendumAfterEnd(
    Refusal,
    slug="addendum-after-end",
    kind="invalid",
    indonesian="Adendum berlaku {effective_on}, sesudah perjanjian berakhir {last_day}.",
):
    """The addendum would take effect on {effective_on}, after the agreement's last day {last_day}."""


class AddendumEndsBeforeEffect(
    Refusal,
    slug="addendum-ends-before-effect",
    kind="invalid",
    indonesian="Masa berlaku baru berakhir {ends_on}, sebelum adendum berlaku {effective_on}.",
):
    """The new period ends on {ends_on}, before the addendum takes effect on {effective_on}."""


class NoticeAlreadyGiven(
    Refusal,
    slug="notice-already-given",
    indonesian="Pengakhiran sudah diberitahukan; perjanjian berlaku sampai dengan {terminates_on}.",
):
    """Notice has been given already; the agreement is in force to the end of {terminates_on}."""


class NoticeTooShort(
    Refusal,
    slug="notice-too-short",
    kind="invalid",
    indonesian="Masa pemberitahuan {days} hari; perjanjian mensyaratkan sekurang-kurangnya {least} hari.",
):
    """The notice period is {days} days; the agreement asks for at least {least}."""


class NoticeTooLate(
    Refusal,
    slug="notice-too-late",
    kind="invalid",
    indonesian="Pemberitahuan {days} hari berakhir {terminates_on}; perjanjian sudah berakhir sendiri {ends_on}.",
):
    """Notice of {days} days runs to {terminates_on}; the agreement ends by itself on {ends_on}."""


class PauseInPast(
    Refusal,
    slug="pause-in-past",
    kind="invalid",
    indonesian="Penangguhan dan pemberlakuan kembali dimulai hari ini ({today}) atau kemudian, bukan {from_on}.",
):
    """A suspension or resumption begins today ({today}) or later, not on {from_on}."""


class PauseAfterEnd(
    Refusal,
    slug="pause-after-end",
    kind="invalid",
    indonesian="{from_on} sesudah hari terakhir perjanjian ({last_day}).",
):
    """{from_on} is after the agreement's last day ({last_day})."""

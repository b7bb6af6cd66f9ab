"""Refused since the cooperation agreement (PKS) does not allow it. Source: PP 28/2018."""

from __future__ import annotations

from shared.errors import Refusal

PP28 = "PP 28/2018"
TERMS = "PP 28/2018 art. 6(2), 19(2)"
ENDS = "PP 28/2018 art. 9, 22"


class AgreementUnknown(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Kegiatan ini memerlukan PKS yang berlaku; PKS {id} tidak dikenal.",
):
    """This needs a cooperation agreement in force; {id} is not known."""


class AgreementNotInForce(
    Refusal,
    rule="A2",
    article=PP28,
    indonesian="Ini memerlukan PKS yang berlaku; PKS ini berstatus {state}.",
):
    """This needs a cooperation agreement in force; this one is {state}."""


class AgreementWithoutTraining(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup PKS tidak memuat pelatihan (training), hanya: {scopes}.",
):
    """The cooperation agreement's scopes do not include training, only: {scopes}."""


class AgreementWithoutEquipment(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup PKS tidak memuat peminjaman peralatan (equipment), hanya: {scopes}.",
):
    """The cooperation agreement's scopes do not include equipment, only: {scopes}."""


class AgreementOfOthers(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS ini antara {agency} dan {institution}, bukan kedua pihak di sini.",
):
    """The cooperation agreement is between {agency} and {institution}, not these two."""


class ProgrammeOutsideAgreement(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Masa program {programme} melampaui masa berlaku PKS ({agreement}).",
):
    """The programme's period {programme} goes beyond the cooperation agreement's ({agreement})."""


class ProgrammeAfterLastDay(
    Refusal,
    kind="invalid",
    rule="A2",
    article=ENDS,
    indonesian="Program berakhir {ends_on}, sesudah {last_day}: hari terakhir PKS yang kini diketahui.",
):
    """The programme ends on {ends_on}, after {last_day}: the agreement's last day as known now."""


class SessionAfterLastDay(
    Refusal,
    kind="invalid",
    rule="A2",
    article=ENDS,
    indonesian="Sesi baru pada {on} melewati {last_day}: hari terakhir PKS yang kini diketahui.",
):
    """A new session on {on} is after {last_day}: the agreement's last day as known now."""


class ProgrammeNotCovered(
    Refusal,
    kind="invalid",
    rule="A2",
    article=TERMS,
    indonesian="PKS menyebut programnya ({programmes}); {title} tidak termasuk.",
):
    """The cooperation agreement names the programmes that it covers ({programmes}); {title} is not among them."""


class MarketingNotInForce(
    Refusal,
    rule="A2",
    article=PP28,
    indonesian="Pemasaran memerlukan PKS yang berlaku; PKS ini berstatus {state}.",
):
    """Marketing needs a cooperation agreement in force; this one is {state}."""


class AgreementWithoutMarketing(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup PKS tidak memuat pemasaran (marketing), hanya: {scopes}.",
):
    """The cooperation agreement's scopes do not include marketing, only: {scopes}."""


class MarketingOfOthers(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS ini milik lembaga {institution}, bukan lembaga yang membuat barang ini.",
):
    """The cooperation agreement is one of {institution}, not of the institution where these goods are made."""


class MarketingOutsideAgreement(
    Refusal,
    rule="A2",
    article=ENDS,
    indonesian="{on} di luar masa PKS; hari terakhir yang kini diketahui: {last_day}.",
):
    """{on} is outside the cooperation agreement; its last day as known now is {last_day}."""

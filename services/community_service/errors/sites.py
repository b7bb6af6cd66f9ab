"""Refusals of sites."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_3, CHILD_PLACE, PKS, PKS_ENDS, PKS_TERMS
from services.community_service.words import words_of
from shared.errors import Refusal, said_as

_AGREEMENT = {
    "draft": ("draf", "a draft"),
    "in_review": ("ditelaah", "in review"),
    "approved": ("disetujui", "approved"),
    "signed": ("ditandatangani", "signed"),
    "suspended": ("ditangguhkan", "suspended"),
    "expired": ("berakhir", "expired"),
    "terminated": ("diakhiri", "terminated"),
}
"""States of an agreement in which nothing new begins, as its own service names them."""


class AgreementNotInForce(
    Refusal,
    rule="A2",
    article=PKS,
    indonesian="PKS {agreement_id} berstatus {state}; kerja sosial memerlukan PKS yang berlaku.",
    words={"state": said_as(_AGREEMENT)},
):
    """Cooperation agreement {agreement_id} is {state}; community service needs one in force."""


class AgreementWithoutScope(
    Refusal,
    rule="A2",
    article=PKS,
    indonesian="Ruang lingkup PKS {agreement_id} tidak mencakup kerja sosial.",
):
    """Cooperation agreement {agreement_id} does not cover community service."""


class OutsideAgreementPeriod(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PKS,
    indonesian="{on} di luar masa berlaku PKS ({starts_on} s.d. {ends_on}).",
):
    """{on} is outside the period of the cooperation agreement ({starts_on} to {ends_on})."""


class AfterLastDay(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PKS_ENDS,
    indonesian="{on} melewati {last_day}, hari terakhir PKS yang kini diketahui (pengakhiran atau adendum).",
):
    """{on} is after {last_day}, the agreement's last day as known now (by a notice of termination or an addendum)."""


class SiteNotCovered(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PKS_TERMS,
    indonesian="PKS menyebut lokasinya ({sites}); {site} tidak termasuk.",
):
    """The cooperation agreement names the sites that it covers ({sites}); {site} is not among them."""


class CommercialSite(
    Refusal,
    kind="invalid",
    rule="K3",
    article=ART_85_3,
    indonesian="Lokasi kerja sosial memerlukan pernyataan nonkomersial.",
):
    """A site of community service needs the declaration that nothing there is commercial."""


class SiteNotChildFriendly(
    Refusal,
    kind="invalid",
    rule="C2p",
    article=CHILD_PLACE,
    indonesian=(
        "Anak hanya ditempatkan di lokasi yang terakreditasi ramah anak pada {on}, atau yang disebut dalam litmas "
        "perkaranya."
    ),
):
    """A child goes to a site that is accredited as child-friendly on {on}, or that the litmas of the case names."""


class SlotsOverlap(
    Refusal,
    kind="invalid",
    indonesian="Jam buka pada hari ke-{weekday} saling tumpang tindih.",
):
    """Opening slots of weekday {weekday} overlap."""


class SiteNotOpen(
    Refusal,
    indonesian="Lokasi berstatus {state}; penempatan baru memerlukan lokasi yang buka.",
    words={"state": words_of("site_state")},
):
    """The site is {state}; a new placement needs it open."""


class ClosedDayHasCome(
    Refusal,
    kind="invalid",
    indonesian="{on} sudah tiba dan tetap tutup: pada hari itu tidak ada yang wajib datang.",
):
    """{on} has come and stays closed: nobody had to be there."""


class NotYourSite(Refusal, kind="forbidden", indonesian="Anda bukan pengawas lokasi ini."):
    """You are not a supervisor of this site."""

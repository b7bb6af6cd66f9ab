"""Refusals of sites, placements and attendance."""

from __future__ import annotations

from services.community_service.errors.intake import ART_85_3, ART_85_5, ART_85_9, CHILD_DAY
from shared.errors import Refusal

ART_19 = "UU 11/2012 art. 19"
PKS = "PP 28/2018"


class WrongState(Refusal, slug="wrong-state", indonesian="Statusnya {state}; tindakan ini memerlukan status {needed}."):
    """It is {state}; this needs it to be {needed}."""


class AgreementNotInForce(
    Refusal,
    slug="agreement-not-in-force",
    rule="A2",
    article=PKS,
    indonesian="PKS {agreement_id} berstatus {state}; kerja sosial memerlukan PKS yang berlaku.",
):
    """Cooperation agreement {agreement_id} is {state}; community service needs one in force."""


class AgreementWithoutScope(
    Refusal,
    slug="agreement-without-scope",
    rule="A2",
    article=PKS,
    indonesian="Ruang lingkup PKS {agreement_id} tidak mencakup kerja sosial.",
):
    """Cooperation agreement {agreement_id} does not cover community service."""


class OutsideAgreement(
    Refusal,
    slug="outside-agreement-period",
    kind="invalid",
    rule="A2",
    article=PKS,
    indonesian="{on} di luar masa berlaku PKS ({starts_on} s.d. {ends_on}).",
):
    """{on} is outside the period of the cooperation agreement ({starts_on} to {ends_on})."""


class CommercialSite(
    Refusal,
    slug="site-commercial",
    kind="invalid",
    rule="K3",
    article=ART_85_3,
    indonesian="Lokasi kerja sosial memerlukan pernyataan nonkomersial.",
):
    """A site of community service needs the declaration that nothing there is commercial."""


class NotChildFriendly(
    Refusal,
    slug="site-not-child-friendly",
    kind="invalid",
    rule="C4",
    article=ART_19,
    indonesian="Anak hanya ditempatkan di lokasi ramah anak; akreditasinya tidak berlaku pada {on}.",
):
    """Children go to child-friendly sites only; there is no accreditation valid on {on}."""


class SlotsOverlap(
    Refusal,
    slug="slots-overlap",
    kind="invalid",
    indonesian="Jam buka pada hari ke-{weekday} saling tumpang tindih.",
):
    """Opening slots of weekday {weekday} overlap."""


class SiteNotOpen(
    Refusal, slug="site-not-open", indonesian="Lokasi berstatus {state}; penempatan baru memerlukan lokasi yang buka."
):
    """The site is {state}; a new placement needs it open."""


class OutsideSlots(
    Refusal,
    slug="outside-slots",
    kind="invalid",
    indonesian="Sesi {on} {starts}–{ends} tidak berada dalam jam buka lokasi.",
):
    """The session of {on}, {starts} to {ends}, is not within an opening slot of the site."""


class OutsidePeriod(
    Refusal,
    slug="outside-sentence-period",
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Sesi {on} di luar jangka waktu putusan ({starts_on} s.d. {ends_on}).",
):
    """The session of {on} is outside the verdict's period ({starts_on} to {ends_on})."""


class SessionInPast(Refusal, slug="session-in-past", kind="invalid", indonesian="Sesi {on} {starts} sudah lewat."):
    """The session of {on} at {starts} is not in the future."""


class DayFull(
    Refusal,
    slug="daily-cap-exceeded",
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian="Pada {on} dijadwalkan {minutes} menit; paling banyak {cap} menit sehari.",
):
    """On {on} {minutes} minutes would be scheduled; at most {cap} are allowed in a day."""


class ChildDayFull(
    Refusal,
    slug="child-daily-cap-exceeded",
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Pada {on} dijadwalkan {minutes} menit; anak paling banyak {cap} menit sehari.",
):
    """On {on} {minutes} minutes would be scheduled; a child has at most {cap} in a day."""


class NotInDaytime(
    Refusal,
    slug="child-not-in-daytime",
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Anak hanya bekerja siang hari ({daytime_from}–{daytime_until}); sesi {on} {starts}–{ends}.",
):
    """A child serves in daytime only ({daytime_from} to {daytime_until}), not on {on} from {starts} to {ends}."""


class InSchoolHours(
    Refusal,
    slug="child-in-school-hours",
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Anak tidak bekerja pada jam sekolah ({school_from}–{school_until}); sesi {on} {starts}–{ends}.",
):
    """A child never serves in school hours ({school_from} to {school_until}), so not on {on}, {starts} to {ends}."""


class TooMuchScheduled(
    Refusal,
    slug="more-than-remains",
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Dijadwalkan {minutes} menit; dari putusan hanya tersisa {remaining} menit.",
):
    """{minutes} minutes would be scheduled; {remaining} remain of the sentence."""


class TwoPlacesAtOnce(
    Refusal, slug="two-places-at-once", indonesian="Orang ini sudah dijadwalkan pada waktu yang bertumpang tindih."
):
    """The person is already scheduled at an overlapping time."""


class NoSeat(
    Refusal, slug="slot-full", indonesian="Jam buka {starts}–{ends} pada {on} sudah penuh ({capacity} tempat)."
):
    """The slot {starts} to {ends} on {on} is full ({capacity} places)."""


class NotYourSite(Refusal, slug="not-your-site", kind="forbidden", indonesian="Anda bukan pengawas lokasi ini."):
    """You are not a supervisor of this site."""


class TimeInFuture(Refusal, slug="time-in-future", kind="invalid", indonesian="Waktu {at} belum tiba."):
    """The time {at} has not come yet."""


class NotOnTheDay(
    Refusal, slug="not-on-the-day", kind="invalid", indonesian="Waktu {at} bukan pada hari sesi, {on} (waktu setempat)."
):
    """The time {at} is not on the day of the session, {on} (local time)."""


class AfterSession(
    Refusal, slug="after-session", kind="invalid", indonesian="Sesi berakhir {ends_at}; {at} terlambat untuk masuk."
):
    """The session ended at {ends_at}; {at} is too late to check in."""


class OutBeforeIn(
    Refusal, slug="out-before-in", kind="invalid", indonesian="Waktu keluar {at} mendahului waktu masuk {since}."
):
    """The check-out at {at} is before the check-in at {since}."""


class SessionNotStarted(
    Refusal,
    slug="session-not-started",
    kind="invalid",
    indonesian="Sesi baru dimulai {starts_at}; belum ada yang absen.",
):
    """The session starts at {starts_at}; nobody is absent yet."""


class ReasonMissing(
    Refusal, slug="reason-missing", kind="invalid", indonesian="Ketidakhadiran yang dapat diterima memerlukan alasan."
):
    """An acceptable absence needs its reason."""


class SecondPersonNeeded(
    Refusal,
    slug="second-person-needed",
    kind="forbidden",
    indonesian="Kehadiran disahkan oleh orang lain dari yang mencatatnya.",
):
    """Attendance is signed off by someone other than whoever recorded it."""

"""Refusals of placements and their sessions."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_5, ART_85_9, CHILD_DAY
from services.community_service.words import words_of
from shared.errors import Refusal


class OutsideSlots(
    Refusal,
    kind="invalid",
    indonesian="Sesi {on} {starts}–{ends} tidak berada dalam jam buka lokasi.",
):
    """The session of {on}, {starts} to {ends}, is not within an opening slot of the site."""


class OutsideSentencePeriod(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Sesi {on} di luar jangka waktu putusan ({starts_on} s.d. {ends_on}).",
):
    """The session of {on} is outside the verdict's period ({starts_on} to {ends_on})."""


class SessionInPast(Refusal, kind="invalid", indonesian="Sesi {on} {starts} sudah lewat."):
    """The session of {on} at {starts} is not in the future."""


class DailyCapExceeded(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian="Pada {on} dijadwalkan {minutes} menit; paling banyak {cap} menit sehari.",
):
    """On {on} {minutes} minutes would be scheduled; at most {cap} are allowed in a day."""


class ChildDailyCapExceeded(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Pada {on} dijadwalkan {minutes} menit; anak paling banyak {cap} menit sehari.",
):
    """On {on} {minutes} minutes would be scheduled; a child has at most {cap} in a day."""


class ChildNotInDaytime(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Anak hanya bekerja siang hari ({daytime_from}–{daytime_until}); sesi {on} {starts}–{ends}.",
):
    """A child serves in daytime only ({daytime_from} to {daytime_until}), not on {on} from {starts} to {ends}."""


class ChildInSchoolHours(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Anak tidak bekerja pada jam sekolah ({school_from}–{school_until}); sesi {on} {starts}–{ends}.",
):
    """A child never serves in school hours ({school_from} to {school_until}), so not on {on}, {starts} to {ends}."""


class MoreThanRemains(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Dijadwalkan {minutes} menit; dari putusan hanya tersisa {remaining} menit.",
):
    """{minutes} minutes would be scheduled; {remaining} remain of the sentence."""


class TwoPlacesAtOnce(Refusal, indonesian="Orang ini sudah dijadwalkan pada waktu yang bertumpang tindih."):
    """The person is already scheduled at an overlapping time."""


class SlotFull(Refusal, indonesian="Jam buka {starts}–{ends} pada {on} sudah penuh ({capacity} tempat)."):
    """The slot {starts} to {ends} on {on} is full ({capacity} places)."""


class SiteClosedThatDay(Refusal, kind="invalid", indonesian="Lokasi tutup pada {on}: {why}."):
    """The site is closed on {on}: {why}."""


class TimeBlocked(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian="Sesi {on} {starts}–{ends} mengenai waktu kerja, sekolah, ibadah atau kegiatan lain orang ini.",
):
    """The session of {on}, {starts} to {ends}, meets the person's time of work, school, worship or another duty."""


class SkillMissing(
    Refusal,
    kind="invalid",
    indonesian="Lokasi ini memerlukan keterampilan yang belum dimiliki: {skills}.",
):
    """This site asks for skills the person does not have: {skills}."""


class SessionNotCancellable(
    Refusal,
    indonesian="Sesi berstatus {state} dan mulai {starts_at}; hanya sesi yang akan datang dapat dibatalkan.",
    words={"state": words_of("session_state")},
):
    """The session is {state} and starts at {starts_at}; only one that is to come can be cancelled."""

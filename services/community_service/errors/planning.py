"""Refusals of planning: the person's time, the site's days, and plans that cannot be confirmed."""

from __future__ import annotations

from services.community_service.errors.intake import ART_85_5
from shared.errors import Refusal


class SiteClosedThatDay(
    Refusal, slug="site-closed-that-day", kind="invalid", indonesian="Lokasi tutup pada {on}: {why}."
):
    """The site is closed on {on}: {why}."""


class TimeBlocked(
    Refusal,
    slug="time-blocked",
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian="Sesi {on} {starts}–{ends} mengenai waktu kerja, sekolah, ibadah atau kegiatan lain orang ini.",
):
    """The session of {on}, {starts} to {ends}, meets the person's time of work, school, worship or another duty."""


class SkillMissing(
    Refusal,
    slug="skill-missing",
    kind="invalid",
    indonesian="Lokasi ini memerlukan keterampilan yang belum dimiliki: {skills}.",
):
    """This site asks for skills the person does not have: {skills}."""


class PlanNotProposed(
    Refusal, slug="plan-not-proposed", indonesian="Rencana berstatus {state}; hanya usulan yang dapat dikonfirmasi."
):
    """The plan is {state}; only a proposal can be confirmed."""


class PlanStale(
    Refusal,
    slug="plan-outdated",
    indonesian="Jadwal atau sisa waktu berubah sejak rencana dibuat ({made_at}). Buat rencana baru.",
):
    """The schedule or the balance has changed since the plan was made ({made_at}). Plan again."""


class SessionNotCancellable(
    Refusal,
    slug="session-not-cancellable",
    indonesian="Sesi berstatus {state} dan mulai {starts_at}; hanya sesi yang akan datang dapat dibatalkan.",
):
    """The session is {state} and starts at {starts_at}; only one that is to come can be cancelled."""

"""What the vocational training (pelatihan kerja) of a child refuses. Source: PP 58/2022 art. 19."""

from __future__ import annotations

from shared.errors import Refusal

LENGTH = "PP 58/2022 art. 19(4)"
DAILY = "PP 58/2022 art. 19(5)"
CALENDAR = "PP 58/2022 art. 19(6)"


class ChildProgrammeLength(
    Refusal,
    kind="invalid",
    rule="C3",
    article=LENGTH,
    indonesian="Pelatihan kerja Anak {minimum} sampai {maximum} bulan; program ini {programme}.",
):
    """Vocational training of a child takes {minimum} to {maximum} months; this programme is {programme}."""


class ChildDailyLimit(
    Refusal,
    kind="invalid",
    rule="C3",
    article=DAILY,
    indonesian="Pelatihan kerja Anak paling lama {maximum} menit sehari, semua pelatihan; {day}: {minutes} menit.",
):
    """A child trains at most {maximum} minutes a day, in all courses together; {day}: {minutes} minutes."""


class ChildWorkingDay(
    Refusal,
    kind="invalid",
    rule="C3",
    article=CALENDAR,
    indonesian="Pelatihan kerja Anak hanya pada hari kerja; sesi {number} jatuh pada {day} ({why}).",
):
    """Vocational training of a child is on working days only; session {number} is on {day} ({why})."""


class ChildSchoolHours(
    Refusal,
    kind="invalid",
    rule="C3",
    article=CALENDAR,
    indonesian="Sesi {number} ({day} {starts}–{ends}) mengganggu jam sekolah Anak ({school}).",
):
    """Session {number} ({day} {starts}–{ends}) disturbs a child's school hours ({school})."""

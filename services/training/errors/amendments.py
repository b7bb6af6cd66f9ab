"""What the amendment of a programme refuses."""

from __future__ import annotations

from shared.errors import Refusal


class CapacityBelowTaken(
    Refusal,
    indonesian="Kapasitas {capacity} kurang dari {taken} tempat yang sudah terisi.",
):
    """A capacity of {capacity} is below the {taken} places that are taken."""


class AmendedTooLate(
    Refusal,
    indonesian="Sesi pertama sudah dimulai; hanya judul, hari terakhir dan kapasitas dapat diubah, bukan {fields}.",
):
    """The first session has begun: only title, last day and capacity may still change, not {fields}."""


class AgesReversed(Refusal, kind="invalid", indonesian="Umur maksimum {maximum} di bawah umur minimum {minimum}."):
    """The highest age {maximum} is below the lowest age {minimum}."""


class CalendarOutside(
    Refusal,
    indonesian="Sesi {number} ({day}) tidak muat lagi: {sessions} sesi, {programme}. Pindahkan atau batalkan dulu.",
):
    """Session {number} ({day}) no longer fits: {sessions} sessions, {programme}. Move or cancel it first."""


class LevelWithoutSkill(
    Refusal, kind="invalid", indonesian="Tingkat pelatihan sebelumnya hanya dapat diminta bersama pelatihannya."
):
    """A level of an earlier course is asked for only with the course itself."""

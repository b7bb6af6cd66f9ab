"""What a circular refuses."""

from __future__ import annotations

from shared.errors import Refusal


class DeadlinePassed(Refusal, kind="invalid", indonesian="Batas waktu {deadline} sudah lewat."):
    """The deadline {deadline} has passed already."""


class NobodyAddressed(Refusal, kind="invalid", indonesian="Tidak ada penerima aktif yang dituju."):
    """No active recipient is addressed."""


class NotAddressed(Refusal, kind="forbidden", indonesian="Surat edaran ini tidak ditujukan kepada Anda."):
    """This circular is not addressed to you."""

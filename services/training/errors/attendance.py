"""What attendance refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotInProgramme(Refusal, kind="not_found", indonesian="Tidak ada pendaftaran ini dalam program ini."):
    """There is no such enrolment in this programme."""


class LineUnreadable(Refusal, kind="invalid", indonesian="Baris ini tidak dapat dibaca: {why}."):
    """This line cannot be read: {why}."""


class LineRepeated(Refusal, kind="invalid", indonesian="Pendaftaran ini sudah ada pada baris sebelumnya."):
    """This enrolment has an earlier line."""

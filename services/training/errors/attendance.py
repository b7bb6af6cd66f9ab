"""What attendance refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotInProgramme(Refusal, kind="not_found", indonesian="Tidak ada pendaftaran ini dalam program ini."):
    """There is no such enrolment in this programme."""

"""What refuses a private training body. Source: PP 58/2022."""

from __future__ import annotations

from shared.errors import Refusal

ACCREDITED = "PP 58/2022 art. 19-20"


class AccreditationTooShort(
    Refusal,
    kind="invalid",
    rule="C3",
    article=ACCREDITED,
    indonesian="Akreditasi {number} ({valid_from} – {last_day}) tidak mencakup masa program ({programme}).",
):
    """The accreditation {number} ({valid_from} – {last_day}) does not cover the programme ({programme})."""


class SessionAfterAccreditation(
    Refusal,
    kind="invalid",
    rule="C3",
    article=ACCREDITED,
    indonesian="Sesi baru pada {on} melewati {last_day}: hari terakhir akreditasi lembaga pelatihan.",
):
    """A new session on {on} is after {last_day}: the last day of the training body's accreditation."""


class AccreditationWithdrawn(Refusal, indonesian="Akreditasi ini sudah dicabut; hari terakhirnya {last_day}."):
    """This accreditation is withdrawn already; its last day is {last_day}."""


class LastDayOutside(
    Refusal, kind="invalid", indonesian="Hari terakhir {last_day} di luar masa akreditasi ({accredited})."
):
    """The last day {last_day} is outside the accreditation ({accredited})."""

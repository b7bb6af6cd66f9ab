"""What the register of failed protection refuses (rule D1)."""

from __future__ import annotations

from shared.errors import Refusal

_ART_46 = "UU 27/2022 art. 46"


class FoundLater(
    Refusal,
    kind="invalid",
    rule="D1",
    article=_ART_46,
    indonesian="Kegagalan tidak dapat ditemukan pada {found_at}, sesudah saat ini.",
):
    """It cannot have been found at {found_at}, which is still to come."""


class ToldOutOfTime(
    Refusal,
    kind="invalid",
    rule="D1",
    article=_ART_46,
    indonesian="Pemberitahuan terjadi antara saat ditemukan ({found_at}) dan sekarang.",
):
    """A notice is given between the moment of the finding ({found_at}) and now."""


class AlreadyTold(Refusal, rule="D1", article=_ART_46, indonesian="Pemberitahuan kepada {whom} sudah tercatat."):
    """The notice to {whom} is recorded already."""

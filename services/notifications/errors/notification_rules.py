"""What a notification rule refuses."""

from __future__ import annotations

from shared.errors import Refusal


class EventTypeUnknown(Refusal, kind="invalid", indonesian="Tidak ada jenis peristiwa {type}."):
    """There is no event type {type}."""


class EventFieldUnknown(
    Refusal,
    kind="invalid",
    indonesian="Peristiwa {type} tidak memiliki isian {fields} yang dapat dipakai di sini.",
):
    """The event {type} has no field {fields} that can be used here."""

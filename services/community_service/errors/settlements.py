"""Refusals of settlements."""

from __future__ import annotations

from shared.errors import Refusal


class SessionNotOver(
    Refusal,
    kind="invalid",
    indonesian="Sesi baru berakhir {ends_at}; sebelum itu dicatat oleh pengawas lokasi.",
):
    """The session ends only at {ends_at}; until then the site's supervisor records it."""

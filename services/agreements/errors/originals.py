"""Refusals about the originals of signed documents."""

from __future__ import annotations

from shared.errors import Refusal


class OriginalBeforeSignature(
    Refusal,
    indonesian="Letak naskah asli dicatat sesudah semua pihak menandatangani; sekarang berstatus {state}.",
):
    """Where an original lies is recorded once every party has signed; it is {state}."""

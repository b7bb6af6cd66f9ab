"""Refusals of reads of personal data."""

from __future__ import annotations

from shared.errors import Refusal


class PurposeNotStated(
    Refusal,
    rule="D1",
    article="UU 27/2022 art. 16(2)b, 20",
    indonesian="Nyatakan dahulu untuk apa nama klien dibaca hari ini.",
):
    """First say what the names of clients are read for today."""

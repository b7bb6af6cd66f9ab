"""Refusals of single lines of a signing ceremony."""

from __future__ import annotations

from shared.errors import Refusal


class NotUnderUmbrella(Refusal, kind="invalid", indonesian="Perjanjian {id} bukan PKS di bawah kesepakatan induk ini."):
    """Agreement {id} is no cooperation agreement under this joint agreement."""


class NotOfThisSide(
    Refusal,
    kind="forbidden",
    indonesian="Tanda tangan {kind} dicatat oleh pihaknya sendiri, bukan oleh {speaker}.",
):
    """The signature of a {kind} is recorded by its own side, not by the {speaker}."""

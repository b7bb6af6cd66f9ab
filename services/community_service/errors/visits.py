"""Refusals of visits."""

from __future__ import annotations

from shared.errors import Refusal


class VisitInFuture(Refusal, kind="invalid", indonesian="Kunjungan {on} pukul {ends} belum selesai."):
    """The visit of {on} until {ends} is not over yet."""


class VisitBeforeVerdict(Refusal, kind="invalid", indonesian="Kunjungan {on} mendahului putusan {verdict_date}."):
    """The visit of {on} is before the verdict of {verdict_date}."""

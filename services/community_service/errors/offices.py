"""Refusals of another code for an office of a case."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_8
from shared.errors import Refusal


class OfficeKnown(
    Refusal,
    rule="K7",
    article=ART_85_8,
    indonesian="Instansi {code} terdaftar: putusan yang menyebutnya, dan hanya putusan yang dapat mengubahnya.",
):
    """The register knows the office {code}: the verdict names it, and only a decision of the court can change it."""


class OfficeUnknown(Refusal, kind="invalid", indonesian="Instansi {code} tidak terdaftar."):
    """The register knows no office {code}."""

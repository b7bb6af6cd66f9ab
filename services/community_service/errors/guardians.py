"""Refusals of guardians."""

from __future__ import annotations

from services.community_service.errors.articles import CHILD_GUARDIAN
from shared.errors import Refusal


class GuardianOfAChildOnly(
    Refusal,
    kind="invalid",
    rule="C2g",
    article=CHILD_GUARDIAN,
    indonesian="Hanya perkara anak memiliki pendamping orang tua atau wali.",
):
    """Only a child's case has a parent or guardian who is told."""

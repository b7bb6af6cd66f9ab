"""Refusals about periods and coverage."""

from __future__ import annotations

from services.agreements.errors.articles import PP28
from shared.errors import Refusal


class PeriodReversed(
    Refusal,
    kind="invalid",
    indonesian="Masa berlaku berakhir ({ends_on}) sebelum dimulai ({starts_on}).",
):
    """The period ends on {ends_on}, before it starts on {starts_on}."""


class CoverageOutsideScope(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="{what} hanya dapat disebut bila ruang lingkup mencakup {scope}.",
):
    """{what} can be named only where the scopes include {scope}."""

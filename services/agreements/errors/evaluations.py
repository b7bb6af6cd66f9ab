"""Refusals about yearly evaluations."""

from __future__ import annotations

from services.agreements.errors.articles import PERMENDAGRI
from shared.errors import Refusal


class YearOutsidePeriod(
    Refusal,
    kind="invalid",
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Tahun ke-{year} dimulai {starts_on}, di luar masa berlaku PKS ({period}).",
):
    """Year {year} would begin on {starts_on}, outside the cooperation agreement's period ({period})."""


class EvaluationTooEarly(
    Refusal,
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Evaluasi tahun ke-{year} (sampai {ends_on}) dapat disampaikan sejak {opens_on}; hari ini {today}.",
):
    """The evaluation of year {year} (until {ends_on}) may be filed from {opens_on} on; today is {today}."""


class EvaluationExists(
    Refusal,
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Evaluasi tahun ke-{year} PKS ini sudah disampaikan.",
):
    """The evaluation of year {year} of this cooperation agreement has been filed already."""

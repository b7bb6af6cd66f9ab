"""PP 28/2018 (A2): when an agreement allows a programme."""

from __future__ import annotations

from dataclasses import replace

from services.training.domain.neighbours import gate
from tests.unit.training.cases import AGENCY, AGREEMENT, OTHER, PRISON, PROGRAMME


def test_every_reason_is_named_at_once() -> None:
    broken = gate(replace(AGREEMENT, state="expired", scopes=frozenset({"marketing"})), OTHER, PRISON, PROGRAMME.period)
    assert [refusal.slug for refusal in broken] == [
        "agreement-not-in-force",
        "agreement-without-training",
        "agreement-of-others",
    ]


def test_the_period_covers_its_own_days() -> None:
    assert gate(replace(AGREEMENT, period=PROGRAMME.period), AGENCY, PRISON, PROGRAMME.period) == []

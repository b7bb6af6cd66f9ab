"""Every outcome that counts against a person is told to the offices of the case."""

from __future__ import annotations

import tomllib

from services.community_service.domain.outcomes import ENFORCEABLE
from shared.postgres.migrate import ROOT


def test_the_shipped_rule_names_every_outcome_that_counts_against_a_person() -> None:
    shipped = tomllib.loads((ROOT / "services" / "notifications" / "shipped.toml").read_text())
    assert set(shipped["attendance-failed"]["filter"]["outcome"]) == set(ENFORCEABLE)

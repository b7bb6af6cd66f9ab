"""The samples of the intake are verdicts that the intake takes: who copies one is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.community_service import justice
from tests.support.harness import Harness

SAMPLES = Path(__file__).parents[3] / "services" / "community_service" / "samples"


@pytest.mark.parametrize(
    ("event", "regime"),
    [
        ("justice.sentence.pronounced", "adult"),
        ("justice.sentence.pronounced.child", "child"),
        ("justice.sentence.pronounced.fine", "adult"),
        ("justice.diversion.determined", "child"),
    ],
)
async def test_a_sample_becomes_a_sentence(h: Harness, event: str, regime: str) -> None:
    kind = justice.DiversionDetermined if "diversion" in event else justice.SentencePronounced
    await h.hear(kind.parse((SAMPLES / f"{event}.json").read_bytes()))
    assert [tuple(row) for row in await h.pool.fetch("select regime, state from sentences")] == [(regime, "assigned")]

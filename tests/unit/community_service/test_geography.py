"""Distances between places."""

from __future__ import annotations

import pytest

from services.community_service.domain.geography import Point


def test_ways_are_great_circles() -> None:
    ambon, masohi = Point(-3.695, 128.183), Point(-3.300, 128.960)
    assert ambon.metres_to(masohi) == pytest.approx(96_800, abs=1_000)
    assert ambon.metres_to(ambon) == 0

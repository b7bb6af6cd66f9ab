"""Our reader has joined when many probes in a row have arrived."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bench import joining
from tests.bench.joining import IN_A_ROW, heard_in_a_row
from tests.bench.yardsticks import NotMeasured


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "EVERY_S", 0.0005)
    monkeypatch.setattr(joining, "PATIENCE_S", 0.001)
    monkeypatch.setattr(joining, "JOIN_S", 0.5)


async def test_a_probe_that_is_lost_begins_the_row_anew() -> None:
    sent = 0

    async def probe() -> Callable[[], bool]:
        nonlocal sent
        sent += 1
        lost = sent == IN_A_ROW
        return lambda: not lost

    await heard_in_a_row(probe)
    assert sent == 2 * IN_A_ROW


async def test_one_that_never_joins_is_not_measured() -> None:
    async def probe() -> Callable[[], bool]:
        return lambda: False

    with pytest.raises(NotMeasured, match="in a row"):
        await heard_in_a_row(probe)

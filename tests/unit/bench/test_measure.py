"""A round whose yardstick is out of range is not a measurement: it is dropped, repeated, and in the end said."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from tests.bench import yardsticks
from tests.bench.measure import REPEATS, Pairs, Run, interleave
from tests.bench.table import Measured, Row, exit_status, show
from tests.bench.yardsticks import BARE_LATENCY_KAFKA, NotMeasured, Yardstick

LATENCY = Row("latency", "command to commit, p99", "bare p99", "-", 2.8, 2.0, better="less")
OURS_MS, BARE_MS, LATE_MS = 9.6, 3.4, 9_090.0
"""What the row measures on an idle machine, and the bare side of a reader that joined late."""

ALL = [value for value in vars(yardsticks).values() if isinstance(value, Yardstick)]


def giving(figures: Sequence[float | Exception]) -> Run:
    left = iter(figures)

    async def run() -> float:
        figure = next(left)
        if isinstance(figure, Exception):
            raise figure
        return figure

    return run


async def latency(bare: Sequence[float | Exception], rounds: int = 3) -> Pairs:
    return await interleave(giving([OURS_MS] * 10), giving(bare), BARE_LATENCY_KAFKA, rounds)


def printed(result: Measured | Exception) -> str:
    out = StringIO()
    show(Console(file=out, width=170), {LATENCY: result}, [])
    return out.getvalue()


async def test_a_reader_that_always_joins_late_measures_nothing() -> None:
    with pytest.raises(NotMeasured, match=r"9,090\.0 ms, plausible are 0\.5 to 60 ms") as refused:
        await latency([LATE_MS] * 10)
    assert exit_status({LATENCY: refused.value}) == 1
    assert "as wanted" not in printed(refused.value)
    assert "not measured" in printed(refused.value)


async def test_a_round_with_a_late_reader_is_repeated() -> None:
    pairs = await latency([BARE_MS, LATE_MS, BARE_MS, BARE_MS])
    assert pairs.theirs == [BARE_MS] * 3
    assert pairs.ratio == pytest.approx(OURS_MS / BARE_MS)
    assert "one round repeated" in pairs.raw("ours", "bare", "ms")
    assert exit_status({LATENCY: Measured(pairs.ratio, "", "")}) == 0


async def test_rounds_are_repeated_a_few_times_only() -> None:
    assert len((await latency([LATE_MS] * REPEATS + [BARE_MS] * 3)).dropped) == REPEATS
    with pytest.raises(NotMeasured):
        await latency([LATE_MS] * (REPEATS + 1) + [BARE_MS] * 3)


async def test_a_reader_that_never_joins_is_a_dropped_round_too() -> None:
    pairs = await latency([NotMeasured("has not joined"), BARE_MS, BARE_MS, BARE_MS])
    assert pairs.dropped == ["has not joined"]


async def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await latency([ZeroDivisionError()])


async def test_each_second_round_begins_with_the_other_side() -> None:
    order: list[str] = []

    async def ours() -> float:
        order.append("ours")
        return 1.0

    async def theirs() -> float:
        order.append("theirs")
        return BARE_MS

    await interleave(ours, theirs, BARE_LATENCY_KAFKA, 2)
    assert order == ["ours", "theirs", "theirs", "ours"]


@pytest.mark.parametrize("yardstick", ALL, ids=lambda yardstick: yardstick.what)
def test_every_range_has_two_ends_and_a_reason(yardstick: Yardstick) -> None:
    assert 0 < yardstick.low < yardstick.high
    assert yardstick.why
    assert yardstick.fault(yardstick.low) is None
    assert yardstick.fault(yardstick.high) is None
    for implausible in (0.0, yardstick.low * 0.99, yardstick.high * 1.01, float("nan"), float("inf")):
        assert yardstick.fault(implausible)


def test_a_figure_that_is_measured_has_its_verdict() -> None:
    assert "as wanted" in printed(Measured(1.9, "raw", "how"))
    assert "enough" in printed(Measured(2.7, "raw", "how"))
    assert "falls short" in printed(Measured(2.9, "raw", "how"))

"""Will it be done in time: minutes that remain, that are scheduled, that could be."""

from __future__ import annotations

import pytest

from services.community_service.domain.forecasts import Forecast, Pace, worse


@pytest.mark.parametrize(
    ("remaining", "scheduled", "schedulable", "pace", "short"),
    [
        pytest.param(480, 480, 0, "on_pace", 0, id="FORECAST-01 all is scheduled"),
        pytest.param(480, 479, 0, "cannot_finish", 1, id="FORECAST-02 a minute has no place any more"),
        pytest.param(480, 0, 480, "at_risk", 0, id="FORECAST-03 it fits to the minute, without room"),
        pytest.param(480, 0, 479, "cannot_finish", 1, id="FORECAST-04 it does not fit by a minute"),
        pytest.param(700, 0, 1000, "on_pace", 0, id="FORECAST-05 three tenths of the time are spare"),
        pytest.param(701, 0, 1000, "at_risk", 0, id="FORECAST-06 less than three tenths are spare"),
        pytest.param(0, 0, 0, "on_pace", 0, id="FORECAST-07 nothing remains"),
        pytest.param(100, 240, 0, "on_pace", 0, id="FORECAST-08 more is scheduled than remains"),
        pytest.param(960, 480, 600, "at_risk", 0, id="FORECAST-09 half is scheduled, the rest is tight"),
    ],
)
def test_pace(remaining: int, scheduled: int, schedulable: int, pace: Pace, short: int) -> None:
    forecast = Forecast(remaining, scheduled, schedulable)
    assert (forecast.pace, forecast.short) == (pace, short)


@pytest.mark.parametrize(
    ("pace", "before", "expected"),
    [
        ("on_pace", None, False),
        ("at_risk", None, True),
        ("at_risk", "on_pace", True),
        ("at_risk", "at_risk", False),
        ("cannot_finish", "at_risk", True),
        ("at_risk", "cannot_finish", False),
        ("cannot_finish", "cannot_finish", False),
        ("on_pace", "at_risk", False),
    ],
)
def test_said_once_for_each_change_to_a_worse_pace(pace: Pace, before: Pace | None, expected: bool) -> None:
    assert worse(pace, before) is expected

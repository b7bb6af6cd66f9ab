"""The time, always passed in: rules never read it themselves."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo(os.environ.get("MASOHI_TIME_ZONE", "Asia/Jayapura"))
"""Where days begin and end; one zone for the whole system. Set `MASOHI_TIME_ZONE` to another IANA name."""


class Clock(Protocol):
    """The time as it is passed to rules and jobs."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that the story moves and that ticks on from there. Never for production."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0)
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime | None) -> None:
        """Moves to `moment` (aware), or back to the machine's time with None."""
        self._offset = timedelta(0) if moment is None else moment - datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day in the local zone; it begins at local midnight."""
    return moment.astimezone(LOCAL_ZONE).date()


def midnight(day: date) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time(0), LOCAL_ZONE).astimezone(UTC)

"""A pause of a channel: no mail server takes messages. After each wait one goes out as a probe, and all others stay."""

from __future__ import annotations

from datetime import timedelta

_FIRST, _LONGEST = timedelta(seconds=1), timedelta(minutes=5)


def wait(failures: int, chance: float) -> timedelta:
    """The wait after the n-th failure in a row: one second, doubled each time, five minutes at most.

    `chance`, from 0 to 1, takes away up to half, so that several installations do not come back at once.
    """
    whole = min(_LONGEST, _FIRST * (1 << min(failures - 1, 20)))
    return whole * (1 - chance / 2)

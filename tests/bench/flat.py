"""Whether something stays flat: the slope of the second half of its samples, and how far it stands above the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, linear_regression

Sample = tuple[float, float]
"""Seconds since the start, and the value then."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Something grows when it exceeds both: growth per minute within the second half, and the rise above the first.

    One alone is no growth: a cache that has filled in the first half lifts the second, and noise makes a slope.
    """

    what: str
    unit: str
    per_minute: float
    rise: float
    why: str

    def of(self, name: str, samples: Sequence[Sample]) -> Growth:
        """The first fifth is left out: caches and pools are still filling."""
        settled = [sample for sample in samples if sample[0] >= samples[-1][0] / 5]
        middle = (settled[0][0] + settled[-1][0]) / 2
        first, second = [s for s in settled if s[0] < middle], [s for s in settled if s[0] >= middle]
        rise = fmean(value for _, value in second) - fmean(value for _, value in first)
        return Growth(name, self, _slope(first) * 60, _slope(second) * 60, rise, samples[0][1], samples[-1][1])


@dataclass(frozen=True, slots=True)
class Growth:
    """`before` and `after` are the slopes per minute of the two halves."""

    name: str
    limit: Limit
    before: float
    after: float
    rise: float
    begin: float
    end: float

    @property
    def share(self) -> float:
        """Of the limit that it keeps better: up to 1 it is flat."""
        return max(0.0, min(self.after / self.limit.per_minute, self.rise / self.limit.rise))

    def __str__(self) -> str:
        slopes = f"{self.before:+.2f}, then {self.after:+.2f} a minute"
        return f"{self.name} {self.begin:.0f} to {self.end:.0f} {self.limit.unit} ({slopes}; {self.share:.2f})"


def _slope(samples: Sequence[Sample]) -> float:
    return linear_regression([at for at, _ in samples], [value for _, value in samples]).slope


MEMORY = Limit("memory", "MB", 0.3, 2, "0.3 MB a minute are 430 MB a day: a container of 512 MB would last a day")
LAG = Limit("lag", "messages", 6, 20, "6 a minute are half a percent of the load: what is not handled would pile up")
OUTBOX = Limit("outbox", "facts", 6, 20, "6 a minute are half a percent of the load: what is not sent would pile up")

"""What happens to the cooperation agreements (PKS) below an umbrella when the umbrella changes its state (rule A2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.agreements.domain.agreements import Agreement, expire, fact
from services.agreements.domain.pauses import resume, suspend
from services.agreements.domain.results import Result, Timing
from services.agreements.domain.terminations import terminate

Cascade = Result[list[Agreement]]
"""The PKS that changed, with their facts."""


def nothing() -> Cascade:
    """No PKS changes."""
    return Result([], [])


def cascade_suspension(below: Sequence[Agreement]) -> Cascade:
    """With its umbrella, each PKS in force is suspended."""
    return _gather([suspend(a, by_umbrella=True) for a in below if a.state == "in_force"])


def cascade_resumption(below: Sequence[Agreement]) -> Cascade:
    """With its umbrella, each PKS resumes that the umbrella suspended. A PKS suspended on its own account does not."""
    return _gather([resume(a) for a in below if a.state == "suspended" and a.suspended_by_umbrella])


def cascade_expiry(below: Sequence[Agreement], timing: Timing) -> Cascade:
    """No PKS outlives its umbrella. A PKS that is signed and has not begun expires too."""
    return _gather([expire(a, timing) for a in below if a.lasts])


def cascade_termination(below: Sequence[Agreement], timing: Timing) -> Cascade:
    """With its umbrella, each PKS that is signed or runs is terminated."""
    return _gather([terminate(a, timing) for a in below if a.lasts])


def cascade_last_day(below: Sequence[Agreement], umbrella_end: date) -> Cascade:
    """From the day of an umbrella's notice its last day is also that of each PKS that would last longer."""
    return _gather([_shortened(a, umbrella_end) for a in below if a.lasts and umbrella_end < a.last_day])


def _shortened(agreement: Agreement, umbrella_end: date) -> Result[Agreement]:
    shortened = replace(agreement, umbrella_end=umbrella_end)
    return Result(shortened, [fact(shortened, "last-day-changed", because="umbrella_notice")])


def _gather(results: Sequence[Result[Agreement]]) -> Cascade:
    return Result([result.after for result in results], [fact for result in results for fact in result.facts])

"""What happens to the cooperation agreements (PKS) below an umbrella when the umbrella changes its state (rule A2)."""

from __future__ import annotations

from collections.abc import Sequence

from services.agreements.domain.agreements import Agreement, expire
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


def _gather(results: Sequence[Result[Agreement]]) -> Cascade:
    return Result([result.after for result in results], [fact for result in results for fact in result.facts])

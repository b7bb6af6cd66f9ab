"""Time-driven work: the counts of what waits for someone."""

from __future__ import annotations

from services.training.commands.waiting import measure

JOBS = (measure,)

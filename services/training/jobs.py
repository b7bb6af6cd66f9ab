"""Time-driven work: queues that move up, loans that become overdue, and the counts of what waits for someone."""

from __future__ import annotations

from services.training.commands.loans import find_overdue
from services.training.commands.queues import move_up
from services.training.commands.waiting import measure

JOBS = (move_up, find_overdue, measure)

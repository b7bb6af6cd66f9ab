"""Time-driven work: queues that move up, loans that become overdue, and the counts of what waits for someone."""

from __future__ import annotations

from services.training.commands.loans import find_overdue
from services.training.commands.programmes_counts import count_places
from services.training.commands.queues import move_up
from services.training.commands.waiting import measure
from shared.postgres.scheduler import once_a_minute

JOBS = (move_up, find_overdue, measure, once_a_minute(count_places))

"""Time-driven work: a circular is overdue at local midnight after its deadline."""

from __future__ import annotations

from services.notifications.commands.circulars import lapse_due

JOBS = (lapse_due,)

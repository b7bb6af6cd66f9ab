"""The time-driven work of the service, in the order of the scheduler. Each job runs until it returns 0."""

from __future__ import annotations

from services.agreements.commands.accreditations import accreditation_end_due, accreditation_notice_due
from services.agreements.commands.agreements_counts import count_agreements
from services.agreements.commands.deadlines import count_overdue, obligations_lapsed, obligations_overdue
from services.agreements.commands.due_steps import agreements_due
from services.agreements.commands.obligations_untold import obligations_untold
from services.agreements.commands.terminations_untold import last_days_untold
from services.agreements.commands.waiting import count_waiting
from shared.postgres.scheduler import once_a_minute

JOBS = (
    agreements_due,
    last_days_untold,
    obligations_untold,
    obligations_overdue,
    obligations_lapsed,
    count_overdue,
    count_waiting,
    once_a_minute(count_agreements),
    accreditation_notice_due,
    accreditation_end_due,
)

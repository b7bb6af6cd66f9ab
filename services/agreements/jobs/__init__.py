"""Time-driven work, one step at a time: what is due to agreements, to their work plans, and to accreditations."""

from services.agreements.commands import due
from services.agreements.jobs.accreditations import accreditation_end_due, accreditation_notice_due
from services.agreements.jobs.agreements import agreements_due

JOBS = (
    agreements_due,
    due.alarm_due,
    due.lapse_ended,
    due.count_overdue,
    accreditation_notice_due,
    accreditation_end_due,
)

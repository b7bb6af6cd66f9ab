"""Time-driven work, one step at a time: what is due to agreements, to their work plans, and to accreditations."""

from services.agreements.jobs.accreditations import accreditation_end_due, accreditation_notice_due
from services.agreements.jobs.agreements import agreements_due
from services.agreements.jobs.obligations import alarm_due, count_overdue, lapse_ended

JOBS = (
    agreements_due,
    alarm_due,
    lapse_ended,
    count_overdue,
    accreditation_notice_due,
    accreditation_end_due,
)

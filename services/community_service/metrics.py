"""Metrics of the community service. Names and units follow the Prometheus guidelines."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SENTENCES = Gauge("masohi_sentences", "Sentences, by state and forecast.", ["state", "pace"])
CREDITED_HOURS = Gauge("masohi_credited_hours", "Hours that are served and credited, of all sentences together.")
ALARMS_OPEN = Gauge("masohi_alarms_open", "Alarms that nobody has settled.", ["kind"])
SITE_PLACES_FREE = Gauge(
    "masohi_site_places_free",
    "Places at open sites in the next seven days that nobody has; holidays are not taken off.",
)

PLAN_SECONDS = Histogram("masohi_plan_seconds", "Solving of plans.", ["kind"])
BATCH_PLANS = Counter("masohi_batch_plans_total", "Cases that were planned with others, by their answer.", ["outcome"])
FORECASTS = Counter("masohi_forecasts_total", "Forecasts of running sentences.", ["pace"])
REPORTS = Counter("masohi_reports_total", "Reports issued.", ["kind", "version"])
REPORT_SECONDS = Histogram("masohi_report_seconds", "Rendering of a report's files, in both languages.", ["kind"])
REPORT_CHECKS = Counter("masohi_report_checks_total", "Checks of reports by their code.", ["outcome"])
CALENDAR_DAYS = Counter("masohi_calendar_days_total", "Days that decrees have spoken of.", ["kind"])
FIELD_ENTRIES = Counter("masohi_field_entries_total", "Entries of supervisors' phones, by their answer.", ["answer"])
FIELD_DELAY = Histogram(
    "masohi_field_delay_seconds",
    "From what a phone recorded to its receipt.",
    buckets=(10, 60, 600, 3600, 6 * 3600, 86400, 3 * 86400),
)

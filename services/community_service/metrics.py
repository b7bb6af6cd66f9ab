"""Metrics of the community service. Names and units follow the Prometheus guidelines."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

PLAN_SECONDS = Histogram("masohi_plan_seconds", "Solving of plans.", ["kind"])
FORECASTS = Counter("masohi_forecasts_total", "Forecasts of running sentences.", ["pace"])
REPORTS = Counter("masohi_reports_total", "Reports issued.", ["kind", "version"])
REPORT_SECONDS = Histogram("masohi_report_seconds", "Rendering of a report's files, in both languages.", ["kind"])
REPORT_CHECKS = Counter("masohi_report_checks_total", "Checks of reports by their code.", ["outcome"])
ALARMS_OPEN = Gauge("masohi_misuse_alarms_open", "Alarms that nobody has resolved.", ["kind"])
CORRECTIONS_WAITING = Gauge("masohi_corrections_waiting", "Corrections that wait for a second person.")
BREACHES_WAITING = Gauge("masohi_breaches_waiting", "Breaches that are not decided.", ["state"])
INCIDENTS_WAITING = Gauge("masohi_incidents_waiting", "Accidents and complaints not answered or not seen.", ["kind"])
NOT_RECEIVED = Gauge("masohi_cases_not_received", "Running sentences whose client is not recorded as received.")

"""Metrics of agreements for operators."""

from __future__ import annotations

from prometheus_client import Gauge

AGREEMENTS = Gauge("masohi_agreements", "Joint agreements (joint) and PKS (cooperation), by state.", ["kind", "state"])
AGREEMENTS_ENDING = Gauge(
    "masohi_agreements_ending", "Agreements whose last day comes within so many days.", ["kind", "within_days"]
)
OBLIGATIONS_OVERDUE = Gauge("masohi_obligations_overdue", "Obligations overdue now, of agreements in force.")

"""Metrics of agreements for operators."""

from __future__ import annotations

from prometheus_client import Gauge

OBLIGATIONS_OVERDUE = Gauge("masohi_obligations_overdue", "Obligations overdue now, of agreements in force.")

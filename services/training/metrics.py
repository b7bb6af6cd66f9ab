"""Metrics of the training service. Names and units follow the Prometheus guidelines."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

ENROLMENTS = Gauge("masohi_enrolments", "Enrolments, by state.", ["state"])
TRAINING_PLACES_FREE = Gauge("masohi_training_places_free", "Free places of open programmes that are not over.")

CERTIFICATE_SECONDS = Histogram("masohi_certificate_seconds", "Rendering of a certificate's document.")
CERTIFICATE_CHECKS = Counter("masohi_certificate_checks_total", "Checks of certificates by their code.", ["outcome"])

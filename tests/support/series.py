"""The series that a process shows to Prometheus: names with labels, without their values."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tests.support.harness import Harness


async def shown(h: Harness) -> set[str]:
    """Ours, as `/metrics` has them."""
    text = (await h.client.get("/metrics")).text
    return {
        f"{sample.name}{sorted(sample.labels.items())}"
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("masohi_")
    }

"""What is exported, what the dashboards and the rules ask for, and what docs/metrics.md says."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml
from prometheus_client.metrics import MetricWrapperBase

from deploy.watch import metrics as watch
from shared import metrics as platform
from shared.postgres.migrate import ROOT

DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus"
DOCUMENT = ROOT / "docs" / "metrics.md"
_ROW = re.compile(r"^\| `(masohi_\w+)` \| (\w+) \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Metric:
    """As Prometheus knows it: a counter by its name with `_total`."""

    name: str
    type: str
    labels: tuple[str, ...]
    meaning: str

    @property
    def series(self) -> set[str]:
        """The names under which its values stand."""
        ends = ("_bucket", "_count", "_sum") if self.type == "histogram" else ("",)
        return {self.name + end for end in ends}


class Query(NamedTuple):
    dashboard: str
    panel: str
    expr: str


def exported() -> dict[str, Metric]:
    """Of every service and of the watch, by name."""
    own = [f"services.{path.parent.name}.metrics" for path in sorted(ROOT.glob("services/*/metrics.py"))]
    found = {}
    for module in (platform, watch, *map(importlib.import_module, own)):
        for value in vars(module).values():
            if isinstance(value, MetricWrapperBase):
                metric = _metric(value)
                found[metric.name] = metric
    return found


def _metric(value: Any) -> Metric:
    name = value._name + ("_total" if value._type == "counter" else "")
    return Metric(name, value._type, tuple(value._labelnames), value._documentation)


def documented() -> dict[str, Metric]:
    """The rows of docs/metrics.md."""
    return {
        name: Metric(name, type_, tuple(re.findall(r"`(\w+)`", labels)), meaning)
        for name, type_, labels, meaning in _ROW.findall(DOCUMENT.read_text())
    }


def queries() -> Iterator[Query]:
    for file in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", ()):
                yield Query(file.stem, panel["title"], target["expr"])


def rules() -> Iterator[dict[str, Any]]:
    """Every rule, in the files as Prometheus reads them."""
    for file in sorted({RULES / "rules.yml", *(RULES / "alerts").glob("*.yml")}):
        for group in yaml.safe_load(file.read_text())["groups"]:
            yield from group["rules"]


def named(expr: str) -> set[str]:
    """The metrics of ours in an expression; what rules record has a colon in its name."""
    return set(re.findall(r"\bmasohi_\w+\b(?!:)", expr))

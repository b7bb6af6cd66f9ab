"""Nothing is asked for that nobody exports, nothing is exported that nobody looks at, and everything is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from deploy.backup.report import HELP as OF_THE_KEEPER
from shared.postgres.migrate import ROOT
from tests.support.prometheus import DASHBOARDS, Query, documented, exported, named, queries, rules

EXPORTED = exported()
SERIES = {name: metric for metric in EXPORTED.values() for name in metric.series}
PEOPLE = {"person", "person_id", "subject", "name_of", "case", "case_id", "sentence", "sentence_id", "verdict_number"}
UID = "masohi-prometheus"


@pytest.mark.parametrize("query", list(queries()), ids=lambda query: f"{query.dashboard}: {query.panel}")
def test_a_dashboard_asks_for_what_is_exported(query: Query) -> None:
    assert named(query.expr) <= set(SERIES)
    assert _labels(query.expr) <= {"job", "le", "alertstate", "severity", "exported_job", "route", *_known(query.expr)}


def _known(expr: str) -> set[str]:
    return {label for name in named(expr) & set(SERIES) for label in SERIES[name].labels} | (
        {"kind"} if "masohi:waiting_limit_seconds" in expr else set()
    )


def _labels(expr: str) -> set[str]:
    by = {label for group in re.findall(r"by \(([^)]*)\)", expr) for label in group.replace(" ", "").split(",")}
    return by | set(re.findall(r"[{,]\s*(\w+)(?:=~|=|!=)", expr))


def test_rules_ask_for_what_is_exported() -> None:
    assert {name for rule in rules() for name in named(rule["expr"])} <= {*SERIES, *OF_THE_KEEPER}


def test_every_metric_is_looked_at_or_said_to_be_for_looking_up() -> None:
    asked = {name for each in (*(q.expr for q in queries()), *(r["expr"] for r in rules())) for name in named(each)}
    unused = {metric.name for metric in EXPORTED.values() if not metric.series & asked}
    looked_up = {name for name, metric in documented().items() if "look up" in metric.meaning}
    assert unused == looked_up


def test_every_metric_is_explained_as_it_is() -> None:
    said = documented()
    assert sorted(said) == sorted(EXPORTED)
    for name, metric in EXPORTED.items():
        assert (said[name].type, said[name].labels) == (metric.type, metric.labels), name


def test_no_label_is_about_a_person_or_a_case() -> None:
    assert {label for metric in EXPORTED.values() for label in metric.labels} & PEOPLE == set()


@pytest.mark.parametrize("file", sorted(DASHBOARDS.glob("*.json")), ids=lambda file: file.stem)
def test_a_dashboard_uses_the_one_data_source_and_has_no_panel_over_another(file: Path) -> None:
    board = json.loads(file.read_text())
    assert board["uid"] == f"masohi-{file.stem}"
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in panels} == {UID}
    assert {target["datasource"]["uid"] for panel in panels for target in panel["targets"]} == {UID}
    places = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in board["panels"]
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_grafana_is_given_that_data_source_and_these_dashboards() -> None:
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    (source,) = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert (source["uid"], source["url"]) == (UID, "http://prometheus:9090")
    (provider,) = yaml.safe_load((folder / "dashboards" / "masohi.yml").read_text())["providers"]
    grafana = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["grafana"]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    assert re.fullmatch(r"grafana/grafana:\d+\.\d+\.\d+", grafana["image"])

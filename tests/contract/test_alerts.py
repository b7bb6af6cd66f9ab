"""Alerts, their tests, the runbook and who hears of them fit each other, both ways. Nothing here needs Prometheus.

What they do is tried by `python -m deploy.alerts` and tests/system/test_alerts.py.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import Any

import pytest
import yaml

from deploy.alerts import ALERTMANAGER, PROMETHEUS, ROOT, alerts
from deploy.services import SERVICES
from tests.support.durations import seconds

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
ALERTS = {alert["alert"]: alert for alert in alerts()}
PARTS = ["What it means", "How to see", "What to do", "How to know it is over"]
each_alert = pytest.mark.parametrize("name", ALERTS)


def tried() -> list[dict[str, Any]]:
    files = [yaml.safe_load(file.read_text()) for file in (PROMETHEUS / "tests").glob("*.yml")]
    return [rule for file in files for test in file["tests"] for rule in test["alert_rule_test"]]


def entries() -> dict[str, str]:
    """The runbook's text below each heading of an alert."""
    parts = re.split(r"^### (\w+)\n", RUNBOOK, flags=re.MULTILINE)
    return {
        name: re.split(r"^#", text, flags=re.MULTILINE)[0] for name, text in zip(*[iter(parts[1:])] * 2, strict=True)
    }


def test_no_name_is_given_twice() -> None:
    assert [name for name, count in Counter(alert["alert"] for alert in alerts()).items() if count > 1] == []


@each_alert
def test_an_alert_says_how_urgent_it_is_and_where_to_read_on(name: str) -> None:
    alert = ALERTS[name]
    assert alert["labels"] == {"severity": "watchdog" if name == "Watchdog" else alert["labels"]["severity"]}
    assert alert["labels"]["severity"] in {"page", "ticket", "watchdog"}
    assert set(alert["annotations"]) == {"summary", "action", "runbook"}
    assert alert["annotations"]["runbook"] == f"docs/runbook.md#{name.lower()}"


def test_the_runbook_has_an_entry_of_four_parts_for_each_alert_and_for_nothing_else() -> None:
    assert sorted(entries()) == sorted(ALERTS)
    for name, text in entries().items():
        assert re.findall(r"^\*\*(.+?)\.\*\* \S", text, flags=re.MULTILINE) == PARTS, name


def test_the_runbook_says_the_severity_of_the_rule() -> None:
    for name, text in entries().items():
        assert text.lstrip().startswith(f"`{ALERTS[name]['labels']['severity']}`"), name


def test_every_alert_is_seen_to_fire_and_to_be_silent_and_no_test_is_for_nothing() -> None:
    fires = {rule["alertname"] for rule in tried() if rule["exp_alerts"]}
    silent = {rule["alertname"] for rule in tried() if not rule["exp_alerts"]}
    assert fires == set(ALERTS)
    assert silent == set(ALERTS) - {"Watchdog"}


def test_an_absent_target_is_noticed_whichever_it_is() -> None:
    scraped = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
    jobs = [entry["job_name"] for entry in scraped if "static_configs" in entry]
    missed = re.findall(r'absent\(up\{job="(\w+)"\}\)', ALERTS["TargetMissing"]["expr"])
    assert sorted(missed) == sorted([*jobs, *SERVICES])


def test_only_alerts_silence_alerts_and_only_with_labels_that_both_have() -> None:
    rules = yaml.safe_load((ALERTMANAGER / "alertmanager.yml").read_text())["inhibit_rules"]
    for rule in rules:
        sources, targets = (_names(rule[side]) for side in ("source_matchers", "target_matchers"))
        assert set(sources) | set(targets) <= set(ALERTS)
        assert not set(sources) & set(targets), "nothing silences itself"
        for name, label in ((n, each) for n in (*sources, *targets) for each in rule.get("equal", [])):
            assert label in {"job", *re.findall(r"by \(([\w, ]+)\)", ALERTS[name]["expr"])[0].split(", ")}, name


def test_what_silences_others_is_at_least_as_urgent() -> None:
    rules = yaml.safe_load((ALERTMANAGER / "alertmanager.yml").read_text())["inhibit_rules"]
    urgency = {
        name: ["ticket", "page"].index(a["labels"]["severity"]) for name, a in ALERTS.items() if name != "Watchdog"
    }
    for rule in rules:
        sources, targets = (_names(rule[side]) for side in ("source_matchers", "target_matchers"))
        assert min(urgency[name] for name in sources) >= max(urgency[name] for name in targets)


def test_what_silences_others_lasts_longer_than_they_do() -> None:
    """Else the cause is over a moment before its followers, and somebody is told of them after all."""
    rules = yaml.safe_load((ALERTMANAGER / "alertmanager.yml").read_text())["inhibit_rules"]
    looked_at = _seconds_between_looks()
    early = {
        (source, target)
        for rule in rules
        for source in _names(rule["source_matchers"])
        for target in _names(rule["target_matchers"])
        if _kept_s(source) < _kept_s(target) + max(60 if source in SERVERS else 30, looked_at[target])
    }
    assert early == set()


SERVERS = {"PostgresDown", "WalReceiverDown", "KafkaDown"}
"""What follows from them needs a while to recover."""


def _kept_s(name: str) -> int:
    return seconds(ALERTS[name].get("keep_firing_for", "0s"))


def _seconds_between_looks() -> dict[str, int]:
    usual = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["global"]["evaluation_interval"]
    groups = [
        group for file in (PROMETHEUS / "alerts").glob("*.yml") for group in yaml.safe_load(file.read_text())["groups"]
    ]
    return {
        rule["alert"]: seconds(group.get("interval", usual))
        for group in groups
        for rule in group["rules"]
        if "alert" in rule
    }


def _names(matchers: list[str]) -> list[str]:
    return list(chain.from_iterable(re.findall(r'"(.+)"', matcher)[0].split("|") for matcher in matchers))

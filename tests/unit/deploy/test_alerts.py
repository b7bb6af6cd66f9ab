"""The check of the alerts finds what is wrong, and is loud where it cannot check."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from deploy import alerts
from deploy.alerts import ALERTMANAGER, FILLED_IN, missing, rendered

needs_programs = pytest.mark.skipif(bool(missing()), reason=f"NOT TESTED WITH PROMTOOL AND AMTOOL: {missing()}")


def test_without_the_programs_it_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MASOHI_REQUIRE_PROMETHEUS", raising=False)
    alerts.main()
    assert capsys.readouterr().err.startswith("ALERTS NOT CHECKED: promtool and amtool not installed")


def test_where_the_programs_are_required_their_absence_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MASOHI_REQUIRE_PROMETHEUS", "1")
    with pytest.raises(SystemExit, match="1"):
        alerts.main()


ONE = """
groups:
  - name: one
    rules:
      - { alert: One, expr: "one > 0", labels: { severity: page } }
"""
TEST = """
rule_files: [../alerts/one.yml]
tests:
  - input_series: [{ series: one, values: "1" }]
    alert_rule_test:
      - { eval_time: 0s, alertname: One, exp_alerts: [{ exp_labels: { severity: page } }] }
"""


def small(folder: Path, rules: str = ONE, scraped: str = "agreements") -> Path:
    """A folder as deploy/prometheus is, with one alert."""
    (folder / "alerts").mkdir()
    (folder / "tests").mkdir()
    (folder / "rules.yml").write_text("groups: []")
    (folder / "alerts" / "one.yml").write_text(rules)
    (folder / "tests" / "one_test.yml").write_text(TEST)
    (folder / "prometheus.yml").write_text(f"rule_files: [alerts/*.yml]\nscrape_configs: [{{ job_name: {scraped} }}]")
    return folder


@needs_programs
def test_what_fits_passes(tmp_path: Path) -> None:
    alerts.check(small(tmp_path))


@needs_programs
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ONE.replace("one > 0", "one >"), "promtool check rules fails"),
        (ONE.replace("one > 0", "one > 1"), "promtool test rules fails"),
        (ONE.replace("page", "urgent"), "promtool test rules fails"),
    ],
)
def test_a_wrong_rule_is_found(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        alerts.check(small(tmp_path, wrong))


@needs_programs
@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('severity = "page"', 'severity = "pages"', "amtool config routes"),
        ("receiver: ticket", "receiver: nobody", "amtool check-config"),
    ],
)
def test_a_wrong_route_is_found(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    manager = tmp_path / "alertmanager"
    shutil.copytree(ALERTMANAGER, manager)
    config = (manager / "alertmanager.yml").read_text()
    (manager / "alertmanager.yml").write_text(config.replace(right, wrong))
    (tmp_path / "prometheus").mkdir()
    with pytest.raises(SystemExit, match=said):
        alerts.check(small(tmp_path / "prometheus"), manager)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"MASOHI_SMTP_HOST": "relay.example"}, "is the mail server that is watched"),
        ({"MASOHI_ALERT_SMTP": "relay.example"}, "is not host:port"),
        ({"MASOHI_ALERT_PAGE_TO": 'a" }], webhook_configs: [{ url: "http://elsewhere'}, "a setting has a quote"),
    ],
)
def test_alertmanager_refuses_settings_that_are_wrong(settings: dict[str, str], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        rendered(ALERTMANAGER, FILLED_IN | settings)


def test_an_address_that_is_a_secret_is_read_from_its_file_as_it_is(tmp_path: Path) -> None:
    address = "https://outside.example/$HOME/`id`?a=1&b=%20"
    (tmp_path / "alert_watchdog_url").write_text(f"{address}\n")
    config = rendered(ALERTMANAGER, FILLED_IN | {"MASOHI_ALERT_SECRETS": str(tmp_path)})
    assert f'webhook_configs: [{{ url: "{address}", send_resolved: false }}]' in config
    assert "HOME" in os.environ

"""What the demo shows at the end: every event in order, what came of it, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.panel import Panel
from rich.table import Table

from deploy.demo.play import Outcome
from deploy.services import PREFIXES

AMBON = ZoneInfo("Asia/Jayapura")
_TELLING = (
    "state",
    "kind",
    "code",
    "skill",
    "credited_minutes",
    "remaining_minutes",
    "channel",
    "outcome",
    "addendum",
    "days",
    "ends_on",
    "terminates_on",
    "violations",
    "day",
    "heads",
    "done",
    "quantity",
    "unit",
    "awaits",
    "rating",
    "recommendation",
)


def events_table(events: list[dict[str, Any]]) -> Table:
    """Every event in the order in which the outside subscriber read it; the local time stands where it changes."""
    table = Table(title="What an outside subscriber read", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("local time", no_wrap=True)
    table.add_column("event", no_wrap=True)
    table.add_column("says", overflow="fold", style="dim")
    previous = ""
    for event, count in _runs(events):
        when = datetime.fromisoformat(event["time"]).astimezone(AMBON).strftime("%Y-%m-%d %H:%M")
        times = f" × {count}" if count > 1 else ""
        table.add_row("" if when == previous else when, event["type"] + times, _says(event["data"]))
        previous = when
    return table


def _runs(events: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    """Each event; seals that follow each other, one for every quiet day, as the last of them and their number."""
    seals: list[dict[str, Any]] = []
    for event in events:
        if event["type"].endswith(".journal.sealed"):
            seals.append(event)
            continue
        if seals:
            yield seals[-1], len(seals)
            seals = []
        yield event, 1
    if seals:
        yield seals[-1], len(seals)


def _says(data: dict[str, Any]) -> str:
    if violations := data.get("violations"):
        return "; ".join(f"{v['rule']}: {v['article']}" for v in violations)
    return ", ".join(f"{name}={data[name]}" for name in _TELLING if data.get(name) not in (None, ""))


def outcome_table(outcome: Outcome) -> Table:
    table = Table(title="What happened", title_justify="left", box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, what in outcome.outcomes:
        table.add_row(name, what)
    table.add_row("E-mails received by a real SMTP server", str(outcome.mails))
    table.add_row("Events read from outside", str(len(outcome.events)))
    return table


def verdict(outcome: Outcome) -> Panel:
    if outcome.complete:
        return Panel("Every expected event was read from outside.", border_style="green")
    missing = ", ".join(f"{type_} × {count}" for type_, count in sorted(outcome.missing.items()))
    return Panel(f"Not read from outside: {missing}", border_style="red")


def addresses(urls: Mapping[str, str], bootstrap: str) -> Table:
    """Where to look while the system runs."""
    table = Table(title="Addresses", title_justify="left", box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    for service, url in urls.items():
        table.add_row(service, f"{url}{PREFIXES[service]}/docs")
    table.add_row("metrics, health", "/metrics and /health/ready on each")
    table.add_row("Kafka", bootstrap)
    return table

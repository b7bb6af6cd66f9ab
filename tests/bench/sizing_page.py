"""docs/sizing.md, computed from sizing.json: `python -m tests.bench.sizing --page`. Nobody types a figure there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from shared.postgres.migrate import ROOT

FIGURES = Path(__file__).with_name("sizing.json")
TEMPLATE = Path(__file__).with_name("sizing.md.jinja")
PAGE = ROOT / "docs" / "sizing.md"
HOURS, PERCENT = 8, 50
"""What is planned with: the hours of an office, and a part of what was measured."""

KINDS = {
    "verdict": ("verdicts that become sentences", "verdict on the intake, to the sentence"),
    "participant": ("persons registered for training", "request by the gateway, to its answer"),
    "message": ("messages to inboxes", "change of an organisation by the gateway, to the delivered message about it"),
    "page": ("pages of 50 sentences", "request by the gateway, to its answer"),
}
YEARS = {
    "a small city": (200, 500, 20_000),
    "a city": (1_000, 2_000, 100_000),
    "a province": (10_000, 20_000, 1_000_000),
}
"""Sentences, persons in training and messages of a year."""


def write() -> None:
    PAGE.write_text(page(json.loads(FIGURES.read_text())))


def page(figures: Mapping[str, Any]) -> str:
    # It is no HTML: nothing needs escaping.
    made = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    measured, facts = figures["kinds"], figures["facts_of_a_sentence"]
    kinds = [
        {"what": what, "how": how, "per_second": measured[name]["per_second"], "a_day": a_day(measured[name])}
        for name, (what, how) in KINDS.items()
    ]
    costs = [
        _cost("a sentence to its end", measured["verdict"], facts),
        _cost("a person in training, registered", measured["participant"]),
        _cost("a message, with the change that it tells of", measured["message"]),
    ]
    return made.from_string(TEMPLATE.read_text()).render(
        {**figures, "kinds": kinds, "costs": costs, "facts": facts, "hours": HOURS, "percent": PERCENT},
        years=[_year(name, counts, costs) for name, counts in YEARS.items()],
    )


def a_day(kind: Mapping[str, float]) -> int:
    """Two figures of it: more would pretend to know."""
    return int(float(f"{kind['per_second'] * HOURS * 3600 * PERCENT / 100:.1e}"))


def _cost(one: str, kind: Mapping[str, float], times: int = 1) -> dict[str, Any]:
    return {"one": one, "database": kind["database_bytes"] * times, "topic": kind["topic_bytes"] * times}


def _year(name: str, counts: tuple[int, int, int], costs: list[dict[str, Any]]) -> dict[str, Any]:
    database, topics = (
        sum(count * cost[part] for count, cost in zip(counts, costs, strict=True)) for part in ("database", "topic")
    )
    sentences, persons, messages = counts
    figures = {"sentences": sentences, "persons": persons, "messages": messages}
    return {"name": name, "database": size(database), "topics": size(topics), **figures}


def size(amount: float) -> str:
    return f"{amount / 1e9:,.1f} GB" if amount >= 1e9 else f"{amount / 1e6:,.0f} MB"

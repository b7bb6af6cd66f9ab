"""What the demo prints fits a terminal of 80 columns, and the picture in the README shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType

from deploy.demo import picture, recording, report
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT

LINES, COLUMNS = 66, 80
RECORDED = recording.read()
A_DAY = "2026-04-01T15:00:00+00:00"


def lines_of(*parts: RenderableType, columns: int = COLUMNS) -> list[str]:
    out = StringIO()
    console = Console(file=out, width=columns, highlight=False)
    for part in parts:
        console.print(part)
    return out.getvalue().splitlines()


def samples() -> Iterator[dict[str, Any]]:
    """An event of each type."""
    for service in SERVICES:
        for file in sorted((ROOT / "services" / service / "samples").glob("*.json")):
            about = {"type": file.name.removesuffix(".json"), "topic": f"masohi.{service}.v1", "time": A_DAY}
            yield {**about, "data": json.loads(file.read_text())}


def test_what_the_demo_prints_has_66_lines_of_80_columns() -> None:
    out = StringIO()
    picture.printed(RECORDED, Console(file=out, width=COLUMNS, highlight=False))
    lines = out.getvalue().splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    wide = StringIO()
    picture.printed(RECORDED, Console(file=wide, width=200, highlight=False))
    assert wide.getvalue().splitlines() == lines, "no line is wrapped by the terminal"


def test_every_event_is_counted_by_topic_and_subject() -> None:
    counts = {
        "masohi.training.people.v1": {
            "training.enrolment.confirmed": 4,
            "training.enrolment.withdrawn": 1,
            "training.certificate.issued": 3,
        },
        "masohi.community-service.cases.v1": {"community-service.sentence.assigned": 2},
        "masohi.agreements.v1": {},
    }
    printed = "\n".join(lines_of(report.summary(counts, [("Sentence", "completed")])))
    assert "10 events" in printed
    assert "  people    8  enrolment: 4 confirmed, 1 withdrawn" in printed
    assert "certificate: 3 issued" in printed
    assert "  cases     2  sentence: 2 assigned\n" in printed
    assert "agreements  0  -\n" in printed
    assert "Sentence  completed" in printed


def test_no_count_is_lost_when_every_type_comes() -> None:
    counts = {event["type"]: 1000 + number for number, event in enumerate(samples())}
    lines = lines_of(report.summary({"masohi.community-service.children.v1": counts}, []))
    assert max(map(len, lines)) <= COLUMNS
    for type_, count in counts.items():
        if not type_.startswith("justice.") and not type_.endswith(".internal"):
            assert sum(f"{count} {type_.split('.')[2]}" in line for line in lines) == 1, type_


@pytest.mark.parametrize("columns", [COLUMNS, 160])
def test_a_list_of_every_event_fits_the_terminal(columns: int) -> None:
    events = list(samples())
    lines = lines_of(report.events(events, columns), columns=columns)
    assert max(map(len, lines)) <= columns
    for event in events:
        assert any(event["type"] in line for line in lines)
    assert sum("2026-04-02 00:00" in line for line in lines) == 1, "the local time stands where it changes"


def test_seals_that_follow_each_other_are_one_line() -> None:
    sealed = {
        "type": "community-service.journal.sealed",
        "topic": "masohi.community-service.v1",
        "time": A_DAY,
        "data": {"day": "2026-04-01"},
    }
    other = {"type": "training.programme.opened", "topic": "masohi.training.v1", "time": A_DAY, "data": {}}
    lines = lines_of(report.events([sealed, sealed, other, sealed], COLUMNS))
    assert [line[18:].split(" [")[0] for line in lines[2:] if "day=" not in line] == [
        "community-service.journal.sealed × 2",
        "training.programme.opened",
        "community-service.journal.sealed",
    ]


def test_a_missing_event_is_named() -> None:
    assert lines_of(report.verdict({"training.programme.opened": 2}, 1.0)) == [
        "Not read from outside: training.programme.opened × 2"
    ]
    assert lines_of(report.verdict({}, 9.6)) == [
        "Every expected event was read from outside. 10 s; the system is stopped."
    ]


def test_the_picture_shows_the_recording_and_fetches_nothing() -> None:
    svg = picture.FILE.read_text()
    assert svg == picture.draw(RECORDED), "draw it anew with `make pictures`"
    assert "@font-face" not in svg
    assert "url(http" not in svg

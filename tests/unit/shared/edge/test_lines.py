"""A line of a list is read as strictly as every body, and a bad one costs itself only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from shared.edge.lines import BrokenLine, or_broken


class Line(BaseModel):
    id: int
    on: date | None = None


class Lines(BaseModel):
    lines: list[Annotated[Line, or_broken(Line, "id")]]


def read(line: Any) -> Any:
    return Lines.model_validate({"lines": [line, {"id": 2}]}).lines


@pytest.mark.parametrize("line", [{"id": 1}, {"id": 1.0, "on": "2026-02-09"}, {"id": 1, "on": None}])
def test_what_fits_is_a_line(line: dict[str, Any]) -> None:
    assert isinstance(read(line)[0], Line)


@pytest.mark.parametrize(
    ("line", "name", "why"),
    [
        ({"id": "1"}, "1", "id: "),
        ({"id": True}, "True", "id: "),
        ({"id": 1, "om": "2026-02-09"}, "1", "om: "),
        ({"id": 1, "on": 0}, "1", "on: "),
        ({"id": 1, "8171010101900001": 1}, "1", "…: "),
        ({}, None, "id: "),
        ([1], None, "line: "),
        (None, None, "line: "),
        ({"id": "x" * 200, "on": "\ud800"}, "x" * 64, "line: "),
    ],
    ids=str,
)
def test_nobody_guesses_what_a_line_meant(line: Any, name: str | None, why: str) -> None:
    broken, good = read(line)
    assert isinstance(broken, BrokenLine)
    assert (broken.name, broken.why[: len(why)]) == (name, why)
    assert good == Line(id=2)

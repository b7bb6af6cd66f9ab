"""A value is what its schema says: nobody guesses what a caller may have meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.harness import Harness
from tests.support.tiny import OTHER, THING

PATH = f"/agreements/things/{THING}"
GOOD: dict[str, Any] = {"label": "a", "count": 1, "note": str(OTHER)}


@pytest.mark.parametrize("count", [1, 1.0])
async def test_what_fits_is_accepted(h: Harness, count: float) -> None:
    assert (await h.put(PATH, GOOD | {"count": count}, "marker"))["label"] == "a"


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", "1"), ("count", True), ("count", 1.5), ("label", 1), ("note", 0), ("note", [str(OTHER)])],
)
async def test_a_value_of_another_type_is_refused_by_its_place(h: Harness, field: str, value: Any) -> None:
    answer = await h.put(PATH, GOOD | {field: value}, "marker", status=422)
    assert (answer["title"], [each["where"] for each in answer["errors"]]) == ("unreadable", [f"body.{field}"])


async def test_a_name_that_is_there_twice_is_refused(h: Harness) -> None:
    body = b'{"label": "a", "count": 1, "count": 600, "note": "' + str(OTHER).encode() + b'"}'
    answer = await h.client.put(PATH, content=body, headers=h.token("marker") | {"content-type": "application/json"})
    assert answer.status_code == 422
    assert [each["where"] for each in answer.json()["errors"]] == ["body.count"]


async def test_a_name_that_no_text_can_hold_is_refused_too(h: Harness) -> None:
    body = b'{"\\ud800": 1, "\\ud800": 2}'
    answer = await h.client.put(PATH, content=body, headers=h.token("marker") | {"content-type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "body.?")


@pytest.mark.parametrize(("value", "status"), [("2026-02-09", 404), ("0", 422), ("1760000000", 422), ("2026-2-9", 422)])
async def test_a_date_in_an_address_is_written_as_a_date(h: Harness, value: str, status: int) -> None:
    await h.put(PATH, GOOD, "marker")
    path = f"/agreements/journal/{THING}/proof?day={value}"
    answer = await h.get(path, "auditor", status=status)
    assert answer["title"] == ("unreadable" if status == 422 else "not-found")


async def test_a_name_that_the_route_does_not_know_is_refused(h: Harness) -> None:
    """`counts` for `count` would be passed by, and nobody would hear of it."""
    answer = await h.put(PATH, GOOD | {"counts": 2, "8171010101900001": 1}, "marker", status=422)
    assert [each["where"] for each in answer["errors"]] == ["body.counts", "body.…"]


async def test_a_parameter_that_the_route_does_not_have_is_refused(h: Harness) -> None:
    answer = await h.get("/agreements/dead-letters?stat=waiting", "operator", status=422)
    assert [each["where"] for each in answer["errors"]] == ["query.stat"]
    await h.get("/agreements/dead-letters?limit=5", "operator")


async def test_a_parameter_that_is_there_twice_is_refused(h: Harness) -> None:
    answer = await h.get("/agreements/dead-letters?limit=5&limit=6", "operator", status=422)
    assert [each["where"] for each in answer["errors"]] == ["query.limit"]


async def test_no_part_of_a_national_id_is_shown_where_a_long_name_is_cut(h: Harness) -> None:
    answer = await h.put(PATH, GOOD | {"a" * 45 + "8171010101900001": 1}, "marker", status=422)
    assert [each["where"] for each in answer["errors"]] == ["body." + "a" * 45 + "…"]

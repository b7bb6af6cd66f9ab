"""What waits: the cursor of its list, its age and its gauges."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prometheus_client import REGISTRY

from shared.waiting import CURSOR, Cursor, WaitingItem, Waits, age_days, show_waiting, waiting_page

NOW = datetime(2026, 3, 2, 3, 4, 5, 678901, tzinfo=UTC)


def _item(number: int, since: datetime = NOW) -> WaitingItem:
    return WaitingItem(
        kind="correction",
        id=UUID(int=number),
        waits_for="counsellor",
        organisation_id=None,
        since=since,
        age_days=0,
        detail_url="/x",
    )


def _gauges(kind: str) -> tuple[float | None, float | None]:
    names = ("masohi_waiting", "masohi_waiting_oldest_seconds")
    count, oldest = (REGISTRY.get_sample_value(name, {"kind": kind}) for name in names)
    return count, oldest


def test_a_cursor_survives_the_way_through_an_address() -> None:
    cursor = Cursor.of(_item(7))
    assert re.fullmatch(CURSOR, str(cursor))
    assert Cursor.read(str(cursor)) == cursor


def test_the_latest_cursor_that_fits_the_pattern_is_a_moment() -> None:
    assert Cursor.read(f"{'9' * 16}.x.{UUID(int=0)}").since.year == 2286


def test_a_page_says_where_the_next_one_begins() -> None:
    answer = waiting_page([_item(1), _item(2), _item(3)], 2)
    assert (len(answer["items"]), answer["next"]) == (2, str(Cursor.of(_item(2))))
    assert waiting_page([_item(1)], 2)["next"] is None


def test_an_age_is_in_whole_days_and_never_negative() -> None:
    day = timedelta(days=1)
    assert [age_days(NOW - day + timedelta(seconds=s), NOW) for s in (1, 0)] == [0, 1]
    assert age_days(NOW + day, NOW) == 0


def test_the_gauges_tell_how_many_wait_and_for_how_long_and_zero_when_nothing_does() -> None:
    kinds = ("unit_alarm", "unit_correction")
    show_waiting(kinds, [Waits("unit_alarm", 3, NOW - timedelta(hours=2))], NOW)
    assert _gauges("unit_alarm") == (3.0, 7200.0)
    assert _gauges("unit_correction") == (0.0, 0.0)
    show_waiting(kinds, [], NOW)
    assert _gauges("unit_alarm") == (0.0, 0.0)

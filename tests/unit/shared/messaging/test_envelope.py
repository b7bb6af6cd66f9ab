"""One event on its way: how its moment is written, and which version of its stream it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.messaging.envelope import Envelope, rfc3339


def test_a_moment_is_written_in_utc_whatever_its_offset() -> None:
    ambon = datetime(2026, 2, 9, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    assert rfc3339(ambon) == rfc3339(ambon.astimezone(UTC)) == "2026-02-09T00:00:00Z"


@pytest.mark.parametrize(
    ("sequence", "version"), [(None, 0), ("", 0), ("0000000012", 12), ("1.5", 0), ("-1", 0), ("²", 0), ("x", 0)]
)
def test_the_version_is_the_sequence_and_0_where_there_is_none(sequence: str | None, version: int) -> None:
    assert Envelope("1", "/x", "t", None, b"", sequence=sequence).version == version

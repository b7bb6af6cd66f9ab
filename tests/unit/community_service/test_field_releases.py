"""Which releases of the phone app may still send."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.community_service.domain.field_releases import RELEASES, Release, need_taken, newest, oldest
from services.community_service.errors.field import AppTooOld

FIRST, SECOND, THIRD = (Release(n, date(2026, 1, 1) + timedelta(days=40 * (n - 1))) for n in (1, 2, 3))
ALL = (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("days", "version"),
    [(0, 1), (89, 1), (90, 2), (129, 2), (130, 3), (9_000, 3)],
)
def test_a_release_is_taken_for_ninety_days_after_the_next_one(days: int, version: int) -> None:
    today = SECOND.since + timedelta(days=days)
    assert oldest(today, ALL) == version
    need_taken(version, today, ALL)
    with pytest.raises(AppTooOld):
        need_taken(version - 1, today, ALL)


def test_the_newest_is_taken_for_ever_and_so_is_one_that_only_another_replica_knows() -> None:
    need_taken(newest(), date(2099, 1, 1))
    need_taken(newest() + 1, date(2026, 1, 1))


def test_releases_count_up() -> None:
    assert [each.version for each in RELEASES] == list(range(1, len(RELEASES) + 1))
    assert [each.since for each in RELEASES] == sorted({each.since for each in RELEASES})

"""Releases of the phone app. A phone that was offline for weeks is not turned away with what it has written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from services.community_service.errors.field import AppTooOld


@dataclass(frozen=True, slots=True)
class Release:
    """A number that counts up with each change of what the app sends or stores, and the day it came out."""

    version: int
    since: date


RELEASES: Sequence[Release] = (Release(1, date(2026, 12, 1)),)
TAKEN_FOR = timedelta(days=90)
"""So long after the next one came out is a release still taken."""


def newest(releases: Sequence[Release] = RELEASES) -> int:
    return releases[-1].version


def oldest(today: date, releases: Sequence[Release] = RELEASES) -> int:
    """The oldest release that is taken on this day."""
    taken = [release.version for release, following in pairwise(releases) if today < following.since + TAKEN_FOR]
    return taken[0] if taken else newest(releases)


def need_taken(version: int, today: date, releases: Sequence[Release] = RELEASES) -> None:
    """A newer one than ours is taken: another replica has it already. Raises AppTooOld."""
    if version < oldest(today, releases):
        raise AppTooOld

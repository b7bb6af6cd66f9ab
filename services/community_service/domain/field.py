"""What a supervisor's phone sends from the field: its times put right, its clocks compared, what it may say.

A phone's wall clock may be wrong, and may be moved. Its monotonic clock only counts on: it stands still while the phone
sleeps and begins anew with the app (another run), but it never runs ahead of true time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.community_service.domain.calendar import shown
from services.community_service.domain.cases import RUNNING, Case
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import ATTENDED
from services.community_service.errors import field as errors
from services.community_service.errors.attendance import TimeInFuture
from services.community_service.events import Outcome

Kind = Literal["arrived", "left", "absent"]

MOST = 25
"""Entries in one request: 6 kB, which a weak network carries."""
LATE = timedelta(minutes=10)
APART = timedelta(minutes=2)
"""So far may the clocks be apart: a slow request and the drift of days stay below it."""
JITTER = timedelta(seconds=10)
"""So much may the correction itself be wrong; a time that is ahead by less is that of the receipt."""
OLDEST_FIX_S = 120
"""An older place is where the phone was, not where it is."""


def corrected(device_at: datetime, offset_ms: int, received_at: datetime) -> datetime:
    """The time of an entry by the service's clock: `offset_ms` is what the phone measured against it."""
    at = device_at + timedelta(milliseconds=offset_ms)
    return received_at if received_at < at <= received_at + JITTER else at


def is_late(at: datetime, received_at: datetime) -> bool:
    return received_at - at > LATE


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks of a phone at one moment."""

    device_at: datetime
    monotonic_ms: int
    run: UUID


def moved(here: Reading, offset_ms: int, sent: Reading, received_at: datetime, others: Iterable[Reading]) -> timedelta:
    """How far the wall clock was moved around an entry; zero where it was by `APART` at most.

    Two signs. The phone is not as far from the service's clock at the sending as at its last contact. Or the wall clock
    gained less than the monotonic one between two readings of one run. That it gained more says nothing: it slept."""
    since_contact = abs(received_at - sent.device_at - timedelta(milliseconds=offset_ms))
    set_back = [_set_back(here, other) for other in (sent, *others) if other.run == here.run]
    apart = max([since_contact, *set_back])
    return apart if apart > APART else timedelta(0)


def _set_back(one: Reading, other: Reading) -> timedelta:
    first, then = sorted((one, other), key=lambda reading: reading.monotonic_ms)
    return timedelta(milliseconds=then.monotonic_ms - first.monotonic_ms) - (then.device_at - first.device_at)


def place_of(point: Point, accuracy_m: int, age_s: int, far_metres: int) -> Point | None:
    """Where the phone is; None where its place is too old or too vague to say whether that is at the site."""
    return point if age_s <= OLDEST_FIX_S and accuracy_m <= far_metres else None


def need_recordable(
    case: Case,
    kind: Kind,
    outcome: Outcome | None,
    at: datetime,
    received_at: datetime,
    takes_nobody_since: datetime | None,
) -> None:
    """What a person on the phone must hear in words, before the rules of attendance are asked.

    Whoever is in may leave, whatever became of the site or the sentence meanwhile. `received_at` is the first time that
    the entry came: waiting makes no future time true.

    Raises TimeInFuture, AlreadyRecorded, SentenceEnded, ArrivalMissing, SiteTakesNobody."""
    state = case.session.state
    if at > received_at:
        raise TimeInFuture(at=shown(at))
    if state == "checked_in" and kind == "left":
        return
    if state != "scheduled":
        raise errors.AlreadyRecorded
    if case.sentence.state not in RUNNING:
        raise errors.SentenceEnded
    if kind == "left":
        raise errors.ArrivalMissing
    if outcome != "acceptable_absence" and takes_nobody_since is not None and at >= takes_nobody_since:
        raise errors.SiteTakesNobody(since=shown(takes_nobody_since))


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that was refused, as far as a correction takes it up."""

    kind: Kind
    at: datetime
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Stands:
    """What is on record of a session, or should be."""

    outcome: Outcome | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None


def claimed(recorded: Stands, mine: Sequence[Said]) -> Stands:
    """What should be on record if `mine` is right: my times in place of the recorded ones, which stand for the rest."""
    last = {said.kind: said for said in sorted(mine, key=lambda said: said.at)}
    arrived, left, absent = last.get("arrived"), last.get("left"), last.get("absent")
    if absent and not arrived and not left:
        return Stands(absent.outcome, None, None)
    came = recorded.outcome if recorded.outcome in ATTENDED else ATTENDED[0]
    return Stands(
        outcome=left.outcome if left else came,
        checked_in_at=arrived.at if arrived else recorded.checked_in_at,
        checked_out_at=left.at if left else recorded.checked_out_at,
    )

"""An alarm, from suspicion to finding. Whoever is involved in the case does not judge it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.misuse import Suspicion
from services.community_service.domain.outcome import OUTCOMES
from services.community_service.domain.sentence import Change, Sentence, balance, completion, settle
from services.community_service.errors import oversight as errors
from services.community_service.errors.work import WrongState
from services.community_service.events import Misuse
from shared.messaging.events import Event

Finding = Literal["dismissed", "confirmed"]


@dataclass(frozen=True, slots=True)
class Alarm:
    id: UUID
    kind: Misuse
    session_id: UUID
    site_id: UUID
    state: Literal["open", "resolved"]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Raised:
    """A suspicion that has become an alarm."""

    alarm_id: UUID
    session_id: UUID
    site_id: UUID
    suspicion: Suspicion


def suspected(sentence: Sentence, raised: Iterable[Raised]) -> list[Event]:
    """The facts, with the balance as it is."""
    return [
        events.MisuseSuspected(
            **balance(sentence),
            alarm_id=each.alarm_id,
            kind=each.suspicion.kind,
            session_id=each.session_id,
            site_id=each.site_id,
            measured=each.suspicion.measured,
            allowed=each.suspicion.allowed,
        )
        for each in raised
    ]


def need_judge(alarm: Alarm, by: str, involved: Collection[str]) -> None:
    """Open, and looked into by someone who has had no hand in the case."""
    if alarm.state != "open":
        raise WrongState(state=alarm.state, needed="open")
    if by in involved:
        raise errors.Involved


def need_correction(sentence: Sentence, attendance: Attendance, *, corrected: bool) -> None:
    """A confirmed alarm leads to a correction wherever minutes stand that it may have to take."""
    standing = attendance.outcome is not None and OUTCOMES[attendance.outcome].credited
    if standing and not corrected and sentence.state not in ("revoked", "closed"):
        raise errors.CorrectionNeeded


def resolved(
    sentence: Sentence, alarm: Alarm, finding: Finding, now: datetime, *, open_alarms: int, open_matters: int
) -> Change:
    """What was looked into keeps the case open no longer. A sentence that only waited for this is completed."""
    moved = settle(sentence, open_matters)
    fact = events.MisuseResolved(
        **balance(moved),
        alarm_id=alarm.id,
        kind=alarm.kind,
        session_id=alarm.session_id,
        site_id=alarm.site_id,
        finding=finding,
        open_alarms=open_alarms,
    )
    return moved, [fact, *(completion(moved, now) if sentence.state != "completed" else [])]

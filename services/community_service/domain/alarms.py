"""Alarms: someone who is not involved in the case resolves each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases, corrections
from services.community_service.domain.cases import Alarm, Case, Correction, Progress
from services.community_service.domain.outcomes import counts_for
from services.community_service.domain.sentences import OVER, Sentence, balance
from services.community_service.errors import alarms as errors
from services.community_service.errors.cases import WrongState
from shared.messaging.events import Event

Finding = Literal["dismissed", "confirmed"]


def resolve(
    case: Case,
    alarm_id: UUID,
    finding: Finding,
    by: str,
    involved: Collection[str],
    now: datetime,
    correction: Correction | None = None,
) -> Progress:
    """Someone outside the case has checked an alarm. A confirmed one comes with the correction of its session.

    The session at hand is the alarm's. `involved`: who has done something in the case. Raises WrongState,
    InvolvedInTheCase, CorrectionNeeded, and what `corrections.propose` raises.
    """
    alarm = next(each for each in case.alarms if each.id == alarm_id)
    if alarm.state != "open":
        raise WrongState(state=alarm.state, needed="open")
    if by in involved:
        raise errors.InvolvedInTheCase
    resolved = replace(case, alarms=tuple(replace(a, state="resolved") if a is alarm else a for a in case.alarms))
    proposed = corrections.propose(resolved, correction, now) if correction else Progress(resolved, [])
    if finding == "confirmed":
        _need_correction(proposed.case, alarm)

    def facts(sentence: Sentence) -> Iterator[Event]:
        yield from proposed.events
        yield events.MisuseResolved(
            **balance(sentence),
            alarm_id=alarm.id,
            kind=alarm.kind,
            session_id=alarm.session_id,
            site_id=alarm.site_id,
            finding=finding,
            open_alarms=proposed.case.open_alarms,
        )

    return cases.conclude(case, proposed.case, facts, now)


def _need_correction(case: Case, alarm: Alarm) -> None:
    """A confirmed alarm leads to a correction wherever minutes count that it may have to take."""
    corrected = any(
        each.state == "proposed"
        or (each.state == "approved" and each.decided_at is not None and each.decided_at >= alarm.raised_at)
        for each in case.corrections
        if each.session_id == alarm.session_id
    )
    if counts_for(case.session.outcome) and not corrected and case.sentence.state not in OVER:
        raise errors.CorrectionNeeded

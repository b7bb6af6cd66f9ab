"""What becomes of a running course whose agreement no longer carries it: it goes on to its end, or it ends now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from services.training import events
from services.training.domain.enrolments import Enrolment, empty_queue
from services.training.domain.enrolments import fact as enrolment_fact
from services.training.domain.programmes import Programme, close, fact, places
from services.training.errors.programmes import ProgrammeNotSuspended
from shared.messaging.events import Event

Choice = Literal["continue", "end"]


def go_on(programme: Programme) -> tuple[Programme, list[Event]]:
    """Those who have a place finish the course; it takes nobody new. Raises ProgrammeNotSuspended."""
    _need_suspended(programme)
    decided = replace(programme, needs_decision=False)
    return decided, [fact(events.ProgrammeDecided, decided, decision="continue")]


def end_now(
    programme: Programme, running: Sequence[Enrolment], queue: Sequence[Enrolment]
) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Everybody leaves, and the programme closes. Raises ProgrammeNotSuspended."""
    _need_suspended(programme)
    left = [replace(enrolment, state="withdrawn", reason="programme_ended") for enrolment in running]
    programme = replace(programme, taken=programme.taken - len(left), needs_decision=False)
    decided = fact(events.ProgrammeDecided, programme, decision="end")
    gone = [enrolment_fact(events.EnrolmentWithdrawn, programme, enrolment) for enrolment in left]
    programme, queued, emptied = empty_queue(programme, queue)
    programme, closed = close(programme, 0)
    return programme, [*left, *queued], [decided, *gone, *emptied, places(programme), *closed]


def after_leaving(programme: Programme, running: int) -> tuple[Programme, list[Event]]:
    """With the last participant there is nothing left to decide. `running` is how many have a place still."""
    if not programme.needs_decision or running:
        return programme, []
    settled = replace(programme, needs_decision=False)
    return settled, [fact(events.ProgrammeDecided, settled, decision="nobody_left")]


def _need_suspended(programme: Programme) -> None:
    if programme.state != "suspended":
        raise ProgrammeNotSuspended(state=programme.state)

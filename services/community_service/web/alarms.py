"""Alarms of misuse: what was measured, who had a hand in it, what was usual, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import get_args
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.commands import alarms as commands
from services.community_service.commands.alarms import Note
from services.community_service.commands.corrections import ProposeCorrection
from services.community_service.domain.alarms import Finding
from services.community_service.events import Misuse, Outcome
from services.community_service.queries import alarms as queries
from services.community_service.queries.alarms_evidence import alarm_evidence
from services.community_service.queries.alarms_strips import StripSession
from services.community_service.queries.cases_calendar import site_names
from services.community_service.queries.sentences import own_sentence
from services.community_service.queries.sentences_lists import verdict_numbers
from services.community_service.web import alarms_weeks
from shared.clock import LOCAL_ZONE
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["alarms"])

ROLES = ("prosecutor", "coordinator", "auditor")
_SHOWN = 25
_HOW = {
    "attended_complied": "kept",
    "attended_failed_to_comply": "short",
    "unacceptable_absence": "missed",
    "acceptable_absence": "cancelled",
}
"""The shape in which the strip of sessions draws an outcome."""


class Resolved(BaseModel):
    """What was found. Where the attendance is corrected with it: what should stand there, at local times of the day;
    who left after midnight left on the next one."""

    finding: Finding
    note: Note
    outcome: Outcome | None = None
    came: time | None = None
    left: time | None = None
    after_midnight: bool = False

    def body(self, on: date) -> commands.ResolveAlarm:
        correction, until = None, on + timedelta(days=self.after_midnight)
        if self.finding == "confirmed" and self.outcome:
            correction = ProposeCorrection(
                outcome=self.outcome, checked_in_at=_at(on, self.came), checked_out_at=_at(until, self.left),
                reason=self.note,
            )  # fmt: skip
        return commands.ResolveAlarm(finding=self.finding, note=self.note, correction=correction)


def _at(on: date, clock: time | None) -> datetime | None:
    return datetime.combine(on, clock, LOCAL_ZONE) if clock else None


@router.get("/alarms")
async def list_alarms(
    state: str = "open", kind: str = "", after: UUID | None = None, call: PageCall = page(*ROLES)
) -> Response:
    chosen = {"state": state if state in ("open", "resolved") else None, "kind": kind if kind in _kinds() else None}
    found = await call.get(queries.alarms, call.actor, None, *chosen.values(), after, _SHOWN)
    rows = found["items"]
    return await call.show(
        "alarms.html",
        rows=rows,
        numbers=await call.get(verdict_numbers, [each.sentence_id for each in rows]),
        sites=await call.get(site_names, {each.site_id for each in rows}),
        chosen=chosen,
        gathers=bool(call.session.roles & set(alarms_weeks.ROLES)),
        states=call.choices("alarm_state", ("open", "resolved")),
        kinds=call.choices("alarm_kind", _kinds()),
        after=call.next_page(found["next"]),
    )


@router.get("/alarms/{alarm_id}")
async def show_alarm(alarm_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    evidence = await call.get(alarm_evidence, alarm_id, call.actor)
    return await call.show(
        "alarm.html",
        evidence=evidence,
        alarm=evidence.alarm,
        sentence=await call.get(own_sentence, evidence.alarm.sentence_id, call.actor),
        strip=list(_strip(evidence.case_strip, call)),
        outcomes=call.choices("outcome", get_args(Outcome)),
    )


@router.post("/alarms/{alarm_id}/resolution")
async def resolve_alarm(alarm_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    on = (await call.get(alarm_evidence, alarm_id, call.actor)).session.on
    return await call.act(
        commands.resolve,
        alarm_id,
        form=Resolved,
        body=lambda form: form.body(on),
        then=f"/alarms/{alarm_id}",
        again=lambda: show_alarm(alarm_id, call),
        said="The alarm is resolved.",
    )


def _kinds() -> tuple[str, ...]:
    return get_args(Misuse)


def _strip(sessions: Sequence[StripSession], call: PageCall) -> Iterator[tuple[date, str, str]]:
    for each in sessions:
        kind = ("outcome", each.outcome) if each.outcome else ("session_state", each.state)
        how = _HOW.get(each.outcome or "", "cancelled" if each.state == "cancelled" else "planned")
        yield each.on, how, call.word(*kind)

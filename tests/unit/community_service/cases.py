"""A verdict that keeps every rule, a running sentence, a site, a case: tests change one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.community_service import justice
from services.community_service.domain.calendar import at
from services.community_service.domain.cases import Case
from services.community_service.domain.geography import Point
from services.community_service.domain.placements import Booked, Place, Plan
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sessions import Attendance, Surroundings
from services.community_service.domain.sites import Accreditation, Gate, Site, Slot
from services.community_service.domain.verdicts import assign
from services.community_service.events import Outcome
from shared.errors import Refusal, RulesBroken
from shared.periods import Period

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def uid(number: int) -> UUID:
    return UUID(int=number)


def verdict(**changes: Any) -> justice.SentencePronounced:
    """An adult's 60 hours at 4 hours a day, from Monday 2 March to Sunday 31 May 2026."""
    fields = {
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026/PN Amb",
        "verdict_date": "2026-02-20",
        "nik": "8171010101900001",
        "name": "Someone",
        "birth_date": "1990-01-01",
        "offence_date": "2026-01-10",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 60,
        "hours_per_day": 4,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "consent_recorded": True,
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    said = fields | changes
    return justice.SentencePronounced.model_validate({"sanctions": _all_of(said)} | said)


def _all_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Sanctions that order everything a verdict may order: the whole again, or what was replaced."""
    replaces = fields["replaces"] or {}
    days = (replaces.get("prison_months") or 0) * 30 + (replaces.get("prison_days") or 0)
    kinds = {"repeat_hours": fields["hours"], "prison_days": days, "fine_rupiah": replaces.get("fine_rupiah")}
    return {kind: amount for kind, amount in kinds.items() if amount}


def child_verdict(**changes: Any) -> justice.SentencePronounced:
    """A child's 20 hours at 3 hours a day."""
    child = {
        "birth_date": "2010-05-05",
        "hours": 20,
        "hours_per_day": 3,
        "sanctions": None,
        "verdict_number": "3/Pid.Sus-Anak/2026/PN Amb",
    }
    return verdict(**(child | changes))


def refusals(fields: justice.SentencePronounced, today: date = TODAY) -> list[Refusal]:
    """What is wrong with a verdict; nothing when it is assigned."""
    try:
        assign(fields, uid(1), uid(2), {}, today)
    except RulesBroken as broken:
        return list(broken.broken)
    return []


def slugs(fields: justice.SentencePronounced, today: date = TODAY) -> list[str]:
    return [refusal.slug for refusal in refusals(fields, today)]


def sentence(fields: justice.SentencePronounced | None = None, **changes: Any) -> Sentence:
    made, _ = assign(fields or verdict(), uid(1), uid(2), {}, TODAY)
    return replace(made, **changes)


SLOTS = (
    Slot(uid(11), 1, time(8), time(16), 5),
    Slot(uid(12), 2, time(8), time(16), 5),
    Slot(uid(13), 6, time(14), time(20), 5),
)


def place(**changes: Any) -> Place:
    site = Site(
        id=uid(3),
        agreement_id=uid(4),
        agency_id=uid(5),
        host_organisation_id=uid(6),
        name="Taman kota",
        activities=("kebersihan",),
        child_friendly=True,
        slots=SLOTS,
    )
    return Place(replace(site, **changes), gate(), [Accreditation(date(2026, 2, 9), date(2026, 4, 30))])


def gate(**changes: Any) -> Gate:
    period = Period(date(2026, 2, 9), date(2027, 2, 8))
    return replace(Gate(uid(4), "in_force", frozenset({"community_service"}), uid(5), period), **changes)


def plan(on: str, starts: str, ends: str, number: int = 100) -> Plan:
    return Plan(uid(number), date.fromisoformat(on), time.fromisoformat(starts), time.fromisoformat(ends))


NOTHING = Booked({}, 0)


def attendance(minutes: int = 240, **changes: Any) -> Attendance:
    """A session on Monday 2 March, from 08:00 local time (23:00 UTC of the day before)."""
    starts = datetime(2026, 3, 1, 23, tzinfo=UTC)
    ends = datetime.fromtimestamp(starts.timestamp() + minutes * 60, UTC)
    return replace(Attendance(uid(7), uid(8), uid(3), starts, ends, slot_id=uid(11)), **changes)


def served(
    session_id: int, worth: int, credited: int, on: date | None = None, outcome: Outcome = "attended_complied"
) -> Attendance:
    """A signed-off session worth so many minutes before any cap, from 08:00; the clock differs from one to another."""
    starts = at(on or date(2026, 3, 2), time(8))
    return Attendance(
        *(uid(session_id), uid(8), uid(3), starts, starts + timedelta(minutes=worth)),
        slot_id=uid(11),
        state="signed_off",
        checked_in_at=starts - timedelta(minutes=session_id % 60),
        checked_out_at=starts + timedelta(minutes=worth),
        outcome=outcome,
        recorded_by="sup",
        signed_off_by="pk",
        credited_minutes=credited,
    )


QUIET = Surroundings(site=Point(-3.6950, 128.1830), slot_capacity=5)
"""Nothing to notice around a session."""


def case(who: Sentence | None = None, *sessions: Attendance, **changes: Any) -> Case:
    """A case with its sessions. The first one is at hand; without any it is loaded by its sentence."""
    at_hand = sessions[0].session_id if sessions else None
    in_order = tuple(sorted(sessions, key=lambda session: session.starts_at))
    return replace(Case(who or sentence(), in_order, at_hand, QUIET if sessions else None), **changes)


def with_at_hand(known: Case, session: Attendance) -> Case:
    """The same case, about another session."""
    return replace(known, at_hand=session.session_id, surroundings=QUIET)


def saved(after: Case) -> Case:
    """The case as it is loaded again once it has been saved."""
    return replace(after, alarms=(*after.alarms, *after.raised), entries=(), raised=(), cancelled=())

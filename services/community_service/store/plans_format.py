"""How the columns `plans.basis` and `plans.answer` hold a plan, as JSON.

Version 2 is written. Version 1 has no `version` and also held figures that follow from the others: the minutes of each
session, the number of sites, the texts of an explanation. They are not read. Old rows stay for ever, so a change of
the format needs a new version, and the reader of the old ones stays.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

import orjson

from services.community_service.domain.plans.problem import Explanation, Full, Relaxation
from services.community_service.domain.plans.saved import Basis, PlannedSession, Result

_VERSION = 2


def write_basis(basis: Basis) -> str:
    return _text({"needed_minutes": basis.needed_minutes, "sessions": sorted(basis.sessions)})


def read_basis(text: str) -> Basis:
    fields = orjson.loads(text)
    return Basis(fields["needed_minutes"], frozenset(UUID(id_) for id_ in fields["sessions"]))


def write_result(result: Result) -> str:
    return _text(
        {
            "version": _VERSION,
            "needed_minutes": result.needed_minutes,
            "sessions": [
                {"site_id": each.site_id, "on": each.on, "starts": each.starts, "ends": each.ends}
                for each in result.sessions
            ],
            "kept": result.kept,
            "cancelled": result.cancelled,
            "completes_on": result.completes_on,
            "kilometres": result.kilometres,
            "optimal": result.optimal,
            "explanation": result.explanation and _explanation_fields(result.explanation),
        }
    )


def _explanation_fields(explanation: Explanation) -> dict[str, Any]:
    return {
        "needed_minutes": explanation.needed_minutes,
        "schedulable_minutes": explanation.schedulable_minutes,
        "usable_days": explanation.usable_days,
        "days_missing": explanation.days_missing,
        "relaxations": [
            {
                "constraint": each.family,
                "gained_minutes": each.gained_minutes,
                "enough": each.enough,
                "needed": each.needed,
            }
            for each in explanation.relaxations
        ],
        "full_slots": [{"site_id": each.site_id, "slot_id": each.slot_id, "on": each.on} for each in explanation.full],
    }


def read_result(text: str) -> Result:
    """Raises ValueError if a newer release has written it."""
    fields = orjson.loads(text)
    if (version := fields.get("version", 1)) > _VERSION:
        raise ValueError(f"a plan of version {version} is newer than this release, which reads {_VERSION}")
    return Result(
        needed_minutes=fields["needed_minutes"],
        sessions=tuple(_session(each) for each in fields["sessions"]),
        kept=tuple(UUID(id_) for id_ in fields["kept"]),
        cancelled=tuple(UUID(id_) for id_ in fields["cancelled"]),
        completes_on=_day(fields["completes_on"]),
        kilometres=fields["kilometres"],
        optimal=fields["optimal"],
        explanation=fields["explanation"] and _explanation(fields["explanation"]),
    )


def _session(fields: dict[str, Any]) -> PlannedSession:
    starts, ends = time.fromisoformat(fields["starts"]), time.fromisoformat(fields["ends"])
    return PlannedSession(UUID(fields["site_id"]), date.fromisoformat(fields["on"]), starts, ends)


def _explanation(fields: dict[str, Any]) -> Explanation:
    return Explanation(
        needed_minutes=fields["needed_minutes"],
        schedulable_minutes=fields["schedulable_minutes"],
        usable_days=fields["usable_days"],
        days_missing=fields["days_missing"],
        relaxations=tuple(
            Relaxation(each["constraint"], each["gained_minutes"], each["enough"], each["needed"])
            for each in fields["relaxations"]
        ),
        full=tuple(
            Full(UUID(each["site_id"]), UUID(each["slot_id"]), date.fromisoformat(each["on"]))
            for each in fields["full_slots"]
        ),
    )


def _text(fields: dict[str, Any]) -> str:
    return orjson.dumps(fields, default=str).decode()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""The JSON of a stored plan: what is written is read back, and what earlier releases wrote stays readable."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.community_service.domain.plans.problem import Explanation, Full, Relaxation
from services.community_service.domain.plans.saved import Basis, PlannedSession, Result
from services.community_service.store.plans_format import read_basis, read_result, write_basis, write_result

SITE, SLOT, KEPT, CANCELLED = (UUID(int=n) for n in range(1, 5))

PROPOSAL = Result(
    needed_minutes=480,
    sessions=(PlannedSession(SITE, date(2026, 3, 2), time(8), time(12)),),
    kept=(KEPT,),
    cancelled=(CANCELLED,),
    completes_on=date(2026, 3, 3),
    kilometres=4.2,
    optimal=True,
)
NO_PLAN = Result(
    needed_minutes=480,
    explanation=Explanation(
        needed_minutes=480,
        schedulable_minutes=240,
        usable_days=1,
        days_missing=1,
        relaxations=(Relaxation("skills", 240, enough=True), Relaxation("period", 240, enough=True, needed=6)),
        full=(Full(SITE, SLOT, date(2026, 3, 2)),),
    ),
)

VERSION_1: dict[str, dict[str, Any]] = {
    "proposal": {
        "needed_minutes": 480,
        "sessions": [
            {"site_id": str(SITE), "on": "2026-03-02", "starts": "08:00:00", "ends": "12:00:00", "minutes": 240}
        ],
        "kept": [str(KEPT)],
        "cancelled": [str(CANCELLED)],
        "completes_on": "2026-03-03",
        "sites": 1,
        "kilometres": 4.2,
        "optimal": True,
        "explanation": None,
    },
    "no plan": {
        "needed_minutes": 480,
        "sessions": [],
        "kept": [],
        "cancelled": [],
        "completes_on": None,
        "sites": 0,
        "kilometres": 0.0,
        "optimal": False,
        "explanation": {
            "needed_minutes": 480,
            "schedulable_minutes": 240,
            "short_minutes": 240,
            "usable_days": 1,
            "days_missing": 1,
            "relaxations": [
                {
                    "constraint": "skills",
                    "gained_minutes": 240,
                    "enough": True,
                    "needed": None,
                    "text_id": "Keterampilan yang diminta lokasi: menahan 240 menit; tanpanya cukup.",
                    "text_en": "Skills that sites ask for: holds back 240 minutes; without it: enough.",
                },
                {
                    "constraint": "period",
                    "gained_minutes": 240,
                    "enough": True,
                    "needed": 6,
                    "text_id": "Jangka waktu putusan: cukup dengan 6 hari lebih lama.",
                    "text_en": "The verdict's period: 6 days more would do.",
                },
            ],
            "full_slots": [{"site_id": str(SITE), "slot_id": str(SLOT), "on": "2026-03-02"}],
        },
    },
}
"""As releases before the version wrote them: the response of the API."""


@pytest.mark.parametrize("result", [PROPOSAL, NO_PLAN, Result(needed_minutes=0, optimal=True)])
def test_what_is_written_is_read_back(result: Result) -> None:
    assert read_result(write_result(result)) == result


@pytest.mark.parametrize(("name", "result"), [("proposal", PROPOSAL), ("no plan", NO_PLAN)])
def test_rows_without_a_version_stay_readable(name: str, result: Result) -> None:
    assert read_result(orjson.dumps(VERSION_1[name]).decode()) == result


def test_a_newer_version_is_not_read_by_guess() -> None:
    newer = orjson.dumps(VERSION_1["proposal"] | {"version": 3}).decode()
    with pytest.raises(ValueError, match="version 3"):
        read_result(newer)


def test_a_basis_is_read_back_whatever_the_order_of_its_sessions() -> None:
    basis = Basis(480, frozenset({KEPT, CANCELLED}))
    assert read_basis(write_basis(basis)) == basis
    assert read_basis(f'{{"needed_minutes": 480, "sessions": ["{CANCELLED}", "{KEPT}"]}}') == basis

"""What the tests of the waiting list set up and ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, UMBRELLA, Caller, TrainingClient

CHILD = "2009-06-01"
"""A child until 31 May 2027."""

LOCAL = "+09:00"


def at(day: str, starts: str, ends: str) -> dict[str, Any]:
    """A session: `at("2026-04-13", "14:00", "16:00")`."""
    return {"starts_at": f"{day}T{starts}:00{LOCAL}", "ends_at": f"{day}T{ends}:00{LOCAL}"}


MONDAY, TUESDAY = "2026-04-13", "2026-04-14"
AFTERNOON = [at(MONDAY, "14:00", "16:00")]
LATER = [at(MONDAY, "16:00", "17:00")]
"""An hour, which begins when the afternoon ends: two hours and one are what a child may have."""
TOO_LONG = [at(MONDAY, "16:00", "17:01")]
CLASHING = [at(MONDAY, "15:00", "17:00")]

THERE: dict[str, Any] = {"cooperation_agreement_id": UUID(int=77), "institution_id": OTHER_PRISON}
"""What makes a programme one of the other prison; see `open_other_prison`."""


async def open_other_prison(training: TrainingClient) -> None:
    """The agency has an agreement with the other prison, too."""
    agreement = {"agreement_id": THERE["cooperation_agreement_id"], "joint_agreement_id": UMBRELLA}
    await scene.publish_agreement(training, "in_force", 5, **agreement, institution_id=OTHER_PRISON)


async def course(training: TrainingClient, calendar: Sequence[dict[str, Any]] = (), **changes: Any) -> str:
    """A programme with these sessions, of one place. Its average session is short enough for a child."""
    fields: dict[str, Any] = {"capacity": 1, "minutes": 60, "sessions": 2, "calendar": list(calendar)}
    return str((await scene.open_programme(training, **fields | changes))["id"])


async def somebody(training: TrainingClient, organisation: UUID = PRISON, **changes: Any) -> str:
    return str((await scene.register_participant(training, organisation, **changes))["id"])


async def enrol(training: TrainingClient, programme: str, *people: str) -> list[str]:
    """The ids of the enrolments."""
    return [(await training.enrol(programme, person))["id"] for person in people]


async def update(training: TrainingClient, person: str, *, by: Caller | None = None, **changes: Any) -> None:
    fields = {"name": "Orang Contoh", "risk_level": "minimum"}
    await training.update_participant(person, **fields | changes)


async def states(training: TrainingClient, *enrolments: str) -> list[str]:
    """The state of each; `passed-over` where the person waits and may not take part."""
    found = [await training.read_enrolment(each) for each in enrolments]
    return ["passed-over" if each["passed_over_on"] else each["state"] for each in found]


async def reasons(training: TrainingClient, enrolment: str) -> list[str]:
    return [each["slug"] for each in (await training.read_enrolment(enrolment))["obstacles"]]


async def places(training: TrainingClient, programme: str) -> tuple[int, int]:
    """How many places are taken, and how many people wait. The columns agree with the enrolments."""
    found = await training.read_programme(programme)
    counted = await training.h.pool.fetchrow(
        "select count(*) filter (where state in ('confirmed', 'completed', 'failed')),"
        " count(*) filter (where state = 'waitlisted') from enrolments where programme_id = $1",
        UUID(programme),
    )
    assert tuple(counted or ()) == (found["taken"], found["waiting"])
    return found["taken"], found["waiting"]


async def leave(training: TrainingClient, enrolment: str) -> None:
    await training.withdraw(enrolment, reason="own_request")

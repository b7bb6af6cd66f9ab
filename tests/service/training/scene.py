"""What most tests of training set up first."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from services.agreements import events as agreements
from services.training.main import build
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.service.training.client import (
    AGENCY,
    OTHER_PRISON,
    PKS,
    PRISON,
    UMBRELLA,
    Caller,
    TrainingClient,
)
from tests.support.harness import SETTINGS

SERVICE = build(ServiceSettings.model_validate(SETTINGS))
AFTER_CHILDRENS_SESSIONS = datetime.fromisoformat("2026-02-19T18:00:00+09:00")
AFTER_THE_SESSIONS = datetime.fromisoformat("2026-02-17T18:00:00+09:00")
CALENDAR = [
    {"starts_at": "2026-02-16T14:00:00+09:00", "ends_at": "2026-02-16T17:00:00+09:00"},
    {"starts_at": "2026-02-17T14:00:00+09:00", "ends_at": "2026-02-17T17:00:00+09:00"},
]
OF_CHILDREN = [
    {"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T17:00:00+09:00"},
    {"starts_at": "2026-02-19T14:00:00+09:00", "ends_at": "2026-02-19T17:00:00+09:00"},
]
"""Two working days: 16 and 17 February 2026 are holidays (Imlek), and a child has none of its sessions then."""
STATES: dict[str, type[agreements.CooperationAgreementFact]] = {
    "signed": agreements.CooperationAgreementSigned,
    "in_force": agreements.CooperationAgreementActivated,
    "suspended": agreements.CooperationAgreementSuspended,
    "resumed": agreements.CooperationAgreementResumed,
    "expired": agreements.CooperationAgreementExpired,
}
_people = count(1)


def describe_agreement(state: str, **changes: Any) -> agreements.CooperationAgreementFact:
    """A fact about the cooperation agreement. `resumed` means that it is in force again."""
    fields: dict[str, Any] = {
        "agreement_id": PKS,
        "joint_agreement_id": UMBRELLA,
        "agency_id": AGENCY,
        "institution_id": PRISON,
        "scopes": ["training"],
        "starts_on": date(2026, 2, 9),
        "ends_on": date(2027, 2, 8),
        "state": "in_force" if state == "resumed" else state,
    }
    return STATES[state](**fields | changes)


async def publish_agreement(training: TrainingClient, state: str, version: int, **changes: Any) -> None:
    """The agreements service publishes a fact about the cooperation agreement."""
    await training.h.hear(describe_agreement(state, **changes), version=version)


async def publish_organisations(training: TrainingClient) -> None:
    """The agreements service publishes an agency and two prisons."""
    kinds: dict[UUID, Any] = {AGENCY: "agency", PRISON: "prison", OTHER_PRISON: "prison"}
    for number, (organisation, kind) in enumerate(kinds.items()):
        registered = agreements.OrganisationRegistered(
            organisation_id=organisation, code=f"org-{number}", name=f"Organisation {number}", kind=kind
        )
        await training.h.hear(registered)


async def open_programme(training: TrainingClient, *, status: int = 201, **changes: Any) -> Any:
    """Two sessions, two places."""
    fields: dict[str, Any] = {
        "cooperation_agreement_id": PKS,
        "agency_id": AGENCY,
        "institution_id": PRISON,
        "skill": "sewing",
        "title": "Menjahit Dasar",
        "level": "basic",
        "minutes": 360,
        "sessions": 2,
        "capacity": 2,
        "starts_on": "2026-02-16",
        "ends_on": "2026-05-29",
        "calendar": CALENDAR,
    }
    return await training.open_programme(status=status, **fields | changes)


async def register_participant(
    training: TrainingClient, organisation: UUID = PRISON, *, status: int = 201, **changes: Any
) -> Any:
    fields: dict[str, Any] = {
        "institution_id": organisation,
        "register_number": f"B.I {next(_people)}/2026",
        "name": "Orang Contoh",
        "birth_date": "1990-01-01",
        "risk_level": "minimum",
    }
    by = Caller("institution_staff", organisation)
    return await training.register_participant(by=by, status=status, **fields | changes)


async def enrol_somebody(training: TrainingClient, programme_id: str, *, status: int = 201) -> Any:
    """Registers a new participant and enrols this person."""
    participant = await register_participant(training)
    return await training.enrol(programme_id, participant["id"], status=status)


async def finish_sessions(training: TrainingClient, people: int = 1, **changes: Any) -> tuple[str, list[str]]:
    """A programme whose sessions are over, and its enrolments."""
    programme = await open_programme(training, **changes)
    enrolments = [(await enrol_somebody(training, programme["id"]))["id"] for _ in range(people)]
    training.h.clock.set(AFTER_THE_SESSIONS)
    return programme["id"], enrolments


async def accompany(training: TrainingClient, programme_id: str) -> None:
    """A companion is on duty from the first day: what children did may be recorded."""
    companion: dict[str, Any] = {
        "duty": "companion",
        "name": "Pendamping Contoh",
        "office": "Dinas Sosial",
        "starts_on": "2026-02-16",
    }
    await training.name_official(programme_id, **companion)


async def pass_course(training: TrainingClient, programme_id: str, enrolment_id: str) -> Any:
    """Present at both sessions, a good score, and completed."""
    for number in (1, 2):
        await training.record_attendance(programme_id, number, {enrolment_id: "present"})
    await training.assess(enrolment_id, 80)
    return await training.complete(enrolment_id)


def invent_id() -> str:
    """An id that the service does not know."""
    return str(new_id())

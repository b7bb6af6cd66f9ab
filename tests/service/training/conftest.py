"""The training service as the others see it: it has heard of an agency, two prisons and a cooperation agreement."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.agreements import events as agreements
from services.training.main import SERVICE
from shared.ids import new_id
from tests.conftest import RunService
from tests.support.harness import Harness

AGENCY, PRISON, OTHER_PRISON, UMBRELLA, PKS = (UUID(int=n) for n in range(1, 6))
STATES: dict[str, type[agreements.CooperationAgreementFact]] = {
    "signed": agreements.CooperationAgreementSigned,
    "in_force": agreements.CooperationAgreementActivated,
    "suspended": agreements.CooperationAgreementSuspended,
    "resumed": agreements.CooperationAgreementResumed,
    "expired": agreements.CooperationAgreementExpired,
}


def agreement(state: str, **changes: Any) -> agreements.CooperationAgreementFact:
    """A fact about the cooperation agreement; `resumed` is in force again."""
    said: dict[str, Any] = {
        "agreement_id": PKS,
        "joint_agreement_id": UMBRELLA,
        "agency_id": AGENCY,
        "institution_id": PRISON,
        "scopes": ["training"],
        "starts_on": date(2026, 2, 9),
        "ends_on": date(2027, 2, 8),
        "state": "in_force" if state == "resumed" else state,
    }
    return STATES[state](**said | changes)


class Training:
    """The service in hand, with the steps that many tests take."""

    def __init__(self, h: Harness) -> None:
        self.h = h
        self._people = 0

    async def hear(self, state: str, version: int, **changes: Any) -> None:
        await self.h.hear(agreement(state, **changes), version=version)

    async def know_organisations(self) -> None:
        kinds: dict[UUID, Any] = {AGENCY: "agency", PRISON: "prison", OTHER_PRISON: "prison"}
        for number, (organisation, kind) in enumerate(kinds.items()):
            said = agreements.OrganisationRegistered(
                organisation_id=organisation, code=f"org-{number}", name=f"Organisation {number}", kind=kind
            )
            await self.h.hear(said)

    async def open(self, status: int = 201, **changes: Any) -> dict[str, Any]:
        body = {
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
            "calendar": [
                {"starts_at": "2026-02-16T14:00:00+09:00", "ends_at": "2026-02-16T17:00:00+09:00"},
                {"starts_at": "2026-02-17T14:00:00+09:00", "ends_at": "2026-02-17T17:00:00+09:00"},
            ],
        }
        made: dict[str, Any] = await self.h.post("/training/programmes", body | changes, "coordinator", status=status)
        return made

    async def programme(self, programme_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.h.get(f"/training/programmes/{programme_id}", "auditor")
        return found

    async def participant(self, organisation: UUID = PRISON, status: int = 201, **changes: Any) -> dict[str, Any]:
        self._people += 1
        body = {
            "institution_id": organisation,
            "register_number": f"B.I {self._people}/2026",
            "name": "Orang Contoh",
            "birth_date": "1990-01-01",
            "risk_level": "minimum",
        }
        made: dict[str, Any] = await self.h.post(
            "/training/participants", body | changes, "institution_staff", organisation=organisation, status=status
        )
        return made

    async def enrol(self, programme_id: str, participant_id: str | None = None, status: int = 201) -> dict[str, Any]:
        participant_id = participant_id or (await self.participant())["id"]
        made: dict[str, Any] = await self.h.post(
            f"/training/programmes/{programme_id}/enrolments",
            {"participant_id": participant_id},
            "institution_staff",
            organisation=PRISON,
            status=status,
        )
        return made

    async def staff(self, path: str, body: Any, status: int = 200, organisation: UUID = PRISON) -> Any:
        return await self.h.post(
            f"/training/{path}", body, "institution_staff", organisation=organisation, status=status
        )

    async def teach(self, path: str, body: Any, status: int = 200, organisation: UUID = AGENCY) -> Any:
        return await self.h.post(f"/training/{path}", body, "trainer", organisation=organisation, status=status)

    async def assess(self, enrolment_id: str, score: int, status: int = 200) -> Any:
        path = f"/training/enrolments/{enrolment_id}/assessment"
        return await self.h.put(path, {"score": score}, "trainer", organisation=AGENCY, status=status)

    async def attend(self, programme_id: str, number: int, outcomes: dict[str, str], status: int = 200) -> Any:
        entries = [{"enrolment_id": enrolment, "outcome": outcome} for enrolment, outcome in outcomes.items()]
        path = f"programmes/{programme_id}/sessions/{number}/attendance"
        return await self.teach(path, {"entries": entries}, status)

    async def published(self) -> list[str]:
        return [type_ for type_, _ in await self.h.facts() if ".record." not in type_]


@pytest.fixture
async def training(harness: RunService) -> AsyncIterator[Training]:
    """With nothing heard yet."""
    async with harness(SERVICE) as running:
        yield Training(running)


@pytest.fixture
async def ready(training: Training) -> Training:
    """With organisations known and the cooperation agreement in force."""
    await training.know_organisations()
    await training.hear("in_force", 5)
    return training


def somebody() -> str:
    return str(new_id())

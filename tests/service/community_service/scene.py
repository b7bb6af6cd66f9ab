"""The community service with its neighbours' facts heard: offices, a school that is child-friendly, a PKS in force."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.agreements import events as agreements
from services.community_service import justice
from services.community_service.identity import Identity
from services.community_service.main import build
from services.community_service.settings import CommunityServiceSettings
from tests.support.harness import PERSON_KEY, Harness

IDENTITY = Identity(PERSON_KEY.encode())
SERVICE = build(
    CommunityServiceSettings(
        database_dsn="postgresql://localhost/unused",
        port=0,
        issuer="https://issuer.test",
        issuer_jwks="unused",
        person_key=PERSON_KEY,
        public_url="http://localhost:8080",
    )
)

COURT, PROSECUTOR, BAPAS, SCHOOL, OTHER_BAPAS, AGENCY, PKS, ACCREDITATION = (UUID(int=n) for n in range(1, 9))
CLERK: dict[str, Any] = {"organisation": COURT, "subject": "clerk"}
COUNSELLOR: dict[str, Any] = {"organisation": BAPAS, "subject": "pk"}
SUPERVISOR: dict[str, Any] = {"subject": "sup"}
API = "/community-service"

_ORGANISATIONS = (
    (COURT, "pn-ambon", "court"),
    (PROSECUTOR, "kejari-ambon", "prosecutor"),
    (BAPAS, "bapas-ambon", "probation_office"),
    (OTHER_BAPAS, "bapas-masohi", "probation_office"),
    (SCHOOL, "sdn-64-ambon", "school"),
)


async def set_scene(h: Harness) -> None:
    for id_, code, kind in _ORGANISATIONS:
        said = {"organisation_id": id_, "code": code, "name": code.upper(), "kind": kind}
        await h.hear(agreements.OrganisationRegistered.model_validate(said))
    await h.hear(
        agreements.AccreditationIssued(
            accreditation_id=ACCREDITATION,
            organisation_id=SCHOOL,
            kind="child_friendly_school",
            valid_from=date(2026, 2, 9),
            valid_until=date(2026, 4, 30),
        )
    )
    await agreement(h, agreements.CooperationAgreementActivated, "in_force", 1)
    h.clock.set(datetime(2026, 3, 1, tzinfo=UTC))


async def agreement(
    h: Harness, event: type[agreements.CooperationAgreementFact], state: str, version: int, **changes: Any
) -> None:
    """A fact of the PKS, at a version of its stream."""
    said = {
        "agreement_id": PKS,
        "scopes": ["community_service"],
        "starts_on": "2026-02-09",
        "ends_on": "2027-02-08",
        "state": state,
        "joint_agreement_id": UUID(int=99),
        "agency_id": AGENCY,
        "institution_id": BAPAS,
    }
    await h.hear(event.model_validate(said | changes), version=version)


def verdict(**changes: Any) -> dict[str, Any]:
    """An adult's 8 hours at 4 hours a day."""
    said = {
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026/PN Amb",
        "verdict_date": "2026-02-20",
        "nik": "8171010101900001",
        "name": "Yohanes Contoh",
        "birth_date": "1990-01-01",
        "offence_date": "2026-01-10",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 8,
        "hours_per_day": 4,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "consent_recorded": True,
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    return said | changes


def child(**changes: Any) -> dict[str, Any]:
    said = {
        "verdict_number": "3/Pid.Sus-Anak/2026/PN Amb",
        "nik": "8171010505100002",
        "name": "Anak Contoh",
        "birth_date": "2010-05-05",
        "hours": 7,
        "hours_per_day": 3,
    }
    return verdict(**(said | changes))


def pronounced(**changes: Any) -> justice.SentencePronounced:
    return justice.SentencePronounced.model_validate(verdict(**changes))


async def sentenced(h: Harness, body: dict[str, Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = await h.post(f"{API}/sentences", body or verdict(), "court_clerk", **CLERK)
    return made


async def opened_site(h: Harness, **changes: Any) -> dict[str, Any]:
    """Mondays and Tuesdays from 08:00 to 16:00 for two people at once."""
    said = {
        "agreement_id": PKS,
        "name": "SD Negeri 64",
        "address": "Jalan Contoh 1, Ambon",
        "latitude": -3.69,
        "longitude": 128.18,
        "activities": ["kebersihan lingkungan"],
        "slots": [
            {"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 2},
            {"weekday": 2, "starts": "08:00", "ends": "16:00", "capacity": 2},
        ],
        "supervisors": ["sup"],
        "host_organisation_id": SCHOOL,
        "child_friendly": True,
        "non_commercial": True,
    }
    made: dict[str, Any] = await h.post(f"{API}/sites", said | changes, "coordinator")
    return made


MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


def session(on: str = MONDAY, starts: str = "08:00", ends: str = "12:00") -> dict[str, str]:
    return {"on": on, "starts": starts, "ends": ends}


async def placed(
    h: Harness, sentence: dict[str, Any], site: dict[str, Any], *sessions: dict[str, str], status: int | None = None
) -> dict[str, Any]:
    body = {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": list(sessions) or [session()]}
    made: dict[str, Any] = await h.post(f"{API}/placements", body, "counsellor", status=status, **COUNSELLOR)
    return made


async def attended(h: Harness, session_id: str, since: str, until: str, **out: Any) -> dict[str, Any]:
    """Check-in and check-out by the supervisor, at local times of the form 2026-03-02T08:00."""
    h.clock.set(datetime.fromisoformat(f"{until}:00+09:00"))
    await h.post(f"{API}/sessions/{session_id}/check-in", {"at": f"{since}:00+09:00"}, "supervisor", **SUPERVISOR)
    body = {"at": f"{until}:00+09:00"} | out
    done: dict[str, Any] = await h.post(f"{API}/sessions/{session_id}/check-out", body, "supervisor", **SUPERVISOR)
    return done


async def signed_off(h: Harness, session_id: str, status: int | None = None) -> dict[str, Any]:
    path = f"{API}/sessions/{session_id}/sign-off"
    done: dict[str, Any] = await h.post(path, None, "counsellor", status=status, **COUNSELLOR)
    return done


async def types(h: Harness) -> list[str]:
    """The facts so far, without the prefix they share."""
    return [type_.removeprefix("community-service.") for type_, _ in await h.facts()]

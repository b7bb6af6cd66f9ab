"""What most tests of the community service set up: a verdict, a site, sessions that were served or missed.

The neighbours' facts are known before each test: offices, a child-friendly school, a cooperation agreement (PKS).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from pypdf import PdfReader

from services.agreements import events as agreements
from services.community_service.identity import Identity
from services.community_service.main import build
from services.community_service.rules import BOOK
from services.community_service.settings import CommunityServiceSettings
from shared.messaging.envelope import Envelope
from tests.service.community_service import bodies
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    ACCREDITATION,
    AGENCY,
    BAPAS,
    COURT,
    KEJARI,
    OTHER_BAPAS,
    PKS,
    SCHOOL,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import PERSON_KEY, SETTINGS, Harness

IDENTITY = Identity(PERSON_KEY.encode())
SERVICE = build(CommunityServiceSettings.model_validate(SETTINGS))
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 15, tzinfo=UTC)
_ORGANISATIONS = (
    (COURT, "pn-ambon", "court"),
    (KEJARI, "kejari-ambon", "prosecutor"),
    (BAPAS, "bapas-ambon", "probation_office"),
    (OTHER_BAPAS, "bapas-masohi", "probation_office"),
    (SCHOOL, "sdn-64-ambon", "school"),
)


# What the neighbours say


async def introduce_neighbours(h: Harness) -> None:
    for id_, code, kind in _ORGANISATIONS:
        fields = {"organisation_id": id_, "code": code, "name": code.upper(), "kind": kind}
        await h.hear(agreements.OrganisationRegistered.model_validate(fields))
    await h.hear(accreditation(agreements.AccreditationIssued))
    await announce_agreement(h, agreements.CooperationAgreementActivated, "in_force", 1)
    h.clock.set(MARCH)


def accreditation(event: type[agreements.AccreditationFact], **changes: Any) -> agreements.AccreditationFact:
    """A fact of the school's accreditation, which holds until the end of April."""
    fields = {
        "accreditation_id": ACCREDITATION,
        "organisation_id": SCHOOL,
        "kind": "child_friendly_school",
        "valid_from": date(2026, 2, 9),
        "valid_until": date(2026, 4, 30),
    }
    return event.model_validate(fields | changes)


async def announce_agreement(
    h: Harness, event: type[agreements.CooperationAgreementFact], state: str, version: int, **changes: Any
) -> None:
    """A fact of the PKS, at a version of its stream."""
    fields = {
        "agreement_id": PKS,
        "scopes": ["community_service"],
        "starts_on": "2026-02-09",
        "ends_on": "2027-02-08",
        "state": state,
        "joint_agreement_id": UUID(int=99),
        "agency_id": AGENCY,
        "institution_id": BAPAS,
    }
    await h.hear(event.model_validate(fields | changes), version=version)


def envelope(type_: str, id_: str, source: str = "https://pn-ambon.example") -> Envelope:
    """Of a message of the court."""
    return Envelope(id=id_, source=source, type=type_, time=MARCH, data=b"")


# What happens


async def pronounce(client: CommunityServiceClient, body: Json | None = None) -> Json:
    made: Json = await client.pronounce(body or bodies.verdict())
    return made


async def pronounce_before(client: CommunityServiceClient, body: Json | None = None) -> Json:
    """A sentence that was made under the rule set that is retired now, when a verdict did not state its sanctions."""
    made = await pronounce(client, body)
    await client.h.pool.execute(
        "update sentences set rules_from = $2, ordered_repeat_minutes = null, ordered_prison_days = null,"
        " ordered_fine_rupiah = null, detained_days = null where id = $1",
        *(made["id"], BOOK.sets[0].valid_from),
    )
    return made


def site_body(**changes: Any) -> Json:
    """Mondays and Tuesdays from 08:00 to 16:00 for two people at once."""
    return {
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
    } | changes


async def open_site(client: CommunityServiceClient, **changes: Any) -> Json:
    made: Json = await client.open_site(site_body(**changes))
    return made


async def make_plan(client: CommunityServiceClient, sentence: Json, **body: Any) -> Json:
    made: Json = await client.make_plan({"sentence_id": sentence["id"]} | body)
    return made


async def place(
    client: CommunityServiceClient, sentence: Json, site: Json, *sessions: Json, status: int | None = None
) -> Json:
    made: Json = await client.confirm_placement(bodies.placement(sentence, site, *sessions), status=status)
    return made


async def attend(client: CommunityServiceClient, session_id: str, since: str, until: str, **out: Any) -> Json:
    """Check-in and check-out by the supervisor, at local times of the form 2026-03-02T08:00."""
    client.h.clock.set(datetime.fromisoformat(f"{until}:00+09:00"))
    await client.check_in(session_id, {"at": f"{since}:00+09:00"})
    done: Json = await client.check_out(session_id, {"at": f"{until}:00+09:00"} | out)
    return done


async def serve_days(
    client: CommunityServiceClient, sentence: Json, site: Json, *days: str, starts: str = "08:00", ends: str = "12:00"
) -> list[str]:
    """Whole sessions on these days, attended and signed off; their ids."""
    made = await place(client, sentence, site, *(bodies.session(day, starts, ends) for day in days))
    ids = [each["id"] for each in made["sessions"]]
    for day, session_id in zip(days, ids, strict=True):
        await attend(client, session_id, f"{day}T{starts}", f"{day}T{ends}")
        await client.sign_off(session_id)
    return ids


async def serve(
    client: CommunityServiceClient, body: Json | None = None, *, days: tuple[str, ...] = (MONDAY, TUESDAY)
) -> Json:
    """A sentence whose sessions were attended and signed off: eight hours on two days complete it."""
    client.h.clock.set(MARCH)
    site, sentence = await open_site(client), await pronounce(client, body)
    await serve_days(client, sentence, site, *days)
    return sentence


async def serve_child(client: CommunityServiceClient) -> Json:
    """A child's sentence, completed in four afternoons."""
    client.h.clock.set(MARCH)
    site, sentence = await open_site(client), await pronounce(client, bodies.child_verdict())
    days = ((MONDAY, "16:00"), (TUESDAY, "16:00"), ("2026-03-09", "16:00"), ("2026-03-10", "15:00"))
    plans = [bodies.session(day, "14:00", until) for day, until in days]
    placed = await place(client, sentence, site, *plans)
    for each, plan in zip(placed["sessions"], plans, strict=True):
        await attend(client, each["id"], f"{plan['on']}T{plan['starts']}", f"{plan['on']}T{plan['ends']}")
        await client.sign_off(each["id"])
    return sentence


async def serve_march(client: CommunityServiceClient) -> tuple[Json, Json, str]:
    """A month with one session signed off and one that waits for it: the site, the sentence, the session that waits."""
    site, sentence = await open_site(client), await pronounce(client)
    sessions = (await place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
    await client.sign_off(sessions[0]["id"])
    client.h.clock.set(APRIL)
    return site, sentence, sessions[1]["id"]


async def receive(client: CommunityServiceClient, sentence: Json) -> Json:
    """Litmas, order and reception are entered; what the case says of its papers then."""
    await client.record_litmas(sentence["id"], bodies.LITMAS)
    await client.order_execution(sentence["id"], bodies.ORDER)
    seen: Json = await client.receive(sentence["id"], bodies.RECEPTION)
    return seen


async def miss_days(client: CommunityServiceClient, sentence: Json, site: Json, *days: str) -> list[str]:
    """Unacceptable absences on these days, signed off; the sessions' ids."""
    made = await place(client, sentence, site, *(bodies.session(day, "08:00", "09:00") for day in days))
    for day, each in zip(days, made["sessions"], strict=True):
        await miss(client, day, each["id"])
    return [each["id"] for each in made["sessions"]]


async def miss(client: CommunityServiceClient, day: str, session_id: str) -> None:
    client.h.clock.set(datetime.fromisoformat(f"{day}T09:05:00+09:00"))
    await client.record_absence(session_id)
    await client.sign_off(session_id)


async def correct(client: CommunityServiceClient, session_id: str, body: Json) -> Json:
    """Proposed by the supervisor and approved by a second person."""
    proposed = await client.propose_correction(session_id, body)
    done: Json = await client.decide_correction(proposed["id"])
    return done


# What is seen


async def balance(client: CommunityServiceClient, sentence: Json) -> tuple[str, int, int, int]:
    """State, required, credited and remaining minutes."""
    seen = await client.read_balance(sentence["id"])
    assert seen["credited_minutes"] == sum(entry["minutes"] for entry in seen["entries"])
    return (seen["state"], seen["required_minutes"], seen["credited_minutes"], seen["remaining_minutes"])


async def ledger(client: CommunityServiceClient, sentence: Json) -> list[tuple[str, int]]:
    seen = await client.read_balance(sentence["id"])
    return [(entry["kind"], entry["minutes"]) for entry in seen["entries"]]


def planned_times(plan: Json) -> list[str]:
    """The new sessions of a plan, as `2026-03-02 08:00-12:00`."""
    return [f"{each['on']} {each['starts'][:5]}-{each['ends'][:5]}" for each in plan["sessions"]]


async def open_alarms(client: CommunityServiceClient) -> list[Json]:
    alarms: list[Json] = (await client.list_alarms(state="open"))["items"]
    return alarms


async def types(h: Harness) -> list[str]:
    """The facts so far, without the prefix they share."""
    return [type_.removeprefix("community-service.") for type_, _ in await h.facts()]


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())

"""Verdicts on the intake topic: the same one twice makes one sentence, a broken one goes back to the sender."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.support.world import World

INTAKE = "masohi.intake.sentences.v1"
TYPE = "justice.sentence.pronounced"


TODAY = datetime.now(UTC).date()
COURT = UUID(int=77)


async def register_court(world: World) -> dict[str, str]:
    """The register has told the service of the court. The headers of its clerk."""
    async with world.database("community_service") as conn:
        await conn.execute(
            "insert into organisations (organisation_id, code, name, kind, version)"
            " values ($1, 'pn-ambon', 'PN Ambon', 'court', 1) on conflict do nothing",
            COURT,
        )
    return world.headers("court_clerk", organisation=COURT)


def verdict(number: str, **answer: Any) -> dict[str, Any]:
    """Of today, so that its period is not over."""
    data = {
        "court_code": "pn-ambon",
        "verdict_number": number,
        "verdict_date": str(TODAY),
        "nik": "8171010105900001",
        "name": "A Name",
        "birth_date": "1990-05-01",
        "offence_date": "2026-01-15",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 60,
        "hours_per_day": 8,
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=120)),
        "consent_recorded": True,
        "sanctions": {"repeat_hours": 60},
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    return data | answer


async def test_the_same_verdict_three_times_makes_one_sentence(world: World) -> None:
    number, event_id = "1/Pid.B/2026", str(new_id())
    for sent in (event_id, event_id, str(new_id())):
        await world.publish_event(INTAKE, TYPE, verdict(number), sent)
    last = await world.publish_event(INTAKE, TYPE, verdict("2/Pid.B/2026"))
    await world.wait_for("community_service", "select count(*) from inbox where id = $1", last, equals=1)
    sentences = "select count(*) from sentences where verdict_number = $1"
    assert await world.value("community_service", sentences, number) == 1
    facts = "select count(*) from journal where type = $1 and data->>'verdict_number' = $2"
    assert await world.value("community_service", facts, "community-service.sentence.assigned", number) == 1


async def test_the_same_verdict_by_message_and_by_hand_at_once_makes_one_sentence(world: World) -> None:
    number = "3/Pid.B/2026"
    clerks = await register_court(world)
    async with world.client("community_service", "court_clerk") as clerk:
        clerk.headers.update(clerks)
        answers = await asyncio.gather(
            clerk.post("/community-service/sentences", json=verdict(number)),
            world.publish_event(INTAKE, TYPE, verdict(number)),
            clerk.post("/community-service/sentences", json=verdict(number)),
        )
    assert {answers[0].status_code, answers[2].status_code} == {201}
    assert answers[0].json()["id"] == answers[2].json()["id"]
    await world.wait_for("community_service", "select count(*) from inbox where id = $1", answers[1], equals=1)
    sentences = "select count(*) from sentences where verdict_number = $1"
    assert await world.value("community_service", sentences, number) == 1


async def test_an_unreadable_verdict_is_a_dead_letter_and_the_next_one_passes(world: World) -> None:
    before = await world.value("community_service", "select count(*) from dead_letters")
    await world.publish_event(INTAKE, TYPE, {"verdict_number": "no court"})
    await world.publish_event(INTAKE, "justice.something.else", {})
    good = await world.publish_event(INTAKE, TYPE, verdict("4/Pid.B/2026"))
    await world.wait_for("community_service", "select count(*) from inbox where id = $1", good, equals=1)
    await world.wait_for("community_service", "select count(*) from dead_letters", equals=before + 2)

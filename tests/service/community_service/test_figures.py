"""The figures of a month count outcomes, per day and per site, as the sessions stand after their corrections."""

from __future__ import annotations

from typing import get_args

from services.community_service.domain.outcomes import OUTCOMES, Count
from services.community_service.events import Outcome
from services.community_service.queries.figures import COUNTS, Sums
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import AGENCY
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

DAYS: dict[str, Outcome] = {
    MONDAY: "attended_complied",
    TUESDAY: "attended_failed_to_comply",
    "2026-03-09": "acceptable_absence",
    "2026-03-10": "unacceptable_absence",
    "2026-03-16": "attended_complied",
}


def counts(sums: Json) -> tuple[int, ...]:
    """Persons, sessions, the four counts, unsigned sessions, credited minutes."""
    return tuple(sums[name] for name in Sums.model_fields)


async def record(client: CommunityServiceClient, day: str, session_id: str, outcome: Outcome) -> None:
    if OUTCOMES[outcome].attended:
        await scene.attend(client, session_id, f"{day}T08:00", f"{day}T08:30", outcome=outcome)
    else:
        await client.record_absence(session_id, outcome, "sakit")


async def record_days(client: CommunityServiceClient, sentence: Json, site: Json) -> list[str]:
    """A day for what each count counts, signed off, and a last day that is not signed off. The sessions' ids."""
    made = await scene.place(client, sentence, site, *(bodies.session(day, "08:00", "09:00") for day in DAYS))
    ids = [each["id"] for each in made["sessions"]]
    client.h.clock.set(scene.APRIL)
    for (day, outcome), session_id in zip(DAYS.items(), ids, strict=True):
        await record(client, day, session_id, outcome)
        client.h.clock.set(scene.APRIL)
    for session_id in ids[:-1]:
        await client.sign_off(session_id)
    return ids


async def test_a_month_counts_what_each_outcome_counts_as(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await record_days(client, sentence, site)
    content = (await client.read_site_report(site["id"], "2026-03"))["content"]
    assert counts(content["sums"]) == (1, 5, 2, 1, 1, 1, 1, 30)
    assert [(day["on"], counts(day)) for day in content["days"]] == [
        (MONDAY, (1, 1, 1, 0, 0, 0, 0, 30)),
        (TUESDAY, (1, 1, 0, 1, 0, 0, 0, 0)),
        ("2026-03-09", (1, 1, 0, 0, 1, 0, 0, 0)),
        ("2026-03-10", (1, 1, 0, 0, 0, 1, 0, 0)),
        ("2026-03-16", (1, 1, 1, 0, 0, 0, 1, 0)),
    ]


async def test_a_correction_moves_its_session_to_another_count(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    ids = await record_days(client, sentence, site)
    await scene.correct(client, ids[3], bodies.correction("2026-03-10", "08:00", "09:00"))
    content = (await client.read_site_report(site["id"], "2026-03"))["content"]
    assert counts(content["sums"]) == (1, 5, 3, 1, 1, 0, 1, 90)


async def test_a_person_of_two_sentences_and_sites_is_one_person_of_the_agency(
    h: Harness, client: CommunityServiceClient
) -> None:
    sites = [await scene.open_site(client, name=name) for name in ("Taman B", "Taman A", "Taman C")]
    first = await scene.pronounce(client)
    second = await scene.pronounce(client, bodies.verdict(verdict_number="13/Pid.B/2026/PN Amb"))
    await scene.serve_days(client, first, sites[0], MONDAY, ends="09:00")
    await scene.serve_days(client, second, sites[1], TUESDAY, ends="10:00")
    client.h.clock.set(scene.APRIL)
    content = (await client.read_agency_report(AGENCY, "2026-03"))["content"]
    assert counts(content["sums"]) == (1, 2, 2, 0, 0, 0, 0, 180)
    assert [(each["site"], each["site_id"], counts(each)) for each in content["sites"]] == [
        ("Taman A", sites[1]["id"], (1, 1, 1, 0, 0, 0, 0, 120)),
        ("Taman B", sites[0]["id"], (1, 1, 1, 0, 0, 0, 0, 60)),
        ("Taman C", sites[2]["id"], (0, 0, 0, 0, 0, 0, 0, 0)),
    ]


def test_every_outcome_is_counted_in_a_field_of_the_report() -> None:
    assert set(COUNTS) == set(get_args(Count)) == {meaning.counted_as for meaning in OUTCOMES.values()}
    assert set(COUNTS) <= set(Sums.model_fields)

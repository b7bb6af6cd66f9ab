"""Sites rise and rest with their agreement, whatever the order in which its facts arrive."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.agreements import events as agreements
from services.community_service.store.availability import load_availability
from services.training.events import CertificateRevoked, EnrolmentCompleted
from tests.conftest import RunService
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import ACCREDITATION, AUDITOR, BAPAS, COUNSELLOR, SCHOOL
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

ACTIVATED = (agreements.CooperationAgreementActivated, "in_force")
SUSPENDED = (agreements.CooperationAgreementSuspended, "suspended")
RESUMED = (agreements.CooperationAgreementResumed, "in_force")
EXPIRED = (agreements.CooperationAgreementExpired, "expired")


async def state(client: CommunityServiceClient, site: dict[str, Any]) -> str:
    return str((await client.read_site(site["id"]))["state"])


async def test_a_site_needs_an_agreement_in_force(h: Harness, client: CommunityServiceClient) -> None:
    await scene.announce_agreement(h, *SUSPENDED, version=2)
    body = {"agreement_id": str(UUID(int=77))}
    with pytest.raises(AssertionError, match="404"):
        await scene.open_site(client, **body)
    with pytest.raises(AssertionError, match="agreement-not-in-force"):
        await scene.open_site(client)
    await scene.announce_agreement(h, *RESUMED, version=3, scopes=["training"])
    with pytest.raises(AssertionError, match="agreement-without-scope"):
        await scene.open_site(client)
    await scene.announce_agreement(h, *RESUMED, version=4)
    assert (await scene.open_site(client))["agency_id"] == str(UUID(int=6))


async def test_what_a_site_must_be(client: CommunityServiceClient) -> None:
    with pytest.raises(AssertionError, match=r"K3.*art\. 85\(3\)|art\. 85\(3\).*K3"):
        await scene.open_site(client, non_commercial=False)
    with pytest.raises(AssertionError, match="C2p"):
        await scene.open_site(client, host_organisation_id=BAPAS)
    with pytest.raises(AssertionError, match="422"):
        await scene.open_site(client, host_organisation_id=None)
    await scene.open_site(client, host_organisation_id=None, child_friendly=False)


async def test_it_is_suspended_with_its_agreement_and_what_runs_goes_on_flagged(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placement = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    await scene.announce_agreement(h, *SUSPENDED, version=2)
    assert await state(client, site) == "suspended"
    seen = await client.read_sentence(sentence["id"])
    assert seen["needs_decision"] is True
    other = await scene.pronounce(client, bodies.verdict(verdict_number="13", nik="8171010101900002"))
    assert (await scene.place(client, other, site, status=409))["title"] == "site-not-open"
    await scene.attend(client, placement["sessions"][0]["id"], "2026-03-02T08:00", "2026-03-02T12:00")
    await scene.announce_agreement(h, *RESUMED, version=3)
    assert await state(client, site) == "open"
    assert (await client.read_sentence(sentence["id"]))["needs_decision"] is False
    assert [t for t in await scene.types(h) if t.startswith("site.")] == [
        "site.opened",
        "site.suspended",
        "site.opened",
    ]


async def test_what_a_sentence_shows_of_its_site_is_sent_again_when_the_site_changes(
    client: CommunityServiceClient,
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    seen = (await client.raw.read_sentence(sentence["id"])).headers["etag"]
    holding = client.with_headers(if_none_match=seen).raw
    assert (await holding.read_sentence(sentence["id"])).status_code == 304
    await client.suspend_site(site["id"])
    answer = await holding.read_sentence(sentence["id"])
    assert (answer.status_code, answer.json()["needs_decision"]) == (200, True)


async def test_a_coordinator_suspends_resumes_and_closes(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    await client.suspend_site(site["id"], caller=COUNSELLOR.at(None), status=403)
    await client.suspend_site(site["id"])
    await scene.announce_agreement(h, *SUSPENDED, version=2)
    await scene.announce_agreement(h, *RESUMED, version=3)
    assert await state(client, site) == "suspended"
    await client.resume_site(site["id"])
    await client.close_site(site["id"])
    await scene.announce_agreement(h, *SUSPENDED, version=4)
    await scene.announce_agreement(h, *RESUMED, version=5)
    assert await state(client, site) == "closed"
    expected = ["site.opened", "site.suspended", "site.opened", "site.closed"]
    assert [t for t in await scene.types(h) if t.startswith("site.")] == expected


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_late_and_doubled_facts_of_an_agreement_end_in_the_same_state(
    h: Harness, client: CommunityServiceClient, order: tuple[int, ...]
) -> None:
    site = await scene.open_site(client)
    facts = [(SUSPENDED, 2), (RESUMED, 3), (EXPIRED, 4)]
    for index in (*order, *order):
        fact, version = facts[index]
        await scene.announce_agreement(h, *fact, version=version)
    assert await state(client, site) == "suspended"
    row = await h.pool.fetchrow("select state, version from agreements")
    assert row
    assert tuple(row) == ("expired", 4)


async def test_a_fact_from_before_changes_nothing(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    await scene.announce_agreement(h, *RESUMED, version=9)
    await scene.announce_agreement(h, *SUSPENDED, version=8)
    await scene.announce_agreement(h, *ACTIVATED, version=1)
    assert await state(client, site) == "open"
    assert await scene.types(h) == ["site.opened"]


async def test_an_accreditation_is_needed_on_every_date_of_a_child(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    afternoon = {"starts": "14:00", "ends": "16:00"}
    refused = await scene.place(
        client,
        sentence,
        site,
        bodies.session(MONDAY, **afternoon),
        bodies.session("2026-05-04", **afternoon),
        status=422,
    )
    assert [(v["rule"], v["slug"]) for v in refused["violations"]] == [("C2p", "site-not-child-friendly")]
    renewed = agreements.AccreditationIssued(
        accreditation_id=ACCREDITATION,
        organisation_id=SCHOOL,
        kind="child_friendly_school",
        valid_from=date(2026, 2, 9),
        valid_until=date(2026, 5, 31),
    )
    await h.hear(renewed, version=2)
    await h.hear(renewed.model_copy(update={"valid_until": date(2026, 3, 1)}), version=1)
    await scene.place(
        client, sentence, site, bodies.session(MONDAY, **afternoon), bodies.session("2026-05-04", **afternoon)
    )


async def test_a_site_is_opened_after_its_agreement_is_heard_of_only(harness: RunService) -> None:
    async with harness(scene.SERVICE) as h:
        client = CommunityServiceClient(h)
        with pytest.raises(AssertionError, match="404"):
            await scene.open_site(client)
        await scene.introduce_neighbours(h)
        await scene.open_site(client)


async def test_completed_training_becomes_a_skill_of_the_person(h: Harness, client: CommunityServiceClient) -> None:
    completed = EnrolmentCompleted.model_validate(
        {
            "enrolment_id": UUID(int=50),
            "programme_id": UUID(int=51),
            "agency_id": UUID(int=52),
            "institution_id": UUID(int=53),
            "person_id": scene.IDENTITY.person("8171010101900001"),
            "skill": "gardening",
            "level": "basic",
            "state": "completed",
            "completed_on": "2026-02-20",
        }
    )
    await h.hear(completed, version=4)
    await h.hear(completed.model_copy(update={"skill": "older"}), version=3)
    sentence = await scene.pronounce(client)
    assert (await client.read_person(sentence["id"], "planning", caller=AUDITOR))["skills"] == ["gardening"]


async def test_cert_23_a_revoked_certificate_takes_the_skill_back(h: Harness, client: CommunityServiceClient) -> None:
    """CERT-23: also where the completion comes late or again, and until the course is completed again."""
    person = scene.IDENTITY.person("8171010101900001")
    course = {
        "enrolment_id": UUID(int=50),
        "programme_id": UUID(int=51),
        "agency_id": UUID(int=52),
        "institution_id": UUID(int=53),
        "person_id": person,
        "skill": "gardening",
        "level": "basic",
    }
    completed = EnrolmentCompleted.model_validate({**course, "state": "completed", "completed_on": "2026-02-20"})
    ended = {"certificate_id": UUID(int=54), "number": "TRN/2026/000001", "held_at_id": UUID(int=53)}
    revoked = CertificateRevoked.model_validate({**course, **ended, "revoked_on": "2026-03-01"})
    sentence = await scene.pronounce(client)

    async def skills() -> list[str]:
        shown: list[str] = (await client.read_person(sentence["id"], "planning", caller=AUDITOR))["skills"]
        async with h.pool.acquire() as conn:
            assert (await load_availability(conn, person)).skills == frozenset(shown)
        return shown

    await h.hear(completed, version=4)
    await h.hear(revoked, version=6)
    assert await skills() == []
    await h.hear(completed, version=5)
    assert await skills() == []
    await h.hear(completed, version=8)
    assert await skills() == ["gardening"]
    await h.hear(revoked, version=7)
    assert await skills() == ["gardening"]

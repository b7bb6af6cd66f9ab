"""Sites rise and rest with their agreement, whatever the order in which its facts arrive."""

from __future__ import annotations

import itertools
from datetime import date
from uuid import UUID

import pytest

from services.agreements import events as agreements
from services.training.events import EnrolmentCompleted
from tests.conftest import RunService
from tests.service.community_service.scene import (
    ACCREDITATION,
    API,
    BAPAS,
    IDENTITY,
    MONDAY,
    SCHOOL,
    SERVICE,
    TUESDAY,
    agreement,
    attended,
    child,
    opened_site,
    placed,
    sentenced,
    session,
    set_scene,
    types,
    verdict,
)
from tests.support.harness import Harness

ACTIVATED = (agreements.CooperationAgreementActivated, "in_force")
SUSPENDED = (agreements.CooperationAgreementSuspended, "suspended")
RESUMED = (agreements.CooperationAgreementResumed, "in_force")
EXPIRED = (agreements.CooperationAgreementExpired, "expired")


async def state(h: Harness, site: dict[str, object]) -> str:
    return str((await h.get(f"{API}/sites/{site['id']}", "coordinator"))["state"])


async def test_a_site_needs_an_agreement_in_force(h: Harness) -> None:
    await agreement(h, *SUSPENDED, version=2)
    body = {"agreement_id": str(UUID(int=77))}
    with pytest.raises(AssertionError, match="404"):
        await opened_site(h, **body)
    with pytest.raises(AssertionError, match="agreement-not-in-force"):
        await opened_site(h)
    await agreement(h, *RESUMED, version=3, scopes=["training"])
    with pytest.raises(AssertionError, match="agreement-without-scope"):
        await opened_site(h)
    await agreement(h, *RESUMED, version=4)
    assert (await opened_site(h))["agency_id"] == str(UUID(int=6))


async def test_what_a_site_must_be(h: Harness) -> None:
    with pytest.raises(AssertionError, match=r"K3.*art\. 85\(3\)|art\. 85\(3\).*K3"):
        await opened_site(h, non_commercial=False)
    with pytest.raises(AssertionError, match="C4"):
        await opened_site(h, host_organisation_id=BAPAS)
    with pytest.raises(AssertionError, match="422"):
        await opened_site(h, host_organisation_id=None)
    await opened_site(h, host_organisation_id=None, child_friendly=False)


async def test_it_is_suspended_with_its_agreement_and_what_runs_goes_on_flagged(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    placement = await placed(h, sentence, site, session(MONDAY), session(TUESDAY))
    await agreement(h, *SUSPENDED, version=2)
    assert await state(h, site) == "suspended"
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    assert seen["needs_decision"] is True
    other = await sentenced(h, verdict(verdict_number="13", nik="8171010101900002"))
    assert (await placed(h, other, site, status=409))["title"] == "site-not-open"
    await attended(h, placement["sessions"][0]["id"], "2026-03-02T08:00", "2026-03-02T12:00")
    await agreement(h, *RESUMED, version=3)
    assert await state(h, site) == "open"
    assert (await h.get(f"{API}/sentences/{sentence['id']}", "auditor"))["needs_decision"] is False
    assert [t for t in await types(h) if t.startswith("site.")] == ["site.opened", "site.suspended", "site.opened"]


async def test_a_coordinator_suspends_resumes_and_closes(h: Harness) -> None:
    site = await opened_site(h)
    path = f"{API}/sites/{site['id']}"
    await h.put(f"{path}/suspension", None, "counsellor", status=403)
    await h.put(f"{path}/suspension", None, "coordinator")
    await agreement(h, *SUSPENDED, version=2)
    await agreement(h, *RESUMED, version=3)
    assert await state(h, site) == "suspended"
    await h.put(f"{path}/resumption", None, "coordinator")
    await h.put(f"{path}/closure", None, "coordinator")
    await agreement(h, *SUSPENDED, version=4)
    await agreement(h, *RESUMED, version=5)
    assert await state(h, site) == "closed"
    expected = ["site.opened", "site.suspended", "site.opened", "site.closed"]
    assert [t for t in await types(h) if t.startswith("site.")] == expected


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_late_and_doubled_facts_of_an_agreement_end_in_the_same_state(h: Harness, order: tuple[int, ...]) -> None:
    site = await opened_site(h)
    facts = [(SUSPENDED, 2), (RESUMED, 3), (EXPIRED, 4)]
    for index in (*order, *order):
        fact, version = facts[index]
        await agreement(h, *fact, version=version)
    assert await state(h, site) == "suspended"
    row = await h.pool.fetchrow("select state, version from agreements")
    assert row
    assert tuple(row) == ("expired", 4)


async def test_a_fact_from_before_changes_nothing(h: Harness) -> None:
    site = await opened_site(h)
    await agreement(h, *RESUMED, version=9)
    await agreement(h, *SUSPENDED, version=8)
    await agreement(h, *ACTIVATED, version=1)
    assert await state(h, site) == "open"
    assert await types(h) == ["site.opened"]


async def test_an_accreditation_is_needed_on_every_date_of_a_child(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, child())
    afternoon = {"starts": "14:00", "ends": "16:00"}
    refused = await placed(
        h, sentence, site, session(MONDAY, **afternoon), session("2026-05-04", **afternoon), status=422
    )
    assert [(v["rule"], v["slug"]) for v in refused["violations"]] == [("C4", "site-not-child-friendly")]
    renewed = agreements.AccreditationIssued(
        accreditation_id=ACCREDITATION,
        organisation_id=SCHOOL,
        kind="child_friendly_school",
        valid_from=date(2026, 2, 9),
        valid_until=date(2026, 5, 31),
    )
    await h.hear(renewed, version=2)
    await h.hear(renewed.model_copy(update={"valid_until": date(2026, 3, 1)}), version=1)
    await placed(h, sentence, site, session(MONDAY, **afternoon), session("2026-05-04", **afternoon))


async def test_a_site_is_opened_after_its_agreement_is_heard_of_only(harness: RunService) -> None:
    async with harness(SERVICE) as h:
        with pytest.raises(AssertionError, match="404"):
            await opened_site(h)
        await set_scene(h)
        await opened_site(h)


async def test_completed_training_becomes_a_skill_of_the_person(h: Harness) -> None:
    completed = EnrolmentCompleted.model_validate(
        {
            "enrolment_id": UUID(int=50),
            "programme_id": UUID(int=51),
            "agency_id": UUID(int=52),
            "institution_id": UUID(int=53),
            "person_id": IDENTITY.person("8171010101900001"),
            "skill": "gardening",
            "level": "basic",
            "state": "completed",
            "completed_on": "2026-02-20",
        }
    )
    await h.hear(completed, version=4)
    await h.hear(completed.model_copy(update={"skill": "older"}), version=3)
    sentence = await sentenced(h)
    path = f"{API}/sentences/{sentence['id']}/person?purpose=planning"
    assert (await h.get(path, "auditor"))["skills"] == ["gardening"]

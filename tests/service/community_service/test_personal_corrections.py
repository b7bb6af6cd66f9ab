"""A name or birth date is corrected by two persons, and no old case is judged anew by it: it is flagged."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from services.community_service.domain.personal import JudgedCase, doubts
from services.community_service.rules import BOOK
from shared.privacy.personal import Doubt
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import BAPAS, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

API = "/community-service"
OFFENCE = "2026-01-10"


async def propose(h: Harness, *roles: str, status: int = 201, subject: str = "first", **fields: Any) -> Any:
    person = await h.pool.fetchval("select person_id from persons")
    body = {"reason": "akta kelahiran berbeda", "document": "474.1/12/2026"} | fields
    who = {"subject": subject} | ({"organisation": BAPAS} if roles == ("counsellor",) else {})
    return await h.post(
        f"{API}/persons/{person}/corrections", body, *(roles or ("data_officer",)), status=status, **who
    )


async def decide(h: Harness, made: Any, decision: str = "approved", status: int = 200, subject: str = "second") -> Any:
    path = f"{API}/person-corrections/{made['id']}/decision"
    return await h.post(path, {"decision": decision}, "data_officer", status=status, subject=subject)


async def identity(h: Harness) -> tuple[str, str]:
    row = await h.pool.fetchrow("select name, birth_date::text from persons")
    assert row
    return row["name"], row["birth_date"]


def doubts_gauge() -> float:
    return REGISTRY.get_sample_value("masohi_decision_doubts") or 0.0


async def test_a_second_person_decides_and_only_then_it_changes(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    made = await propose(h, name="Yohanis Contoh")
    assert await identity(h) == ("Yohanes Contoh", "1990-01-01")
    refused = await decide(h, made, subject="first", status=403)
    assert (refused["title"], refused["rule"]) == ("second-person-decides", "D1")
    done = await decide(h, made)
    assert (done["state"], done["doubts"]) == ("approved", [])
    assert await identity(h) == ("Yohanis Contoh", "1990-01-01")


async def test_a_rejected_correction_changes_nothing_and_is_decided_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.pronounce(client)
    made = await propose(h, birth_date="1991-01-01")
    assert (await decide(h, made, "rejected"))["state"] == "rejected"
    assert await identity(h) == ("Yohanes Contoh", "1990-01-01")
    assert (await decide(h, made, status=409))["title"] == "correction-decided"


async def test_an_adult_who_was_a_child_at_the_offence_is_flagged_and_the_case_stays_as_it_was_judged(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    done = await decide(h, await propose(h, birth_date="2010-05-05"))
    (doubt,) = done["doubts"]
    assert (doubt["subject_id"], doubt["was"], doubt["would_be"]) == (sentence["id"], "adult", "child")
    assert (await client.read_sentence(sentence["id"]))["child"] is False
    assert [each["id"] for each in (await h.get(f"{API}/decision-doubts", "auditor"))["items"]] == [doubt["id"]]
    await h.sealer.tick()
    assert doubts_gauge() == 1


async def test_a_child_who_was_an_adult_is_flagged_and_stays_secret(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    done = await decide(h, await propose(h, birth_date="2000-05-05"))
    assert [(each["was"], each["would_be"]) for each in done["doubts"]] == [("child", "adult")]
    assert (await client.read_sentence(sentence["id"]))["child"] is True


async def test_nobody_amends_a_case_whose_regime_is_in_doubt_until_somebody_has_settled_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    done = await decide(h, await propose(h, birth_date="1985-01-01"))
    assert done["doubts"] == [], "an adult by both dates"
    done = await decide(h, await propose(h, birth_date="2009-05-05"))
    h.clock.set(scene.APRIL)
    amendment = {**bodies.TERMS, "change_number": "A1"}
    refused = await client.amend(sentence["id"], amendment, status=409)
    assert (refused["title"], refused["rule"]) == ("regime-in-doubt", "D1")
    path = f"{API}/decision-doubts/{done['doubts'][0]['id']}/settlement"
    body = {"document": "B-12/KEJARI/2026", "note": "perkara tetap, akta yang lama yang benar"}
    await h.post(path, body, "counsellor", status=403)
    settled = await h.post(path, body, "data_officer")
    assert settled["document"] == body["document"]
    await h.post(path, body, "data_officer", status=409)
    assert (await h.get(f"{API}/decision-doubts", "auditor"))["items"] == []
    await decide(h, await propose(h, birth_date="1990-01-01", subject="first"))


async def test_a_revocation_needs_no_regime(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await decide(h, await propose(h, birth_date="2010-05-05"))
    h.clock.set(scene.APRIL)
    body = {"change_number": "R1", "decided_on": "2026-03-10", "reason": "cassation"}
    assert (await client.revoke(sentence["id"], body))["state"] == "revoked"


async def test_the_journal_names_the_fields_and_no_value(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    await decide(h, await propose(h, name="Nama Baru", birth_date="2010-05-05"))
    written = await h.pool.fetch(
        "select data::text || coalesce(internal::text, '') as said from journal where type like '%correction%'"
    )
    assert len(written) == 2
    assert not [row for row in written if "Nama Baru" in row["said"] or "2010-05-05" in row["said"]]


@pytest.mark.parametrize(
    ("fields", "slug", "status"),
    [
        ({"name": "Yohanes Contoh"}, "nothing-to-correct", 422),
        ({"birth_date": "1990-01-01"}, "nothing-to-correct", 422),
        ({"birth_date": "2026-12-31"}, "born-later", 422),
        ({}, "unreadable", 422),
        ({"birth_date": "1899-12-31"}, "unreadable", 422),
        ({"name": "a\u0000b"}, "unreadable", 422),
        ({"name": "Yohanis", "document": ""}, "unreadable", 422),
    ],
    ids=["the same name", "the same date", "not born yet", "nothing", "before 1900", "a control character", "no paper"],
)
async def test_what_is_no_correction_is_refused(
    h: Harness, client: CommunityServiceClient, fields: dict[str, Any], slug: str, status: int
) -> None:
    await scene.pronounce(client)
    assert (await propose(h, status=status, **fields))["title"] == slug


async def test_one_correction_waits_at_a_time_also_when_two_propose_at_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.pronounce(client)
    person = await h.pool.fetchval("select person_id from persons")
    body = {"name": "Lain", "reason": "salah eja", "document": "1"}
    answers = await asyncio.gather(
        *[
            h.client.post(f"{API}/persons/{person}/corrections", json=body, headers=h.token("data_officer"))
            for _ in range(3)
        ]
    )
    assert sorted(each.status_code for each in answers) == [201, 409, 409]


async def test_a_counsellor_proposes_for_the_own_clients_and_does_not_decide(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.pronounce(client)
    made = await propose(h, "counsellor", name="Yohanis")
    await h.post(f"{API}/person-corrections/{made['id']}/decision", {"decision": "approved"}, "counsellor", status=403)
    person = await h.pool.fetchval("select person_id from persons")
    body = {"name": "Lain", "reason": "salah eja", "document": "1"}
    path = f"{API}/persons/{person}/corrections"
    await h.post(path, body, "counsellor", organisation=OTHER_BAPAS, status=403)


async def test_the_database_asks_for_two_persons_too(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    made = await propose(h, name="Yohanis")
    with pytest.raises(Exception, match="person_corrections_two_persons"):
        await h.pool.execute(
            "update person_corrections set state = 'approved', decided_by = 'first', decided_at = now() where id = $1",
            UUID(made["id"]),
        )


FIRST = BOOK.sets[0]
CASE = JudgedCase(UUID(int=1), "adult", FIRST.valid_from, FIRST.valid_from)


@pytest.mark.parametrize(
    ("years", "days", "would_be"),
    [
        pytest.param(FIRST.child.under_age, 0, None, id="18 on the day of the offence is an adult"),
        pytest.param(FIRST.child.under_age, 1, "child", id="a day before 18 is a child"),
        pytest.param(FIRST.child.from_age, 0, "child", id="the least age of a child, on the day"),
        pytest.param(FIRST.child.from_age, 1, "too_young", id="a day younger is not punished at all"),
    ],
)
def test_the_age_at_the_offence_decides_what_is_in_doubt(years: int, days: int, would_be: str | None) -> None:
    born = CASE.offence_date.replace(year=CASE.offence_date.year - years, day=CASE.offence_date.day + days)
    wanted = [Doubt(CASE.sentence_id, "adult", would_be)] if would_be else []
    assert list(doubts([CASE], born)) == wanted

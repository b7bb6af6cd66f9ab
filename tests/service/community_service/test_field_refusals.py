"""A refused entry is lost nowhere: it waits for its sender, becomes a correction, or is discarded with a reason."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.community_service.store.personal import PERSONAL
from shared.ids import new_id
from shared.privacy.personal import ERASED
from tests.service.community_service.bodies import MONDAY, Json
from tests.service.community_service.callers import AUDITOR, COORDINATOR, COUNSELLOR, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import Phone, local, place_people, results, shift
from tests.support.erasing import erase_at
from tests.support.harness import Harness

EIGHT, NOON = f"{MONDAY}T08:00", f"{MONDAY}T12:00"
SECOND = SUPERVISOR.named("sup-2")
STRANGER = SUPERVISOR.named("stranger")


async def colleague_first(h: Harness, client: CommunityServiceClient) -> tuple[str, list[Json]]:
    """The colleague has recorded 08:10 to 12:00; my phone says 08:00 to 11:30 afterwards."""
    _, _, (only,) = await place_people(client, 1, supervisors=["sup", "sup-2"])
    theirs, mine = Phone(client, SECOND), Phone(client)
    h.clock.set(local(f"{MONDAY}T12:05"))
    await theirs.send(*shift(theirs, only, f"{MONDAY}T08:10", NOON))
    entries = shift(mine, only, EIGHT, f"{MONDAY}T11:30", outcome="attended_failed_to_comply")
    assert results(await mine.send(*entries)) == ["already-recorded", "already-recorded"]
    return only, entries


async def test_theirs_stands_beside_mine(h: Harness, client: CommunityServiceClient) -> None:
    only, (came, _) = await colleague_first(h, client)
    seen = await client.read_refusal(came["id"])
    assert (seen["at"], seen["session_id"], seen["state"]) == ("2026-03-01T23:00:00Z", only, "open")
    recorded = seen["recorded"]
    assert (recorded["state"], recorded["checked_in_at"], recorded["mine"]) == (
        "recorded",
        "2026-03-01T23:10:00Z",
        False,
    )
    assert "koreksi" in seen["problem"]["detail_id"]
    assert "correction" in seen["problem"]["detail_en"]


async def test_both_of_mine_become_one_correction_that_a_second_person_decides(
    h: Harness, client: CommunityServiceClient
) -> None:
    only, (came, left) = await colleague_first(h, client)
    made = await client.propose_entry(came["id"])
    assert (made["outcome"], made["checked_in_at"], made["checked_out_at"], made["proposed_by"]) == (
        "attended_failed_to_comply",
        "2026-03-01T23:00:00Z",
        "2026-03-02T02:30:00Z",
        "sup",
    )
    for entry in (came, left):
        seen = await client.read_refusal(entry["id"])
        assert (seen["state"], seen["correction_id"], seen["settled_by"]) == ("proposed", made["id"], "sup")
    assert (await client.propose_entry(left["id"], status=409))["title"] == "wrong-state"
    mine = [each for each in await client.list_entries(only) if each["status"] == "proposed"]
    assert {each["correction_id"] for each in mine} == {made["id"]}
    await client.decide_correction(made["id"], caller=COORDINATOR.named("second"))
    row = await h.pool.fetchrow("select outcome, corrected_by, recorded_by from sessions_as_corrected")
    assert row
    assert tuple(row) == ("attended_failed_to_comply", "sup", "sup-2")
    assert results(await Phone(client).send(came)) == ["already-recorded"], "it is settled"


async def test_an_arrival_alone_does_not_correct_an_absence(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:05"))
    await client.record_absence(only)
    entry = phone.tap(only, "arrived", EIGHT)
    assert results(await phone.send(entry)) == ["already-recorded"]
    assert (await client.propose_entry(entry["id"], status=422))["title"] == "times-do-not-fit-outcome"
    assert (await client.read_refusal(entry["id"]))["state"] == "open"


async def test_what_nobody_has_recorded_is_no_correction(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    left = phone.tap(only, "left", EIGHT)
    h.clock.set(local(f"{MONDAY}T08:01"))
    await phone.send(left)
    assert (await client.propose_entry(left["id"], status=409))["title"] == "wrong-state"


async def test_discarded_with_a_reason_it_stays_discarded(h: Harness, client: CommunityServiceClient) -> None:
    _, (came, left) = await colleague_first(h, client)
    assert (await client.discard_entry(came["id"], "x", status=422))["title"] == "unreadable"
    done = await client.discard_entry(came["id"], "salah ketuk")
    assert (done["state"], done["note"], done["settled_by"]) == ("discarded", "salah ketuk", "sup")
    assert (await client.discard_entry(came["id"], status=409))["title"] == "wrong-state"
    assert results(await Phone(client).send(came)) == ["already-recorded"]
    assert [each["id"] for each in (await client.list_refusals(state="open"))["items"]] == [left["id"]]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute(
            "update field_refusals set state = 'open', settled_at = null, settled_by = null, note = null"
        )


async def test_a_discarded_entry_is_not_recorded_even_where_it_could_be(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    came, left = shift(phone, only, EIGHT, NOON)
    h.clock.set(local(f"{MONDAY}T12:01"))
    await phone.send(left)
    await client.discard_entry(left["id"])
    assert results(await phone.send(came, left)) == ["recorded", "arrival-missing"]


async def test_discarded_by_a_coordinator_while_it_is_sent_again_it_is_one_or_the_other(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, ids = await place_people(client, 6)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:01"))
    shifts = [shift(phone, each, EIGHT, NOON) for each in ids]
    await phone.send(*(left for _, left in shifts))
    await phone.send(*(came for came, _ in shifts))
    again = asyncio.gather(*(phone.send(left) for _, left in shifts))
    gone = await asyncio.gather(*(client.raw.discard_entry(left["id"], caller=COORDINATOR) for _, left in shifts))
    answers = [results(answer)[0] for answer in await again]
    for said, discarded in zip(answers, gone, strict=True):
        assert (said == "recorded") == (discarded.status_code == 409)
    states = {row["state"] for row in await h.pool.fetch("select state from field_refusals")}
    assert states <= {"recorded", "discarded"}
    both = "select count(*) from field_entries as e join field_refusals as r on r.entry_id = e.id where "
    assert await h.pool.fetchval(both + "(r.state = 'discarded') = (e.fact_version is not null)") == 0


async def test_who_sees_and_settles_what(h: Harness, client: CommunityServiceClient) -> None:
    _, (came, left) = await colleague_first(h, client)
    for caller in (STRANGER, SECOND):
        assert (await client.list_refusals(caller=caller))["items"] == []
        await client.read_refusal(came["id"], caller=caller, status=403)
        await client.discard_entry(came["id"], caller=caller, status=403)
        await client.propose_entry(came["id"], caller=caller, status=403)
    for caller in (AUDITOR, COORDINATOR):
        page = await client.list_refusals(caller=caller, limit=1)
        rest = await client.list_refusals(caller=caller, limit=1, after=page["next"])
        assert [each["id"] for each in (*page["items"], *rest["items"])] == [came["id"], left["id"]]
    await client.discard_entry(came["id"], caller=AUDITOR, status=403)
    await client.propose_entry(came["id"], caller=COORDINATOR, status=403)
    done = await client.discard_entry(came["id"], "ponsel hilang", caller=COORDINATOR)
    assert done["settled_by"] == COORDINATOR.subject, "who lost the phone and the job leaves nothing behind"
    await client.read_refusal(str(new_id()), status=404)


async def test_it_waits_where_a_coordinator_sees_it(h: Harness, client: CommunityServiceClient) -> None:
    _, (came, left) = await colleague_first(h, client)
    waiting = (await client.list_waiting(kind="field_refusal"))["items"]
    assert [(each["id"], each["waits_for"]) for each in waiting] == [
        (came["id"], "coordinator"),
        (left["id"], "coordinator"),
    ]
    assert waiting[0]["detail_url"] == f"/community-service/field/refusals/{came['id']}"
    await client.propose_entry(came["id"])
    assert (await client.list_waiting(kind="field_refusal"))["items"] == []
    assert len((await client.list_waiting(kind="correction", caller=COUNSELLOR))["items"]) == 1


async def test_words_and_places_go_after_their_retention(h: Harness, client: CommunityServiceClient) -> None:
    _, sentences, (only,) = await place_people(client, 1)
    phone = Phone(client)
    where = {"latitude": -3.7, "longitude": 128.2, "accuracy_m": 5, "age_s": 1}
    h.clock.set(local(f"{MONDAY}T08:30"))
    entry = phone.tap(only, "absent", f"{MONDAY}T07:00", outcome="acceptable_absence", reason="sakit", place=where)
    assert results(await phone.send(entry)) == ["session-not-started"]
    await client.revoke(sentences[0]["id"], {"change_number": "R1", "decided_on": "2026-03-01", "reason": "cassation"})
    ends = local("2026-05-31T12:00")
    days = {each.name: each.days for each in PERSONAL.retention}["attendance-details"] + 1
    await erase_at(h, ends + timedelta(days=days))
    assert await h.pool.fetchval("select reason from field_entries") == "sakit", "an open refusal keeps it"
    await client.discard_entry(entry["id"], "sudah diselesaikan")
    await erase_at(h, h.clock.now() + timedelta(days=1))
    row = await h.pool.fetchrow("select reason, latitude, longitude, at from field_entries")
    assert row
    assert tuple(row) == (ERASED, None, None, local(f"{MONDAY}T07:00"))
    assert await h.pool.fetchval("select note from field_refusals") == ERASED
    assert await h.pool.fetchval("select entry_id from field_refusals") == UUID(entry["id"])

"""The guardian of a child: personal data apart from the facts, each read logged; who accompanied."""

from __future__ import annotations

import pytest

from services.notifications.events import GuardianReached, GuardianUnreachable
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import GUARDIAN, MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    OTHER_BAPAS,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_a_childs_case_misses_a_guardian_until_one_is_named(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    assert "guardian" in sentence["missing_papers"]
    named = await client.name_guardian(sentence["id"], GUARDIAN)
    assert (named["name"], named["told_by"]) == ("Ibu Contoh", "messages")
    assert "guardian" not in (await client.read_sentence(sentence["id"]))["missing_papers"]
    journal = await h.pool.fetch("select type, data::text, internal::text, topic from journal")
    assert all("Ibu Contoh" not in str(tuple(row)) and "0811" not in str(tuple(row)) for row in journal)
    (told,) = [row for row in journal if row["type"] == "community-service.guardian.named"]
    assert told["topic"] is None, "that a case has a guardian says that it is a child's"


async def test_an_adult_has_none(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    assert "guardian" not in sentence["missing_papers"]
    refused = await client.name_guardian(sentence["id"], GUARDIAN, status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "guardian-of-a-child-only",
        "C2g",
        "PP 58/2022 art. 16(1)",
    )


async def test_a_read_names_its_purpose_and_is_logged(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.read_guardian(sentence["id"], "pendampingan", status=404)
    await client.name_guardian(sentence["id"], GUARDIAN)
    read = await client.read_guardian(sentence["id"], "pendampingan")
    assert read["contact"] == GUARDIAN["contact"]
    await client.raw.read_guardian(sentence["id"], "x", caller=AUDITOR)
    rows = await h.pool.fetch("select reader, organisation_id, purpose from person_reads")
    assert [tuple(row) for row in rows] == [("pk", BAPAS, "pendampingan")]


async def test_a_request_sent_again_that_shows_another_guardian_is_a_read(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    keyed = client.with_headers(**{"idempotency-key": "k"})
    await keyed.name_guardian(sentence["id"], GUARDIAN)
    await client.name_guardian(sentence["id"], GUARDIAN | {"contact": "0899"}, caller=COUNSELLOR.named("pk-b"))
    assert (await keyed.name_guardian(sentence["id"], GUARDIAN))["contact"] == "0899"
    assert await h.pool.fetchval("select count(*) from person_reads") == 1


@pytest.mark.parametrize("caller", [COUNSELLOR.at(OTHER_BAPAS), COORDINATOR, CLERK, SUPERVISOR, HEAD])
async def test_who_may_not_read_a_guardian(client: CommunityServiceClient, caller: Caller) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.name_guardian(sentence["id"], GUARDIAN)
    await client.read_guardian(sentence["id"], "pendampingan", caller=caller, status=403)


async def test_another_guardian_takes_the_place_and_nothing_of_the_first_is_kept(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.name_guardian(sentence["id"], GUARDIAN)
    other = {"name": "Paman Contoh", "relation": "relative", "channel": "visit", "contact": "rumah"}
    assert (await client.name_guardian(sentence["id"], other))["told_by"] == "counsellor"
    assert await h.pool.fetchval("select array_agg(name) from guardians") == ["Paman Contoh"]
    facts = [fact for type_, fact in await h.facts() if type_ == "community-service.guardian.named"]
    assert [fact["guardian_reference"] for fact in facts] == ["wali-7", None]


async def test_a_key_keeps_no_name(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    keyed = client.with_headers(idempotency_key="k1")
    first = await keyed.name_guardian(sentence["id"], GUARDIAN)
    assert await keyed.name_guardian(sentence["id"], GUARDIAN) == first
    kept = await h.pool.fetch("select * from idempotency_keys where key = 'k1'")
    assert kept
    assert all("Ibu Contoh" not in str(tuple(row)) for row in kept)


async def test_who_accompanied_a_child_is_noted_at_the_site(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY, "14:00", "16:00"))
    session_id = placed["sessions"][0]["id"]
    client.h.clock.set(scene.APRIL.replace(month=3, day=2, hour=7))
    arrived = await client.check_in(session_id, {"at": "2026-03-02T14:00:00+09:00", "accompanied_by": "guardian"})
    assert arrived["accompanied_by"] == "guardian"
    left = await client.check_out(session_id, {"at": "2026-03-02T16:00:00+09:00"})
    assert left["accompanied_by"] == "guardian"
    assert (await client.list_sessions(site["id"], MONDAY))["items"][0]["accompanied_by"] == "guardian"
    await client.sign_off(session_id)
    (line,) = (await client.read_log(sentence["id"]))["lines"]
    assert line["accompanied_by"] == "guardian"


async def test_a_day_in_bulk_notes_who_accompanied(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY, "14:00", "16:00"))
    client.h.clock.set(scene.APRIL)
    line = {
        "session_id": placed["sessions"][0]["id"],
        "outcome": "attended_complied",
        "checked_in_at": "2026-03-02T14:00:00+09:00",
        "checked_out_at": "2026-03-02T16:00:00+09:00",
        "accompanied_by": "both",
    }
    answer = await client.record_day(site["id"], {"on": MONDAY, "lines": [line]})
    assert answer["lines"][0]["session"]["accompanied_by"] == "both"


async def test_a_guardian_named_late_hears_of_the_sessions_that_come(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.child_verdict())
    booked = bodies.session(MONDAY, "14:00", "16:00"), bodies.session(TUESDAY, "14:00", "16:00")
    await scene.place(client, sentence, site, *booked)
    for _ in range(2):
        await client.name_guardian(sentence["id"], GUARDIAN)
    due = [fact["starts_at"] for type_, fact in await h.facts() if type_ == "community-service.guardian.session-due"]
    assert due == [f"{MONDAY}T05:00:00Z", f"{TUESDAY}T05:00:00Z"]


async def test_a_guardian_whom_nobody_reaches_waits_for_the_counsellor(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.name_guardian(sentence["id"], GUARDIAN)
    lost: Json = {"sentence_id": sentence["id"], "guardian_reference": GUARDIAN["reference"]}
    seen: list[list[Json]] = []

    async def look() -> None:
        for caller in (COUNSELLOR, AUDITOR, Caller("operator"), COUNSELLOR.at(OTHER_BAPAS)):
            page = await client.list_waiting(caller=caller, kind="guardian_unreachable")
            seen.append([each["id"] for each in page["items"]])

    await h.hear(GuardianUnreachable(**lost | {"guardian_reference": "somebody-before"}))
    await look()
    await h.hear(GuardianUnreachable(**lost), version=2)
    await look()
    assert seen == [[]] * 4 + [[sentence["id"]], [sentence["id"]], [], []], "an operator learns of no child (C4)"
    await h.hear(GuardianReached(**lost), version=3)
    await h.hear(GuardianUnreachable(**lost), version=4)
    await client.name_guardian(sentence["id"], GUARDIAN | {"reference": "wali-8"})
    seen.clear()
    await look()
    assert seen == [[]] * 4


async def test_a_guardian_who_is_reached_later_hears_of_what_was_booked_meanwhile(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    await client.name_guardian(sentence["id"], GUARDIAN)
    lost: Json = {"sentence_id": sentence["id"], "guardian_reference": GUARDIAN["reference"]}
    await h.hear(GuardianUnreachable(**lost), version=1)
    await scene.place(client, sentence, site, bodies.session(MONDAY, "14:00", "16:00"))
    for version in (2, 3):
        await h.hear(GuardianReached(**lost), version=version)
    due = [fact["starts_at"] for type_, fact in await h.facts() if type_ == "community-service.guardian.session-due"]
    assert due == [f"{MONDAY}T05:00:00Z"]

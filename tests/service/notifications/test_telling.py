"""From an event to messages: who is told, in which words, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import pytest

from services.agreements.events import AccreditationIssued, JointAgreementActivated
from services.community_service.events import SentenceAssigned
from shared.messaging.envelope import Envelope
from tests.service.notifications.conftest import DINSOS, KEJARI, LAPAS, buried, by_mail, recipient
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

PERSON = UUID(int=77)
UMBRELLA = JointAgreementActivated.model_validate(
    {
        "agreement_id": UUID(int=1),
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
        "state": "in_force",
        "parties": [DINSOS, LAPAS],
    }
)
ASSIGNED = SentenceAssigned.model_validate(
    {
        "sentence_id": UUID(int=2),
        "state": "assigned",
        "required_minutes": 3600,
        "credited_minutes": 0,
        "remaining_minutes": 3600,
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026",
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
        "person_id": PERSON,
        "starts_on": "2026-02-10",
        "ends_on": "2026-08-09",
    }
)
WORDS = {"subject": "Umbrella", "body": "{{ starts_on | day }}"}


def rule(**changes: Any) -> dict[str, Any]:
    return {
        "event_type": "agreements.joint-agreement.activated",
        "audience": {"roles": ["clerk"]},
        "texts": {"id": WORDS, "en": WORDS},
        "channels": ["inbox"],
    } | changes


async def inbox(h: Harness, subject: str, query: str = "") -> list[dict[str, Any]]:
    return list((await h.get(f"/notifications/inbox{query}", subject=subject))["items"])


async def said(h: Harness, prefix: str) -> list[dict[str, Any]]:
    return [data for type_, data in await h.facts() if type_.startswith(prefix)]


async def test_tells_the_roles_in_the_organisations_of_the_event(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    await recipient(notifications, "clerk-2", LAPAS, language="en")
    await recipient(notifications, "elsewhere", KEJARI)
    await recipient(notifications, "other-role", roles=["trainer"])
    await recipient(notifications, "left", active=False)
    await notifications.hear(UMBRELLA)
    [indonesian], [english] = await inbox(notifications, "clerk-1"), await inbox(notifications, "clerk-2")
    assert indonesian["subject"] == "Kesepakatan bersama mulai berlaku"
    assert indonesian["body"].endswith("Masa berlaku 9 Februari 2026 sampai 8 Februari 2031.")
    assert english["body"].endswith("It is valid from 9 February 2026 to 8 February 2031.")
    assert english["link"] == f"/agreements/joint-agreements/{UUID(int=1)}"
    for nobody in ("elsewhere", "other-role", "left"):
        assert await inbox(notifications, nobody) == []


async def test_an_organisation_may_be_named_by_its_code(notifications: Harness) -> None:
    await recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"])
    await recipient(notifications, "jaksa-2", DINSOS, roles=["prosecutor"])
    await notifications.hear(ASSIGNED)
    [message] = await inbox(notifications, "jaksa")
    assert "60 jam" in message["body"]
    assert await inbox(notifications, "jaksa-2") == []


async def test_holds_nothing_internal_even_if_it_came(notifications: Harness) -> None:
    """The harness delivers the internal field as well; no table may hold it afterwards."""
    await recipient(
        notifications, "jaksa", KEJARI, roles=["prosecutor"], email="j@x.example", channels=["email", "inbox"]
    )
    await notifications.hear(ASSIGNED)
    for table in ("texts", "messages", "journal", "outbox", "dead_letters"):
        rows = await notifications.pool.fetch(f"select t::text from {table} as t")
        assert str(PERSON) not in str(rows)


async def test_reads_what_the_shared_topic_carries(notifications: Harness) -> None:
    await recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"])
    envelope = Envelope(id="e-1", source="/community-service", type=ASSIGNED.type, time=None, data=b"")
    value = orjson.dumps(ASSIGNED.public())
    await notifications.hear_raw("masohi.community-service.v1", value, kafka_headers(envelope))
    assert await buried(notifications) == []
    assert len(await inbox(notifications, "jaksa")) == 1


async def test_one_message_however_often_the_event_comes(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1", email="c@x.example", channels=["email", "inbox"])
    for _ in range(3):
        await notifications.hear(UMBRELLA, id="e-1")
    await notifications.pool.execute("delete from inbox")  # as after its purge: the messages themselves know
    await notifications.hear(UMBRELLA, id="e-1")
    assert await notifications.pool.fetchval("select count(*) from messages") == 2
    assert await notifications.pool.fetchval("select count(*) from texts") == 1
    assert len(await said(notifications, "notifications.message")) == 1
    await notifications.hear(UMBRELLA, id="e-2")
    assert len(await inbox(notifications, "clerk-1")) == 2


async def test_two_rules_about_one_event_tell_a_person_once(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    await notifications.put("/notifications/rules/another", rule(), "coordinator")
    await notifications.hear(UMBRELLA)
    assert len(await inbox(notifications, "clerk-1")) == 1


async def test_an_inbox_message_is_delivered_at_once_an_email_waits(notifications: Harness) -> None:
    made = await recipient(notifications, "clerk-1", email="c@x.example", channels=["email", "inbox"])
    await notifications.hear(UMBRELLA, id="e-1")
    [fact] = await said(notifications, "notifications.message.delivered")
    assert (fact["channel"], fact["recipient_id"], fact["event_id"]) == ("inbox", made["id"], "e-1")
    assert fact["event_type"] == "agreements.joint-agreement.activated"
    [queued] = (await notifications.get("/notifications/messages?state=queued", "operator"))["items"]
    assert queued["channel"] == "email"


async def test_a_channel_that_the_recipient_does_not_want_is_not_used(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1", **by_mail("clerk-1"))
    await notifications.put("/notifications/rules/joint-agreement-activated", rule(), "coordinator")
    await notifications.hear(UMBRELLA)
    assert await notifications.pool.fetchval("select count(*) from messages") == 0
    assert await notifications.pool.fetchval("select count(*) from texts") == 0


async def test_a_rule_is_changed_without_a_release(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    path = "/notifications/rules/joint-agreement-activated"
    shipped = await notifications.get(path, "auditor")
    assert (shipped["shipped"], shipped["version"]) == (True, 0)
    changed = await notifications.put(path, rule(), "operator")
    assert (changed["shipped"], changed["version"]) == (False, 1)
    await notifications.hear(UMBRELLA)
    assert [m["subject"] for m in await inbox(notifications, "clerk-1")] == ["Umbrella"]
    await notifications.put(path, rule(active=False), "coordinator")
    await notifications.hear(UMBRELLA)
    assert len(await inbox(notifications, "clerk-1")) == 1


async def test_a_rule_moved_to_another_event_leaves_the_first(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    moved = rule(event_type="agreements.joint-agreement.expired")
    await notifications.put("/notifications/rules/joint-agreement-activated", moved, "coordinator")
    await notifications.hear(UMBRELLA)
    assert await inbox(notifications, "clerk-1") == []


async def test_a_stale_change_of_a_rule_is_refused(notifications: Harness) -> None:
    path = "/notifications/rules/joint-agreement-activated"
    await notifications.put(path, rule(), "coordinator", headers={"if-match": '"0"'})
    await notifications.put(path, rule(), "coordinator", headers={"if-match": '"0"'}, status=412)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"event_type": "agreements.unheard.of"}, "event-type-unknown"),
        ({"event_type": "notifications.message.failed"}, "event-type-unknown"),
        ({"event_type": "justice.sentence.pronounced"}, "event-type-unknown"),
        ({"texts": {"id": WORDS, "en": WORDS | {"body": "{{ nobody }}"}}}, "template-invalid"),
        ({"texts": {"id": WORDS, "en": WORDS | {"body": "{% if %}"}}}, "template-invalid"),
        ({"filter": {"nothing": 1}}, "event-field-unknown"),
        ({"texts": {"id": WORDS}}, "unreadable"),
        ({"channels": ["pigeon"]}, "unreadable"),
    ],
)
async def test_a_bad_rule_is_refused(notifications: Harness, changes: dict[str, Any], slug: str) -> None:
    path = "/notifications/rules/joint-agreement-activated"
    refused = await notifications.put(path, rule(**changes), "coordinator", status=422)
    assert refused["title"] == slug


async def test_a_rule_that_cannot_be_filled_in_is_a_dead_letter_and_can_be_replayed(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    odd = rule(texts={"id": WORDS | {"body": "{{ starts_on | hours }}"}, "en": WORDS})
    await notifications.put("/notifications/rules/joint-agreement-activated", odd, "coordinator")
    await notifications.hear(UMBRELLA)
    assert "joint-agreement-activated" in (await buried(notifications))[0]
    await notifications.put("/notifications/rules/joint-agreement-activated", rule(), "coordinator")
    [letter] = (await notifications.get("/notifications/dead-letters", "operator"))["items"]
    await notifications.post(f"/notifications/dead-letters/{letter['id']}/replay", None, "operator", status=204)
    assert len(await inbox(notifications, "clerk-1")) == 1


async def test_lists_all_rules_page_by_page(notifications: Harness) -> None:
    seen: list[str] = []
    after = ""
    while after is not None:
        page = await notifications.get(f"/notifications/rules?limit=10&after={after}", "coordinator")
        seen += [view["id"] for view in page["items"]]
        after = page["next"]
    assert seen == sorted(set(seen))
    assert "sentence-assigned" in seen


async def test_an_inbox_is_ones_own(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1")
    await recipient(notifications, "clerk-2")
    await notifications.hear(UMBRELLA)
    [message] = await inbox(notifications, "clerk-1")
    path = f"/notifications/inbox/{message['id']}/read"
    await notifications.put(path, None, subject="clerk-2", status=404)
    read = await notifications.put(path, None, subject="clerk-1")
    notifications.clock.set(notifications.clock.now().replace(year=2027))
    again = await notifications.put(path, None, subject="clerk-1")
    assert read["read_at"] == again["read_at"] is not None
    assert await inbox(notifications, "clerk-1", "?unread=true") == []
    assert len(await inbox(notifications, "clerk-2", "?unread=true")) == 1
    refused = await notifications.get("/notifications/inbox", subject="stranger", status=404)
    assert refused["title"] == "not-in-directory"


async def test_an_inbox_has_the_newest_first_in_pages(notifications: Harness) -> None:
    await recipient(notifications, "clerk-1", roles=["coordinator"])
    for n in range(3):
        event = AccreditationIssued(
            accreditation_id=UUID(int=n),
            organisation_id=DINSOS,
            kind="child_friendly_school",
            valid_from="2026-02-09",
            valid_until=None,
        )
        await notifications.hear(event)
    first = await notifications.get("/notifications/inbox?limit=2", subject="clerk-1")
    rest = await notifications.get(f"/notifications/inbox?limit=2&after={first['next']}", subject="clerk-1")
    assert [m["link"][-1] for m in first["items"] + rest["items"]] == ["2", "1", "0"]

"""C2g: the guardian of a child's case is told of each session, and nobody else is. No name leaves the house."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.community_service.events import GuardianNamed, SessionCancelled, SessionScheduled
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient

CASE, OTHER = UUID(int=70), UUID(int=71)


def named(reference: str | None, case: UUID = CASE) -> GuardianNamed:
    return GuardianNamed(sentence_id=case, guardian_reference=reference)


def fields(case: UUID) -> dict[str, Any]:
    return {
        "sentence_id": case,
        "state": "active",
        "required_minutes": 420,
        "credited_minutes": 0,
        "remaining_minutes": 420,
        "court_code": "pn-ambon",
        "verdict_number": None,
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
        "person_id": UUID(int=1),
        "session_id": UUID(int=2),
        "placement_id": UUID(int=3),
        "site_id": UUID(int=4),
        "starts_at": datetime(2026, 3, 2, 5, tzinfo=UTC),
        "ends_at": datetime(2026, 3, 2, 7, tzinfo=UTC),
    }


def scheduled(case: UUID = CASE) -> SessionScheduled:
    return SessionScheduled(**fields(case), scheduled_minutes=120)


async def add_guardian(notifications: NotificationsClient, reference: str = "wali-7", **changes: Any) -> None:
    await scene.add_recipient(
        notifications, reference, name="Wali", organisation_id=None, **{"roles": ["guardian"], **changes}
    )


async def subjects(notifications: NotificationsClient, reference: str) -> list[str]:
    return [each["subject"] for each in reversed(await scene.list_inbox(notifications, reference))]


async def test_the_guardian_hears_of_each_session_and_of_its_end(notifications: NotificationsClient) -> None:
    await add_guardian(notifications)
    await notifications.h.hear(named("wali-7"), version=1)
    await notifications.h.hear(scheduled(), version=2)
    for cause in ("replanned", "ended", "weather"):
        await notifications.h.hear(SessionCancelled(**fields(CASE), cause=cause), version=3)
    assert await subjects(notifications, "wali-7") == [
        "Pemberitahuan sesi",
        "Sesi 2 Maret 2026",
        *["Sesi 2 Maret 2026 dibatalkan"] * 3,
    ]
    newest_first = await scene.list_inbox(notifications, "wali-7")
    assert "pukul 14.00 sampai 16.00 (waktu setempat)" in newest_first[-2]["body"]
    said = " ".join(each["subject"] + each["body"] for each in newest_first)
    assert {each["link"] for each in newest_first} == {None}, "a guardian cannot open the case"
    assert not any(word in said for word in ("pn-ambon", "kejari", "bapas-ambon", "Wali", str(UUID(int=4))))


async def test_guardians_of_other_cases_hear_nothing(notifications: NotificationsClient) -> None:
    await add_guardian(notifications)
    await add_guardian(notifications, "wali-8")
    await notifications.h.hear(named("wali-7"))
    await notifications.h.hear(named("wali-8", OTHER))
    await notifications.h.hear(scheduled(OTHER), version=2)
    assert await subjects(notifications, "wali-7") == ["Pemberitahuan sesi"]
    assert await subjects(notifications, "wali-8") == ["Pemberitahuan sesi", "Sesi 2 Maret 2026"]


async def test_a_case_without_a_guardian_has_nobody_who_is_told(notifications: NotificationsClient) -> None:
    await add_guardian(notifications)
    await notifications.h.hear(scheduled())
    assert await subjects(notifications, "wali-7") == []
    assert await notifications.dead_letters() == []


@pytest.mark.parametrize("reference", ["wali-8", None])
async def test_another_guardian_takes_the_place(notifications: NotificationsClient, reference: str | None) -> None:
    await add_guardian(notifications)
    await add_guardian(notifications, "wali-8")
    await notifications.h.hear(named("wali-7"), version=1)
    await notifications.h.hear(named(reference), version=2)
    await notifications.h.hear(scheduled(), version=3)
    assert await subjects(notifications, "wali-7") == ["Pemberitahuan sesi"]
    assert len(await subjects(notifications, "wali-8")) == (2 if reference else 0)


async def test_an_older_fact_changes_nothing(notifications: NotificationsClient) -> None:
    await add_guardian(notifications)
    await add_guardian(notifications, "wali-8")
    await notifications.h.hear(named("wali-8"), version=5)
    await notifications.h.hear(named("wali-7"), version=4)
    await notifications.h.hear(scheduled(), version=6)
    assert "Sesi 2 Maret 2026" in await subjects(notifications, "wali-8")
    assert "Sesi 2 Maret 2026" not in await subjects(notifications, "wali-7")


async def test_a_reference_that_is_no_guardians_reaches_nobody(notifications: NotificationsClient) -> None:
    await add_guardian(notifications, "clerk-1", roles=["clerk"])
    await notifications.h.hear(named("clerk-1"))
    await notifications.h.hear(scheduled(), version=2)
    assert await subjects(notifications, "clerk-1") == []


async def test_who_is_added_to_the_directory_later_hears_of_the_next_session(
    notifications: NotificationsClient,
) -> None:
    await notifications.h.hear(named("wali-7"))
    await add_guardian(notifications)
    await notifications.h.hear(scheduled(), version=2)
    assert await subjects(notifications, "wali-7") == ["Sesi 2 Maret 2026"]


async def test_a_rule_may_name_the_case_alone_and_only_where_the_event_has_one(
    notifications: NotificationsClient,
) -> None:
    await add_guardian(notifications, roles=["anything"])
    definition = scene.define_rule(
        event_type="community-service.session.scheduled",
        audience={"case": "sentence_id"},
        texts={language: {"subject": "s", "body": "{{ starts_at | clock }}"} for language in ("id", "en")},
    )
    await notifications.set_rule("of-the-case", definition)
    await notifications.h.hear(named("wali-7"))
    await notifications.h.hear(scheduled(), version=2)
    (message,) = await scene.list_inbox(notifications, "wali-7")
    assert message["body"] == "14.00"
    refused = await notifications.set_rule(
        "of-no-case", scene.define_rule(audience={"case": "sentence_id"}), status=422
    )
    assert refused["title"] == "event-field-unknown"


def reached(facts: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [type_.removeprefix("notifications.guardian.") for type_, _ in facts if ".guardian." in type_]


async def test_a_reference_without_a_recipient_is_said_once_and_again_when_it_is_mended(
    notifications: NotificationsClient,
) -> None:
    h = notifications.h
    await h.hear(named("wali-7"))
    for _ in range(2):
        await h.tick()
    assert reached(await h.facts()) == ["unreachable"]
    await add_guardian(notifications)
    await h.tick()
    assert reached(await h.facts()) == ["unreachable", "reached"]
    await h.pool.execute("update recipients set active = false")
    await h.tick()
    assert reached(await h.facts()) == ["unreachable", "reached", "unreachable"]


async def test_who_is_reached_from_the_start_is_no_news(notifications: NotificationsClient) -> None:
    await add_guardian(notifications)
    await notifications.h.hear(named("wali-7"))
    await notifications.h.hear(named(None, OTHER))
    await notifications.h.tick()
    assert reached(await notifications.h.facts()) == []


async def test_a_rule_about_guardians_tells_the_guardian_alone(notifications: NotificationsClient) -> None:
    texts = {language: {"subject": "Wali", "body": "Wali"} for language in ("id", "en")}
    rule = scene.define_rule(
        event_type="community-service.guardian.named", audience={"roles": ["operator"]}, filter={}, texts=texts
    )
    refused = await notifications.set_rule("spy", rule, status=422)
    assert "guardian alone" in str(refused)

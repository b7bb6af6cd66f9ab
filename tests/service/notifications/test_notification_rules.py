"""Notification rules that are set over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.notifications import scene
from tests.service.notifications.client import OPERATOR, NotificationsClient
from tests.service.notifications.scene import RULE, TEMPLATE, UMBRELLA


async def test_a_rule_is_changed_without_a_release(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    shipped = await notifications.read_rule(RULE)
    assert (shipped["shipped"], shipped["version"]) == (True, 0)
    changed = await notifications.set_rule(RULE, scene.define_rule(), by=OPERATOR)
    assert (changed["shipped"], changed["version"]) == (False, 1)
    await notifications.h.hear(UMBRELLA)
    assert [m["subject"] for m in await scene.list_inbox(notifications, "clerk-1")] == ["Umbrella"]
    await notifications.set_rule(RULE, scene.define_rule(active=False))
    await notifications.h.hear(UMBRELLA)
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 1


async def test_a_rule_moved_to_another_event_leaves_the_first(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await notifications.set_rule(RULE, scene.define_rule(event_type="agreements.joint-agreement.expired"))
    await notifications.h.hear(UMBRELLA)
    assert await scene.list_inbox(notifications, "clerk-1") == []


async def test_a_stale_change_of_a_rule_is_refused(notifications: NotificationsClient) -> None:
    await notifications.set_rule(RULE, scene.define_rule(), headers={"if-match": '"0"'})
    await notifications.set_rule(RULE, scene.define_rule(), headers={"if-match": '"0"'}, status=412)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"event_type": "agreements.unheard.of"}, "event-type-unknown"),
        ({"event_type": "notifications.message.failed"}, "event-type-unknown"),
        ({"event_type": "justice.sentence.pronounced"}, "event-type-unknown"),
        ({"texts": {"id": TEMPLATE, "en": TEMPLATE | {"body": "{{ nobody }}"}}}, "template-invalid"),
        ({"texts": {"id": TEMPLATE, "en": TEMPLATE | {"body": "{% if %}"}}}, "template-invalid"),
        ({"filter": {"nothing": 1}}, "event-field-unknown"),
        ({"texts": {"id": TEMPLATE}}, "unreadable"),
        ({"channels": ["pigeon"]}, "unreadable"),
    ],
)
async def test_a_bad_rule_is_refused(notifications: NotificationsClient, changes: dict[str, Any], slug: str) -> None:
    refused = await notifications.set_rule(RULE, scene.define_rule(**changes), status=422)
    assert refused["title"] == slug


async def test_a_rule_that_cannot_be_filled_in_is_a_dead_letter_and_can_be_replayed(
    notifications: NotificationsClient,
) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    odd = scene.define_rule(texts={"id": TEMPLATE | {"body": "{{ starts_on | hours }}"}, "en": TEMPLATE})
    await notifications.set_rule(RULE, odd)
    await notifications.h.hear(UMBRELLA)
    [why] = await notifications.dead_letters()
    assert "joint-agreement-activated" in why
    await notifications.set_rule(RULE, scene.define_rule())
    await notifications.replay_dead_letters()
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 1


async def test_lists_all_rules_page_by_page(notifications: NotificationsClient) -> None:
    listed: list[str] = []
    after = ""
    while after is not None:
        page = await notifications.list_rules(limit=10, after=after)
        listed += [view["id"] for view in page["items"]]
        after = page["next"]
    assert listed == sorted(set(listed))
    assert "sentence-assigned" in listed

"""Notification rules that are set over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

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
        ({"texts": {"id": TEMPLATE, "en": TEMPLATE | {"body": "{{ starts_on.__class__ }}"}}}, "template-invalid"),
        ({"texts": {"id": TEMPLATE, "en": TEMPLATE | {"body": "{{ starts_on | hours }}"}}}, "template-invalid"),
        ({"texts": {"id": TEMPLATE, "en": TEMPLATE | {"body": "{{ " + "(" * 1_900}}}, "template-invalid"),
        ({"filter": {"nothing": 1}}, "event-field-unknown"),
        ({"texts": {"id": TEMPLATE}}, "unreadable"),
        ({"channels": ["pigeon"]}, "unreadable"),
    ],
)
async def test_a_bad_rule_is_refused(notifications: NotificationsClient, changes: dict[str, Any], slug: str) -> None:
    refused = await notifications.set_rule(RULE, scene.define_rule(**changes), status=422)
    assert refused["title"] == slug


FAILS = {"id": TEMPLATE | {"body": "{% if starts_on < 3 %}x{% endif %}"}, "en": TEMPLATE}


async def test_a_text_that_fails_harms_its_own_rule_only_and_is_told_when_the_rule_is_right(
    notifications: NotificationsClient,
) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await notifications.set_rule(RULE, scene.define_rule(texts=FAILS))
    await scene.add_recipient(notifications, "auditor-1", roles=["auditor"])
    await notifications.set_rule("another", scene.define_rule(audience={"roles": ["auditor"]}))
    before = _failures()
    await notifications.h.hear(UMBRELLA)
    assert [m["subject"] for m in await scene.list_inbox(notifications, "auditor-1")] == ["Umbrella"]
    assert await scene.list_inbox(notifications, "clerk-1") == []
    assert await notifications.dead_letters() == []
    assert _failures() == before + 1
    broken = await notifications.read_rule(RULE)
    assert (broken["missed"], "TypeError" in broken["why"]) == (1, True)
    assert [view["missed"] for view in (await notifications.list_rules(limit=200))["items"] if view["missed"]] == [1]
    again = await notifications.set_rule(RULE, scene.define_rule(texts=FAILS))
    assert again["missed"] == 1, "it failed again and waits on"
    mended = await notifications.set_rule(RULE, scene.define_rule())
    assert (mended["missed"], mended["why"]) == (0, None)
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 1
    await notifications.set_rule(RULE, scene.define_rule())
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 1, "it is told once"


async def test_what_a_rule_missed_is_not_told_where_it_is_off_or_about_another_event_now(
    notifications: NotificationsClient,
) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await notifications.set_rule(RULE, scene.define_rule(texts=FAILS))
    await notifications.h.hear(UMBRELLA)
    await notifications.set_rule(RULE, scene.define_rule(active=False))
    await notifications.set_rule(RULE, scene.define_rule())
    assert await scene.list_inbox(notifications, "clerk-1") == []


async def test_what_a_rule_missed_long_ago_is_removed(notifications: NotificationsClient) -> None:
    await notifications.set_rule(RULE, scene.define_rule(texts=FAILS))
    await notifications.h.hear(UMBRELLA)
    await notifications.h.tick()
    assert (await notifications.read_rule(RULE))["missed"] == 1
    notifications.h.clock.set(notifications.h.clock.now() + timedelta(days=401))
    await notifications.h.tick()
    assert (await notifications.read_rule(RULE))["missed"] == 0


def _failures() -> float:
    return REGISTRY.get_sample_value("masohi_notification_rule_failures_total", {"rule": RULE}) or 0


async def test_lists_all_rules_page_by_page(notifications: NotificationsClient) -> None:
    listed: list[str] = []
    after = ""
    while after is not None:
        page = await notifications.list_rules(limit=10, after=after)
        listed += [view["id"] for view in page["items"]]
        after = page["next"]
    assert listed == sorted(set(listed))
    assert "sentence-assigned" in listed

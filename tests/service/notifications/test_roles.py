"""Who may not call a route."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import CIRCULAR

NOBODY = "01890000-0000-7000-8000-000000000000"
RECIPIENT = {"reference": "x", "name": "Nama", "roles": ["clerk"]}
RULE = {
    "event_type": "agreements.organisation.registered",
    "audience": {"roles": ["clerk"]},
    "texts": {language: {"subject": "s", "body": "b"} for language in ("id", "en")},
    "channels": ["inbox"],
}


@pytest.mark.parametrize(
    ("method", "path", "body", "roles"),
    [
        ("POST", "circulars", CIRCULAR, ("operator", "auditor", "clerk")),
        ("GET", f"circulars/{NOBODY}", None, ("clerk",)),
        ("POST", "recipients", RECIPIENT, ("operator", "auditor")),
        ("PUT", f"recipients/{NOBODY}", RECIPIENT, ("operator", "auditor")),
        ("GET", "recipients", None, ("operator", "auditor", "clerk")),
        ("POST", "recipients/import", None, ("operator",)),
        ("PUT", "rules/x-y", RULE, ("auditor", "clerk")),
        ("GET", "messages", None, ("coordinator", "clerk")),
        ("POST", f"messages/{NOBODY}/redelivery", None, ("coordinator", "auditor")),
    ],
)
async def test_who_may_not(
    notifications: NotificationsClient, method: str, path: str, body: Any, roles: tuple[str, ...]
) -> None:
    for role in roles:
        headers = notifications.h.token(role)
        answer = await notifications.h.client.request(method, f"/notifications/{path}", json=body, headers=headers)
        assert answer.status_code == 403, (role, answer.text)

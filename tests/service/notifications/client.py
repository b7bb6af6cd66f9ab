"""The routes of the notifications service, one method each. A method checks the status and returns the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.support.harness import Harness


class Caller(NamedTuple):
    role: str | None = None
    subject: str = "user-1"


COORDINATOR = Caller("coordinator")
OPERATOR = Caller("operator")
AUDITOR = Caller("auditor")


def reader(reference: str) -> Caller:
    """A person of the directory, without any role."""
    return Caller(subject=reference)


class NotificationsClient:
    """`by` is the caller; a test may replace it. `fields` are those of the body."""

    def __init__(self, h: Harness) -> None:
        self.h = h

    async def _get(self, path: str, by: Caller, status: int, **query: Any) -> Any:
        wanted = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
        address = f"/notifications/{path}" + (f"?{wanted}" if wanted else "")
        return await self.h.get(address, *_roles(by), subject=by.subject, status=status)

    async def _post(self, path: str, body: Any, by: Caller, status: int) -> Any:
        return await self.h.post(f"/notifications/{path}", body, *_roles(by), subject=by.subject, status=status)

    async def _put(self, path: str, body: Any, by: Caller, status: int, **more: Any) -> Any:
        return await self.h.put(f"/notifications/{path}", body, *_roles(by), subject=by.subject, status=status, **more)

    async def add_recipient(self, *, by: Caller = COORDINATOR, status: int = 201, **fields: Any) -> Any:
        return await self._post("recipients", fields, by, status)

    async def import_recipients(self, csv: str | bytes, *, by: Caller = COORDINATOR, status: int = 200) -> Any:
        headers = self.h.token(*_roles(by), subject=by.subject) | {"content-type": "text/csv"}
        answer = await self.h.client.post("/notifications/recipients/import", content=csv, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def list_recipients(self, *, by: Caller = COORDINATOR, status: int = 200, **query: Any) -> Any:
        return await self._get("recipients", by, status, **query)

    async def read_recipient(self, recipient_id: str, *, by: Caller = COORDINATOR, status: int = 200) -> Any:
        return await self._get(f"recipients/{recipient_id}", by, status)

    async def change_recipient(
        self, recipient_id: str, *, by: Caller = COORDINATOR, status: int = 200, **fields: Any
    ) -> Any:
        return await self._put(f"recipients/{recipient_id}", fields, by, status)

    async def list_rules(self, *, by: Caller = COORDINATOR, status: int = 200, **query: Any) -> Any:
        return await self._get("rules", by, status, **query)

    async def read_rule(self, rule_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"rules/{rule_id}", by, status)

    async def set_rule(
        self,
        rule_id: str,
        definition: Mapping[str, Any],
        *,
        by: Caller = COORDINATOR,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        return await self._put(f"rules/{rule_id}", definition, by, status, headers=headers or {})

    async def list_messages(self, *, by: Caller = OPERATOR, status: int = 200, **query: Any) -> Any:
        return await self._get("messages", by, status, **query)

    async def read_message(self, message_id: str, *, by: Caller = OPERATOR, status: int = 200) -> Any:
        return await self._get(f"messages/{message_id}", by, status)

    async def redeliver(self, message_id: str, *, by: Caller = OPERATOR, status: int = 200) -> Any:
        return await self._post(f"messages/{message_id}/redelivery", None, by, status)

    async def read_inbox(self, reference: str, *, status: int = 200, **query: Any) -> Any:
        return await self._get("inbox", reader(reference), status, **query)

    async def mark_read(self, message_id: str, reference: str, *, status: int = 200) -> Any:
        return await self._post(f"inbox/{message_id}/receipt", None, reader(reference), status)

    async def publish_circular(self, *, by: Caller = COORDINATOR, status: int = 201, **fields: Any) -> Any:
        return await self._post("circulars", fields, by, status)

    async def list_circulars(self, *, by: Caller = AUDITOR, status: int = 200, **query: Any) -> Any:
        return await self._get("circulars", by, status, **query)

    async def read_circular(self, circular_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"circulars/{circular_id}", by, status)

    async def acknowledge(self, circular_id: str, reference: str, *, status: int = 200) -> Any:
        return await self._post(f"circulars/{circular_id}/acknowledgement", None, reader(reference), status)

    async def replay_dead_letters(self) -> None:
        for letter in (await self._get("dead-letters", OPERATOR, 200))["items"]:
            await self._post(f"dead-letters/{letter['id']}/replay", None, OPERATOR, 204)

    async def facts(self, prefix: str) -> list[dict[str, Any]]:
        """The data of the facts whose type begins so, internal fields included, in order."""
        return [data for type_, data in await self.h.facts() if type_.startswith(prefix)]

    async def dead_letters(self) -> list[str]:
        """Why events went to the dead letters."""
        return [row["error"] for row in await self.h.pool.fetch("select error from dead_letters order by id")]


def _roles(by: Caller) -> tuple[str, ...]:
    return () if by.role is None else (by.role,)

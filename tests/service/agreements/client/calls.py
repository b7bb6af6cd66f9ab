"""How the client calls the service, and what it calls: agreements and addenda by their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from services.agreements.events import AgreementKind
from tests.support.harness import Harness

ANY = 0
"""As `status`: whatever it is. For several calls at once, see `status_of`."""
READ, ACTED, MADE = 200, 200, 201


def status_of(answer: Any, done: int = MADE) -> int:
    """The status of an answer: that of a refusal, or `done`."""
    return int(answer.get("status", done))


@dataclass(frozen=True)
class Agreement:
    """An agreement and its parties, by their codes."""

    id: str
    kind: AgreementKind
    parties: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/agreements/{self.kind}-agreements/{self.id}"


@dataclass(frozen=True)
class Addendum:
    """An addendum. Submission, review, signature and documents are the same as for its agreement."""

    id: str
    agreement: Agreement

    @property
    def kind(self) -> AgreementKind:
        return self.agreement.kind

    @property
    def parties(self) -> tuple[str, ...]:
        return self.agreement.parties

    @property
    def path(self) -> str:
        return f"{self.agreement.path}/addenda/{self.id}"


Subject = Agreement | Addendum


class Calls:
    """Calls as a clerk, unless a test names another `role`. `by` is the clerk's organisation: a code or an id.

    `status` is the status that the test expects; each method has its own default."""

    def __init__(self, harness: Harness) -> None:
        self.h = harness
        self.ids: dict[str, str] = {}

    def id_of(self, organisation: str) -> str:
        """The id of an organisation that the scene has registered under this code."""
        return self.ids.get(organisation, organisation)

    async def send(
        self,
        method: str,
        path: str,
        *,
        role: str = "clerk",
        by: str | None = None,
        headers: dict[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        organisation = None if by is None else self.id_of(by)
        token = self.h.token(role, organisation=organisation)
        if "json" in request:
            request["content"] = orjson.dumps(request.pop("json"), default=str)
            token["content-type"] = "application/json"
        return await self.h.client.request(method, path, headers=token | (headers or {}), **request)

    async def call(self, method: str, path: str, *, status: int, **request: Any) -> Any:
        answer = await self.send(method, path, **request)
        assert status in {ANY, answer.status_code}, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def get(self, path: str, role: str, status: int = READ, **query: Any) -> Any:
        params = {name: value for name, value in query.items() if value is not None}
        return await self.call("GET", path, role=role, status=status, params=params)

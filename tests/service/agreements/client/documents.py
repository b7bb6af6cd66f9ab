"""Documents: the body of the request is the file itself."""

from __future__ import annotations

from typing import Any

import httpx

from tests.service.agreements.client.calls import MADE, READ, Calls, Subject


class Documents(Calls):
    async def upload(
        self,
        subject: Subject,
        content: Any,
        *,
        by: str | None = None,
        kind: str = "draft_text",
        name: str = "Naskah",
        **headers: str,
    ) -> httpx.Response:
        """The response as it is, for tests of its status and headers. Words in header names are joined by `_`."""
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        params = {"kind": kind, "name": name}
        path, by = f"{subject.path}/documents", by or subject.parties[0]
        return await self.send("POST", path, by=by, params=params, content=content, headers=named)

    async def add_document(self, subject: Subject, content: Any, *, status: int = MADE, **how: Any) -> Any:
        answer = await self.upload(subject, content, **how)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def list_documents(self, subject: Subject, *, role: str = "auditor", status: int = READ) -> Any:
        return await self.get(f"{subject.path}/documents", role, status)

    async def read_document(self, document: str, *, role: str = "auditor", status: int = READ) -> Any:
        return await self.get(f"/agreements/documents/{document}", role, status)

    async def download(self, document: str, *, role: str = "auditor", **headers: str) -> httpx.Response:
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        return await self.send("GET", f"/agreements/documents/{document}/content", role=role, headers=named)

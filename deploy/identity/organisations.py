"""The ids of organisations, which the agreements service gave them."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import httpx

from deploy.local.issuer import Issuer

_TIMEOUT_S = 5.0


class OrganisationsAway(Exception):
    """The agreements service does not say which id an organisation has."""


class Organisations:
    """Asks the agreements service at `url` once for each code; keeps the answers in `file`. No `url`: it knows none."""

    def __init__(self, url: str, issuer: Issuer, file: Path) -> None:
        self._url, self._issuer, self._file = url, issuer, file
        self._ids: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    async def id_of(self, organisation: str | None) -> str | None:
        """The id for a code, or the id itself. Raises OrganisationsAway."""
        if organisation is None or _is_id(organisation):
            return organisation
        if organisation not in self._ids:
            await self._ask()
        if organisation not in self._ids:
            raise OrganisationsAway
        return self._ids[organisation]

    async def _ask(self) -> None:
        if not self._url:
            return
        token = self._issuer.token("auditor", subject="identity", valid_s=60)
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
                answer = await client.get(
                    f"{self._url}/agreements/organisations?limit=200", headers={"authorization": f"Bearer {token}"}
                )
            found = answer.raise_for_status().json()["items"]
        except (httpx.HTTPError, ValueError, LookupError) as error:
            raise OrganisationsAway from error
        self._ids = {one["code"]: one["id"] for one in found}
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._ids))
        fresh.replace(self._file)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False

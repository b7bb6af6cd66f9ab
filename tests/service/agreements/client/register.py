"""Organisations and accreditations."""

from __future__ import annotations

from typing import Any

from tests.service.agreements.client.calls import ACTED, MADE, READ, Calls

COMPONENTS = ("policy", "learning", "trained_staff", "facilities", "child_participation", "community_participation")


def components(*unmet: str) -> dict[str, dict[str, Any]]:
    """The six components of a child-friendly school, all met but these."""
    return {name: {"met": name not in unmet, "evidence": "" if name in unmet else "Bukti 1"} for name in COMPONENTS}


def certificate(**changes: Any) -> dict[str, Any]:
    return {
        "issued_by": "Kementerian PPPA",
        "evidence": "Piagam 1/2026",
        "valid_from": "2026-02-09",
        "valid_until": "2026-08-31",
        "stage": "maju",
        "components": components(),
    } | changes


class Register(Calls):
    async def register_organisation(
        self, code: str, kind: str = "agency", *, status: int = MADE, **changes: Any
    ) -> Any:
        body = {"code": code, "name": code.title(), "kind": kind} | changes
        return await self.call("POST", "/agreements/organisations", json=body, status=status)

    async def update_organisation(self, organisation: str, *, status: int = ACTED, **body: Any) -> Any:
        path = f"/agreements/organisations/{self.id_of(organisation)}"
        return await self.call("PUT", path, json=body, status=status)

    async def list_organisations(self, *, role: str = "supervisor", status: int = READ, **query: Any) -> Any:
        return await self.get("/agreements/organisations", role, status, **query)

    async def issue_accreditation(self, school: str, *, status: int = MADE, **changes: Any) -> Any:
        body = certificate(**({"kind": "child_friendly_school"} | changes))
        path = f"/agreements/organisations/{self.id_of(school)}/accreditations"
        return await self.call("POST", path, json=body, status=status)

    async def renew_accreditation(self, accreditation: str, *, status: int = MADE, **changes: Any) -> Any:
        path = f"/agreements/accreditations/{accreditation}/renewals"
        return await self.call("POST", path, json=certificate(**changes), status=status)

    async def revoke_accreditation(
        self, accreditation: str, *, role: str = "clerk", status: int = ACTED, **body: Any
    ) -> Any:
        path = f"/agreements/accreditations/{accreditation}/revocation"
        return await self.call("POST", path, json=body, role=role, status=status)

    async def list_accreditations(self, *, role: str = "supervisor", status: int = READ, **query: Any) -> Any:
        return await self.get("/agreements/accreditations", role, status, **query)

    async def read_accreditation(self, accreditation: str, *, role: str = "supervisor", status: int = READ) -> Any:
        return await self.get(f"/agreements/accreditations/{accreditation}", role, status)

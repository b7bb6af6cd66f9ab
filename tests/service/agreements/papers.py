"""What the tests of the register and the documents begin with."""

from __future__ import annotations

from typing import Any

import httpx

from deploy.demo.pdf import pdf
from tests.service.agreements.test_life import conclude, in_force, organisation, pks, signature, umbrella_draft
from tests.support.harness import Harness

__all__ = ["conclude", "in_force", "organisation", "pks", "signature", "umbrella_draft"]

PAPER = pdf(["Kesepakatan Bersama", "Pasal 1"])
SIX = ("policy", "learning", "trained_staff", "facilities", "child_participation", "community_participation")


def components(*unmet: str) -> dict[str, dict[str, Any]]:
    return {name: {"met": name not in unmet, "evidence": "" if name in unmet else "Bukti 1"} for name in SIX}


def certificate(**changes: Any) -> dict[str, Any]:
    said = {
        "issued_by": "Kementerian PPPA",
        "evidence": "Piagam 1/2026",
        "valid_from": "2026-02-09",
        "valid_until": "2026-08-31",
        "stage": "maju",
        "components": components(),
    }
    return said | changes


async def school(h: Harness, code: str = "sdn-64") -> str:
    return await organisation(h, code, "school")


async def accredited(h: Harness, school_id: str, status: int | None = None, **changes: Any) -> dict[str, Any]:
    body = certificate(**({"kind": "child_friendly_school"} | changes))
    path = f"/agreements/organisations/{school_id}/accreditations"
    made: dict[str, Any] = await h.post(path, body, "clerk", status=status)
    return made


async def renewed(h: Harness, accreditation_id: str, status: int | None = None, **changes: Any) -> dict[str, Any]:
    path = f"/agreements/accreditations/{accreditation_id}/renewals"
    made: dict[str, Any] = await h.post(path, certificate(**changes), "clerk", status=status)
    return made


async def upload(
    h: Harness,
    path: str,
    content: Any,
    organisation_id: str,
    *,
    kind: str = "draft_text",
    name: str = "Naskah",
    **headers: str,
) -> httpx.Response:
    """Posts the bytes as they are."""
    said = h.token("clerk", organisation=organisation_id) | headers
    return await h.client.post(f"{path}/documents", params={"kind": kind, "name": name}, content=content, headers=said)


async def added(h: Harness, path: str, content: bytes, organisation_id: str, **how: Any) -> dict[str, Any]:
    answer = await upload(h, path, content, organisation_id, **how)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def draft(h: Harness) -> tuple[str, str, str]:
    """A draft umbrella: its path, city and office."""
    city, office = await organisation(h, "city", "city"), await organisation(h, "office", "corrections_office")
    made = await umbrella_draft(h, city, office)
    return f"/agreements/joint-agreements/{made['id']}", city, office


async def signed(h: Harness) -> tuple[str, str, str]:
    path, city, office = await draft(h)
    await conclude(h, path, {city: "office", office: "office"})
    return path, city, office

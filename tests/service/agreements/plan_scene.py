"""A PKS with its two parties and its umbrella, through the doors, for tests of its work plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.support.harness import Harness

PERIOD = {"starts_on": "2026-02-09", "ends_on": "2027-02-08"}


def local(moment: str) -> datetime:
    """`2026-07-01 00:00` in Ambon."""
    return datetime.fromisoformat(f"{moment}:00+09:00")


@dataclass
class Scene:
    """`h` in hand, and the ids of who acts: agency and prison under an umbrella of city and office."""

    h: Harness
    city: str
    office: str
    agency: str
    prison: str
    umbrella: str
    pks: str = ""

    @property
    def path(self) -> str:
        return f"/agreements/cooperation-agreements/{self.pks}"

    async def draft(self, **changes: Any) -> str:
        body = {
            "joint_agreement_id": self.umbrella,
            "title": "PKS Pelatihan",
            "agency_id": self.agency,
            "institution_id": self.prison,
            "scopes": ["training"],
        }
        made = await self.h.post("/agreements/cooperation-agreements", body | PERIOD | changes, "clerk")
        self.pks = made["id"]
        return self.pks

    async def conclude(self) -> None:
        """The PKS is in force."""
        await conclude(self.h, self.path, {self.agency: "power_of_attorney", self.prison: "office"})

    async def in_force(self, **changes: Any) -> None:
        await self.draft(**changes)
        await self.conclude()

    async def plan(self, by: str, status: int | None = None, **changes: Any) -> dict[str, Any]:
        body = {
            "what": "Mesin jahit untuk bengkel kerja",
            "quantity": 12,
            "unit": "mesin",
            "owed_by": self.agency,
            "due_on": "2026-06-30",
        }
        made: dict[str, Any] = await self.h.post(
            f"{self.path}/obligations", body | changes, "clerk", organisation=by, status=status
        )
        return made

    async def agreed(self, **changes: Any) -> str:
        """An obligation that both parties agreed to while the PKS is in force; its id."""
        made = await self.plan(self.agency, **changes)
        await self.answer(made["id"], self.prison, "accept")
        return str(made["id"])

    async def answer(self, obligation: str, by: str, answer: str, status: int | None = None) -> Any:
        return await self.act(obligation, "answers", by, {"answer": answer}, status)

    async def report(self, obligation: str, quantity: int, status: int | None = None, **said: Any) -> Any:
        by = said.pop("by", self.agency)
        body = {"quantity": quantity, "note": "Diserahkan", "evidence": "BAST 12/2026"} | said
        return await self.act(obligation, "reports", by, body, status)

    async def confirm(self, obligation: str, by: str | None = None, status: int | None = None) -> Any:
        return await self.act(obligation, "confirmation", by or self.prison, None, status)

    async def act(self, obligation: str, verb: str, by: str, body: Any = None, status: int | None = None) -> Any:
        path = f"/agreements/obligations/{obligation}/{verb}"
        return await self.h.post(path, body, "clerk", organisation=by, status=status)

    async def read(self, obligation: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.h.get(f"/agreements/obligations/{obligation}", "auditor")
        return found

    async def move(self, step: str, path: str = "", by: str = "") -> None:
        """`suspensions` or `resumptions`."""
        body = {"reason": "Pemeriksaan"}
        await self.h.post(f"{path or self.path}/{step}", body, "clerk", organisation=by or self.agency)

    async def told(self, of: str = "") -> list[tuple[str, datetime]]:
        """What was said of the work plan, or of one obligation, and when."""
        rows = await self.h.pool.fetch(
            "select type, occurred_at from journal where (type like '%obligation%' or type like '%evaluation%')"
            " and ($1 = '' or key = $1) order by position",
            of,
        )
        return [(row["type"].removeprefix("agreements."), row["occurred_at"]) for row in rows]

    async def kinds(self, of: str = "") -> list[str]:
        return [type_ for type_, _ in await self.told(of)]


async def conclude(h: Harness, path: str, parties: dict[str, str]) -> None:
    """Submits, lets every party approve and sign. `parties`: organisation id → authority."""
    await h.post(f"{path}/submission", None, "clerk", organisation=next(iter(parties)))
    for party in parties:
        await h.post(f"{path}/reviews", {"party_id": party, "decision": "approve"}, "clerk", organisation=party)
    for party, authority in parties.items():
        kuasa = {"kuasa_number": "K-1", "kuasa_date": "2026-02-01"} if authority == "power_of_attorney" else {}
        body = {
            "party_id": party,
            "number": path[-36:],
            "signatory": "A Name",
            "position": "Kepala",
            "authority": authority,
            "place": "Ambon",
            "signed_on": "2026-02-09",
        }
        await h.post(f"{path}/signatures", body | kuasa, "clerk", organisation=party)


async def staged(h: Harness) -> Scene:
    """The register, and an umbrella in force."""
    ids = {}
    for code, kind in (("city", "city"), ("office", "corrections_office"), ("dinkop", "agency"), ("lapas", "prison")):
        body = {"code": code, "name": code.title(), "kind": kind}
        ids[code] = (await h.post("/agreements/organisations", body, "clerk"))["id"]
    umbrella: dict[str, Any] = {
        "instrument": "kesepakatan_bersama",
        "title": "Kesepakatan Bersama",
        "parties": [ids["city"], ids["office"]],
        "scopes": ["training", "community_service"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
    }
    made = await h.post("/agreements/joint-agreements", umbrella, "clerk")
    path = f"/agreements/joint-agreements/{made['id']}"
    await conclude(h, path, {ids["city"]: "office", ids["office"]: "office"})
    return Scene(h, ids["city"], ids["office"], ids["dinkop"], ids["lapas"], made["id"])

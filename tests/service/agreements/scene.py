"""A city, a corrections office, an agency and a prison, and the papers between them, through the public doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from shared.clock import local_day
from tests.support.harness import Harness

KINDS = {"city": "city", "office": "corrections_office", "agency": "agency", "prison": "prison"}


@dataclass
class Paper:
    """An agreement with its address and its parties."""

    id: str
    path: str
    parties: tuple[str, ...]


@dataclass
class Scene:
    """The service in hand, and who is who: short names for the ids of organisations."""

    h: Harness
    who: dict[str, str] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def begin(self) -> Scene:
        for code, kind in KINDS.items():
            body = {"code": code, "name": code.title(), "kind": kind}
            self.who[code] = (await self.h.post("/agreements/organisations", body, "clerk"))["id"]
        return self

    def at(self, local: str) -> None:
        """`2026-02-09 08:00` in Ambon; a day alone is its midnight."""
        moment = local if " " in local else f"{local} 00:00"
        self.h.clock.set(datetime.fromisoformat(f"{moment}:00+09:00"))

    @property
    def today(self) -> str:
        return str(local_day(self.h.clock.now()))

    async def draft_umbrella(self, **changes: Any) -> Paper:
        body = {
            "instrument": "kesepakatan_bersama",
            "title": "Kesepakatan Bersama",
            "parties": [self.who["city"], self.who["office"]],
            "scopes": ["training", "community_service", "equipment"],
            "starts_on": "2026-02-09",
            "ends_on": "2031-02-08",
        }
        made = await self.h.post("/agreements/joint-agreements", body | changes, "clerk")
        return Paper(made["id"], f"/agreements/joint-agreements/{made['id']}", ("city", "office"))

    async def draft_pks(self, umbrella: Paper, *, status: int = 201, **changes: Any) -> Any:
        body = {
            "joint_agreement_id": umbrella.id,
            "title": "PKS Pelatihan",
            "agency_id": self.who["agency"],
            "institution_id": self.who["prison"],
            "scopes": ["training"],
            "starts_on": "2026-02-09",
            "ends_on": "2029-02-08",
        }
        made = await self.h.post("/agreements/cooperation-agreements", body | changes, "clerk", status=status)
        if status != 201:
            return made
        return Paper(made["id"], f"/agreements/cooperation-agreements/{made['id']}", ("agency", "prison"))

    async def umbrella(self, **changes: Any) -> Paper:
        """Signed today; in force where its first day has come."""
        return await self.conclude(await self.draft_umbrella(**changes))

    async def pks(self, umbrella: Paper, **changes: Any) -> Paper:
        return await self.conclude(await self.draft_pks(umbrella, **changes))

    async def conclude(self, paper: Paper, path: str | None = None) -> Paper:
        """Submits, reviews and signs an agreement, or its addendum at `path`."""
        await self.review(paper, path)
        for party in paper.parties:
            await self.sign(paper, party, path)
        return paper

    async def review(self, paper: Paper, path: str | None = None) -> None:
        path = path or paper.path
        await self.post(f"{path}/submission", None, of=paper.parties[0])
        for party in paper.parties:
            await self.post(f"{path}/reviews", {"party_id": self.who[party], "decision": "approve"}, of=party)

    async def sign(
        self, paper: Paper, party: str, path: str | None = None, *, status: int | None = None, **changes: Any
    ) -> Any:
        path = path or paper.path
        return await self.post(f"{path}/signatures", self.signature(party, path) | changes, of=party, status=status)

    def signature(self, party: str, path: str) -> dict[str, Any]:
        by_kuasa = party == "agency" and "cooperation" in path
        kuasa = {"kuasa_number": "SK-1", "kuasa_date": self.today} if by_kuasa else {}
        return {
            "party_id": self.who[party],
            "number": f"{next(self._numbers)}/{party}",
            "signatory": "A Name",
            "position": "Kepala",
            "authority": "power_of_attorney" if by_kuasa else "office",
            "place": "Ambon",
            "signed_on": self.today,
        } | kuasa

    async def addendum(self, paper: Paper, *, status: int = 201, **changes: Any) -> Any:
        """The path of a drafted addendum, or the refusal."""
        body = {"reason": "Perubahan", "effective_on": self.today} | changes
        made = await self.post(f"{paper.path}/amendments", body, of=paper.parties[0], status=status)
        return f"{paper.path}/amendments/{made['id']}" if status == 201 else made

    async def amend(self, paper: Paper, **changes: Any) -> str:
        """An addendum that every party has signed."""
        path: str = await self.addendum(paper, **changes)
        await self.conclude(paper, path)
        return path

    async def pause(self, paper: Paper, step: str, *, status: int | None = None, **changes: Any) -> Any:
        body = {"reason": "Evaluasi bersama"} | changes
        return await self.post(f"{paper.path}/{step}s", body, of=paper.parties[0], status=status)

    async def give_notice(self, paper: Paper, *, status: int | None = None, **changes: Any) -> Any:
        body = {"party_id": self.who[paper.parties[0]], "reason": "Anggaran berakhir"} | changes
        return await self.post(f"{paper.path}/termination", body, of=paper.parties[0], status=status)

    async def post(self, path: str, body: Any, *, of: str, status: int | None = None) -> Any:
        return await self.h.post(path, body, "clerk", organisation=self.who[of], status=status)

    async def read(self, paper: Paper | str) -> Any:
        return await self.h.get(paper.path if isinstance(paper, Paper) else paper, "auditor")

    async def state(self, paper: Paper | str) -> str:
        return str((await self.read(paper))["state"])

    async def said(self, *verbs: str) -> list[tuple[str, str, dict[str, Any]]]:
        """The published facts with these last words: kind (joint, cooperation), verb, data; in order."""
        return [
            (type_.split(".")[1].removesuffix("-agreement"), type_.split(".")[2], data)
            for type_, data in await self.h.facts()
            if "-agreement." in type_ and (not verbs or type_.split(".")[2] in verbs)
        ]

    async def words(self, *verbs: str) -> list[tuple[str, str]]:
        return [(kind, verb) for kind, verb, _ in await self.said(*verbs)]

    async def settle(self) -> None:
        """All that time has brought is done."""
        while await self.h.tick():
            pass

    async def dated(self, type_end: str) -> list[str]:
        """When facts of a type happened, in Ambon."""
        rows = await self.h.pool.fetch(
            "select occurred_at at time zone 'Asia/Jayapura' as local from journal where type like '%' || $1"
            " order by position",
            type_end,
        )
        return [row["local"].strftime("%Y-%m-%d %H:%M") for row in rows]

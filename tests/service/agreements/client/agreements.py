"""Joint agreements, cooperation agreements and addenda: from the draft to the end, and their lists."""

from __future__ import annotations

from itertools import count
from typing import Any

from services.agreements.events import AgreementKind
from shared.clock import local_day
from tests.service.agreements.client.calls import ACTED, MADE, READ, Addendum, Agreement, Calls, Subject
from tests.support.harness import Harness

CONTENTS = {
    "rights_and_duties": "Dinas menyediakan pelatih, Lapas menyediakan bengkel.",
    "disputes": "Musyawarah, lalu penyelesaian oleh para pimpinan.",
    "sanctions": "Teguran tertulis, lalu pengakhiran.",
    "burdens_budget": False,
}
"""What a PKS states beside its terms."""


class Agreements(Calls):
    def __init__(self, harness: Harness) -> None:
        super().__init__(harness)
        self._numbers = count(1)

    @property
    def today(self) -> str:
        return str(local_day(self.h.clock.now()))

    async def draft_joint_agreement(self, *, status: int = MADE, **changes: Any) -> Any:
        body = {
            "instrument": "kesepakatan_bersama",
            "title": "Kesepakatan Bersama",
            "parties": [self.id_of("city"), self.id_of("office")],
            "scopes": ["training", "community_service", "equipment"],
            "starts_on": "2026-02-09",
            "ends_on": "2031-02-08",
        }
        return await self.call("POST", "/agreements/joint-agreements", json=body | changes, status=status)

    async def draft_cooperation_agreement(self, umbrella: Agreement, *, status: int = MADE, **changes: Any) -> Any:
        body = {
            "joint_agreement_id": umbrella.id,
            "title": "PKS Pelatihan",
            "agency_id": self.id_of("agency"),
            "institution_id": self.id_of("prison"),
            "scopes": ["training"],
            "starts_on": "2026-02-09",
            "ends_on": "2029-02-08",
            **CONTENTS,
        }
        return await self.call("POST", "/agreements/cooperation-agreements", json=body | changes, status=status)

    async def draft_addendum(
        self, agreement: Agreement, *, by: str | None = None, status: int = MADE, **changes: Any
    ) -> Any:
        body = {"reason": "Perubahan", "effective_on": self.today} | changes
        by = by or agreement.parties[0]
        return await self.call("POST", f"{agreement.path}/addenda", json=body, by=by, status=status)

    async def revise(self, subject: Subject, *, by: str | None = None, status: int = ACTED, **body: Any) -> Any:
        return await self.call("PUT", subject.path, json=body, by=by or subject.parties[0], status=status)

    async def submit(self, subject: Subject, *, by: str | None = None, status: int = ACTED) -> Any:
        by = by or subject.parties[0]
        return await self.call("POST", f"{subject.path}/submission", by=by, status=status)

    async def review(
        self,
        subject: Subject,
        party: str,
        decision: str = "approve",
        *,
        by: str | None = None,
        status: int = MADE,
        headers: dict[str, str] | None = None,
        **changes: Any,
    ) -> Any:
        body = {"party_id": self.id_of(party), "decision": decision} | changes
        path = f"{subject.path}/reviews"
        return await self.call("POST", path, json=body, by=by or party, status=status, headers=headers)

    def signature(self, subject: Subject, party: str, **changes: Any) -> dict[str, Any]:
        """A signature of today. The agency of a PKS signs with a power of attorney (surat kuasa)."""
        by_kuasa = party == "agency" and subject.kind == "cooperation"
        kuasa = {"kuasa_number": "SK-1", "kuasa_date": self.today} if by_kuasa else {}
        return {
            "party_id": self.id_of(party),
            "number": f"{next(self._numbers)}/{party}",
            "signatory": "A Name",
            "position": "Kepala",
            "authority": "power_of_attorney" if by_kuasa else "office",
            "place": "Ambon",
            "signed_on": self.today,
            **kuasa,
            **changes,
        }

    async def sign(self, subject: Subject, party: str, *, status: int = MADE, **changes: Any) -> Any:
        body = self.signature(subject, party, **changes)
        return await self.call("POST", f"{subject.path}/signatures", json=body, by=party, status=status)

    async def withdraw_addendum(self, addendum: Addendum, *, by: str | None = None, status: int = ACTED) -> Any:
        by = by or addendum.parties[0]
        return await self.call("POST", f"{addendum.path}/withdrawal", by=by, status=status)

    async def put_into_effect(self, addendum: Addendum, *, by: str | None = None, status: int = ACTED) -> Any:
        by = by or addendum.parties[0]
        return await self.call("POST", f"{addendum.path}/effect", by=by, status=status)

    async def suspend(self, agreement: Agreement, *, by: str | None = None, status: int = MADE, **changes: Any) -> Any:
        return await self._pause(agreement, "suspensions", by, status, changes)

    async def resume(self, agreement: Agreement, *, by: str | None = None, status: int = MADE, **changes: Any) -> Any:
        return await self._pause(agreement, "resumptions", by, status, changes)

    async def _pause(self, agreement: Agreement, word: str, by: str | None, status: int, changes: Any) -> Any:
        body = {"reason": "Evaluasi bersama"} | changes
        by = by or agreement.parties[0]
        return await self.call("POST", f"{agreement.path}/{word}", json=body, by=by, status=status)

    async def give_termination_notice(
        self, agreement: Agreement, *, by: str | None = None, status: int = ACTED, **changes: Any
    ) -> Any:
        by = by or agreement.parties[0]
        body = {"party_id": self.id_of(by), "ground": "agreement_of_parties", "reason": "Anggaran berakhir"}
        body |= changes
        return await self.call("POST", f"{agreement.path}/termination", json=body, by=by, status=status)

    async def read(self, subject: Subject, *, role: str = "auditor", status: int = READ) -> Any:
        return await self.get(subject.path, role, status)

    async def list_agreements(
        self, kind: AgreementKind = "cooperation", *, role: str = "coordinator", status: int = READ, **query: Any
    ) -> Any:
        return await self.get(f"/agreements/{kind}-agreements", role, status, **query)

    async def list_addenda(self, agreement: Agreement) -> Any:
        return await self.get(f"{agreement.path}/addenda", "auditor")

    async def list_revisions(self, agreement: Agreement) -> Any:
        return await self.get(f"{agreement.path}/revisions", "auditor")

    async def read_revision(self, agreement: Agreement, number: int, *, status: int = READ) -> Any:
        return await self.get(f"{agreement.path}/revisions/{number}", "auditor", status)

    async def list_pauses(self, agreement: Agreement) -> Any:
        return await self.get(f"{agreement.path}/pauses", "auditor")

    async def read_termination(self, agreement: Agreement) -> Any:
        return await self.get(f"{agreement.path}/termination", "auditor")

    async def read_timeline(
        self, agreement: Agreement, *, language: str = "id", status: int = READ, **query: Any
    ) -> Any:
        headers, path = {"accept-language": language}, f"{agreement.path}/timeline"
        return await self.call("GET", path, role="auditor", headers=headers, params=query, status=status)

    async def read_tree(self, umbrella: Agreement, *, status: int = READ, **query: Any) -> Any:
        return await self.get(f"/agreements/joint-agreements/{umbrella.id}/tree", "auditor", status, **query)

"""Obligations of work plans, yearly evaluations, debtors, and exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx

from tests.service.agreements.client.calls import ACTED, MADE, READ, Agreement, Calls


class Obligations(Calls):
    async def plan_obligation(self, pks: Agreement, *, by: str = "agency", status: int = MADE, **changes: Any) -> Any:
        body = {
            "what": "Mesin jahit untuk bengkel kerja",
            "quantity": 12,
            "unit": "mesin",
            "owed_by": self.id_of(changes.pop("owed_by", "agency")),
            "due_on": "2026-06-30",
        }
        path = f"{pks.path}/obligations"
        return await self.call("POST", path, json=body | changes, by=by, status=status)

    async def revise_obligation(self, obligation: str, *, by: str = "agency", status: int = ACTED, **body: Any) -> Any:
        body["owed_by"] = self.id_of(body["owed_by"])
        return await self.call("PUT", f"/agreements/obligations/{obligation}", json=body, by=by, status=status)

    async def strike_obligation(self, obligation: str, *, by: str = "agency", status: int = ACTED) -> Any:
        return await self.call("DELETE", f"/agreements/obligations/{obligation}", by=by, status=status)

    async def propose_change(self, obligation: str, *, by: str = "agency", status: int = MADE, **body: Any) -> Any:
        return await self._act(obligation, "proposals", by, status, json=body)

    async def answer_proposal(
        self, obligation: str, answer: str = "accept", *, by: str = "prison", status: int = MADE
    ) -> Any:
        return await self._act(obligation, "answers", by, status, json={"answer": answer})

    async def report_progress(
        self, obligation: str, quantity: int, *, by: str = "agency", status: int = MADE, **changes: Any
    ) -> Any:
        body = {"quantity": quantity, "note": "Diserahkan", "evidence": "BAST 12/2026"} | changes
        return await self._act(obligation, "reports", by, status, json=body)

    async def correct_report(
        self, obligation: str, report: str, quantity: int, *, by: str = "agency", status: int = MADE, **changes: Any
    ) -> Any:
        body = {"corrects": report, "quantity": quantity, "evidence": "BAST 13/2026"} | changes
        return await self._act(obligation, "corrections", by, status, json=body)

    async def confirm_fulfilment(
        self,
        obligation: str,
        *,
        by: str = "prison",
        status: int = ACTED,
    ) -> Any:
        return await self._act(obligation, "confirmation", by, status)

    async def _act(self, obligation: str, word: str, by: str, status: int, **request: Any) -> Any:
        path = f"/agreements/obligations/{obligation}/{word}"
        return await self.call("POST", path, by=by, status=status, **request)

    async def read_obligation(self, obligation: str) -> Any:
        return await self.get(f"/agreements/obligations/{obligation}", "auditor")

    async def list_obligations(self, *, status: int = READ, **query: Any) -> Any:
        return await self.get("/agreements/obligations", "coordinator", status, **query)

    async def list_debtors(self, **query: Any) -> Any:
        return await self.get("/agreements/debtors", "coordinator", **query)

    async def file_evaluation(self, pks: Agreement, *, by: str = "agency", status: int = MADE, **changes: Any) -> Any:
        body = {
            "year": 1,
            "findings": "Pelatihan berjalan; penyerahan mesin terlambat.",
            "rating": "good",
            "recommendation": "continue",
        }
        path = f"{pks.path}/evaluations"
        return await self.call("POST", path, json=body | changes, by=by, status=status)

    async def read_evaluation(self, evaluation: str) -> Any:
        return await self.get(f"/agreements/evaluations/{evaluation}", "auditor")

    async def list_evaluations(self, **query: Any) -> Any:
        return await self.get("/agreements/evaluations", "auditor", **query)

    async def export(self, name: str, **query: Any) -> tuple[httpx.Headers, list[list[str]]]:
        """The headers of an export and its lines."""
        answer = await self.send("GET", f"/agreements/exports/{name}.csv", role="auditor", params=query)
        assert answer.status_code == READ
        return answer.headers, list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))

"""The routes of equipment, one method each, and what most of their tests set up first."""

from __future__ import annotations

import io
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from services.agreements import events as agreements
from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, PKS, PRISON, STAFF, TRAINER, Caller, TrainingClient

_numbers = count(1)
DUE = "2026-06-30"


def photo(size: tuple[int, int] = (60, 40), form: str = "PNG", colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


class EquipmentClient(TrainingClient):
    async def register_item(self, *, by: Caller = TRAINER, status: int = 201, **fields: Any) -> Any:
        body: dict[str, Any] = {
            "agency_id": AGENCY,
            "number": f"1.3.2.05.{next(_numbers):06}",
            "title": "Mesin jahit Juki",
            "kind": "sewing-machine",
            "value_rupiah": 4_500_000,
            "acquired_on": "2024-05-02",
        }
        return await self._post("equipment", body | fields, by, status)

    async def update_item(self, item: Any, *, by: Caller = TRAINER, status: int = 200, **fields: Any) -> Any:
        kept = ("number", "title", "kind", "serial", "condition", "value_rupiah", "acquired_on")
        return await self._put(f"equipment/{item['id']}", {name: item[name] for name in kept} | fields, by, status)

    async def read_item(self, item_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"equipment/{item_id}", by, status)

    async def list_items(self, *, by: Caller = AUDITOR, status: int = 200, **query: Any) -> Any:
        return await self._get("equipment", by, status, **query)

    async def lend(self, item_id: str, *, by: Caller = TRAINER, status: int = 201, **fields: Any) -> Any:
        body: dict[str, Any] = {
            "cooperation_agreement_id": PKS,
            "institution_id": PRISON,
            "responsible_name": "Kepala Seksi Kegiatan Kerja",
            "due_on": DUE,
        }
        return await self._post(f"equipment/{item_id}/loans", body | fields, by, status)

    async def read_loan(self, loan_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"loans/{loan_id}", by, status)

    async def list_loans(self, *, by: Caller = AUDITOR, status: int = 200, **query: Any) -> Any:
        return await self._get("loans", by, status, **query)

    async def receive(self, loan_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"loans/{loan_id}/receipt", fields, by, status)

    async def report_damage(self, loan_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"loans/{loan_id}/damage", {"condition": "damaged"} | fields, by, status)

    async def give_back(self, loan_id: str, *, by: Caller = TRAINER, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"loans/{loan_id}/return", {"condition": "good"} | fields, by, status)

    async def report_loss(self, loan_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"loans/{loan_id}/loss", {"note": "tidak ada di bengkel"} | fields, by, status)

    async def acknowledge(self, loan_id: str, *, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._post(f"loans/{loan_id}/loss-acknowledgement", {}, by, status)

    async def find(self, loan_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"loans/{loan_id}/finding", {"condition": "good"} | fields, by, status)

    async def extend(self, loan_id: str, due_on: str, *, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._post(f"loans/{loan_id}/extension", {"due_on": due_on}, by, status)

    async def decide_loan(
        self, loan_id: str, outcome: str, *, by: Caller = TRAINER, status: int = 200, **fields: Any
    ) -> Any:
        return await self._post(f"loans/{loan_id}/decision", {"outcome": outcome} | fields, by, status)

    async def start_maintenance(self, item_id: str, *, by: Caller = TRAINER, status: int = 201, **fields: Any) -> Any:
        body = {"reason": "servis berkala", "by_whom": "Bengkel Maju"}
        return await self._post(f"equipment/{item_id}/maintenance", body | fields, by, status)

    async def end_maintenance(self, maintenance_id: str, *, by: Caller = TRAINER, status: int = 200, **f: Any) -> Any:
        body = {"condition": "good", "cost_rupiah": 250_000}
        return await self._post(f"maintenance/{maintenance_id}/completion", body | f, by, status)

    async def list_maintenance(self, item_id: str, *, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._get(f"equipment/{item_id}/maintenance", by, status)

    async def list_obligations(self, *, by: Caller = AUDITOR, status: int = 200, **query: Any) -> Any:
        return await self._get("obligations", by, status, **query)

    async def send_photo(self, item_id: str, content: bytes, by: Caller = TRAINER, key: str = "") -> httpx.Response:
        token = self.h.token(by.role, organisation=by.organisation)
        path = f"/training/equipment/{item_id}/photos"
        keyed = {"idempotency-key": key} if key else {}
        return await self.h.client.post(path, content=content, headers=token | keyed)

    async def fetch(self, path: str, by: Caller = AUDITOR, method: str = "GET", **headers: str) -> httpx.Response:
        token = self.h.token(by.role, organisation=by.organisation)
        return await self.h.client.request(method, f"/training/{path}", headers=token | headers)

    async def lent(self, **fields: Any) -> tuple[str, str]:
        """An item and its loan, just handed over."""
        item = (await self.register_item())["id"]
        return item, (await self.lend(item, **fields))["id"]

    async def held(self, **fields: Any) -> tuple[str, str]:
        """An item and its loan, received by the institution."""
        item, loan = await self.lent(**fields)
        await self.receive(loan)
        return item, loan


async def publish_agreement(client: TrainingClient, state: str, version: int, **changes: Any) -> None:
    await scene.publish_agreement(client, state, version, **{"scopes": ["training", "equipment"], **changes})


def obligation(
    event: type[agreements.ObligationFact] = agreements.ObligationAgreed, **changes: Any
) -> agreements.ObligationFact:
    fields: dict[str, Any] = {
        "obligation_id": UUID(int=70),
        "agreement_id": PKS,
        "agency_id": AGENCY,
        "institution_id": PRISON,
        "owed_by": AGENCY,
        "owed_to": PRISON,
        "quantity": 3,
        "unit": "mesin jahit",
        "done": 0,
        "due_on": "2026-06-30",
        "delivered_on": None,
        "state": "open",
    }
    more = {"days_late": 0, "awaits": "delivery", "late": False}
    return event.model_validate(fields | more | changes)

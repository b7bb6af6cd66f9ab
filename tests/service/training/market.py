"""Goods for sale: what tests of products set up, and the routes that they call."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from PIL import Image

from tests.service.training import scene
from tests.service.training.client import AGENCY, PKS, PRISON, STAFF, TRAINER, Caller, TrainingClient

DAY = "2026-02-09"
"""Today in the tests' world, until a test moves the clock."""


def photo() -> bytes:
    """A photo as a phone sends it: with the place where it was taken."""
    image, out = Image.new("RGB", (2000, 1000), "red"), io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "somebody's kitchen"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


class Market:
    """One workshop and one agency. Every method checks the status and returns the answer's JSON."""

    def __init__(self, training: TrainingClient) -> None:
        self.training, self.h = training, training.h

    async def get(self, path: str, by: Caller = STAFF, status: int = 200) -> Any:
        return await self.h.get(f"/training/{path}", by.role, organisation=by.organisation, status=status)

    async def post(self, path: str, body: Any = None, by: Caller = STAFF, status: int = 201) -> Any:
        return await self.h.post(f"/training/{path}", body, by.role, organisation=by.organisation, status=status)

    async def put(self, path: str, body: Any, by: Caller = STAFF, status: int = 200) -> Any:
        return await self.h.put(f"/training/{path}", body, by.role, organisation=by.organisation, status=status)

    async def follow_agreement(self, state: str, version: int, **changes: Any) -> None:
        await scene.publish_agreement(self.training, state, version, **{"scopes": ["marketing"]} | changes)

    async def open_workshop(self, *, status: int = 201, by: Caller = STAFF, **changes: Any) -> Any:
        return await self.post("workshops", {"institution_id": PRISON, "title": "Bengkel Tenun"} | changes, by, status)

    async def add_product(self, *, status: int = 201, by: Caller = STAFF, **changes: Any) -> Any:
        body = {
            "cooperation_agreement_id": PKS,
            "kind": "weaving",
            "title": "Taplak tenun",
            "description": "Tenun ikat dari benang katun",
            "price": 100_000,
        } | changes
        if "workshop_id" not in body:
            body["workshop_id"] = (await self.open_workshop())["id"]
        return await self.post("products", body, by, status)

    async def list_product(self, product_id: str, *, status: int = 200, by: Caller = STAFF) -> Any:
        return await self.post(f"products/{product_id}/listing", None, by, status)

    async def record_batch(
        self, product_id: str, quantity: int = 10, *, status: int = 201, by: Caller = STAFF, **changes: Any
    ) -> Any:
        """One adult made it, unless `makers` says who did."""
        body: dict[str, Any] = {"made_on": DAY, "quantity": quantity, "material_cost": quantity * 30_000} | changes
        if "makers" not in body:
            person = await scene.register_participant(self.training)
            body["makers"] = [{"participant_id": person["id"]}]
        return await self.post(f"products/{product_id}/batches", body, by, status)

    async def stocked(self, quantity: int = 10, **changes: Any) -> tuple[str, str]:
        """A product in the catalogue, and its only batch."""
        product = (await self.add_product())["id"]
        await self.list_product(product)
        return product, (await self.record_batch(product, quantity, **changes))["id"]

    async def open_outlet(self, *, status: int = 201, by: Caller = TRAINER, **changes: Any) -> Any:
        body = {
            "agency_id": AGENCY,
            "kind": "shop",
            "title": "Galeri Dinkop",
            "address": "Jalan Pattimura 1",
            "commission_percent": 10,
        }
        return await self.post("outlets", body | changes, by, status)

    async def open_fair(self, starts_on: str = DAY, ends_on: str = "2026-02-15") -> str:
        fair = await self.open_outlet(kind="fair", title="Pameran UMKM", starts_on=starts_on, ends_on=ends_on)
        return str(fair["id"])

    async def send(
        self,
        batch_id: str,
        quantity: int,
        outlet_id: str | None = None,
        *,
        sent_on: str = DAY,
        status: int = 201,
        by: Caller = STAFF,
    ) -> Any:
        body = {
            "outlet_id": outlet_id or (await self.open_outlet())["id"],
            "quantity": quantity,
            "sent_on": sent_on,
        }
        return await self.post(f"batches/{batch_id}/consignments", body, by, status)

    async def count(self, consignment_id: str, *, status: int = 200, by: Caller = TRAINER, **found: Any) -> Any:
        return await self.post(f"consignments/{consignment_id}/count", {"on": DAY} | found, by, status)

    async def sell(
        self,
        place: str,
        quantity: int = 1,
        unit_price: int = 100_000,
        *,
        on: str = DAY,
        status: int = 201,
        by: Caller = STAFF,
    ) -> Any:
        """`place` is `batches/…` or `consignments/…`."""
        return await self.post(f"{place}/sales", {"quantity": quantity, "unit_price": unit_price, "on": on}, by, status)

    async def take_back(self, sale_id: str, quantity: int = 1, *, status: int = 200, by: Caller = STAFF) -> Any:
        body = {"quantity": quantity, "reason": "jahitan lepas", "on": DAY}
        return await self.post(f"sales/{sale_id}/return", body, by, status)

    async def write_off(self, batch_id: str, quantity: int, *, status: int = 201) -> Any:
        body = {"quantity": quantity, "reason": "rusak kena air", "on": DAY}
        return await self.post(f"batches/{batch_id}/write-offs", body, STAFF, status)

    async def add_photo(
        self, product_id: str, content: bytes, stated: str = "true", *, by: Caller = STAFF, status: int = 201
    ) -> Any:
        answer = await self.h.client.post(
            f"/training/products/{product_id}/photos?shows_no_person=true&shows_no_work_of_a_child={stated}",
            content=content,
            headers={**self.h.token(by.role, organisation=by.organisation), "content-type": "image/jpeg"},
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    async def catalogue(self, query: str = "") -> list[dict[str, Any]]:
        answer = await self.h.client.get(f"/training/catalogue{query}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def batch(self, batch_id: str) -> tuple[int, int, int]:
        """In the warehouse, at outlets, gone."""
        seen = await self.get(f"batches/{batch_id}")
        return seen["in_warehouse"], seen["at_outlets"], seen["gone"]

    async def export(self, name: str, by: Caller = STAFF) -> list[str]:
        answer = await self.h.client.get(
            f"/training/exports/{name}.csv", headers=self.h.token(by.role, organisation=by.organisation)
        )
        assert answer.status_code == 200, answer.text
        return answer.text.splitlines()


async def register_child(training: TrainingClient, birth_date: str, organisation: UUID = PRISON) -> str:
    return str((await scene.register_participant(training, organisation, birth_date=birth_date))["id"])

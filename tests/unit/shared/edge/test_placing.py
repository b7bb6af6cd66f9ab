"""A route that is placed answers and is described as FastAPI's `include_router` would do it, but is made once."""

from __future__ import annotations

from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from shared.edge.placing import place

router = APIRouter(tags=["things"])


class Thing(BaseModel):
    """One of the things."""

    id: UUID


@router.get("/things/{thing_id}/parts", response_model=list[Thing])
async def list_parts(thing_id: UUID, limit: int = 50) -> list[dict[str, UUID]]:
    return [{"id": thing_id}] * limit


@router.post("/things", status_code=201, response_model=Thing)
async def add_thing(thing: Thing) -> Thing:
    return thing


def test_it_is_described_as_fastapi_would() -> None:
    placed = FastAPI()
    place(placed, router, "/tiny")
    included = FastAPI(generate_unique_id_function=lambda route: route.name)
    included.include_router(router, prefix="/tiny")
    assert placed.openapi() == included.openapi()


async def test_one_router_can_be_at_two_places_and_is_made_once() -> None:
    first, second = FastAPI(), FastAPI()
    place(first, router, "/first")
    place(second, router, "/second")
    for app, here, elsewhere in ((first, "first", "second"), (second, "second", "first")):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://masohi.test") as client:
            parts = await client.get(f"/{here}/things/{UUID(int=1)}/parts?limit=2")
            assert parts.json() == [{"id": str(UUID(int=1))}] * 2
            assert (await client.get(f"/{elsewhere}/things/{UUID(int=1)}/parts")).status_code == 404
        assert app.routes[-1].dependant is router.routes[1].dependant  # type: ignore[attr-defined]

"""`Allow` names the methods of an address."""

from __future__ import annotations

from fastapi import APIRouter

from shared.edge.methods import Methods

router = APIRouter()


@router.get("/plans/{plan_id}")
@router.post("/plans/batches")
@router.put("/plans/{plan_id}")
async def endpoint() -> None:
    """Does nothing."""


METHODS = Methods.among(router.routes)


def test_all_routes_of_an_address_count_and_where_there_is_get_there_is_head() -> None:
    assert METHODS.of("/plans/7") == ["GET", "HEAD", "PUT"]


def test_a_plain_path_goes_before_a_pattern_that_fits_it_too() -> None:
    assert METHODS.of("/plans/batches") == ["POST"]


def test_an_address_that_nobody_has_has_no_methods() -> None:
    assert METHODS.of("/nowhere") == []

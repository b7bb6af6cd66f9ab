"""The route that verifies a certificate."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from services.training.queries import certificates as queries
from shared.edge.routes import open_to_all

router = APIRouter(tags=["training"])

Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}$")]


@router.get("/certificates/{code}", response_model=queries.CertificateView, dependencies=[open_to_all()])
async def verify_certificate(code: Code, request: Request) -> queries.CertificateView:
    """Anyone who holds a certificate may check it. The answer has initials, course and date."""
    async with request.app.state.resources.pool.acquire() as conn:
        return await queries.certificate(conn, code)

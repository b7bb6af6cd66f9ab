"""The route of monthly wages."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import wages as commands
from services.training.queries.wages import WagesView
from shared.edge.languages import language
from shared.edge.routes import Call, may

router = APIRouter(tags=["ledger"])


@router.post("/institutions/{institution_id}/wages", response_model=WagesView)
async def book_wages(institution_id: UUID, body: commands.BookWages, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.book_wages, institution_id, body, language(call.request))

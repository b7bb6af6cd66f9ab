"""The statement as PDF: read in one transaction, rendered in a thread while none is open."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

from services.training.commands import statements
from services.training.documents.statements_pdf import write_pdf
from shared.edge.routes import Call
from shared.languages import Language

_RENDERER = ThreadPoolExecutor(1, "statement")


async def statement_document(call: Call, participant_id: UUID, month: date, purpose: str, language: Language) -> bytes:
    """Raises NotFound, Forbidden."""
    printed = await call.step(statements.print_statement, participant_id, month, purpose)
    made_at = call.resources.clock.now().replace(microsecond=0)
    return await asyncio.get_running_loop().run_in_executor(_RENDERER, write_pdf, printed, language, made_at)

"""The supervision log as PDF: read in one transaction, rendered in a thread while none is open."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from services.community_service.commands import visits
from services.community_service.documents.visits_log import write_pdf
from services.community_service.events import Language
from shared.edge.routes import Call

_RENDERER = ThreadPoolExecutor(1, "log")


async def log_document(call: Call, sentence_id: UUID, language: Language) -> bytes:
    """Raises NotFound, Forbidden."""
    log = await call.step(visits.read_log, sentence_id)
    made_at = call.resources.clock.now().replace(microsecond=0)
    return await asyncio.get_running_loop().run_in_executor(_RENDERER, write_pdf, log, language, made_at)

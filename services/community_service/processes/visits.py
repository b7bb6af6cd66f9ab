"""The supervision log as PDF: read in one transaction, rendered in a thread while none is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.community_service.commands import visits
from services.community_service.documents.visits_log import write_pdf
from services.community_service.events import Language
from shared.edge.routes import Resources

Result = TypeVar("Result")


class Reader(Protocol):
    """Who asks for the log: a program by its call, or a person by a page."""

    resources: Resources

    async def step(self, command: Callable[..., Awaitable[Result]], *args: Any) -> Result: ...


_RENDERER = ThreadPoolExecutor(1, "log")


async def log_document(call: Reader, sentence_id: UUID, language: Language) -> bytes:
    """Raises NotFound, Forbidden."""
    log = await call.step(visits.read_log, sentence_id)
    made_at = call.resources.clock.now().replace(microsecond=0)
    return await asyncio.get_running_loop().run_in_executor(_RENDERER, write_pdf, log, language, made_at)

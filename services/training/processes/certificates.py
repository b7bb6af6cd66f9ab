"""The document of a certificate: read what it says, then render it in a thread, with no transaction open."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from services.training.commands.certificates import read_document
from services.training.documents.certificates import render
from services.training.metrics import CERTIFICATE_SECONDS
from services.training.queries.certificates import CertificateContent
from shared.edge.routes import Call
from shared.languages import Language

_RENDERER = ThreadPoolExecutor(1, "certificate")


async def document(
    call: Call, enrolment_id: UUID, purpose: str, language: Language, verify_at: str
) -> tuple[CertificateContent, bytes]:
    """The PDF of the valid certificate. `verify_at` is the address before the code, as the QR code has it.

    It is rendered anew each time and kept nowhere. Raises NotFound, Forbidden, ParticipantErased."""
    content = await call.step(read_document, enrolment_id, purpose)
    with CERTIFICATE_SECONDS.time():
        loop = asyncio.get_running_loop()
        pdf = await loop.run_in_executor(_RENDERER, render, content, language, verify_at)
    return content, pdf

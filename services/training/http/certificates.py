"""Routes of certificates: anyone verifies one; the offices read, reissue and revoke them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.training.commands import certificates as commands
from services.training.commands import certificates_revocations as revocations
from services.training.commands.enrolments import log_again
from services.training.http.enrolments import COURSE
from services.training.metrics import CERTIFICATE_CHECKS
from services.training.processes import certificates as processes
from services.training.queries import certificates as queries
from services.training.queries.enrolments import EnrolmentView, enrolment_for
from shared.edge.languages import language as language_of
from shared.edge.routes import Call, may, open_to_all, reads_again, refuses
from shared.errors import ConcurrentChange, NotFound
from shared.languages import Language
from shared.privacy.reads import Purpose
from shared.web.public import PAGE_TOO, json_beside_pages

Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}$")]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The certificate, one page A4"}
}


def router(public_url: str) -> APIRouter:
    """`public_url` is the address of the gateway: the QR code of a certificate leads there."""
    made = APIRouter(tags=["training"])
    verify_at = f"{public_url}/training/certificates/"

    @made.get("/enrolments/{enrolment_id}/certificate.pdf", response_class=Response, responses=_PDF)
    @refuses(ConcurrentChange)
    async def read_certificate(
        enrolment_id: UUID,
        language: Annotated[Language | None, Query()] = None,
        purpose: Purpose = COURSE,
        call: Call = may("trainer", "institution_staff", "auditor"),
    ) -> Response:
        """The valid certificate. Without `language` the caller's (`Accept-Language`)."""
        chosen = language or language_of(call.request)
        content, pdf = await processes.document(call, enrolment_id, purpose, chosen, verify_at)
        name = f"{content.certificate.number.replace('/', '-')}-{chosen}.pdf"
        headers = {
            "cache-control": "no-store",
            "content-language": chosen,
            "vary": "accept-language",
            "content-disposition": f'inline; filename="{name}"',
            "x-content-type-options": "nosniff",
        }
        return Response(pdf, 200, headers, "application/pdf")

    return made


check = json_beside_pages(tags=["training"])


@check.get(
    "/certificates/{code}", response_model=queries.CertificateView, responses=PAGE_TOO, dependencies=[open_to_all()]
)
async def verify_certificate(code: Code, request: Request) -> Response:
    """Anyone who holds a certificate may check it. The answer has initials, course, level, date and standing.

    A browser gets a page (`Accept: text/html`), everybody else JSON."""
    try:
        async with request.app.state.resources.pool.acquire() as conn:
            view = await queries.certificate(conn, code)
    except NotFound:
        CERTIFICATE_CHECKS.labels("unknown").inc()
        raise
    CERTIFICATE_CHECKS.labels(view.standing).inc()
    return Response(view.model_dump_json(), 200, {"cache-control": "no-store"}, "application/json")


offices = APIRouter(tags=["training"])


@offices.get("/enrolments/{enrolment_id}/certificates", response_model=list[queries.IssuedCertificate])
@refuses(ConcurrentChange)
async def list_certificates(
    enrolment_id: UUID,
    purpose: Purpose = COURSE,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    """Every certificate of an enrolment with its standing, and why one was revoked."""
    return await call.run(commands.read_certificates, enrolment_id, purpose)


@offices.post("/certificates/{certificate_id}/reissue", status_code=201, response_model=EnrolmentView)
@reads_again(enrolment_for, log=log_again)
async def reissue(certificate_id: UUID, body: commands.Reissue, call: Call = may("trainer")) -> Response:
    return await call.run(commands.reissue, certificate_id, body)


@offices.post("/certificates/{certificate_id}/revocation", status_code=201, response_model=queries.RevocationView)
async def propose_revocation(
    certificate_id: UUID, body: revocations.ProposeRevocation, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(revocations.propose, certificate_id, body)


@offices.get("/certificate-revocations/{revocation_id}", response_model=queries.RevocationView)
async def read_revocation(
    revocation_id: UUID, call: Call = may("trainer", "institution_staff", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.revocation_for, call.actor, revocation_id)


@offices.post("/certificate-revocations/{revocation_id}/decision", response_model=queries.RevocationView)
async def decide_revocation(
    revocation_id: UUID, body: revocations.DecideRevocation, call: Call = may("coordinator")
) -> Response:
    return await call.run(revocations.decide, revocation_id, body)


@offices.put("/agencies/{agency_id}/certificate-signatory", status_code=204)
async def name_signatory(
    agency_id: UUID, body: commands.NameSignatory, call: Call = may("coordinator", "trainer")
) -> Response:
    """Who signs the certificates that are issued from now on."""
    return await call.run(commands.name_signatory, agency_id, body)

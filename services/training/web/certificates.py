"""The check of a certificate by anyone who holds it: who scans the QR code reads no JSON."""

from __future__ import annotations

from starlette.responses import Response

from services.training.domain.certificates import code_typed
from services.training.metrics import CERTIFICATE_CHECKS
from services.training.queries import certificates as queries
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.web.public import Visit, everyone, pages_beside_json

router = pages_beside_json(tags=["certificates"])

_MOST_TYPED = 200


@router.get("/certificates")
async def ask_for_code(code: str = "", visit: Visit = everyone()) -> Response:
    """A field for the code of a certificate, which leads to its page."""
    problems = []
    if code.strip():
        if plain := code_typed(code):
            return visit.lead(f"/certificates/{plain}")
        problems = [
            visit.wrong(
                "code",
                "Kode terdiri atas 16 huruf dan angka, tanpa 0, 1, I dan O. Periksa ketikannya.",
                "A code has 16 letters and digits, without 0, 1, I and O. Check what you typed.",
            )
        ]
    status = 422 if problems else 200
    return visit.show("certificate_code.html", status=status, problems=problems, typed={"code": code[:_MOST_TYPED]})


@router.get("/certificates/{code}")
async def show_certificate(code: str, visit: Visit = everyone()) -> Response:
    """Initials, course, level, date and standing, and nothing else."""
    plain = code_typed(code)
    try:
        certificate = await visit.get(_certificate, plain)
    except NotFound:
        CERTIFICATE_CHECKS.labels("unknown").inc()
        return visit.show("certificate_unknown.html", status=404, code=plain)
    CERTIFICATE_CHECKS.labels(certificate.standing).inc()
    return visit.show("certificate_check.html", certificate=certificate)


async def _certificate(conn: Connection, code: str | None) -> queries.CertificateView:
    """Raises NotFound."""
    if code is None:
        raise NotFound(what="certificate", id="")
    return await queries.certificate(conn, code)

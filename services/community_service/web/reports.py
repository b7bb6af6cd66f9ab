"""The check of a report by anyone who holds it: by its code, and whether a file is the one that was issued."""

from __future__ import annotations

import re

from starlette.responses import Response

from services.community_service.domain.reports import code_of, code_typed
from services.community_service.metrics import REPORT_CHECKS
from services.community_service.queries import reports as queries
from services.community_service.queries.reports import DocumentView
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.web.public import Visit, everyone, pages_beside_json
from shared.web.wrong import Wrong

router = pages_beside_json(tags=["reports"])

_SHA256 = re.compile("[0-9a-f]{64}")
_MOST_TYPED = 200


@router.get("/reports")
async def ask_for_code(code: str = "", visit: Visit = everyone()) -> Response:
    """A field for the code of a document, which leads to its page."""
    problems = []
    if code.strip():
        if plain := code_typed(code):
            return visit.lead(f"/reports/{plain}")
        problems = [
            visit.wrong(
                "code",
                "Kode terdiri atas 16 huruf dan angka. Periksa ketikannya.",
                "A code has 16 letters and digits. Check what you typed.",
            )
        ]
    status = 422 if problems else 200
    return visit.show("report_code.html", status=status, problems=problems, typed={"code": code[:_MOST_TYPED]})


@router.get("/reports/{code}")
async def show_document(code: str, sha256: str = "", visit: Visit = everyone()) -> Response:
    """What the JSON route says of a document, in words."""
    digest, problems = _read(visit, sha256)
    plain = code_of(code)
    try:
        document = await visit.get(_document, plain, digest)
    except NotFound:
        REPORT_CHECKS.labels("unknown").inc()
        return visit.show("report_unknown.html", status=404, code=plain)
    REPORT_CHECKS.labels("differs" if document.matches is False else document.standing).inc()
    return visit.show(
        "report_check.html",
        status=422 if problems else 200,
        problems=problems,
        typed={"sha256": sha256[:_MOST_TYPED]} if sha256 else None,
        document=document,
        code=plain,
        matched=next((language for language, known in document.sha256.items() if known == digest), None),
    )


async def _document(conn: Connection, code: str | None, digest: str | None) -> DocumentView:
    """Raises NotFound."""
    if code is None:
        raise NotFound(what="report", id="")
    return await queries.document(conn, code, digest)


def _read(visit: Visit, sha256: str) -> tuple[str | None, list[Wrong]]:
    """The SHA-256 that was pasted, as tools print it: with spaces, in capitals, with the name of the file behind it."""
    given = re.sub(r"[\s:]", "", sha256).lower().removeprefix("sha256")[:64]
    if not sha256.strip():
        return None, []
    if _SHA256.fullmatch(given):
        return given, []
    return None, [
        visit.wrong(
            "sha256",
            "SHA-256 terdiri atas 64 angka dan huruf a–f.",
            "A SHA-256 has 64 digits and letters a to f.",
        )
    ]

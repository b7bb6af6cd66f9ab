"""What anyone reads of a certificate."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from services.training.domain.certificates import initials
from shared.errors import NotFound
from shared.postgres.pool import Connection


class CertificateView(BaseModel):
    """All that a stranger learns: no name."""

    initials: str
    course: str
    completed_on: date


async def certificate(conn: Connection, code: str) -> CertificateView:
    """The certificate with this code. Raises NotFound."""
    row = await conn.fetchrow(
        "select p.name, r.title, c.issued_on from certificates as c join enrolments as e on e.id = c.enrolment_id"
        " join participants as p on p.id = e.participant_id join programmes as r on r.id = e.programme_id"
        " where c.code = $1",
        code.upper(),
    )
    if row is None:
        raise NotFound(what="certificate", id=code)
    return CertificateView(initials=initials(row["name"]), course=row["title"], completed_on=row["issued_on"])

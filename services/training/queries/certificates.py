"""What anyone reads of a certificate."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from services.training.domain.certificates import initials
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class CertificateView(BaseModel):
    """All that a stranger learns: no name. Once the person's data are erased, no initials either."""

    initials: str
    course: str
    completed_on: date


async def certificate(conn: Connection, code: str) -> CertificateView:
    """The certificate with this code. Raises NotFound."""
    columns = await conn.fetchrow(
        "select p.name, p.erased_at, r.title, c.issued_on from certificates as c"
        " join enrolments as e on e.id = c.enrolment_id"
        " join participants as p on p.id = e.participant_id join programmes as r on r.id = e.programme_id"
        " where c.code = $1",
        code.upper(),
    )
    row = found(columns, "certificate", code)
    known_as = "–" if row["erased_at"] else initials(row["name"])
    return CertificateView(initials=known_as, course=row["title"], completed_on=row["issued_on"])

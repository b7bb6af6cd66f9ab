"""Views and lists of accreditations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements.domain.accreditations import COMPONENTS
from services.agreements.events import AccreditationKind, AccreditationState, Component, Stage
from services.agreements.rules import BOOK, StageSource
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import VERSION, found


class MandatoryItemView(BaseModel):
    item: str
    met: bool


class ComponentView(BaseModel):
    """What a certificate says of one of the six components, with the name that the ministry gives it."""

    component: Component
    name: str
    met: bool | None = None
    points: int | None = None
    mandatory: list[MandatoryItemView] = []
    evidence: str = ""


class CertificateView(BaseModel):
    """One certificate of an accreditation. Number 0 is the first, each further one a renewal.

    `stage_source`: the certificate says its stage, or, before the rule set of 2021, it was computed from a count."""

    number: int
    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None
    stage: Stage
    components: list[ComponentView]
    rules_from: date
    stage_source: StageSource
    recorded_by: str
    recorded_at: datetime


class AccreditationSummary(BaseModel):
    """`valid_from` to `valid_until` is the whole unbroken span, both days included.

    Without an end it holds until it is revoked."""

    id: UUID
    organisation_id: UUID
    kind: AccreditationKind
    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None
    state: AccreditationState
    stage: Stage | None
    renewals: int
    revoked_on: date | None
    revocation_reason: str | None


class AccreditationView(AccreditationSummary):
    """`components` are those of the latest certificate."""

    components: list[ComponentView]
    certificates: list[CertificateView]
    version: int


_SUMMARY = ", ".join(AccreditationSummary.model_fields)


async def accreditation(conn: Connection, accreditation_id: UUID) -> AccreditationView:
    row = await conn.fetchrow(f"select {_SUMMARY}, {VERSION} from accreditations where id = $1", accreditation_id)
    fields = found(row, "accreditation", accreditation_id)
    rows = await conn.fetch(
        "select number, issued_by, evidence, valid_from, valid_until, stage, components::text, rules_from, recorded_by,"
        " recorded_at from accreditation_certificates where accreditation_id = $1 order by number",
        accreditation_id,
    )
    certificates = [_certificate(row) for row in rows]
    return AccreditationView(
        **fields, certificates=certificates, components=certificates[-1].components if certificates else []
    )


def _certificate(row: Row) -> CertificateView:
    source = BOOK.of(row["rules_from"]).stage.source
    return CertificateView.model_validate({**row, "components": _components(row), "stage_source": source})


def _components(row: Row) -> list[dict[str, Any]]:
    findings = orjson.loads(row["components"])
    known = [(name, title) for name, title in COMPONENTS.items() if name in findings]
    return [{"component": name, "name": title, **findings[name]} for name, title in known]


async def accreditations(
    conn: Connection,
    organisation: UUID | None,
    kind: AccreditationKind | None,
    state: AccreditationState | None,
    ends_by: date | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of accreditations, newest id last; `ends_by` selects those whose last day is that day or earlier."""
    rows = await conn.fetch(
        f"select {_SUMMARY} from accreditations where ($1::uuid is null or organisation_id = $1)"
        " and ($2::text is null or kind = $2) and ($3::text is null or state = $3)"
        " and ($4::date is null or valid_until <= $4) and ($5::uuid is null or id > $5) order by id limit $6",
        *(organisation, kind, state, ends_by, after, limit + 1),
    )
    return page([AccreditationSummary(**row) for row in rows], limit, lambda view: view.id)

"""Agreements and obligations as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator

from services.agreements.queries import agreements, obligations
from services.agreements.queries.agreements import AgreementFilter
from services.agreements.queries.obligations import ObligationFilter
from shared.edge.sheets import sheet
from shared.postgres.pool import Pool

AGREEMENT = (
    *("id", "kind", "title", "scopes", "starts_on", "ends_on", "state"),
    *("joint_agreement_id", "agency_id", "institution_id", "last_day"),
)
OBLIGATION = (
    *("id", "agreement_id", "agreement_state", "what", "quantity", "unit", "owed_by", "due_on", "state", "done"),
    *("delivered_on", "confirmed_by", "confirmed_on"),
)


def agreements_csv(pool: Pool, wanted: AgreementFilter) -> AsyncIterator[bytes]:
    return sheet(pool, AGREEMENT, lambda conn, after, limit: agreements.agreements(conn, wanted, after, limit))


def obligations_csv(pool: Pool, wanted: ObligationFilter) -> AsyncIterator[bytes]:
    return sheet(pool, OBLIGATION, lambda conn, after, limit: obligations.obligations(conn, wanted, after, limit))

"""Agreements and obligations as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator

from services.agreements.queries import agreements, obligations
from services.agreements.queries.agreements import AgreementFilter
from services.agreements.queries.obligations import ObligationFilter
from shared.edge.spreadsheets import BATCH, stream
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
    return stream(pool, AGREEMENT, lambda conn, after: agreements.agreements(conn, wanted, after, BATCH))


def obligations_csv(pool: Pool, wanted: ObligationFilter) -> AsyncIterator[bytes]:
    return stream(pool, OBLIGATION, lambda conn, after: obligations.obligations(conn, wanted, after, BATCH))

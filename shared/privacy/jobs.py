"""Time-driven work of personal data: the counts of what is open, and an erasure for each record class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.postgres.scheduler import Job
from shared.privacy import corrections, requests
from shared.privacy.corrections import Correcting
from shared.privacy.erasure import erasures
from shared.privacy.personal import Personal
from shared.privacy.retention import replaced


def keeping(personal: Personal | None, days: Mapping[str, int]) -> Personal | None:
    """With the days of the operator's archive schedule. Raises SystemExit for a record class that there is not."""
    try:
        if personal:
            return personal.keeping(days)
        replaced((), days)
    except LookupError as error:
        raise SystemExit(f"ERROR: settings: MASOHI_RETENTION_DAYS: no record class {error.args[0]}") from None
    return None


def privacy_jobs(personal: Personal | None, correcting: Correcting | None) -> Sequence[Job]:
    if personal is None:
        return ()
    return (requests.measure, *([corrections.measure] if correcting else []), *erasures(personal))

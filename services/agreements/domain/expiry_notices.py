"""Expiry notices: the parties are told some days before the last day. How many days stands in `rules.toml`."""

from __future__ import annotations

from services.agreements.domain.agreements import Agreement, fact, require_state
from services.agreements.domain.results import Result, Timing


def give_expiry_notice(agreement: Agreement, days: int, timing: Timing) -> Result[Agreement]:
    """So many days are left. The agreement itself stays as it is. Raises WrongState."""
    require_state(agreement, "in_force", "suspended")
    return Result(agreement, [fact(agreement, "expiring", timing, days=days)])

"""Several rules may be broken at once: a refusal names them all."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import BrokenRules, Refusal


def refuse(broken: Sequence[Refusal]) -> None:
    """Raises the one broken rule, or BrokenRules with all of them. Returns where no rule is broken."""
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise BrokenRules(broken)

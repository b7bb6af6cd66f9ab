"""Who belongs to a case (perkara): the court, the prosecutor and the probation office (Bapas) that its verdict names.

A caller acts for one of these offices by role. The table of roles is the only one: commands ask it about a case that is
loaded, queries make their SQL filter from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

OFFICES: Mapping[str, str] = {
    "court_clerk": "court_code",
    "supervising_judge": "court_code",
    "prosecutor": "prosecutor_code",
    "counsellor": "probation_office_code",
}
"""The role of a caller, and the field of a case with the code of the office that this role acts for."""

EVERYWHERE = frozenset({"coordinator", "auditor"})
"""Roles that see every case."""


class Case(Protocol):
    """What has the three offices: a sentence, or a verdict before it is one. A verdict may lack some."""

    @property
    def court_code(self) -> str: ...
    @property
    def prosecutor_code(self) -> str | None: ...
    @property
    def probation_office_code(self) -> str | None: ...


def office_fields(roles: Collection[str]) -> list[str]:
    """The fields of a case with the offices that these roles act for."""
    return [field for role, field in OFFICES.items() if role in roles]


def office_codes(roles: Collection[str], case: Case) -> list[str]:
    """The offices of a case that these roles act for."""
    return [code for field in office_fields(roles) if (code := getattr(case, field)) is not None]

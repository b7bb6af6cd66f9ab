"""What a list is narrowed by: conditions of our own, values as parameters, and nothing where nothing is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from shared.edge.access import Actor

SEE_ALL = frozenset({"coordinator", "auditor"})
"""Roles that see the goods of every institution."""
PARTIES = {"institution_staff": "institution_id", "trainer": "agency_id"}
"""The role of a caller, and the organisation of goods that this role acts for."""


@dataclass
class Conditions:
    """`where` is the SQL, `values` are its parameters, counted from $1."""

    parts: list[str] = field(default_factory=lambda: ["true"])
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, value: object) -> Self:
        """`condition` has `{}` where the value stands. No value: no condition."""
        if value is not None:
            self.parts.append(condition.format(self.bind(value)))
        return self

    def bind(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def own(self, actor: Actor, prefix: str = "") -> Self:
        """Only what the caller's organisation has to do with; some roles see all."""
        if not actor.roles & SEE_ALL:
            organisation = self.bind(actor.organisation)
            mine = [f"{prefix}{column} = {organisation}" for role, column in PARTIES.items() if role in actor.roles]
            self.parts.append(f"({' or '.join(mine)})")
        return self

    @property
    def where(self) -> str:
        return " and ".join(self.parts)


def need_party(actor: Actor, institution_id: UUID, agency_id: UUID | None = None) -> None:
    """The caller acts for the institution, or for the agency as its officer. Raises Forbidden."""
    parties = {"institution_staff": institution_id, "trainer": agency_id}
    actor.require_organisation(*(party for role, party in parties.items() if role in actor.roles))


def need_reader(actor: Actor, institution_id: UUID, agency_id: UUID | None = None) -> None:
    """The same, and the roles that see all. Raises Forbidden."""
    if not actor.roles & SEE_ALL:
        need_party(actor, institution_id, agency_id)

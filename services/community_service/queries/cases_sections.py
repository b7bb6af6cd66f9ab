"""Which parts of a case a caller sees: those that the routes of each part give to the caller's roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from services.community_service.domain.participants import EVERYWHERE, OFFICES
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.postgres.pool import Connection

Section = Literal[
    "papers", "reports", "changes", "corrections", "alarms", "breaches", "fines", "fine_corrections", "incidents",
    "guardian",
]  # fmt: skip

READERS = frozenset(OFFICES) | EVERYWHERE
"""Who reads a case at all."""

_OFFICES = frozenset({"court_clerk", "prosecutor", "counsellor", "bapas_head"})

SECTIONS: Mapping[Section, frozenset[str]] = {
    "papers": _OFFICES | EVERYWHERE,
    "reports": _OFFICES | EVERYWHERE,
    "changes": frozenset({"court_clerk", "prosecutor"}) | EVERYWHERE,
    "corrections": frozenset({"counsellor", "prosecutor"}) | EVERYWHERE,
    "alarms": frozenset({"prosecutor"}) | EVERYWHERE,
    "breaches": frozenset({"counsellor", "prosecutor", "court_clerk", "supervising_judge"}) | EVERYWHERE,
    "fines": frozenset({"counsellor", "prosecutor", "court_clerk"}) | EVERYWHERE,
    "fine_corrections": frozenset({"prosecutor"}) | EVERYWHERE,
    "incidents": frozenset({"counsellor", "prosecutor", "bapas_head"}) | EVERYWHERE,
    "guardian": frozenset({"counsellor", "prosecutor", "auditor"}),
}
"""The roles that the list of each part names. A test holds the two equal."""


async def acting_roles(conn: Connection, sentence_id: UUID, actor: Actor) -> frozenset[str]:
    """The caller's roles that reach this case: of an office, where the caller belongs to it. Raises NotFound,
    Forbidden."""
    offices = await conn.fetchrow(
        "select {} from sentences as s where s.id = $1".format(
            ", ".join(
                f"array(select organisation_id from organisations where code = s.{field}) as {field}"
                for field in sorted(set(OFFICES.values()))
            )
        ),
        sentence_id,
    )
    if offices is None:
        raise NotFound(what="sentence", id=sentence_id)
    own = {role for role, field in OFFICES.items() if actor.organisation and actor.organisation in offices[field]}
    roles = actor.roles & (EVERYWHERE | own)
    if not roles:
        await need_participant(conn, sentence_id, actor)
    return roles


def sections_of(roles: frozenset[str]) -> frozenset[Section]:
    """The parts of a case that these roles see."""
    return frozenset(section for section, readers in SECTIONS.items() if roles & readers)

"""What the staff of an institution and auditors read of the register of participants."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.participants import IdentifiedBy, ParticipantState, RiskLevel
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class ParticipantView(BaseModel):
    """Personal data: every read is logged. `erased_at`: the retention is over, and neither name nor number is known.

    `joined_into`: the record of the same person that this one was joined into."""

    id: UUID
    person_id: UUID
    identified_by: IdentifiedBy
    state: ParticipantState
    joined_into: UUID | None
    institution_id: UUID
    register_number: str
    name: str
    birth_date: date | None
    expected_release: date | None
    risk_level: RiskLevel
    erased_at: datetime | None
    version: int


async def participant(conn: Connection, participant_id: UUID) -> ParticipantView:
    row = await conn.fetchrow(f"select *, {VERSION} from participants where id = $1", participant_id)
    return ParticipantView(**found(row, "participant", participant_id))


async def participant_for(conn: Connection, actor: Actor, participant_id: UUID) -> ParticipantView:
    """One participant, for the staff of the institution and for auditors."""
    view = await participant(conn, participant_id)
    if "auditor" not in actor.roles:
        actor.require_organisation(view.institution_id)
    return view


async def participants_for(
    conn: Connection, actor: Actor, institution: UUID | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of the register, without what was joined into another entry. Staff see their own institution only;
    auditors see every institution."""
    if "auditor" not in actor.roles:
        actor.require_organisation(institution or actor.organisation)
        institution = actor.organisation
    rows = await conn.fetch(
        f"select *, {VERSION} from participants"
        " where state <> 'joined' and ($1::uuid is null or institution_id = $1) and ($2::uuid is null or id > $2)"
        " order by id limit $3",
        *(institution, after, limit + 1),
    )
    return page([ParticipantView(**row) for row in rows], limit, lambda view: view.id)

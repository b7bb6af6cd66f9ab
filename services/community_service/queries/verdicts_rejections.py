"""What came on the intake topic and was refused: verdicts, determinations, changes, and what cannot be read.

A refused verdict is also a returned one, with what may be overridden. What an office enters by hand is refused at once,
and only returned."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.community_service.events import Concern, SentenceRejected
from services.community_service.queries.verdicts_returned import RuleView
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row


class RejectionView(BaseModel):
    """`position` is the cursor. `intake_event_id`: the sender's own id of the message. `returned_verdict_id`: the
    verdict is kept there. The number of a child's verdict is left out. The Indonesian text is the English one where the
    refusal is from before it was written."""

    position: int
    rejected_at: datetime
    concerns: Concern
    court_code: str
    prosecutor_code: str | None
    verdict_number: str | None
    intake_event_id: str
    returned_verdict_id: UUID | None
    broken: list[RuleView]


_REJECTIONS = """
    select position, occurred_at, data::text from journal
    where type = $1 and ($2 = 0 or position < $2) and ($3 or (
        $4 and key in (select code from organisations where organisation_id = $6)) or (
        $5 and data ->> 'prosecutor_code' in (select code from organisations where organisation_id = $6)))
    order by position desc limit $7
"""


async def rejections(conn: Connection, actor: Actor, after: int, limit: int) -> dict[str, Any]:
    """A page of those of the caller's court or prosecutor's office, the newest first; auditors see all."""
    roles = ("auditor" in actor.roles, "court_clerk" in actor.roles, "prosecutor" in actor.roles)
    rows = await conn.fetch(_REJECTIONS, SentenceRejected.type, after, *roles, actor.organisation, limit + 1)
    return page([_view(row) for row in rows], limit, lambda view: view.position)


def _view(row: Row) -> RejectionView:
    data = orjson.loads(row["data"])
    return RejectionView(
        **{name: data.get(name) for name in ("court_code", "prosecutor_code", "verdict_number", "intake_event_id")},
        position=row["position"],
        rejected_at=row["occurred_at"],
        concerns=data.get("concerns", "pronouncement"),
        returned_verdict_id=data["rejection_id"] if data.get("returned") else None,
        broken=[_rule(each) for each in data["violations"]],
    )


def _rule(said: dict[str, Any]) -> RuleView:
    texts = {"id": said.get("detail_id") or said["detail"], "en": said["detail"]}
    return RuleView.model_validate({**said, "texts": texts})

"""The checklist of a cooperation agreement (PKS): what it states, and what is missing before which step."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from services.agreements.domain.checklists import NAMES, Item, checklist
from services.agreements.store.agreements import load_agreement
from services.agreements.store.obligations import obligations_of
from shared.postgres.pool import Connection


class ChecklistLine(BaseModel):
    """An item that the law asks for. `before`: the step that is refused without it."""

    item: Item
    name: str
    stated: bool
    before: str
    article: str


async def checklist_of(conn: Connection, agreement_id: UUID) -> list[ChecklistLine]:
    agreement = await load_agreement(conn, agreement_id, "cooperation", lock=False)
    lines = checklist(agreement, await obligations_of(conn, agreement_id))
    return [
        ChecklistLine(
            item=line.item, name=NAMES[line.item], stated=line.stated, before=line.before, article=line.article
        )
        for line in lines
    ]

"""What people read of notification rules."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from services.notifications.domain.notification_rules import Audience, Definition, Scalar, Texts
from services.notifications.events import Channel
from services.notifications.shipped import SHIPPED
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION


class RuleView(BaseModel):
    """A `shipped` rule has version 0: nobody has changed it."""

    id: str
    event_type: str
    filter: dict[str, Scalar | list[Scalar]]
    audience: Audience
    texts: Texts
    channels: list[Channel]
    active: bool
    shipped: bool
    version: int


async def rule(conn: Connection, rule_id: str) -> RuleView:
    row = await conn.fetchrow(f"select definition, {VERSION} from rules where id = $1", rule_id)
    if row:
        return _view(rule_id, Definition.model_validate_json(row["definition"]), row["version"])
    if rule_id not in SHIPPED:
        raise NotFound(what="rule", id=rule_id)
    return _view(rule_id, SHIPPED[rule_id].definition, 0)


async def rules(conn: Connection, event_type: str | None, after: str | None, limit: int) -> dict[str, Any]:
    """A page of all rules, shipped and set over HTTP. They are few."""
    rows = await conn.fetch(f"select id, definition, {VERSION} from rules")
    views = {id_: _view(id_, shipped.definition, 0) for id_, shipped in SHIPPED.items()}
    views |= {
        row["id"]: _view(row["id"], Definition.model_validate_json(row["definition"]), row["version"]) for row in rows
    }
    wanted = [
        view
        for id_, view in sorted(views.items())
        if (event_type is None or view.event_type == event_type) and (after is None or id_ > after)
    ]
    return page(wanted[: limit + 1], limit, lambda view: view.id)


def _view(rule_id: str, definition: Definition, version: int) -> RuleView:
    return RuleView(id=rule_id, **definition.model_dump(), shipped=version == 0, version=version)

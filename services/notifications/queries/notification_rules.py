"""What people read of notification rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from services.notifications.domain.notification_rules import Audience, Definition, Scalar, Texts
from services.notifications.events import Channel
from services.notifications.shipped import SHIPPED
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import VERSION


class RuleView(BaseModel):
    """A `shipped` rule has version 0: nobody has changed it.

    `missed` counts the events that it could not tell, because a text failed; `why` is the reason of the latest. They
    are told when the rule is set anew."""

    id: str
    event_type: str
    filter: dict[str, Scalar | list[Scalar]]
    audience: Audience
    texts: Texts
    channels: list[Channel]
    active: bool
    shipped: bool
    missed: int = 0
    why: str | None = None
    version: int


async def rule(conn: Connection, rule_id: str) -> RuleView:
    missed = await _missed(conn)
    row = await conn.fetchrow(f"select definition, {VERSION} from rules where id = $1", rule_id)
    if row:
        return _view(rule_id, Definition.model_validate_json(row["definition"]), row["version"], missed)
    if rule_id not in SHIPPED:
        raise NotFound(what="rule", id=rule_id)
    return _view(rule_id, SHIPPED[rule_id].definition, 0, missed)


async def rules(conn: Connection, event_type: str | None, after: str | None, limit: int) -> dict[str, Any]:
    """A page of all rules, shipped and set over HTTP. They are few."""
    rows = await conn.fetch(f"select id, definition, {VERSION} from rules")
    missed = await _missed(conn)
    views = {id_: _view(id_, shipped.definition, 0, missed) for id_, shipped in SHIPPED.items()}
    views |= {
        row["id"]: _view(row["id"], Definition.model_validate_json(row["definition"]), row["version"], missed)
        for row in rows
    }
    wanted = [
        view
        for id_, view in sorted(views.items())
        if (event_type is None or view.event_type == event_type) and (after is None or id_ > after)
    ]
    return page(wanted[: limit + 1], limit, lambda view: view.id)


async def _missed(conn: Connection) -> Mapping[str, Row]:
    rows = await conn.fetch(
        "select rule_id, count(*) as missed, (array_agg(why order by failed_at desc))[1] as why from missed_events"
        " group by rule_id"
    )
    return {row["rule_id"]: row for row in rows}


def _view(rule_id: str, definition: Definition, version: int, missed: Mapping[str, Row]) -> RuleView:
    known = missed.get(rule_id)
    return RuleView(
        id=rule_id,
        **definition.model_dump(),
        shipped=version == 0,
        missed=known["missed"] if known else 0,
        why=known["why"] if known else None,
        version=version,
    )

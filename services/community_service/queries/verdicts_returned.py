"""Returned verdicts for court, prosecutor and auditors: what each breaks, and nothing about its person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.community_service.domain.participants import OFFICES
from services.community_service.domain.verdicts_returned import ReturnedState
from services.community_service.queries.participants import office_codes, own_case
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Refusal
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

_EVERYWHERE = frozenset({"auditor"})
_ROLES = frozenset({"court_clerk", "prosecutor"})
_OF_THE_PERSON = {"name", "birth_date", "nik", "offence_date", "maximum_prison_months", "consent_recorded"}


class RuleView(BaseModel):
    """A rule that refuses something, with its article, and why in Indonesian and English."""

    slug: str
    rule: str | None
    article: str | None
    texts: dict[Literal["id", "en"], str]


class BrokenRuleView(RuleView):
    """A rule that the verdict breaks. One that is not `overridable` keeps the verdict from being carried out at all."""

    overridable: bool


def rule_view(refusal: Refusal) -> RuleView:
    texts: dict[Literal["id", "en"], str] = {"id": refusal.message("id"), "en": refusal.message("en")}
    return RuleView(slug=refusal.slug, rule=refusal.rule, article=refusal.article, texts=texts)


class ReturnedVerdictView(BaseModel):
    """A verdict that was refused. `replaced`: it has come again, and keeps every rule.

    `overridable`: nothing that was broken keeps the prosecutor from an override. `kept`: so does its content: it goes
    when the verdict is settled, or when nobody settled it for long."""

    id: UUID
    court_code: str
    verdict_number: str
    prosecutor_code: str | None
    state: ReturnedState
    returned_at: datetime
    settled_at: datetime | None
    broken: list[BrokenRuleView]
    overridable: bool
    kept: bool
    sentence_id: UUID | None
    overridden_by: str | None
    reason: str | None
    document_number: str | None
    document_date: date | None


_RETURNED = """
    select r.*, r.broken::text as rules, s.id as sentence_id,
        exists (select from returned_verdict_contents as c where c.returned_id = r.id) as kept
    from returned_verdicts as r
    left join sentences as s on s.override_id = r.id
"""


async def returned_verdicts(
    conn: Connection, actor: Actor, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of those of the caller's office; auditors see all."""
    rows = await conn.fetch(
        f"{_RETURNED} where ($1::text is null or r.state = $1) and ($2::uuid is null or r.id > $2)"
        f" and ($3 or {own_case('r', actor.roles & _ROLES, '$4')}) order by r.id limit $5",
        *(state, after, bool(actor.roles & _EVERYWHERE), actor.organisation, limit + 1),
    )
    return page([_view(row) for row in rows], limit, lambda view: view.id)


async def own_returned_verdict(conn: Connection, returned_id: UUID, actor: Actor) -> ReturnedVerdictView:
    """For the court and the prosecutor of the verdict, and auditors. Raises NotFound, Forbidden."""
    view = _view(
        found(await conn.fetchrow(f"{_RETURNED} where r.id = $1", returned_id), "returned verdict", returned_id)
    )
    if not actor.roles & _EVERYWHERE:
        offices = await conn.fetch(
            "select o.organisation_id from returned_verdicts as r join organisations as o"
            f" on o.code = any({office_codes('r', actor.roles & _ROLES)}) where r.id = $1",
            returned_id,
        )
        actor.require_organisation(*(row["organisation_id"] for row in offices))
    return view


async def acting_on(conn: Connection, view: ReturnedVerdictView, actor: Actor) -> frozenset[str]:
    """The caller's roles that act for an office of the verdict."""
    codes = {role: getattr(view, OFFICES[role]) for role in actor.roles & _ROLES}
    own = await conn.fetch("select code from organisations where organisation_id = $1", actor.organisation)
    return frozenset(role for role, code in codes.items() if code in {row["code"] for row in own})


async def kept_terms(conn: Connection, returned_id: UUID, actor: Actor) -> dict[str, Any]:
    """What is kept of its content by the names of the fields, for the same readers; nothing about its person or the
    offence. Empty where its content is gone. Raises NotFound, Forbidden."""
    await own_returned_verdict(conn, returned_id, actor)
    kept = await conn.fetchval(
        "select content::text from returned_verdict_contents where returned_id = $1", returned_id
    )
    said = {name: value for name, value in orjson.loads(kept or "{}").items() if name not in _OF_THE_PERSON}
    nested = {name: said.pop(name) or {} for name in ("replaces", "sanctions") if name in said}
    return said | {f"{name}.{part}": value for name, parts in nested.items() for part, value in parts.items()}


def _view(row: Row | dict[str, Any]) -> ReturnedVerdictView:
    broken = [BrokenRuleView(**rule) for rule in orjson.loads(row["rules"])]
    return ReturnedVerdictView(
        **{**row, "broken": broken}, overridable=row["state"] == "returned" and all(r.overridable for r in broken)
    )

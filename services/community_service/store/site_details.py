"""A site's closed days, holidays and skills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.community_service.domain.site_details import Details
from shared.postgres.pool import Connection


async def load_details(conn: Connection, site_ids: Sequence[UUID]) -> dict[UUID, Details]:
    """By site. Sites that are not there are left out."""
    sites = await conn.fetch("select id, works_on_holidays from sites where id = any($1)", site_ids)
    closed = await conn.fetch("select site_id, on_date, reason from site_closed_days where site_id = any($1)", site_ids)
    skills = await conn.fetch("select site_id, skill, required from site_skills where site_id = any($1)", site_ids)
    days: dict[UUID, dict[date, str]] = defaultdict(dict)
    for row in closed:
        days[row["site_id"]][row["on_date"]] = row["reason"]
    of: dict[bool, dict[UUID, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    for row in skills:
        of[row["required"]][row["site_id"]].add(row["skill"])
    return {
        row["id"]: Details(
            works_on_holidays=row["works_on_holidays"],
            closed_days=days[row["id"]],
            skills_required=frozenset(of[True][row["id"]]),
            skills_helpful=frozenset(of[False][row["id"]]),
        )
        for row in sites
    }


async def save_details(conn: Connection, site_id: UUID, details: Details) -> None:
    """In place of what the site said before."""
    await conn.execute("update sites set works_on_holidays = $2 where id = $1", site_id, details.works_on_holidays)
    await conn.execute("delete from site_closed_days where site_id = $1", site_id)
    await conn.executemany(
        "insert into site_closed_days values ($1, $2, $3)",
        [(site_id, on, reason) for on, reason in sorted(details.closed_days.items())],
    )
    await conn.execute("delete from site_skills where site_id = $1", site_id)
    skills = [(skill, True) for skill in details.skills_required] + [(s, False) for s in details.skills_helpful]
    await conn.executemany("insert into site_skills values ($1, $2, $3)", [(site_id, *each) for each in sorted(skills)])

"""Reads of personal data, and declared relations. The table of relations is personal data itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.community_service.domain.personal import JudgedCase
from services.community_service.domain.sentences import Sentence
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection
from shared.postgres.purging import BATCH
from shared.privacy.personal import Identified


async def log_read(
    conn: Connection, sentence: Sentence, reader: str, organisation: UUID | None, purpose: str, now: datetime
) -> None:
    await conn.execute(
        "insert into person_reads (id, sentence_id, person_id, reader, organisation_id, purpose, read_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), sentence.id, sentence.person_id, reader, organisation, purpose, now),
    )


async def identified(conn: Connection, person_id: UUID) -> Identified | None:
    """Who a person is, locked; None where that is not known, or erased."""
    row = await conn.fetchrow(
        "select name, birth_date from persons where person_id = $1 and erased_at is null for update", person_id
    )
    return Identified(**row) if row else None


async def save_identity(conn: Connection, person_id: UUID, who: Identified) -> None:
    await conn.execute(
        "update persons set name = $2, birth_date = $3 where person_id = $1", person_id, who.name, who.birth_date
    )


async def judged_cases(conn: Connection, person_id: UUID) -> list[JudgedCase]:
    """The person's cases whose offence is not erased. A diversion stores none: the day of its determination counts."""
    rows = await conn.fetch(
        "select s.id as sentence_id, s.regime, coalesce(o.offence_date, s.verdict_date) as offence_date, s.rules_from"
        " from sentences as s left join offences as o on o.sentence_id = s.id"
        " where s.person_id = $1 and (o.sentence_id is not null or s.origin = 'diversion') order by s.id",
        person_id,
    )
    return [JudgedCase(**row) for row in rows]


async def declare_relation(
    conn: Connection, subject: str, person_id: UUID, relation: str, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into declared_relations values ($1, $2, $3, $4, $5) on conflict (subject, person_id) do update"
        " set relation = excluded.relation, declared_by = excluded.declared_by, declared_at = excluded.declared_at",
        *(subject, person_id, relation, by, now),
    )


async def log_reads(
    conn: Connection, shown: Sequence[tuple[UUID, UUID]], actor: Actor, purpose: str, now: datetime
) -> None:
    """One row for each case whose person is shown: its sentence and its person."""
    await conn.execute(
        "insert into person_reads (id, sentence_id, person_id, reader, organisation_id, purpose, read_at)"
        " select id, sentence_id, person_id, $4, $5, $6, $7"
        " from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as given (id, sentence_id, person_id)",
        *([new_id() for _ in shown], [case for case, _ in shown], [person for _, person in shown]),
        *(actor.subject, actor.organisation, purpose, now),
    )


async def probation_offices(conn: Connection, organisation: UUID | None) -> list[UUID]:
    """The organisation, if the register knows it as a probation office."""
    rows = await conn.fetch(
        "select organisation_id from organisations where organisation_id = $1 and kind = 'probation_office'",
        organisation,
    )
    return [row["organisation_id"] for row in rows]


async def save_purpose(conn: Connection, actor: Actor, purpose: str, now: datetime) -> None:
    await conn.execute(
        "insert into reading_purposes (reader, organisation_id, purpose, stated_at) values ($1, $2, $3, $4)"
        " on conflict (reader, organisation_id) do update set purpose = excluded.purpose,"
        " stated_at = excluded.stated_at",
        *(actor.subject, actor.organisation, purpose, now),
    )


async def remove_purposes(conn: Connection, before: datetime) -> int:
    gone: int = await conn.fetchval(
        "with gone as (delete from reading_purposes where ctid = any(array("
        f"select ctid from reading_purposes where stated_at < $1 limit {BATCH} for update skip locked"
        ")) returning 1) select count(*) from gone",
        before,
    )
    return gone

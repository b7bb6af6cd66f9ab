"""Who a NIK is in this register, and what moves when two records become one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.training.domain.identities import Join
from services.training.store.constraints import refusing
from shared.clock import local_day
from shared.postgres.pool import Connection
from shared.privacy.errors import PersonCorrectionOpen
from shared.privacy.personal import Identified


async def gate(conn: Connection, person_id: UUID) -> None:
    """One at a time registers, joins or moves this person. It comes before every other lock."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"person {person_id}")


async def known(conn: Connection, person_id: UUID) -> list[Identified]:
    """Who has this id, by name and birth date, in every institution. The caller holds the gate."""
    rows = await conn.fetch(
        "select distinct name, birth_date from participants where person_id = $1 and erased_at is null", person_id
    )
    return [Identified(**row) for row in rows]


async def entry_in(conn: Connection, institution_id: UUID, person_id: UUID) -> UUID | None:
    """The participant that is the person's entry in an institution."""
    found: UUID | None = await conn.fetchval(
        "select id from participants where institution_id = $1 and person_id = $2 and state <> 'joined'",
        *(institution_id, person_id),
    )
    return found


async def entries(conn: Connection, person_id: UUID) -> list[UUID]:
    """The participants that are the person's entries, in every institution."""
    rows = await conn.fetch(
        "select id from participants where person_id = $1 and state <> 'joined' and erased_at is null", person_id
    )
    return [row["id"] for row in rows]


async def mark_second(conn: Connection, participant_id: UUID) -> None:
    """Says of an entry whether another institution holds the person too. The caller has the gate."""
    await conn.execute(
        "update participants as p set second_register = exists (select from participants as o"
        " where o.person_id = p.person_id and o.id <> p.id and o.state = 'held') where p.id = $1",
        participant_id,
    )


async def is_shared(conn: Connection, person_id: UUID, participant_id: UUID) -> bool:
    """Whether another entry has this id too, that is not joined into this one."""
    found: bool = await conn.fetchval(
        "select exists (select from participants where person_id = $1 and id <> $2"
        " and joined_into is distinct from $2)",
        *(person_id, participant_id),
    )
    return found


async def need_no_correction(conn: Connection, person_ids: Sequence[UUID]) -> None:
    """The name and the birth date that were compared must be what holds. Raises PersonCorrectionOpen."""
    if await conn.fetchval(
        "select exists (select from person_corrections where person_id = any($1) and state = 'proposed')", person_ids
    ):
        raise PersonCorrectionOpen


async def is_child_anywhere(conn: Connection, person_ids: Sequence[UUID]) -> bool:
    """Whether an enrolment of the person is a child's."""
    found: bool = await conn.fetchval(
        "select exists (select from enrolments where person_id = any($1) and child)", person_ids
    )
    return found


async def doubled_programmes(conn: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """The programmes where several of these participants have a place, wait for one, or have completed."""
    rows = await conn.fetch(
        "select programme_id from enrolments where participant_id = any($1)"
        " and state in ('waitlisted', 'confirmed', 'completed') group by programme_id"
        " having count(*) > 1 order by programme_id",
        ids,
    )
    return [row["programme_id"] for row in rows]


async def fold(conn: Connection, gone: UUID, stays: UUID, now: datetime) -> None:
    """One entry of a person is joined into another: its numbers and courses go over; it stays as a sign to that one.

    A course that both completed stays where it is: each has its certificate."""
    await conn.execute("update participants set joined_into = $2 where joined_into = $1", gone, stays)
    await conn.execute(
        "update participants set state = 'joined', joined_into = $2, register_number = 'joined ' || id where id = $1",
        *(gone, stays),
    )
    await conn.execute(
        "update register_numbers set participant_id = $2, replaced_at = coalesce(replaced_at, $3)"
        " where participant_id = $1",
        *(gone, stays, now),
    )
    await conn.execute(
        "update participant_stays set to_on = greatest(from_on, $2), ended = 'joined'"
        " where participant_id = $1 and to_on is null",
        *(gone, local_day(now)),
    )
    await conn.execute(
        "update enrolments as e set participant_id = $2 where participant_id = $1 and not exists ("
        " select from enrolments as o where o.programme_id = e.programme_id and o.participant_id = $2"
        " and o.state = 'completed' and e.state = 'completed')",
        *(gone, stays),
    )


_OF_PERSON = ("enrolments", "data_requests", "person_corrections", "person_joins")
"""Tables whose rows go over to the new id. Reads stay where they were logged: `person_joins` leads to them."""


async def take_over(conn: Connection, join: Join, document: str, by: str, now: datetime) -> None:
    """Everything that is kept under the old id is under the new one from now on."""
    ids = join.old_person_id, join.person_id
    async with refusing():
        await conn.execute("update participants set person_id = $2, identified_by = 'nik' where person_id = $1", *ids)
        for table in _OF_PERSON:
            await conn.execute(f"update {table} set person_id = $2 where person_id = $1", *ids)
    await conn.execute(
        "insert into person_joins (old_person_id, person_id, participant_id, document, joined_by, joined_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        *(*ids, join.stays.id, document, by, now),
    )


async def mark_identified(conn: Connection, participant_id: UUID) -> None:
    """The id was made from the NIK already: of who was registered with the NIK as a number."""
    await conn.execute("update participants set identified_by = 'nik' where id = $1", participant_id)

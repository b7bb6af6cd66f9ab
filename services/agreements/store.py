"""Write SQL and row mapping. Functions take the caller's connection and never commit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import astuple
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.agreements import errors
from services.agreements.domain.agreement import Agreement, Period, Signature
from services.agreements.domain.organisation import Accreditation, Organisation
from services.agreements.events import OrganisationKind
from shared.db import Connection, Row
from shared.errors import NotFound
from shared.ids import new_id


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
            case "organisations_code_taken":
                raise errors.CodeTaken(**figures) from None
            case "signatures_number_taken":
                raise errors.NumberTaken(**figures) from None
            case "signatures_pkey":
                raise errors.AlreadySigned(**figures) from None
            case "accreditations_organisation" | "agreement_parties_organisation":
                raise errors.UnknownOrganisation(**figures) from None
            case _:
                raise


async def add_organisation(conn: Connection, o: Organisation) -> None:
    async with refusing(code=o.code):
        await conn.execute("insert into organisations values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *astuple(o))


async def save_organisation(conn: Connection, o: Organisation) -> None:
    await conn.execute(
        "update organisations set name = $2, address = $3, latitude = $4, longitude = $5, email = $6, phone = $7"
        " where id = $1",
        *(o.id, o.name, o.address, o.latitude, o.longitude, o.email, o.phone),
    )


async def load_organisation(conn: Connection, organisation_id: UUID) -> Organisation:
    row = await conn.fetchrow("select * from organisations where id = $1 for update", organisation_id)
    if row is None:
        raise NotFound(what="organisation", id=organisation_id)
    return Organisation(**row)


async def kinds_of(conn: Connection, ids: list[UUID]) -> dict[UUID, OrganisationKind]:
    """The kinds of organisations. Raises UnknownOrganisation for the first that is not registered."""
    rows = await conn.fetch("select id, kind from organisations where id = any($1)", ids)
    kinds = {row["id"]: row["kind"] for row in rows}
    for organisation_id in ids:
        if organisation_id not in kinds:
            raise errors.UnknownOrganisation(id=organisation_id)
    return kinds


async def add_accreditation(conn: Connection, a: Accreditation) -> None:
    async with refusing(id=a.organisation_id):
        await conn.execute("insert into accreditations values ($1, $2, $3, $4, $5, $6, $7)", *astuple(a))


async def add_agreement(conn: Connection, a: Agreement, now: datetime) -> None:
    await conn.execute(
        "insert into agreements (id, kind, instrument, title, scopes, starts_on, ends_on, state, joint_agreement_id,"
        " agency_id, institution_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        *(a.id, a.kind, a.instrument, a.title, sorted(a.scopes), a.period.starts_on, a.period.ends_on, a.state),
        *(a.joint_agreement_id, a.agency_id, a.institution_id, now),
    )
    await conn.execute(
        "insert into agreement_parties (agreement_id, organisation_id) select $1, unnest($2::uuid[])",
        *(a.id, list(a.parties)),
    )


async def save_agreement(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreements set state = $2, approved_on = $3, suspended_by_umbrella = $4 where id = $1",
        *(a.id, a.state, a.approved_on, a.suspended_by_umbrella),
    )


async def save_approvals(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreement_parties set approved = organisation_id = any($2) where agreement_id = $1",
        *(a.id, list(a.approved_by)),
    )


async def load_agreement(conn: Connection, agreement_id: UUID, kind: str) -> Agreement:
    """One agreement, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from agreements where id = $1 and kind = $2 for update", agreement_id, kind)
    if row is None:
        raise NotFound(what=f"{kind} agreement", id=agreement_id)
    return await _whole(conn, row)


async def load_below(conn: Connection, umbrella_id: UUID) -> list[Agreement]:
    """The PKS under an umbrella, locked, in the order of their ids so that two callers never deadlock."""
    rows = await conn.fetch(
        "select * from agreements where joint_agreement_id = $1 order by id for update", umbrella_id
    )
    return [await _whole(conn, row) for row in rows]


async def claim_due(conn: Connection, condition: str, today: date) -> Row | None:
    """One agreement that is due, locked; what another replica holds is passed over. Umbrellas come first."""
    return await conn.fetchrow(
        "select id, kind, starts_on, ends_on,"
        " (select max(occurred_at) from journal where key = agreements.id::text) as last_fact"
        f" from agreements where {condition} order by kind desc, id limit 1 for update skip locked",
        today,
    )


async def _whole(conn: Connection, row: Row) -> Agreement:
    parties = await conn.fetch(
        "select organisation_id, approved, kind from agreement_parties join organisations on id = organisation_id"
        " where agreement_id = $1",
        row["id"],
    )
    signatures = await conn.fetch(
        "select party_id, number, signatory, position, authority, kuasa_number, kuasa_date, place, signed_on"
        " from signatures where agreement_id = $1 order by recorded_at",
        row["id"],
    )
    return Agreement(
        id=row["id"],
        kind=row["kind"],
        instrument=row["instrument"],
        title=row["title"],
        parties={p["organisation_id"]: p["kind"] for p in parties},
        scopes=frozenset(row["scopes"]),
        period=Period(row["starts_on"], row["ends_on"]),
        state=row["state"],
        approved_by=frozenset(p["organisation_id"] for p in parties if p["approved"]),
        approved_on=row["approved_on"],
        signatures=tuple(Signature(**s) for s in signatures),
        joint_agreement_id=row["joint_agreement_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        suspended_by_umbrella=row["suspended_by_umbrella"],
    )


async def add_review(
    conn: Connection, agreement_id: UUID, party_id: UUID, decision: str, comment: str, reviewer: str, now: datetime
) -> None:
    await conn.execute(
        "insert into reviews values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), agreement_id, party_id, decision, comment, reviewer, now),
    )


async def add_signature(conn: Connection, agreement_id: UUID, s: Signature, recorder: str, now: datetime) -> None:
    async with refusing(number=s.number, party=s.party_id):
        await conn.execute(
            "insert into signatures (agreement_id, party_id, number, signatory, position, authority, kuasa_number,"
            " kuasa_date, place, signed_on, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            *(agreement_id, *astuple(s), recorder, now),
        )

"""Agreements with their parties and reviews: write statements and row mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from uuid import UUID

import orjson

from services.agreements.domain.agreements import Agreement, AnnexItem, Consent, Contents
from services.agreements.events import AgreementKind
from services.agreements.store.signatures import signatures_of
from shared.errors import NotFound
from shared.ids import new_id
from shared.periods import Period
from shared.postgres.pool import Connection, Row


async def add_agreement(conn: Connection, a: Agreement, now: datetime) -> None:
    await conn.execute(
        "insert into agreements (id, kind, instrument, title, scopes, starts_on, ends_on, state, joint_agreement_id,"
        " agency_id, institution_id, created_at, sites, programmes, notice_days, annex, rights_and_duties, disputes,"
        " sanctions, burdens_budget)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::text::jsonb, $17, $18, $19,"
        " $20)",
        *(a.id, a.kind, a.instrument, a.title, sorted(a.scopes), a.period.starts_on, a.period.ends_on, a.state),
        *(a.joint_agreement_id, a.agency_id, a.institution_id, now, sorted(a.sites), sorted(a.programmes)),
        *(a.notice_days, orjson.dumps(a.annex).decode(), *astuple(a.contents)),
    )
    await conn.execute(
        "insert into agreement_parties (agreement_id, organisation_id) select $1, unnest($2::uuid[])",
        *(a.id, list(a.parties)),
    )


async def save_agreement(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreements set state = $2, approved_on = $3, suspended_by_umbrella = $4, scopes = $5, starts_on = $6,"
        " ends_on = $7, sites = $8, programmes = $9, revision = $10, end_known_on = $11, terminates_on = $12,"
        " suspends_on = $13, resumes_on = $14 where id = $1",
        *(a.id, a.state, a.approved_on, a.suspended_by_umbrella, sorted(a.scopes), a.period.starts_on),
        *(a.period.ends_on, sorted(a.sites), sorted(a.programmes), a.revision, a.end_known_on, a.terminates_on),
        *(a.suspends_on, a.resumes_on),
    )


async def save_draft(conn: Connection, a: Agreement) -> None:
    """The fields beside the terms that only a draft changes, and the council's consent."""
    await conn.execute(
        "update agreements set title = $2, notice_days = $3, annex = $4::text::jsonb, rights_and_duties = $5,"
        " disputes = $6, sanctions = $7, burdens_budget = $8, consent_number = $9, consent_date = $10 where id = $1",
        *(a.id, a.title, a.notice_days, orjson.dumps(a.annex).decode(), *astuple(a.contents)),
        *(astuple(a.consent) if a.consent else (None, None)),
    )


async def save_approvals(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreement_parties set approved = organisation_id = any($2) where agreement_id = $1",
        *(a.id, list(a.approved_by)),
    )


async def load_agreement(
    conn: Connection, agreement_id: UUID, kind: AgreementKind | None = None, *, lock: bool = True
) -> Agreement:
    """One agreement, locked unless it is only read. Raises NotFound, also for one of another kind than `kind`."""
    query = "select * from agreements where id = $1"
    row = await conn.fetchrow(f"{query} for update" if lock else query, agreement_id)
    if row is None or kind not in {None, row["kind"]}:
        raise NotFound(what=f"{kind} agreement", id=agreement_id)
    return await _agreement(conn, row)


async def lock_agreements(conn: Connection, ids: Sequence[UUID]) -> None:
    """Locks them in the order of their ids, so that two callers never deadlock."""
    await conn.execute("select from agreements where id = any($1) order by id for update", sorted(ids))


async def load_below(conn: Connection, umbrella_id: UUID) -> list[Agreement]:
    """The PKS below an umbrella, locked in the order of their ids, so that two callers never deadlock."""
    rows = await conn.fetch(
        "select * from agreements where joint_agreement_id = $1 order by id for update", umbrella_id
    )
    return [await _agreement(conn, row) for row in rows]


async def lock_umbrella(conn: Connection, agreement_id: UUID, *, waiting: bool = True) -> Agreement | None:
    """The umbrella of a PKS, locked against changes. Lock it before the PKS, as a cascade does, to avoid deadlocks.

    None if the agreement is no PKS. Without `waiting` also None while another transaction changes the umbrella.
    """
    row = await conn.fetchrow(
        "select umbrella.* from agreements as umbrella where id ="
        " (select joint_agreement_id from agreements where id = $1) for share" + ("" if waiting else " skip locked"),
        agreement_id,
    )
    return await _agreement(conn, row) if row else None


_KNOWN_ENDS = (
    "select (select ends_on from amendments where agreement_id = $1 and state = 'signed') as pending_end,"
    " (select last_day from agreements where id = $2) as umbrella_end"
)


async def _agreement(conn: Connection, row: Row) -> Agreement:
    ends = await conn.fetchrow(_KNOWN_ENDS, row["id"], row["joint_agreement_id"])
    assert ends
    parties = await conn.fetch(
        "select organisation_id, approved, kind from agreement_parties join organisations on id = organisation_id"
        " where agreement_id = $1",
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
        signatures=await signatures_of(conn, row["id"]),
        joint_agreement_id=row["joint_agreement_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        suspended_by_umbrella=row["suspended_by_umbrella"],
        sites=frozenset(row["sites"]),
        programmes=frozenset(row["programmes"]),
        notice_days=row["notice_days"],
        annex=tuple(AnnexItem(**item) for item in orjson.loads(row["annex"])),
        contents=Contents(row["rights_and_duties"], row["disputes"], row["sanctions"], row["burdens_budget"]),
        consent=Consent(row["consent_number"], row["consent_date"]) if row["consent_date"] else None,
        revision=row["revision"],
        end_known_on=row["end_known_on"],
        terminates_on=row["terminates_on"],
        pending_end=ends["pending_end"],
        umbrella_end=ends["umbrella_end"],
        suspends_on=row["suspends_on"],
        resumes_on=row["resumes_on"],
    )


async def add_review(
    conn: Connection,
    agreement_id: UUID,
    party_id: UUID,
    decision: str,
    comment: str,
    reviewer: str,
    now: datetime,
    addendum_id: UUID | None = None,
) -> None:
    await conn.execute(
        "insert into reviews (id, agreement_id, party_id, decision, comment, reviewer, reviewed_at, amendment_id)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_id(), agreement_id, party_id, decision, comment, reviewer, now, addendum_id),
    )

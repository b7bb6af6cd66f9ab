"""Sentences, and the personal data apart from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.community_service.domain.calendar import Period
from services.community_service.domain.ledger import Entry
from services.community_service.domain.sentence import Sentence
from services.community_service.events import SentencePronounced
from services.community_service.store.refusing import refusing
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection, Row


async def recorded_verdict(conn: Connection, court_code: str, verdict_number: str) -> Row | None:
    """Id and fingerprint of the sentence that a verdict has made."""
    return await conn.fetchrow(
        "select id, fingerprint from sentences where court_code = $1 and verdict_number = $2",
        *(court_code, verdict_number),
    )


async def add_sentence(
    conn: Connection, s: Sentence, verdict: SentencePronounced, prison_days: int, fingerprint: bytes, now: datetime
) -> bool:
    """False when the verdict is recorded already; a twin that is under way is waited for."""
    fine = (verdict.replaces and verdict.replaces.fine_rupiah) or 0
    added = await conn.fetchval(
        "insert into sentences (id, person_id, court_code, verdict_number, verdict_date, prosecutor_code,"
        " probation_office_code, regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days,"
        " replaced_fine_rupiah, rules_from, fingerprint, received_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        " on conflict on constraint sentences_verdict do nothing returning true",
        *(s.id, s.person_id, s.court_code, s.verdict_number, verdict.verdict_date, s.prosecutor_code),
        *(s.probation_office_code, s.regime, s.period.starts_on, s.period.ends_on, s.required_minutes),
        *(s.daily_cap_minutes, prison_days, fine, s.rules_from, fingerprint, now),
    )
    if not added:
        return False
    await conn.execute(
        "insert into persons (person_id, name, birth_date) values ($1, $2, $3)"
        " on conflict (person_id) do update set name = excluded.name, birth_date = excluded.birth_date",
        *(s.person_id, verdict.name, verdict.birth_date),
    )
    await conn.execute(
        "insert into offences (sentence_id, offence_date, maximum_prison_months) values ($1, $2, $3)",
        *(s.id, verdict.offence_date, verdict.maximum_prison_months),
    )
    return True


async def load_sentence(conn: Connection, sentence_id: UUID) -> Sentence:
    """One sentence, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from sentences where id = $1 for update", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return sentence_of(row)


def sentence_of(row: Row) -> Sentence:
    return Sentence(
        id=row["id"],
        person_id=row["person_id"],
        court_code=row["court_code"],
        verdict_number=row["verdict_number"],
        prosecutor_code=row["prosecutor_code"],
        probation_office_code=row["probation_office_code"],
        regime=row["regime"],
        period=Period(row["starts_on"], row["ends_on"]),
        required_minutes=row["required_minutes"],
        daily_cap_minutes=row["daily_cap_minutes"],
        rules_from=row["rules_from"],
        credited_minutes=row["credited_minutes"],
        state=row["state"],
        repeat_minutes=row["repeat_minutes"],
        review=row["review"],
    )


async def save_state(conn: Connection, s: Sentence) -> None:
    await conn.execute("update sentences set state = $2, review = $3 where id = $1", s.id, s.state, s.review)


async def credit(conn: Connection, s: Sentence, entries: Sequence[Entry], now: datetime) -> None:
    """The balance, the days and the ledger in one statement: they agree or nothing is written."""
    async with refusing():
        await conn.execute(
            "with said as (select * from unnest($5::uuid[], $6::uuid[], $7::date[], $8::integer[], $9::text[])"
            "  as said (id, session_id, on_date, minutes, kind)),"
            " balance as (update sentences set credited_minutes = $2, state = $3, review = $4 where id = $1),"
            " days as (update case_days as day set credited_minutes = day.credited_minutes + net.minutes"
            "  from (select on_date, sum(minutes)::integer as minutes from said group by on_date) as net"
            "  where day.sentence_id = $1 and day.on_date = net.on_date)"
            " insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind)"
            " select id, session_id, $1, on_date, minutes, $10, kind from said",
            *(s.id, s.credited_minutes, s.state, s.review),
            *([new_id() for _ in entries], [e.session_id for e in entries], [e.on for e in entries]),
            *([e.minutes for e in entries], [e.kind for e in entries], now),
        )


async def organisation_ids(conn: Connection, *codes: str) -> set[UUID]:
    """The ids behind codes, as far as the register has told us."""
    rows = await conn.fetch("select organisation_id from organisations where code = any($1)", list(codes))
    return {row["organisation_id"] for row in rows}


async def log_read(
    conn: Connection, sentence: Sentence, reader: str, organisation: UUID | None, purpose: str, now: datetime
) -> None:
    await conn.execute(
        "insert into person_reads values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), sentence.id, sentence.person_id, reader, organisation, purpose, now),
    )

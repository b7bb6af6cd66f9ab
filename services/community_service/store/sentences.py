"""Sentences, and the personal data apart from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service import justice
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts import KnownPerson
from services.community_service.domain.verdicts_numbers import key
from shared.errors import NotFound
from shared.periods import Period
from shared.postgres.pool import Connection, Row


async def add_sentence(
    conn: Connection,
    s: Sentence,
    verdict: justice.SentencePronounced,
    prison_days: int,
    fingerprint: bytes,
    now: datetime,
) -> bool:
    """False when the verdict is recorded already; a twin that is under way is waited for."""
    fine = (verdict.replaces and verdict.replaces.fine_rupiah) or 0
    added = await conn.fetchval(
        "insert into sentences (id, person_id, court_code, verdict_number, verdict_date, prosecutor_code,"
        " probation_office_code, regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days,"
        " replaced_fine_rupiah, rules_from, fingerprint, received_at, verdict_key)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        " on conflict on constraint sentences_verdict do nothing returning true",
        *(s.id, s.person_id, s.court_code, s.verdict_number, verdict.verdict_date, s.prosecutor_code),
        *(s.probation_office_code, s.regime, s.period.starts_on, s.period.ends_on, s.required_minutes),
        *(s.daily_cap_minutes, prison_days, fine, s.rules_from, fingerprint, now, key(s.verdict_number)),
    )
    if not added:
        return False
    await conn.execute(
        "insert into persons (person_id, name, birth_date) values ($1, $2, $3) on conflict (person_id) do update"
        " set name = excluded.name, birth_date = excluded.birth_date, erased_at = null"
        " where persons.erased_at is not null",
        *(s.person_id, verdict.name, verdict.birth_date),
    )
    await conn.execute(
        "insert into offences (sentence_id, offence_date, maximum_prison_months) values ($1, $2, $3)",
        *(s.id, verdict.offence_date, verdict.maximum_prison_months),
    )
    return True


async def known_person(conn: Connection, person_id: UUID) -> KnownPerson | None:
    """Who the person is. None for who was never here, and for whom the retention has erased: they begin anew."""
    row = await conn.fetchrow(
        "select name, birth_date from persons where person_id = $1 and erased_at is null for share", person_id
    )
    return KnownPerson(**row) if row else None


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


async def read_sentence(conn: Connection, sentence_id: UUID) -> Sentence:
    """One sentence as it is, not locked. Raises NotFound."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return sentence_of(row)

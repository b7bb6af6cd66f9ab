"""Sentences, and the personal data apart from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.community_service import justice
from services.community_service.domain import verdicts
from services.community_service.domain.bounds import Bound
from services.community_service.domain.cases import Ordered
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts import KnownPerson
from services.community_service.domain.verdicts_numbers import key
from services.community_service.rules import BOOK
from shared.errors import NotFound
from shared.periods import Period
from shared.postgres.pool import Connection, Row


@dataclass(frozen=True, slots=True)
class Order:
    """What ordered a sentence: a verdict with what it replaces, or a determination.

    `override_id`: of a returned verdict that its prosecutor has carried out all the same."""

    dated: date
    fingerprint: bytes
    received_at: datetime
    prison_days: int = 0
    fine_rupiah: int = 0
    override_id: UUID | None = None


async def add_sentence(
    conn: Connection,
    s: Sentence,
    verdict: justice.SentencePronounced,
    prison_days: int,
    fingerprint: bytes,
    now: datetime,
    override_id: UUID | None = None,
) -> bool:
    """False when the verdict is recorded already; a twin that is under way is waited for."""
    fine = (verdict.replaces and verdict.replaces.fine_rupiah) or 0
    order = Order(verdict.verdict_date, fingerprint, now, prison_days, fine, override_id)
    if not await _add(conn, s, order, verdict.name, verdict.birth_date):
        return False
    await _add_terms(conn, s.id, s.rules_from, verdict)
    await conn.execute(
        "insert into offences (sentence_id, offence_date, maximum_prison_months) values ($1, $2, $3)",
        *(s.id, verdict.offence_date, verdict.maximum_prison_months),
    )
    return True


async def _add_terms(
    conn: Connection, sentence_id: UUID, rules_from: date, verdict: justice.SentencePronounced
) -> None:
    ordered = verdicts.ordered(verdict, BOOK.of(rules_from)) or Ordered()
    await conn.execute(
        "update sentences set ordered_repeat_minutes = $2, ordered_prison_days = $3, ordered_fine_rupiah = $4,"
        " detained_days = $5, ordered_place = $6, ordered_work = $7, days_per_week = $8, days_per_month = $9"
        " where id = $1",
        *(sentence_id, ordered.repeat_minutes, ordered.prison_days, ordered.fine_rupiah, verdict.detained_days or 0),
        *(verdict.place, verdict.work, verdict.days_per_week, verdict.days_per_month),
    )


async def add_diversion(
    conn: Connection, s: Sentence, determination: justice.DiversionDetermined, fingerprint: bytes, now: datetime
) -> bool:
    """Nothing is stored of the offence: a diversion is no conviction. Else as `add_sentence`."""
    order = Order(determination.determination_date, fingerprint, now)
    return await _add(conn, s, order, determination.name, determination.birth_date)


async def _add(conn: Connection, s: Sentence, order: Order, name: str, birth_date: date) -> bool:
    added = await conn.fetchval(
        "insert into sentences (id, person_id, court_code, verdict_number, verdict_date, prosecutor_code,"
        " probation_office_code, regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days,"
        " replaced_fine_rupiah, rules_from, fingerprint, received_at, verdict_key, override_id, origin)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
        " on conflict on constraint sentences_verdict do nothing returning true",
        *(s.id, s.person_id, s.court_code, s.verdict_number, order.dated, s.prosecutor_code),
        *(s.probation_office_code, s.regime, s.period.starts_on, s.period.ends_on, s.required_minutes),
        *(s.daily_cap_minutes, order.prison_days, order.fine_rupiah, s.rules_from, order.fingerprint),
        *(order.received_at, key(s.verdict_number), order.override_id, s.origin),
    )
    if added:
        await conn.execute(
            "insert into persons (person_id, name, birth_date) values ($1, $2, $3) on conflict (person_id) do update"
            " set name = excluded.name, birth_date = excluded.birth_date, erased_at = null"
            " where persons.erased_at is not null",
            *(s.person_id, name, birth_date),
        )
    return bool(added)


async def known_person(conn: Connection, person_id: UUID) -> KnownPerson | None:
    """Who the person is. None for who was never here, and for whom the retention has erased: they begin anew."""
    row = await conn.fetchrow(
        "select name, birth_date from persons where person_id = $1 and erased_at is null for no key update", person_id
    )
    return KnownPerson(**row) if row else None


async def who_is(conn: Connection, person_id: UUID) -> KnownPerson | None:
    """The same without a lock, for who asks only."""
    row = await conn.fetchrow(
        "select name, birth_date from persons where person_id = $1 and erased_at is null", person_id
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
        bound=Bound(row["ordered_place"], row["ordered_work"], row["days_per_week"], row["days_per_month"]),
        origin=row["origin"],
    )


async def read_sentence(conn: Connection, sentence_id: UUID) -> Sentence:
    """One sentence as it is, not locked. Raises NotFound."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return sentence_of(row)


async def office_kinds(conn: Connection, *codes: str | None) -> dict[str, str]:
    """The kinds of the organisations behind codes, as far as the register has told us."""
    rows = await conn.fetch("select code, kind from organisations where code = any($1)", list(filter(None, codes)))
    return {row["code"]: row["kind"] for row in rows}

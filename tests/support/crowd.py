"""Ten thousand agreements and a hundred thousand obligations, by COPY: for what must stay fast when there is much.

Skewed as life is: one umbrella has most of the PKS, one agency a quarter of them, and there are scopes, states and
agencies of which there is little. Nothing in it is due on `today`, so that a scheduler has no work.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from shared.clock import midnight
from shared.postgres.pool import Connection

Rows = list[tuple[Any, ...]]

UMBRELLAS, AGENCIES, INSTITUTIONS = 40, 40, 12
_STATES = {"in_force": 580, "expired": 320, "draft": 40, "in_review": 20, "approved": 10, "signed": 27, "suspended": 3}
_SCOPES = {"training": 600, "community_service": 300, "equipment": 97, "marketing": 3}
_STANDINGS = {"open": 55, "overdue": 10, "fulfilled": 30, "cancelled": 4, "lapsed": 1}
_DAY = timedelta(days=1)


@dataclass
class Crowd:
    """What a caller may ask for: what there is much of, and what there is little of."""

    today: date
    big_umbrella: UUID = field(default_factory=lambda: _id(2, 0))
    common_agency: UUID = field(default_factory=lambda: _id(1, 2))
    rare_agency: UUID = field(default_factory=lambda: _id(1, 1 + AGENCIES))
    prison: UUID = field(default_factory=lambda: _id(1, 2 + AGENCIES))
    city: UUID = field(default_factory=lambda: _id(1, 0))
    small_umbrella: UUID = field(default_factory=lambda: _id(2, 5))
    some_pks: UUID = field(default_factory=lambda: _id(2, UMBRELLAS + 7))


def _id(kind: int, number: int) -> UUID:
    """In the order of their numbers, and no two kinds alike."""
    return UUID(f"0190{kind:04x}-0000-7000-8000-{number:012x}")


async def fill(conn: Connection, today: date, agreements: int = 10_000, obligations: int = 100_000) -> Crowd:
    """Fills an empty database; the caller may copy into every table."""
    chance = random.Random(9)
    # Vacuum marks as visible to all only what is known to be on disk.
    await conn.execute("set synchronous_commit = on")
    await _copy(conn, "organisations", ("id", "code", "name", "kind"), list(_organisations()))
    made = _agreements(chance, today, agreements)
    columns: tuple[str, ...] = (
        *("id", "kind", "instrument", "title", "scopes", "starts_on", "ends_on", "state", "approved_on"),
        *("joint_agreement_id", "agency_id", "institution_id", "created_at", "end_known_on", "next_step_on"),
    )
    await _copy(conn, "agreements", columns, made)
    parties = [(row[0], party) for row in made for party in _parties(row)]
    await _copy(conn, "agreement_parties", ("agreement_id", "organisation_id"), parties)
    owed = _obligations(chance, today, [row for row in made if row[1] == "cooperation"], obligations)
    columns = (
        *("id", "agreement_id", "agreement_state", "what", "quantity", "unit", "owed_by", "due_on", "state", "done"),
        *("delivered_on", "confirmed_by", "confirmed_on", "created_at"),
    )
    await _copy(conn, "obligations", columns, owed)
    await _journal(conn, made, owed)
    for table in ("organisations", "agreements", "agreement_parties", "obligations", "journal"):
        await conn.execute(f"vacuum analyze {table}")
    return Crowd(today)


async def _copy(conn: Connection, table: str, columns: tuple[str, ...], rows: Rows) -> None:
    await conn.copy_records_to_table(table, records=rows, columns=list(columns))


def _organisations() -> Iterator[tuple[Any, ...]]:
    kinds = ["city", "corrections_office", *["agency"] * AGENCIES, *["prison"] * INSTITUTIONS]
    for number, kind in enumerate(kinds):
        yield _id(1, number), f"org-{number}", f"Instansi {number}", kind


def _agreements(chance: random.Random, today: date, count: int) -> Rows:
    return [_umbrella(number, today) for number in range(UMBRELLAS)] + [
        _pks(chance, number, today) for number in range(UMBRELLAS, count)
    ]


def _umbrella(number: int, today: date) -> tuple[Any, ...]:
    start, end = today - timedelta(days=3000), today + timedelta(days=3000 + number)
    scopes = sorted(_SCOPES)
    title = f"Kesepakatan Bersama {number}"
    instrument = "kesepakatan_bersama"
    return (
        *(_id(2, number), "joint", instrument, title, scopes, start, end, "in_force", start),
        *(None, None, None, midnight(start), today + _DAY, end + _DAY),
    )


def _pks(chance: random.Random, number: int, today: date) -> tuple[Any, ...]:
    (state,) = chance.choices(list(_STATES), list(_STATES.values()))
    (scope,) = chance.choices(list(_SCOPES), list(_SCOPES.values()))
    past = state == "expired"
    start = today - timedelta(days=chance.randint(1200, 2000) if past else chance.randint(10, 700))
    if state in {"draft", "in_review", "approved", "signed"}:
        start = today + timedelta(days=chance.randint(1, 90))
    length = timedelta(days=chance.randint(1, 1100))
    end = today - length if past else max(start, today) + length
    agency = 2 if chance.random() < 0.25 else chance.randint(3, AGENCIES)
    if number % 2500 == 100:
        agency = 1 + AGENCIES
    umbrella = 0 if chance.random() < 0.6 else chance.randrange(1, UMBRELLAS)
    institution = chance.randint(2 + AGENCIES, 1 + AGENCIES + INSTITUTIONS)
    approved = None if state in {"draft", "in_review"} else min(start, today)
    known = today + _DAY if state in {"in_force", "suspended"} else None
    return (
        *(
            _id(2, number),
            "cooperation",
            "perjanjian_kerja_sama",
            f"PKS {number}",
            [scope],
            start,
            end,
            state,
            approved,
        ),
        *(
            _id(2, umbrella),
            _id(1, agency),
            _id(1, institution),
            midnight(min(start, today)),
            known,
            _next_step_on(state, start, end),
        ),
    )


def _next_step_on(state: str, start: date, end: date) -> date:
    """When the scheduler looks at it next; nothing is due before its end."""
    if state in {"in_force", "suspended"}:
        return end + _DAY
    return start if state == "signed" else date.max


def _parties(row: tuple[Any, ...]) -> tuple[UUID, UUID]:
    return (_id(1, 0), _id(1, 1)) if row[1] == "joint" else (row[10], row[11])


def _obligations(chance: random.Random, today: date, pks: Rows, count: int) -> Rows:
    return [_obligation(chance, number, today, pks[number % len(pks)]) for number in range(count)]


def _obligation(chance: random.Random, number: int, today: date, pks: tuple[Any, ...]) -> tuple[Any, ...]:
    (standing,) = chance.choices(list(_STANDINGS), list(_STANDINGS.values()))
    start, end, state = pks[5], pks[6], pks[7]
    if state in {"draft", "in_review", "approved", "signed"}:
        standing = "open"
    elif state == "expired" and standing == "open":
        standing = "fulfilled"
    if standing == "open":
        due = _between(chance, max(start, today), end)
    else:
        due = _between(chance, start, min(end, today - _DAY))
    done = 12 if standing == "fulfilled" else chance.randint(0, 11)
    owed_by, other = (pks[10], pks[11]) if chance.random() < 0.7 else (pks[11], pks[10])
    fulfilled = (due, other, due) if standing == "fulfilled" else (None, None, None)
    return (
        *(_id(3, number), pks[0], state, f"Kewajiban {number}", 12, "unit", owed_by, due, standing, done),
        *(*fulfilled, pks[12]),
    )


def _between(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randint(0, max(0, (last - first).days)))


async def _journal(conn: Connection, agreements: Rows, obligations: Rows) -> None:
    """As many facts as there would be; their hashes are of no matter here."""
    facts = [
        ("agreements.record.submitted", row[0], version, {"agreement_id": str(row[0])})
        for row in agreements
        for version in (1, 2, 3, 4)
    ]
    facts += [
        ("agreements.record.obligation-lapsed", row[0], 1, {"obligation_id": str(row[0]), "owed_by": str(row[6])})
        for row in obligations
    ]
    columns = (
        *("event_id", "type", "key", "version", "data", "actor", "occurred_at", "correlation_id", "digest"),
        *("previous_hash", "hash"),
    )
    zero, now = bytes(32), datetime.now(UTC)
    rows = [
        (
            *(_id(9, n), type_, str(key), version, orjson.dumps(data).decode(), "crowd", now, "crowd", zero),
            *(None if version == 1 else zero, zero),
        )
        for n, (type_, key, version, data) in enumerate(facts)
    ]
    await _copy(conn, "journal", columns, rows)

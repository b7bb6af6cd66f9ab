"""Fines with their payments and seizures, which only grow."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.fines import Fine, Receipt
from services.community_service.domain.sentences import Sentence
from services.community_service.store.constraints import refusing
from services.community_service.store.sentences import sentence_of
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row

SUMS = (
    "(select coalesce(sum(rupiah), 0)::bigint from fine_payments where fine_id = f.id) as paid_rupiah,"
    " (select coalesce(sum(rupiah), 0)::bigint from fine_seizures where fine_id = f.id) as seized_rupiah,"
    " (select max(seized_on) from fine_seizures where fine_id = f.id) as seized_on"
)
"""SQL: the sums of a row `f` of `fines`."""

_FINE = f"select f.*, {SUMS} from fines as f"


async def add_fine(conn: Connection, fine: Fine) -> None:
    await conn.execute(
        "insert into fines (id, breach_id, sentence_id, rupiah, decided_on, due_on, state)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        *(fine.id, fine.breach_id, fine.sentence_id, fine.rupiah, fine.decided_on, fine.due_on, fine.state),
    )


async def sentence_of_fine(conn: Connection, fine_id: UUID) -> UUID:
    """Raises NotFound."""
    sentence_id: UUID | None = await conn.fetchval("select sentence_id from fines where id = $1", fine_id)
    if sentence_id is None:
        raise NotFound(what="fine", id=fine_id)
    return sentence_id


async def load_fine(conn: Connection, fine_id: UUID) -> Fine:
    """One fine. Its sentence is locked before: nobody else writes it meanwhile."""
    row = await conn.fetchrow(f"{_FINE} where f.id = $1", fine_id)
    assert row
    return _fine_of(row)


async def claim_overdue(conn: Connection, today: date) -> tuple[Sentence, Fine] | None:
    """A fine that has become overdue, and its sentence, both locked. Another replica gets another one."""
    row = await conn.fetchrow(
        "select s.*, f.id as fine_id from sentences as s join fines as f on f.sentence_id = s.id"
        " where f.state = 'open' and f.due_on < $1 and s.state = 'closed' order by f.due_on, f.id limit 1"
        " for update of s, f skip locked",
        today,
    )
    return (sentence_of(row), await load_fine(conn, row["fine_id"])) if row else None


async def save_payment(conn: Connection, fine: Fine, payment: Receipt, by: str, now: datetime) -> None:
    """Raises ReceiptAlreadyRecorded."""
    async with refusing():
        await conn.execute(
            "insert into fine_payments (id, fine_id, paid_on, rupiah, receipt_number, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *(payment.id, fine.id, payment.on, payment.rupiah, payment.number, by, now),
        )
    await save_state(conn, fine)


async def save_seizure(conn: Connection, fine: Fine, seizure: Receipt, by: str, now: datetime) -> None:
    """Raises SeizureAlreadyRecorded."""
    async with refusing():
        await conn.execute(
            "insert into fine_seizures (id, fine_id, seized_on, rupiah, document_number, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *(seizure.id, fine.id, seizure.on, seizure.rupiah, seizure.number, by, now),
        )
    await save_state(conn, fine)


async def save_state(conn: Connection, fine: Fine) -> None:
    await conn.execute(
        "update fines set state = $2, settled_by = $3 where id = $1", *(fine.id, fine.state, fine.settled_by)
    )


async def save_substitute(conn: Connection, fine: Fine, number: str, ordered_on: date, by: str) -> None:
    await conn.execute(
        "update fines set state = $2, settled_by = $3, substitute_days = $4, substitute_number = $5,"
        " substitute_on = $6, substitute_ordered_by = $7 where id = $1",
        *(fine.id, fine.state, fine.settled_by, fine.substitute_days, number, ordered_on, by),
    )


def _fine_of(row: Row) -> Fine:
    names = (
        *("id", "breach_id", "sentence_id", "rupiah", "decided_on", "due_on", "paid_rupiah", "seized_rupiah"),
        *("state", "settled_by", "substitute_days", "seized_on"),
    )
    return Fine(**{name: row[name] for name in names})

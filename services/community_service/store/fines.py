"""Fines with their payments and seizures, which only grow."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.fines import Fine, Receipt
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts_numbers import key
from services.community_service.store.constraints import refusing
from services.community_service.store.sentences import sentence_of
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns

_RECEIVED = "from fine_receipts_as_corrected where fine_id = f.id and kind ="
SUMS = (
    f"(select coalesce(sum(rupiah), 0)::bigint {_RECEIVED} 'payment') as paid_rupiah,"
    f" (select coalesce(sum(rupiah), 0)::bigint {_RECEIVED} 'seizure') as seized_rupiah,"
    f" (select max(received_on) {_RECEIVED} 'seizure' and not never_came_in) as seized_on,"
    " (select reduced_fine_rupiah from breaches where id = f.breach_id) as reduced_to"
)
"""SQL: the sums of a row `f` of `fines`, and what an amended verdict has left of it."""

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
    return fine_of(row)


async def unpaid_fines(conn: Connection, sentence_id: UUID) -> list[Fine]:
    """The fines of a sentence of which something is left. The sentence is locked before."""
    rows = await conn.fetch(f"{_FINE} where f.sentence_id = $1 order by f.id", sentence_id)
    return [fine for fine in map(fine_of, rows) if fine.rest]


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
            "insert into fine_payments (id, fine_id, paid_on, rupiah, receipt_number, recorded_by, recorded_at,"
            " receipt_key) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(payment.id, fine.id, payment.on, payment.rupiah, payment.number, by, now, key(payment.number)),
        )
    await save_state(conn, fine)


async def save_seizure(conn: Connection, fine: Fine, seizure: Receipt, by: str, now: datetime) -> None:
    """Raises SeizureAlreadyRecorded."""
    async with refusing():
        await conn.execute(
            "insert into fine_seizures (id, fine_id, seized_on, rupiah, document_number, recorded_by, recorded_at,"
            " document_key) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(seizure.id, fine.id, seizure.on, seizure.rupiah, seizure.number, by, now, key(seizure.number)),
        )
    await save_state(conn, fine)


async def save_state(conn: Connection, fine: Fine) -> None:
    await conn.execute(
        "update fines set state = $2, settled_by = $3, substitute_lifted_on = $4 where id = $1",
        *(fine.id, fine.state, fine.settled_by, fine.lifted_on),
    )


async def save_substitute(conn: Connection, fine: Fine, number: str, ordered_on: date, by: str) -> None:
    await conn.execute(
        "update fines set state = $2, settled_by = $3, substitute_days = $4, substitute_number = $5,"
        " substitute_on = $6, substitute_ordered_by = $7, substitute_lifted_on = null where id = $1",
        *(fine.id, fine.state, fine.settled_by, fine.substitute_days, number, ordered_on, by),
    )


def fine_of(row: Columns) -> Fine:
    names = (
        *("id", "breach_id", "sentence_id", "rupiah", "decided_on", "due_on", "paid_rupiah", "seized_rupiah"),
        *("state", "settled_by", "substitute_days", "substitute_on", "seized_on", "reduced_to"),
    )
    return Fine(**{name: row[name] for name in names}, lifted_on=row["substitute_lifted_on"])

"""The papers with which execution begins, in versions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.community_service.domain.executions import Litmas, Order, Papers, Reception
from services.community_service.domain.sites import Determined
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection, Row

_LATEST = "select {} from {} as paper where sentence_id = $1 order by version desc limit 1"
_LITMAS = _LATEST.format(
    "number, dated_on, counsellor, office_code, place_kinds, version,"
    " array(select site_id from litmas_sites where litmas_id = paper.id) as site_ids",
    "litmas",
)
_ORDER = _LATEST.format("number, dated_on, prosecutor_name, version", "execution_orders")
_RECEPTION = _LATEST.format("received_on, place, received_by, litmas_version, order_version, version", "receptions")


async def load_papers(conn: Connection, sentence_id: UUID) -> Papers:
    """The latest versions; the sentence is locked before. Raises NotFound."""
    verdict_date = await conn.fetchval("select verdict_date from sentences where id = $1", sentence_id)
    if verdict_date is None:
        raise NotFound(what="sentence", id=sentence_id)
    litmas = await conn.fetchrow(_LITMAS, sentence_id)
    order, reception = await conn.fetchrow(_ORDER, sentence_id), await conn.fetchrow(_RECEPTION, sentence_id)
    return Papers(
        verdict_date,
        _litmas(litmas) if litmas else None,
        Order(**order) if order else None,
        Reception(**reception) if reception else None,
    )


def _litmas(row: Row) -> Litmas:
    fields = dict(row)
    determined = Determined(frozenset(fields.pop("site_ids")), frozenset(fields.pop("place_kinds")))
    return Litmas(**fields, determined=determined)


async def load_determined(conn: Connection, sentence_id: UUID) -> Determined:
    """The places that the latest litmas of a case names."""
    row = await conn.fetchrow(_LITMAS, sentence_id)
    return _litmas(row).determined if row else Determined()


async def need_sites(conn: Connection, site_ids: Collection[UUID]) -> None:
    """Raises NotFound for the first one that is no site."""
    rows = await conn.fetch("select id from sites where id = any($1)", sorted(site_ids))
    if missing := sorted(set(site_ids) - {row["id"] for row in rows}):
        raise NotFound(what="site", id=missing[0])


async def add_litmas(conn: Connection, sentence_id: UUID, litmas: Litmas, by: str, now: datetime) -> None:
    paper_id = new_id()
    await conn.execute(
        "insert into litmas (id, sentence_id, version, number, dated_on, counsellor, office_code, place_kinds,"
        " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(paper_id, sentence_id, litmas.version, litmas.number, litmas.dated_on, litmas.counsellor),
        *(litmas.office_code, sorted(litmas.determined.place_kinds), by, now),
    )
    await conn.execute(
        "insert into litmas_sites (litmas_id, site_id) select $1, unnest($2::uuid[])",
        *(paper_id, sorted(litmas.determined.site_ids)),
    )


async def add_order(conn: Connection, sentence_id: UUID, order: Order, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into execution_orders (id, sentence_id, version, number, dated_on, prosecutor_name, recorded_by,"
        " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_id(), sentence_id, order.version, order.number, order.dated_on, order.prosecutor_name, by, now),
    )


async def add_reception(conn: Connection, sentence_id: UUID, reception: Reception, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into receptions (id, sentence_id, version, received_on, place, received_by, litmas_version,"
        " order_version, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(new_id(), sentence_id, reception.version, reception.received_on, reception.place, reception.received_by),
        *(reception.litmas_version, reception.order_version, by, now),
    )

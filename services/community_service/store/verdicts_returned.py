"""Returned verdicts, and their content apart: it is personal data, and goes when they are settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from services.community_service import justice
from services.community_service.domain.verdicts_numbers import key
from services.community_service.domain.verdicts_returned import Override, ReturnedVerdict, may_be_overridden
from services.community_service.events import SentenceRejected
from shared.errors import NotFound, Refusal
from shared.postgres.pool import Connection
from shared.postgres.purging import BATCH


async def keep(
    conn: Connection,
    returned: ReturnedVerdict,
    broken: Iterable[Refusal],
    now: datetime,
    *,
    of_court: bool,
) -> None:
    """The latest one of a verdict takes the place of an earlier one. What a prosecutor enters never takes the place of
    another prosecutor's. The verdict is locked before."""
    assert returned.content
    await conn.execute(
        "with returned as ("
        " insert into returned_verdicts (id, court_code, verdict_number, verdict_key, prosecutor_code,"
        "  probation_office_code, broken, returned_at) values ($1, $2, $3, $4, $5, $6, $7, $8)"
        " on conflict on constraint returned_verdicts_once do update set verdict_number = excluded.verdict_number,"
        "  prosecutor_code = excluded.prosecutor_code, probation_office_code = excluded.probation_office_code,"
        "  broken = excluded.broken, returned_at = excluded.returned_at where returned_verdicts.state = 'returned'"
        "  and ($12 or returned_verdicts.prosecutor_code is not distinct from excluded.prosecutor_code) returning id)"
        " insert into returned_verdict_contents (returned_id, person_id, fingerprint, content, kept_since)"
        " select id, $9, $10, $11, $8 from returned on conflict (returned_id) do update set"
        " person_id = excluded.person_id, fingerprint = excluded.fingerprint, content = excluded.content,"
        " kept_since = excluded.kept_since",
        *(returned.id, returned.court_code, returned.verdict_number, key(returned.verdict_number)),
        *(returned.prosecutor_code, returned.probation_office_code, _rules(broken), now, returned.person_id),
        *(returned.fingerprint, returned.content.model_dump_json(exclude={"nik"}), of_court),
    )


def _rules(broken: Iterable[Refusal]) -> str:
    return orjson.dumps([_rule(refusal) for refusal in broken]).decode()


def _rule(refusal: Refusal) -> dict[str, Any]:
    texts = {language: refusal.message(language) for language in ("id", "en")}
    about = {"slug": refusal.slug, "rule": refusal.rule, "article": refusal.article}
    return {**about, "overridable": may_be_overridden(refusal), "texts": texts}


async def load(conn: Connection, returned_id: UUID) -> ReturnedVerdict:
    """As it is, not locked: its verdict is. Raises NotFound."""
    row = await conn.fetchrow(
        "select r.id, r.court_code, r.verdict_number, r.prosecutor_code, r.probation_office_code, r.state, c.person_id,"
        " c.fingerprint, c.content from returned_verdicts as r"
        " left join returned_verdict_contents as c on c.returned_id = r.id where r.id = $1",
        returned_id,
    )
    if row is None:
        raise NotFound(what="returned verdict", id=returned_id)
    return ReturnedVerdict(**{**row, "content": _content(row["content"])})


def _content(kept: str | None) -> justice.SentencePronounced | None:
    """As it was pronounced, but for the NIK: the person's id and the fingerprint were made with it."""
    if kept is None:
        return None
    anyone = justice.SentencePronounced.model_validate(orjson.loads(kept) | {"nik": "0" * 16})
    return anyone.model_copy(update={"nik": ""})


async def save_override(conn: Connection, returned_id: UUID, override: Override) -> None:
    await _forget(conn, returned_id)
    await conn.execute(
        "update returned_verdicts set state = 'overridden', settled_at = $2, broken = $3, overridden_by = $4,"
        " reason = $5, document_number = $6, document_date = $7 where id = $1",
        *(returned_id, override.at, _rules(override.rules), override.by, override.reason),
        *(override.document_number, override.document_date),
    )


async def was_childs(conn: Connection, court_code: str, verdict_number: str, rejection_id: UUID) -> bool:
    """Whether a verdict of this number is recorded as a child's, or was returned as one: its number was left out."""
    known: bool = await conn.fetchval(
        "select exists (select from sentences where court_code = $1 and verdict_key = $2 and regime = 'child')"
        " or exists (select from journal where key = $1 and type = $3 and data ->> 'rejection_id' = $4"
        "  and data ->> 'concerns' = 'pronouncement' and data ->> 'verdict_number' is null)",
        *(court_code, key(verdict_number), SentenceRejected.type, str(rejection_id)),
    )
    return known


async def replace(conn: Connection, court_code: str, verdict_number: str, now: datetime) -> None:
    """The verdict has come again and keeps every rule. The verdict is locked before."""
    returned_id = await conn.fetchval(
        "select id from returned_verdicts where court_code = $1 and verdict_key = $2 and state = 'returned'",
        *(court_code, key(verdict_number)),
    )
    if returned_id:
        await _forget(conn, returned_id)
        await conn.execute(
            "update returned_verdicts set state = 'replaced', settled_at = $2 where id = $1", returned_id, now
        )


async def _forget(conn: Connection, returned_id: UUID) -> None:
    await conn.execute("delete from returned_verdict_contents where returned_id = $1", returned_id)


async def overridden_rules(conn: Connection, sentence_id: UUID) -> frozenset[str]:
    """The slugs of the rules that the prosecutor has overridden for this sentence."""
    rows = await conn.fetch(
        "select rule ->> 'slug' as slug from sentences as s join returned_verdicts as r on r.id = s.override_id"
        " cross join jsonb_array_elements(r.broken) as rule where s.id = $1",
        sentence_id,
    )
    return frozenset(row["slug"] for row in rows)


async def remove_old(conn: Connection, now: datetime, age: timedelta) -> int:
    """The content of returned verdicts that nobody has settled. What was broken stays."""
    gone: int = await conn.fetchval(
        "with gone as (delete from returned_verdict_contents where ctid = any(array("
        f"select ctid from returned_verdict_contents where kept_since < $1 limit {BATCH} for update skip locked"
        ")) returning 1) select count(*) from gone",
        now - age,
    )
    return gone

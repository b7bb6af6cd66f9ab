"""Changes of verdicts: waiting for their verdict, applied, or of the past."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.community_service import justice
from services.community_service.domain.amendments import Judged, VerdictChange
from services.community_service.domain.verdicts_numbers import key
from services.community_service.store.verdicts_returned import overridden_rules
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import Columns

_STAMPS = (("changed", "change_number"), ("terms", "terms_number"))

State = Literal["waiting", "held", "applied", "superseded", "rejected", "dismissed"]
OPEN = ("waiting", "held")
"""The states in which a change waits for somebody."""


async def find(conn: Connection, change: VerdictChange) -> Literal["same", "other"] | None:
    """What is recorded under the number of this change: the same one, or another. A rejected or dismissed one
    may come again."""
    row = await conn.fetchrow(
        "select kind, said from verdict_changes where court_code = $1 and verdict_key = $2 and change_key = $3"
        " and state not in ('rejected', 'dismissed')",
        *(change.court_code, key(change.verdict_number), key(change.change_number)),
    )
    if row is None:
        return None
    if row["kind"] != kind_of(change):
        return "other"
    known: Any = type(change).model_validate_json(row["said"])
    spelled: dict[str, Any] = {"verdict_number": known.verdict_number, "change_number": known.change_number}
    if isinstance(change, justice.SentenceAmended) and change.detained_days is None and known.detained_days == 0:
        spelled["detained_days"] = 0  # written for nothing said, before that was told apart
    return "same" if change.model_copy(update=spelled) == known else "other"


async def add(
    conn: Connection,
    change: VerdictChange,
    event_id: str | None,
    by: str,
    state: State,
    sentence_id: UUID | None,
    now: datetime,
    held_for: str | None = None,
) -> UUID:
    """`event_id`: of the message; none where the change was entered by hand. `held_for`: why it waits for the
    prosecutor."""
    change_id: UUID = await conn.fetchval(
        "insert into verdict_changes (id, court_code, verdict_number, change_number, kind, decided_on, said,"
        " intake_event_id, sent_by, state, sentence_id, received_at, settled_at, verdict_key, change_key,"
        " held_for) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        " on conflict on constraint verdict_changes_once do update set kind = excluded.kind,"
        " decided_on = excluded.decided_on, said = excluded.said, intake_event_id = excluded.intake_event_id,"
        " sent_by = excluded.sent_by, state = excluded.state, sentence_id = excluded.sentence_id,"
        " received_at = excluded.received_at, settled_at = excluded.settled_at, held_for = excluded.held_for,"
        " settled_by = null, dismissal_reason = null returning id",
        *(new_id(), change.court_code, change.verdict_number, change.change_number, kind_of(change)),
        *(change.decided_on, change.model_dump_json(), event_id, by, state, sentence_id, now),
        *(None if state in OPEN else now, key(change.verdict_number), key(change.change_number), held_for),
    )
    return change_id


async def load(conn: Connection, change_id: UUID) -> Row:
    """One change, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from verdict_changes where id = $1 for update", change_id)
    if row is None:
        raise NotFound(what="verdict change", id=change_id)
    return row


def change_of(row: Columns) -> VerdictChange:
    """The message of a change."""
    adapter = justice.SentenceAmended if row["kind"] == "amendment" else justice.SentenceRevoked
    return adapter.model_validate_json(row["said"])


async def settle(
    conn: Connection,
    change_id: UUID,
    state: Literal["applied", "dismissed"],
    by: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Someone has decided about a change that waited."""
    await conn.execute(
        "update verdict_changes set state = $2, settled_by = $3, dismissal_reason = $4, settled_at = $5 where id = $1",
        *(change_id, state, by, reason, now),
    )


async def waiting(conn: Connection, court_code: str, verdict_number: str) -> list[Row]:
    """By the day of their decision, and those of one day as they came."""
    return await conn.fetch(
        "select id, kind, said, intake_event_id, sent_by from verdict_changes where court_code = $1"
        " and verdict_key = $2 and state = 'waiting' order by decided_on, received_at, id for update",
        *(court_code, key(verdict_number)),
    )


def kind_of(change: VerdictChange) -> Literal["amendment", "revocation"]:
    return "amendment" if isinstance(change, justice.SentenceAmended) else "revocation"


async def load_judged(conn: Connection, sentence_id: UUID) -> Judged:
    """What the rules of an amendment need beside the case; the sentence is locked before."""
    row = await conn.fetchrow(
        "select s.verdict_date, p.birth_date, o.offence_date, o.maximum_prison_months, s.changed_on, s.change_number,"
        " s.terms_on, s.terms_number,"
        " exists (select from sessions as raw join sessions_as_corrected as x using (id) where x.sentence_id = s.id"
        "  and coalesce(raw.checked_in_at, x.checked_in_at) is not null) as started,"
        " exists (select from breaches where sentence_id = s.id"
        "  and decision in ('prison', 'fine', 'substitute_prison')) as closed,"
        " exists (select from lapses where sentence_id = s.id) as lapsed,"
        " exists (select from decision_doubts where subject_id = s.id and settled_at is null) as doubted,"
        " repeats.minutes as repeated_minutes, repeats.until as repeat_until"
        " from sentences as s join persons as p using (person_id) left join offences as o on o.sentence_id = s.id"
        " cross join lateral (select coalesce(sum(repeat_minutes), 0)::integer as minutes, max(ends_on) as until"
        "  from breaches where sentence_id = s.id and decision = 'repeat') as repeats"
        " where s.id = $1",
        sentence_id,
    )
    assert row
    fields = dict(row) | {
        "named": await _named(conn, sentence_id),
        "overridden": await overridden_rules(conn, sentence_id),
    }
    latest, terms = ((fields.pop(f"{name}_on"), fields.pop(number)) for name, number in _STAMPS)
    return Judged(**fields, latest=latest if latest[0] else None, terms=terms if terms[0] else None)


async def _named(conn: Connection, sentence_id: UUID) -> dict[str, str]:
    rows = await conn.fetch(
        "select change_key, said::json ->> 'supersedes' as supersedes from verdict_changes where sentence_id = $1"
        " and state in ('applied', 'superseded') and said::json ->> 'supersedes' is not null",
        sentence_id,
    )
    return {row["change_key"]: key(row["supersedes"]) for row in rows}


async def save_latest(conn: Connection, sentence_id: UUID, change: VerdictChange, *, latest: bool) -> None:
    """The stamp of the latest change, and that of the latest terms."""
    if latest:
        await conn.execute(
            "update sentences set changed_on = $2, change_number = $3 where id = $1",
            *(sentence_id, change.decided_on, change.change_number),
        )
    if isinstance(change, justice.SentenceAmended):
        await conn.execute(
            "update sentences set terms_on = $2, terms_number = $3 where id = $1",
            *(sentence_id, change.decided_on, change.change_number),
        )

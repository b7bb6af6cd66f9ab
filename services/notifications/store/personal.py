"""Where this service holds personal data, and how each record class is erased (UU 27/2022, rule D1).

A person here is a recipient of the directory, known by the recipient's id."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from services.notifications import events
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import retention
from shared.privacy.personal import ERASED, Erasing, Facts, Personal

_MESSAGES = "select text_id from messages where recipient_id = $1"

_ERASE = (
    f"update recipients set name = '{ERASED}', email = null, reference = 'erased-' || id, roles = '{{}}',"
    " channels = '{inbox}', erased_at = now() where id = any($1)"
)

_NO_GUARDIAN = "delete from case_guardians where reference in (select reference from recipients where id = any($1))"
"""Before the reference goes: whoever has it next is no guardian of that child."""

_NO_PURPOSE = f"update person_reads set purpose = '{ERASED}' where purpose <> '{ERASED}' and person_id = any($1)"

ERASING = {
    "directory": Erasing(
        "recipients",
        "id",
        "t.erased_at is null and not t.active"
        " and not exists (select from messages as m where m.recipient_id = t.id and m.state = 'queued')"
        " and not exists (select from data_requests as r where r.person_id = t.id and r.state = 'open')"
        " and not exists (select from journal as j where j.key = t.id::text and j.occurred_at >= $2)",
        (_NO_GUARDIAN, _NO_PURPOSE, _ERASE),
    ),
    "requests": Erasing("data_requests", "id", "t.settled_at < $2", ("delete from data_requests where id = any($1)",)),
}
"""Record class → how it is erased. What holds more of a person becomes a class of its own here."""

ROWS = {
    "recipients": "id = $1",
    "messages": "recipient_id = $1",
    "texts": f"id in ({_MESSAGES})",
    "circular_recipients": "recipient_id = $1",
    "person_reads": "person_id = $1",
    "data_requests": "person_id = $1",
    "case_guardians": "reference = (select reference from recipients where id = $1)",
    "journal": "key = ($1::uuid)::text or key in (select id::text from messages where recipient_id = $1)",
}
"""Table → the rows of a person. A new table is named here or in `APART`."""

APART = {
    "organisations": "offices",
    "rules": "who is told of what, by role and office",
    "circulars": "letters to everybody of a role or an office",
    "missed_events": "public fields of facts",
    "pauses": "the mail server",
    "data_breaches": "what failed, and how many persons it concerns, not whom",
    "data_breach_notices": "letters about it",
}


async def need_own(conn: Connection, actor: Actor, person_id: UUID) -> None:
    """A coordinator keeps the whole directory."""
    del conn, actor, person_id


PERSONAL = Personal(
    known="select exists (select from recipients where id = $1)",
    rows=ROWS,
    apart=APART,
    erasing=ERASING,
    retention=retention.load(Path(__file__).parent.with_name("retention.toml")),
    facts=Facts(erased=events.DataErased, received=events.DataRequestReceived, settled=events.DataRequestSettled),
    officers=("coordinator",),
    need_own=need_own,
)

"""Use case: an office of a case that the register does not know is put right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain import offices
from services.community_service.domain.offices import Office
from services.community_service.fields import Code, StatedReason
from services.community_service.queries import sentences as queries
from services.community_service.store import offices as store
from services.community_service.store import sentences
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class CorrectOffice(BaseModel):
    """`code`: the right one, as the register has it."""

    office: Office
    code: Code
    reason: StatedReason


async def correct(
    conn: Connection, sentence_id: UUID, cmd: CorrectOffice, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises NotFound, WrongState, OfficeKnown, OfficeUnknown, OfficeOfOtherKind."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    kinds = await sentences.office_kinds(conn, offices.code_of(sentence, cmd.office), cmd.code)
    corrected, happened = offices.correct(sentence, cmd.office, cmd.code, kinds)
    if happened:
        await store.save(conn, sentence, corrected, cmd.office, cmd.reason, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sentence(conn, sentence_id)

"""Use cases of changes that wait: one that is held is applied by the prosecutor, one of either kind is dismissed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service import justice
from services.community_service.commands import verdicts_answers
from services.community_service.commands.cases import need_own_case, save
from services.community_service.commands.verdicts_answers import Answered
from services.community_service.domain import amendments, amendments_closed
from services.community_service.domain.cases import Case
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.errors.cases import WrongState
from services.community_service.events import VerdictChangeDismissed
from services.community_service.fields import StatedReason
from services.community_service.queries import amendments as queries
from services.community_service.store import amendments as store
from services.community_service.store import breaches_orders as orders
from services.community_service.store import cases, verdicts
from shared.edge.access import Actor
from shared.errors import Forbidden
from shared.journal import journal
from shared.postgres.pool import Connection, Row


class DismissChange(BaseModel):
    """Why it is set aside. The reason stays here."""

    reason: StatedReason


async def apply(conn: Connection, change_id: UUID, actor: Actor, now: datetime) -> queries.VerdictChangeView:
    """The prosecutor of the case applies a held amendment: what was ordered is capped by it, to nothing where the
    verdict no longer orders it. Raises what `amend_closed` raises, WrongState, NotFound, Forbidden."""
    row, case = await _load(conn, change_id)
    if row["state"] != "held":
        raise WrongState(state=row["state"], needed="held")
    assert case
    need_own_case(case, actor)
    change = store.change_of(row)
    assert isinstance(change, justice.SentenceAmended)
    judged, order = await store.load_judged(conn, case.sentence.id), await orders.load_order(conn, case.sentence.id)
    after, done = amendments_closed.amend_closed(case, judged, order, change, now, decided=True)
    await orders.save_order(conn, order, after)
    await save(conn, case, done, actor, now)
    await store.settle(conn, change_id, "applied", actor.subject, None, now)
    await store.save_latest(conn, case.sentence.id, change, latest=amendments.is_latest(judged, change))
    answered = Answered(change_id, change, row["intake_event_id"])
    await verdicts_answers.answer_change(conn, case.sentence, answered, "applied", None, actor, now)
    return await queries.verdict_change(conn, change_id)


async def dismiss(
    conn: Connection, change_id: UUID, cmd: DismissChange, actor: Actor, now: datetime
) -> queries.VerdictChangeView:
    """A change that never met its verdict: by a clerk of the court that it names, or by a coordinator, who sees what
    names an unknown court. A held one: by the prosecutor of the case, or a clerk of its court.

    Raises WrongState, NotFound, Forbidden."""
    row, case = await _load(conn, change_id)
    if row["state"] not in store.OPEN:
        raise WrongState(state=row["state"], needed=" / ".join(store.OPEN))
    if case:
        need_own_case(case, actor)
    else:
        await _need_court(conn, row["court_code"], actor)
    await store.settle(conn, change_id, "dismissed", actor.subject, cmd.reason, now)
    change = store.change_of(row)
    fact = VerdictChangeDismissed(
        change_id=change_id,
        court_code=row["court_code"],
        concerns=store.kind_of(change),
        sentence_id=row["sentence_id"],
        was=row["state"],
    )
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    answered = Answered(change_id, change, row["intake_event_id"])
    sentence = case.sentence if case else None
    await verdicts_answers.answer_change(conn, sentence, answered, "dismissed", None, actor, now)
    return await queries.verdict_change(conn, change_id)


async def _need_court(conn: Connection, court_code: str, actor: Actor) -> None:
    """Raises Forbidden."""
    if actor.roles & (EVERYWHERE - {"auditor"}):
        return
    if "court_clerk" not in actor.roles:
        raise Forbidden(why="this is for a clerk of the court / ini untuk panitera pengadilannya")
    actor.require_organisation(*await cases.organisation_ids(conn, court_code))


async def _load(conn: Connection, change_id: UUID) -> tuple[Row, Case | None]:
    """A change and its case, locked in the order of the intake: the verdict, the case, the change. Raises NotFound."""
    seen = await queries.verdict_change(conn, change_id)
    await verdicts.lock_verdict(conn, seen.court_code, seen.verdict_number)
    case = await cases.load_by_sentence(conn, seen.sentence_id) if seen.sentence_id else None
    row = await store.load(conn, change_id)
    if row["sentence_id"] != seen.sentence_id:  # its verdict came meanwhile
        raise WrongState(state=row["state"], needed=seen.state)
    return row, case

"""Use case of the yearly evaluation of a PKS."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.agreements.domain import evaluations
from services.agreements.domain.deadlines import ended_on
from services.agreements.domain.evaluations import Evaluation
from services.agreements.events import Rating, Recommendation
from services.agreements.queries import evaluations as queries
from services.agreements.store import evaluations as store
from services.agreements.store.cooperation_agreements import load_pks
from services.agreements.store.deadlines import history
from services.agreements.store.obligations import obligations_of
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class FileEvaluation(BaseModel):
    """`year` counts the agreement's own years: year 1 begins with its first day."""

    year: Annotated[int, Field(ge=1, le=100)]
    findings: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
    rating: Rating
    recommendation: Recommendation


async def file_evaluation(
    conn: Connection, agreement_id: UUID, cmd: FileEvaluation, actor: Actor, now: datetime
) -> queries.EvaluationView:
    """A clerk of a party of the PKS or of its umbrella files it. The outcome of each obligation is computed.

    Raises NotFound, Forbidden, YearOutsidePeriod, NotYetInForce, EvaluationTooEarly, EvaluationExists."""
    pks, today = await load_pks(conn, agreement_id), local_day(now)
    actor.require_organisation(*pks.parties.values(), *await store.umbrella_parties(conn, agreement_id))
    assert actor.organisation
    year = evaluations.year_of(pks, cmd.year, ended_on(await history(conn, agreement_id)))
    evaluation = Evaluation(
        id=new_id(),
        agreement_id=agreement_id,
        period=year,
        filed_by=actor.organisation,
        lines=evaluations.summarise(await obligations_of(conn, agreement_id), year, today),
        **cmd.model_dump(),
    )
    facts = evaluations.file(pks, evaluation, today)
    await store.add_evaluation(conn, evaluation, actor.subject, now)
    await journal.append(conn, facts, actor=actor.subject, now=now)
    return await queries.evaluation(conn, evaluation.id)

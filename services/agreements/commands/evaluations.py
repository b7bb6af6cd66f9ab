"""Use case of the yearly evaluation of a PKS."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.agreements.domain import evaluation as rules
from services.agreements.domain.evaluation import Evaluation
from services.agreements.domain.life import ended_on
from services.agreements.events import Rating, Recommendation
from services.agreements.queries import evaluations as queries
from services.agreements.store import evaluations as store
from services.agreements.store import obligations
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class FileEvaluation(BaseModel):
    """`year` counts the agreement's own years: 1 begins with its first day."""

    year: Annotated[int, Field(ge=1, le=100)]
    findings: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
    rating: Rating
    recommendation: Recommendation


async def file_evaluation(
    conn: Connection, agreement_id: UUID, cmd: FileEvaluation, actor: Actor, now: datetime
) -> queries.EvaluationView:
    """A clerk of a party, or of a party of the umbrella, files it; what became of the obligations is computed."""
    pks, today = await obligations.load_pks(conn, agreement_id), local_day(now)
    actor.require_organisation(*pks.parties.values(), *await store.umbrella_parties(conn, agreement_id))
    assert actor.organisation
    year = rules.year_of(pks, cmd.year, ended_on(await obligations.life(conn, agreement_id)))
    lines = rules.summarise(await obligations.obligations_of(conn, agreement_id), year, today)
    evaluation = Evaluation(
        id=new_id(),
        agreement_id=agreement_id,
        period=year,
        filed_by=actor.organisation,
        lines=lines,
        **cmd.model_dump(),
    )
    happened = rules.file(pks, evaluation, today)
    await store.add_evaluation(conn, evaluation, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.evaluation(conn, evaluation.id)

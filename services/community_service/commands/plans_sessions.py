"""Use cases of reading a schedule. How far a site is from the person's home says where the person lives: only the
counsellor sees it, for the purpose of the day, and the read is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.community_service.commands.cases import need_office, offices_of
from services.community_service.domain.geography import Point
from services.community_service.domain.sentences import Sentence
from services.community_service.queries import plans as plan_queries
from services.community_service.queries import plans_sessions as queries
from services.community_service.queries.persons_clients import purpose_of
from services.community_service.store import persons, sentences
from services.community_service.store.availability import load_availability
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def read_current(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> queries.CurrentPlanView:
    """What is booked and still to come. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    return await queries.current_plan(conn, sentence_id, await _home(conn, sentence, actor, now), now)


async def compare(conn: Connection, plan_id: UUID, actor: Actor, now: datetime) -> queries.PlanComparison:
    """What a plan keeps, adds and cancels. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, (await plan_queries.plan(conn, plan_id)).sentence_id)
    return await queries.comparison(conn, plan_id, await _home(conn, sentence, actor, now), now)


async def _home(conn: Connection, sentence: Sentence, actor: Actor, now: datetime) -> Point | None:
    """The home area, for the counsellor of the case who has said a purpose today. Raises Forbidden."""
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    counsellor = replace(actor, roles=actor.roles & {"counsellor"})
    own = actor.organisation in await offices_of(conn, counsellor, sentence)
    if not own or (purpose := await purpose_of(conn, actor, now)) is None:
        return None
    home = (await load_availability(conn, sentence.person_id)).home
    if home:
        await persons.log_reads(conn, [(sentence.id, sentence.person_id)], actor, purpose.purpose, now)
    return home

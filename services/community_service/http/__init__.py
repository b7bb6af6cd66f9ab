"""JSON routes: parse, command or query, answer. No rules here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service import queries
from services.community_service.commands import attendance, misuse, persons, placements, sites, verdicts
from services.community_service.errors.work import SecondPersonNeeded
from services.community_service.events import SentencePronounced, SentenceState, SiteState
from services.community_service.identity import Identity
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.postgres.pool import in_transaction

router = APIRouter(tags=["community service"])

Purpose = Annotated[str, Query(min_length=3, max_length=200)]

_MOVES = {"suspension": sites.suspend, "resumption": sites.resume, "closure": sites.close}


def intake(identity: Identity) -> APIRouter:
    """The door for verdicts, which needs the secret behind every person's id."""
    door = APIRouter(tags=["community service"])

    @door.post("/sentences", status_code=201, response_model=queries.SentenceView)
    async def pronounce(body: SentencePronounced, call: Call = may("court_clerk", "prosecutor")) -> Response:
        return await call.run(verdicts.pronounce, identity, body)

    return door


@router.get("/sentences", response_model=Page[queries.SentenceSummary])
async def list_sentences(
    state: SentenceState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("court_clerk", "prosecutor", "counsellor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.sentences, call.actor, state, after, limit)


@router.get("/sentences/{sentence_id}", response_model=queries.SentenceView)
async def read_sentence(
    sentence_id: UUID, call: Call = may("court_clerk", "prosecutor", "counsellor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.own_sentence, sentence_id, call.actor)


@router.get("/sentences/{sentence_id}/person", response_model=queries.PersonView)
async def read_person(
    sentence_id: UUID, purpose: Purpose, call: Call = may("prosecutor", "counsellor", "auditor")
) -> Response:
    return await call.run(persons.read_person, sentence_id, purpose)


@router.post("/sites", status_code=201, response_model=queries.SiteView)
async def open_site(body: sites.OpenSite, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.open_site, body)


@router.get("/sites", response_model=Page[queries.SiteSummary])
async def list_sites(
    state: SiteState | None = None,
    child_friendly: bool | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("*"),
) -> Response:
    return await call.read(queries.sites, state, child_friendly, after, limit)


@router.get("/sites/{site_id}", response_model=queries.SiteView)
async def read_site(
    site_id: UUID, call: Call = may("coordinator", "counsellor", "supervisor", "prosecutor", "auditor")
) -> Response:
    return await call.read(queries.site, site_id)


@router.put("/sites/{site_id}/{move}", response_model=queries.SiteView)
async def move_site(
    site_id: UUID, move: Literal["suspension", "resumption", "closure"], call: Call = may("coordinator")
) -> Response:
    return await call.run(_MOVES[move], site_id)


@router.get("/sites/{site_id}/sessions", response_model=Page[queries.SessionView])
async def list_sessions(
    site_id: UUID,
    on: date,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("supervisor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.site_sessions, site_id, on, call.actor, after, limit)


@router.post("/placements", status_code=201, response_model=queries.PlacementView)
async def confirm_placement(body: placements.ConfirmPlacement, call: Call = may("counsellor")) -> Response:
    return await call.run(placements.confirm, body)


@router.post("/sessions/{session_id}/check-in", response_model=queries.SessionView)
async def check_in(session_id: UUID, body: attendance.CheckIn, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.check_in, session_id, body)


@router.post("/sessions/{session_id}/check-out", response_model=queries.SessionView)
async def check_out(session_id: UUID, body: attendance.CheckOut, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.check_out, session_id, body)


@router.post("/sessions/{session_id}/absence", response_model=queries.SessionView)
async def record_absence(session_id: UUID, body: attendance.RecordAbsence, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.record_absence, session_id, body)


@router.post("/sessions/{session_id}/sign-off", response_model=queries.SessionView)
async def sign_off(session_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    try:
        return await call.run(attendance.sign_off, session_id)
    except SecondPersonNeeded:  # refused, and looked into
        await in_transaction(
            call.resources.pool,
            lambda conn: misuse.tried_alone(conn, session_id, call.actor, call.resources.clock.now()),
        )
        call.resources.committed()
        raise

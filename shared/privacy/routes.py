"""The routes of personal data that every service has which holds any. Below the service's prefix."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.edge.spans import From, Until, asked
from shared.edge.spreadsheets import CSV, download
from shared.errors import ConcurrentChange
from shared.postgres.pool import Connection
from shared.privacy import corrections, exports, reads, requests, reviews
from shared.privacy.corrections import Correcting
from shared.privacy.personal import OFFICER, Personal
from shared.privacy.reads import Purpose
from shared.privacy.retention import RecordClass

Reader = Annotated[str, Query(min_length=1, max_length=200)]
Part = Annotated[str, Query(min_length=3, max_length=200)]


def routers(personal: Personal, correcting: Correcting | None) -> list[APIRouter]:
    made = [_persons(personal), _reviews(personal), _requests(personal)]
    return [*made, _corrections(personal, correcting)] if correcting else made


def _persons(personal: Personal) -> APIRouter:
    router = APIRouter(tags=["personal data"])

    @router.get("/persons/{person_id}/export", response_model=exports.ExportView)
    @refuses(ConcurrentChange)
    async def export_person(person_id: UUID, purpose: Purpose, call: Call = may(OFFICER)) -> Response:
        """Everything that this service holds about a person, and who has read it."""
        return await call.run(exports.export, personal, person_id, purpose)

    @router.get("/persons/{person_id}/reads", response_model=Page[reads.ReadView])
    @refuses(ConcurrentChange)
    async def list_reads(
        person_id: UUID, after: UUID | None = None, limit: Limit = 50, call: Call = may(OFFICER, "auditor")
    ) -> Response:
        """Who has read the person's data, when and for what; newest first. This read is logged too."""
        return await call.run(reads.reads_of, personal.rows["person_reads"], person_id, after, limit)

    @router.get("/record-classes", response_model=list[RecordClass])
    async def list_record_classes(call: Call = may(OFFICER, "auditor", "operator")) -> Response:
        """What is kept how long, and by whose figure."""

        async def query(_: Connection) -> list[RecordClass]:
            return list(personal.retention)

        return await call.read(query)

    return router


def _reviews(personal: Personal) -> APIRouter:
    router = APIRouter(tags=["personal data"])
    of_person = personal.rows["person_reads"]

    def wanted(
        call: Call,
        person_id: UUID | None,
        reader: str | None,
        purpose: str | None,
        since: date | None,
        until: date | None,
    ) -> reviews.Wanted:
        today = local_day(call.resources.clock.now())
        return reviews.Wanted(person_id, reader, purpose, asked(since, until, today, reviews.MOST_DAYS))

    @router.get("/person-reads", response_model=Page[reads.ReadView])
    @refuses(ConcurrentChange)
    async def search_person_reads(
        person_id: UUID | None = None,
        reader: Reader | None = None,
        purpose: Part | None = None,
        since: From = None,
        until: Until = None,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may("auditor"),
    ) -> Response:
        """Who read whose data and what for, newest first. `purpose` is a part of it. A search for one person is logged
        as a read of that person's data. At most 366 days; a purpose alone names days."""
        search = wanted(call, person_id, reader, purpose, since, until)
        return await call.run(reviews.search, of_person, search, after, limit)

    @router.get("/exports/person-reads.csv", response_class=StreamingResponse, responses=CSV)
    @refuses(ConcurrentChange)
    async def export_person_reads(
        person_id: UUID | None = None,
        reader: Reader | None = None,
        purpose: Part | None = None,
        since: From = None,
        until: Until = None,
        call: Call = may("auditor"),
    ) -> Response:
        """The same search, whole. It names days or a person."""
        search = wanted(call, person_id, reader, purpose, since, until)
        await call.step(reviews.note, of_person, search)
        return download(reviews.search_csv(call.resources.pool, of_person, search), "person-reads.csv")

    return router


def _requests(personal: Personal) -> APIRouter:
    router = APIRouter(tags=["personal data"])

    @router.post("/data-requests", status_code=201, response_model=requests.DataRequestView)
    @reads_again(requests.request_for)
    async def enter_request(body: requests.EnterRequest, call: Call = may(OFFICER, *personal.officers)) -> Response:
        """A person asks about their own data. It is answered or refused within 3 x 24 hours."""
        return await call.run(requests.enter, personal, body)

    @router.get("/data-requests", response_model=Page[requests.DataRequestView])
    async def list_requests(
        state: requests.State | None = None,
        overdue: bool = False,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may(OFFICER, "auditor"),
    ) -> Response:
        return await call.read(requests.requests, state, overdue, after, limit, call.resources.clock.now())

    @router.get("/data-requests/{request_id}", response_model=requests.DataRequestView)
    async def read_request(request_id: UUID, call: Call = may(OFFICER, "auditor")) -> Response:
        return await call.read(requests.request, request_id, call.resources.clock.now())

    @router.post("/data-requests/{request_id}/answer", response_model=requests.DataRequestView)
    @reads_again(requests.request_for)
    async def answer_request(request_id: UUID, body: requests.AnswerRequest, call: Call = may(OFFICER)) -> Response:
        return await call.run(requests.answer, personal, request_id, body)

    @router.post("/data-requests/{request_id}/refusal", response_model=requests.DataRequestView)
    @reads_again(requests.request_for)
    async def refuse_request(request_id: UUID, body: requests.RefuseRequest, call: Call = may(OFFICER)) -> Response:
        return await call.run(requests.refuse, personal, request_id, body)

    return router


def _corrections(personal: Personal, correcting: Correcting) -> APIRouter:
    router = APIRouter(tags=["personal data"])

    @router.post("/persons/{person_id}/corrections", status_code=201, response_model=corrections.PersonCorrectionView)
    @reads_again(corrections.correction_for, log=corrections.log_again)
    async def propose_person_correction(
        person_id: UUID, body: corrections.ProposeCorrection, call: Call = may(OFFICER, *personal.officers)
    ) -> Response:
        """A name or a birth date is wrong. A second person decides."""
        return await call.run(corrections.propose, personal, correcting, person_id, body)

    @router.get("/person-corrections", response_model=Page[corrections.PersonCorrectionView])
    @refuses(ConcurrentChange)
    async def list_person_corrections(
        state: Literal["proposed", "approved", "rejected"] | None = None,
        after: UUID | None = None,
        limit: Limit = 50,
        purpose: Purpose = "decision about corrections",
        call: Call = may(OFFICER, "auditor"),
    ) -> Response:
        """Their reasons may tell of persons: the reads are logged."""
        return await call.run(corrections.list_corrections, state, after, limit, purpose)

    @router.post("/person-corrections/{correction_id}/decision", response_model=corrections.PersonCorrectionView)
    @reads_again(corrections.correction_for, log=corrections.log_again)
    async def decide_person_correction(
        correction_id: UUID, body: corrections.DecideCorrection, call: Call = may(OFFICER)
    ) -> Response:
        return await call.run(corrections.decide, personal.facts, correcting, correction_id, body)

    @router.get("/decision-doubts", response_model=Page[corrections.DoubtView])
    async def list_decision_doubts(
        settled: bool = False, after: UUID | None = None, limit: Limit = 50, call: Call = may(OFFICER, "auditor")
    ) -> Response:
        """Decisions of the past that were made by a birth date since corrected. Nothing judges them anew by itself."""
        return await call.read(corrections.doubts, settled, after, limit)

    @router.post("/decision-doubts/{doubt_id}/settlement", response_model=corrections.DoubtView)
    async def settle_decision_doubt(
        doubt_id: UUID, body: corrections.SettleDoubt, call: Call = may(OFFICER)
    ) -> Response:
        return await call.run(corrections.settle, personal.facts, doubt_id, body)

    return router

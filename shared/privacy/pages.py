"""Who has read whose personal data, for auditors.

A search that names nobody stands in the address. One for a person is a read of that person's data, and is written
down: it is sent as a form whose answer is the page. So no link and no prefetch reads about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.edge.spreadsheets import download
from shared.postgres.pool import Connection
from shared.privacy import reviews
from shared.privacy.personal import Personal
from shared.privacy.reads import ReadView
from shared.privacy.words import WORDS, purpose_in_words
from shared.web.answers import pages_router
from shared.web.asked import NOTHING, Days, address_of, answered, in_address
from shared.web.calls import PageCall
from shared.web.forms import fields_of
from shared.web.guard import page
from shared.web.site import Link, Pages

ROLES = ("auditor",)
_SHOWN = 25
_FILE = "person-reads.csv"
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
Word = Annotated[str, Field(max_length=200)]


class Asked(Days):
    """What the search asks for that names nobody."""

    reader: Word | None = None
    purpose: Annotated[str, Field(min_length=3, max_length=200)] | None = None

    def wanted(self, call: PageCall) -> reviews.Wanted:
        return reviews.Wanted(None, self.reader, self.purpose, self.span(call, reviews.MOST_DAYS))


class AboutPerson(BaseModel):
    """The form that asks for one person; `after` is its next page."""

    person_id: Annotated[str, Field(pattern=_UUID)]
    after: Annotated[str, Field(pattern=_UUID)] | None = None

    @property
    def wanted(self) -> reviews.Wanted:
        return reviews.Wanted(UUID(self.person_id))


def pages(personal: Personal) -> Pages:
    return Pages(
        Path(__file__).parent,
        "",
        routers=[_searching(personal), _about_a_person(personal)],
        nav=[Link("Reads of personal data", "/audit/reads", ROLES)],
        words=WORDS,
    )


def _searching(personal: Personal) -> APIRouter:
    router, of_person = pages_router(tags=["personal data"]), personal.rows["person_reads"]

    @router.get("/audit/reads")
    async def show_reads(after: UUID | None = None, call: PageCall = page(*ROLES)) -> Response:
        async def search(asked: Asked) -> dict[str, Any]:
            return await call.step(reviews.search, of_person, asked.wanted(call), after, _SHOWN)

        asked, found = await answered(call, Asked, in_address(call), search)
        return await call.show(
            "audit_reads.html",
            rows=await _rows(call, personal, found["items"]),
            is_bounded=asked and asked.has_days,
            whole=address_of(call, asked and (asked if asked.has_days else asked.of_lately(call)), "/audit/reads.csv"),
            used=any(call.request.query_params.values()),
            after=call.next_page(found["next"]),
        )

    @router.get("/audit/reads.csv")
    async def download_reads(call: PageCall = page(*ROLES)) -> Response:
        async def search(asked: Asked) -> dict[str, Any]:
            await call.step(reviews.note, of_person, wanted := asked.wanted(call))
            return {**NOTHING, "wanted": wanted}

        _, found = await answered(call, Asked, in_address(call), search)
        if "wanted" not in found:
            return await show_reads(call=call)
        return download(reviews.search_csv(call.resources.pool, of_person, found["wanted"]), _FILE)

    return router


def _about_a_person(personal: Personal) -> APIRouter:
    router, of_person = pages_router(tags=["personal data"]), personal.rows["person_reads"]

    @router.get("/audit/reads/person")
    async def ask_for_person(call: PageCall = page(*ROLES)) -> Response:
        return await _person(call, NOTHING)

    @router.post("/audit/reads/person")
    async def show_person(call: PageCall = page(*ROLES)) -> Response:
        """Logged, each time."""

        async def search(about: AboutPerson) -> dict[str, Any]:
            after = UUID(about.after) if about.after else None
            return await call.step(reviews.search, of_person, about.wanted, after, _SHOWN)

        about, found = await answered(call, AboutPerson, await fields_of(call.request), search)
        return await _person(call, found, about)

    @router.post("/audit/reads/person.csv")
    async def download_person(call: PageCall = page(*ROLES)) -> Response:
        async def note(about: AboutPerson) -> dict[str, Any]:
            await call.step(reviews.note, of_person, about.wanted)
            return NOTHING

        about, _ = await answered(call, AboutPerson, await fields_of(call.request), note)
        if about is None:
            return await _person(call, NOTHING)
        return download(reviews.search_csv(call.resources.pool, of_person, about.wanted), _FILE)

    async def _person(call: PageCall, found: dict[str, Any], about: AboutPerson | None = None) -> Response:
        return await call.show(
            "audit_reads_person.html",
            person_id=about.person_id if about else None,
            rows=await _rows(call, personal, found["items"]),
            after=found["next"],
        )

    return router


async def _rows(call: PageCall, personal: Personal, found: Sequence[ReadView]) -> list[dict[str, Any]]:
    """The reads with the names of the offices that they were for, and their purposes in words."""
    names, purposes = await call.get(_offices, personal, found), call.web.pages.words["read_purpose"]
    return [
        {
            **read.model_dump(),
            "office": names.get(read.organisation_id),
            "what_for": purpose_in_words(read.purpose, purposes, call.language),
        }
        for read in found
    ]


async def _offices(conn: Connection, personal: Personal, found: Sequence[ReadView]) -> dict[UUID | None, str]:
    offices = {read.organisation_id for read in found if read.organisation_id}
    return {row["id"]: row["name"] for row in await conn.fetch(personal.offices, list(offices))} if offices else {}

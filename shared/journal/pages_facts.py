"""Pages that find facts of the journal, and draw the chain of one key. They show where a fact stands and what kind it
is, never what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from shared.edge.spreadsheets import download
from shared.journal import links, search
from shared.journal.reasons import in_words
from shared.journal.words import is_system
from shared.messaging.events import Event, title_of
from shared.web.answers import pages_router
from shared.web.asked import NOTHING, Days, address_of, answered, in_address
from shared.web.calls import PageCall
from shared.web.guard import page

ROLES = ("auditor",)
_CHAIN = ("auditor", "operator")
_SHOWN = 25
Place = Annotated[int, Query(ge=0, lt=2**63)]
Word = Annotated[str, Field(max_length=200)]


class Asked(Days):
    """What the form of the search asks for."""

    chain: Word | None = None
    """A key. Forms carry one of their own by that name."""
    actor: Word | None = None
    type: Word | None = None
    order: search.Order = "newest"

    @property
    def is_bounded(self) -> bool:
        return self.has_days or self.chain is not None

    def wanted(self, call: PageCall) -> search.Wanted:
        return search.Wanted(self.type, self.actor, self.chain, self.span(call, search.MOST_DAYS), self.order)


def router(recorded: Sequence[type[Event]], *, sealed: bool) -> APIRouter:
    made, known = pages_router(tags=["journal"]), {event.type: event for event in recorded}

    @made.get("/audit/facts")
    async def show_facts(after: Place | None = None, call: PageCall = page(*ROLES)) -> Response:
        async def found(asked: Asked) -> dict[str, Any]:
            return await call.get(search.search, asked.wanted(call), after, _SHOWN)

        asked, rows = await answered(call, Asked, in_address(call), found)
        return await call.show(
            "audit_facts.html",
            types=_types(call, known),
            rows=[row.model_dump() | {"title": title_of(row.type)} for row in rows["items"]],
            is_system=is_system,
            place=partial(_place, call, known),
            is_bounded=asked and asked.is_bounded,
            whole=address_of(
                call, asked and (asked if asked.is_bounded else asked.of_lately(call)), "/audit/facts.csv"
            ),
            used=any(call.request.query_params.values()),
            after=call.next_page(rows["next"]),
        )

    @made.get("/audit/facts.csv")
    async def download_facts(call: PageCall = page(*ROLES)) -> Response:
        async def bounded(asked: Asked) -> dict[str, Any]:
            wanted = asked.wanted(call)
            wanted.need_bounds(whole=True)
            return {**NOTHING, "wanted": wanted}

        _, found = await answered(call, Asked, in_address(call), bounded)
        if "wanted" not in found:
            return await show_facts(call=call)
        return download(search.search_csv(call.resources.pool, found["wanted"]), "journal.csv")

    @made.get("/audit/facts/{key}")
    async def show_chain(key: str, after: Place = 0, call: PageCall = page(*_CHAIN)) -> Response:
        found = await call.get(links.links, key, after, _SHOWN)
        facts = [_drawn(link, call) for link in found["items"]]
        place = _place(call, known, found["items"][0].type, key) if facts else None
        return await call.show(
            "audit_chain.html",
            key=key,
            facts=facts,
            place=place,
            sealed=sealed,
            after=call.next_page(found["next"]),
        )

    return made


def _types(call: PageCall, known: Mapping[str, type[Event]]) -> list[tuple[str, str]]:
    """Kinds of facts with their titles, by their titles."""
    return sorted(((type_, call.message(title_of(type_))) for type_ in known), key=lambda pair: pair[1].lower())


def _place(call: PageCall, known: Mapping[str, type[Event]], type_: str, key: str) -> str | None:
    """The page of the thing that a key is the id of, for who may see it."""
    field = known[type_].key_field if type_ in known else ""
    path = call.web.pages.places.get(field)
    return call.web.place.desk + path.format(key) if path and "auditor" in call.session.roles else None


def _drawn(link: links.Link, call: PageCall) -> dict[str, Any]:
    return {
        "version": link.version,
        "title": call.message(title_of(link.type)),
        "at": link.at,
        "hash": link.hash,
        "previous": link.previous_hash,
        "who": link.actor,
        "is_system": is_system(link.actor),
        "broken": link.flaw is not None,
        "why": in_words(link.flaw, call.language) if link.flaw else None,
        "seal": link.seal,
        "sealed_day": link.sealed_day,
    }

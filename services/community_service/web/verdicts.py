"""A verdict by hand: its form, a check of every rule before it is sent, and what became of it.

All parts are on one page: whoever copies a verdict from paper goes through it once. What is typed travels from page to
page in hidden fields and in no address, and is written down only when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import verdicts_checks
from services.community_service.identity import Identity
from services.community_service.processes import verdicts
from services.community_service.queries import offices
from services.community_service.queries import verdicts_returned as returned
from services.community_service.queries.offices import Office
from services.community_service.rules import BOOK, Limits
from shared.clock import local_day
from shared.errors import Refusal
from shared.web import forms
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

Of = Literal["adult", "child"]
ROLES = ("court_clerk", "prosecutor")

_OWN = {"court": "court_clerk", "prosecutor": "prosecutor"}
"""The kind of office that each role acts for."""


def router(identity: Identity) -> APIRouter:
    """`identity` holds the secret of the person ids."""
    verdict_pages = pages_router(tags=["verdicts"])

    @verdict_pages.get("/verdicts/new")
    async def ask_verdict(
        of: Of | None = None, returned_id: UUID | None = None, call: PageCall = page(*ROLES)
    ) -> Response:
        if of is None:
            return await call.show("verdict_kind.html", returned_id=returned_id, law=law_of(call))
        return await _form(call, of, returned_id)

    @verdict_pages.post("/verdicts/new")
    async def change_verdict(of: Of, call: PageCall = page(*ROLES)) -> Response:
        """The form again, with what was typed."""
        call.typed = await forms.fields_of(call.request)
        return await _form(call, of)

    @verdict_pages.post("/verdicts/new/check")
    async def check_verdict(of: Of, call: PageCall = page(*ROLES)) -> Response:
        async def shown(verdict: justice.SentencePronounced) -> Response:
            check = await call.step(verdicts_checks.check, identity, verdict)
            names = await call.get(offices.office_names)
            return await call.show("verdict_check.html", of=of, verdict=verdict, check=check, names=names)

        return await call.answer(shown, form=justice.SentencePronounced, again=lambda: _form(call, of))

    @verdict_pages.post("/verdicts/new/record")
    async def send_verdict(of: Of, call: PageCall = page(*ROLES)) -> Response:
        return await call.act_through(
            verdicts.pronounce,
            identity,
            form=justice.SentencePronounced,
            then="/cases/{id}",
            again=lambda: _refused(call, identity, of),
            said="The verdict is recorded as a case.",
        )

    return verdict_pages


async def _form(call: PageCall, of: Of, returned_id: UUID | None = None) -> Response:
    """Empty, or with what was typed; or with what is kept of a returned verdict, without its person."""
    given: Mapping[str, Any] = {}
    if returned_id:
        given = await call.get(returned.kept_terms, returned_id, call.actor)
    return await call.show("verdict_new.html", of=of, given=given, law=law_of(call), **await office_choices(call))


async def _refused(call: PageCall, identity: Identity, of: Of) -> Response:
    """A verdict that breaks rules is kept for its court and prosecutor: there the page says which."""
    if kept := await _kept(call, identity):
        return await call.lead_on(f"/returned-verdicts/{kept}", said="The verdict is not recorded. It was returned.")
    return await _form(call, of)


async def _kept(call: PageCall, identity: Identity) -> UUID | None:
    """The returned verdict that has just been kept."""
    try:
        verdict = forms.read(justice.SentencePronounced, call.typed)
        returned_id = identity.rejection(verdict.court_code, verdict.verdict_number)
        view = await call.get(returned.own_returned_verdict, returned_id, call.actor)
    except (forms.FormWrong, Refusal):
        return None
    told = {problem.slug for problem in call.problems}
    return view.id if view.state == "returned" and told == {rule.slug for rule in view.broken} else None


async def office_choices(call: PageCall) -> dict[str, list[tuple[str, str]]]:
    """What the form offers as court, prosecutor's and probation office: one's own, where a role acts for its kind."""
    known = await call.get(offices.offices)
    return {f"{kind}_choices": _choices(call, kind, known.get(kind, [])) for kind in (*_OWN, "probation_office")}


def law_of(call: PageCall) -> Limits:
    """The figures of today, for hints."""
    return BOOK.on(local_day(call.resources.clock.now()))


def _choices(call: PageCall, kind: str, known: list[Office]) -> list[tuple[str, str]]:
    only_own = call.actor.roles & set(_OWN.values()) == {_OWN.get(kind)}
    return [(each.code, each.name) for each in known if not only_own or each.organisation_id == call.actor.organisation]

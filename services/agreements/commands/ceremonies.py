"""Use case of a signing ceremony: one request, one transaction, an answer for each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.agreements.commands.agreements import Sign, record_signature
from services.agreements.commands.fields import Day, Number, Text
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.ceremonies import check_line
from services.agreements.domain.signatures import Authority
from services.agreements.events import State
from services.agreements.store.agreements import load_agreement, lock_agreements
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.metrics import REFUSALS
from shared.postgres.pool import Connection


class CeremonyLine(BaseModel):
    """One signature under one PKS; see the signature of a single agreement."""

    agreement_id: UUID
    party_id: UUID
    number: Number
    signatory: Text
    position: Text
    authority: Authority
    kuasa_number: Text | None = None
    kuasa_date: Day | None = None


class HoldCeremony(BaseModel):
    """What was signed at one place on one day. A line that is refused keeps no other from being recorded."""

    place: Text
    signed_on: Day
    lines: Annotated[list[CeremonyLine], Field(min_length=1, max_length=200)]


class LineView(BaseModel):
    """What became of a line, in the order of the request: the state of its PKS now, or why it was refused."""

    agreement_id: UUID
    party_id: UUID
    signed: bool
    state: State | None = None
    slug: str | None = None
    rule: str | None = None
    article: str | None = None
    detail: str | None = None


class CeremonyView(BaseModel):
    signed: int
    refused: int
    lines: list[LineView]


async def hold_ceremony(
    conn: Connection, umbrella_id: UUID, cmd: HoldCeremony, language: str, actor: Actor, now: datetime
) -> CeremonyView:
    """A clerk of a party of the umbrella records what its side has signed. Raises NotFound, Forbidden.

    The PKS are locked in the order of their ids, so that two ceremonies never wait for each other."""
    umbrella = await load_agreement(conn, umbrella_id, "joint")
    actor.require_organisation(*umbrella.parties)
    await lock_agreements(conn, [line.agreement_id for line in cmd.lines])
    return _view([await _record(conn, umbrella, cmd, line, language, actor, now) for line in cmd.lines])


async def _record(
    conn: Connection,
    umbrella: Agreement,
    cmd: HoldCeremony,
    line: CeremonyLine,
    language: str,
    actor: Actor,
    now: datetime,
) -> LineView:
    """A refused line leaves nothing behind: it has a savepoint of its own."""
    assert actor.organisation
    about = {"agreement_id": line.agreement_id, "party_id": line.party_id}
    sign = Sign(place=cmd.place, signed_on=cmd.signed_on, **line.model_dump(exclude={"agreement_id"}))
    try:
        async with conn.transaction():
            pks = await load_agreement(conn, line.agreement_id, "cooperation")
            check_line(umbrella, actor.organisation, pks, line.party_id)
            signed = await record_signature(conn, "cooperation", line.agreement_id, sign, actor, now)
    except Refusal as refusal:
        REFUSALS.labels(refusal.slug).inc()
        why = {"slug": refusal.slug, "rule": refusal.rule, "article": refusal.article}
        return LineView(**about, signed=False, detail=refusal.message(language), **why)
    return LineView(**about, signed=True, state=signed.state)


def _view(lines: Sequence[LineView]) -> CeremonyView:
    signed = sum(line.signed for line in lines)
    return CeremonyView(signed=signed, refused=len(lines) - signed, lines=list(lines))

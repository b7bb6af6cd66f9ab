"""Use cases of a breach: the counsellor warns and proposes, the prosecutor decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.community_service.commands.cases import need_office
from services.community_service.commands.placements import free_ahead
from services.community_service.domain import breaches as rules
from services.community_service.domain.breaches import Decision
from services.community_service.events import BreachDecision
from services.community_service.fields import Day
from services.community_service.queries import breaches as queries
from services.community_service.rules import BOOK
from services.community_service.store import breaches as store
from services.community_service.store import cases, ledger, sentences
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

_AMOUNTS = {"repeat": {"hours"}, "prison": {"days"}, "fine": {"rupiah"}, "substitute_prison": {"days"}, "none": set()}


class DecideBreach(BaseModel):
    """One of KUHP art. 85(7) with its amount: `repeat` hours (`ends_on`: a new last day), `prison` days, `fine` rupiah,
    `substitute_prison` days; or `none`."""

    decision: BreachDecision
    hours: Annotated[int, Field(ge=1, le=10_000)] | None = None
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    rupiah: Annotated[int, Field(ge=1, le=10**12)] | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _amount_fits(self) -> Self:
        stated = {name for name in ("hours", "days", "rupiah") if getattr(self, name) is not None}
        if stated != _AMOUNTS[self.decision]:
            raise ValueError(f"{self.decision} states {', '.join(_AMOUNTS[self.decision]) or 'no amount'}")
        if self.ends_on and self.decision != "repeat":
            raise ValueError("only a repeat has a new last day")
        return self


async def warn(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> queries.BreachView:
    """Raises TooFewFailures, ChildTooFewFailures, BreachOpen, WrongState, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    failures = await store.load_failures(conn, sentence_id)
    breach, happened = rules.warn(sentence, failures, BOOK.of(sentence.rules_from), new_id(), now)
    await store.add_breach(conn, breach, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.breach(conn, breach.id)


async def propose(conn: Connection, breach_id: UUID, actor: Actor, now: datetime) -> queries.BreachView:
    """With every failure that stands as evidence. Raises NoFailureSinceWarning and what `warn` raises."""
    sentence = await sentences.load_sentence(conn, await store.sentence_of_breach(conn, breach_id))
    await need_office(conn, actor, sentence)
    breach, failures = await store.load_breach(conn, breach_id), await store.load_failures(conn, sentence.id)
    _, happened = rules.propose(sentence, breach, failures, BOOK.of(sentence.rules_from))
    await store.save_proposal(conn, breach_id, actor.subject, failures, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.breach(conn, breach_id)


async def decide(
    conn: Connection, breach_id: UUID, cmd: DecideBreach, actor: Actor, now: datetime
) -> queries.BreachView:
    """Raises ChildRepeatsOnly, MoreThanReplaced, RepeatDoesNotFit, ExtensionOutOfRange, EvidenceFell, WrongState."""
    sentence = await sentences.load_sentence(conn, await store.sentence_of_breach(conn, breach_id))
    await need_office(conn, actor, sentence)
    decision = Decision(cmd.decision, cmd.hours, cmd.days, cmd.rupiah, cmd.ends_on)
    done = rules.decide(
        sentence,
        await store.load_breach(conn, breach_id),
        decision,
        await store.load_replaced(conn, sentence.id),
        await store.standing_evidence(conn, breach_id),
        await ledger.load_served(conn, sentence.id),
        BOOK.of(sentence.rules_from),
        now,
        await cases.open_matters(conn, sentence.id),
    )
    until = done.sentence.period.ends_on if decision.kind == "repeat" else None
    await store.save_decision(conn, breach_id, replace(decision, ends_on=until), actor.subject, now)
    await sentences.save_repeat(conn, done.sentence)
    if decision.kind == "repeat":
        await sentences.save_caps(conn, done.sentence, local_day(now))
    await ledger.credit(conn, done.sentence, done.entries, now)
    await journal.append(conn, done.happened, actor=actor.subject, now=now)
    await free_ahead(conn, sentence, done.sentence, actor, now)
    return await queries.breach(conn, breach_id)

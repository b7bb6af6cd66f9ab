"""What whoever decides about a breach looks at: the failures as sessions, and how much may be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.breaches import Breach, limits_of
from services.community_service.domain.breaches_amounts import most
from services.community_service.domain.breaches_decisions import DECIDERS, Decider, evidence_needed
from services.community_service.domain.breaches_repeats import last_days
from services.community_service.domain.cases import Case
from services.community_service.domain.fines import substitute_days
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sessions import Attendance
from services.community_service.events import BreachDecision, BreachState, Outcome
from services.community_service.queries.breaches import BreachView, VerificationView, own_breach, verifications_of
from services.community_service.queries.cases_calendar import site_names
from services.community_service.queries.verdicts_returned import RuleView, rule_view
from services.community_service.store import cases
from services.community_service.store.breaches import load_breach, load_failures
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.postgres.pool import Connection

Unit = Literal["hours", "days", "rupiah"]
_UNITS: Mapping[BreachDecision, Unit] = {
    "repeat": "hours",
    "prison": "days",
    "fine": "rupiah",
    "substitute_prison": "days",
}


class EvidenceSession(BaseModel):
    """A failure as it stands now. `after`: the latest step of the breach before the session. `stands`: it still is an
    unjustified failure. `under_correction`: a correction of it waits for its decision."""

    session_id: UUID
    site_id: UUID
    site_name: str
    starts_at: datetime
    ends_at: datetime
    outcome: Outcome | None
    present_minutes: int
    after: BreachState | None
    stands: bool
    corrected: bool
    under_correction: bool


class Alternative(BaseModel):
    """What may be decided, and at most how much of it: `rule` and `article` say by what. Where nothing of it may be
    decided, `maximum` is 0 and `refused` says why.

    `ordered`: by the verdict; null under rules that did not ask for it. `replaced`: what the service took the place of;
    for a repeat the verdict's hours. `already`: days of detention that were taken off, or hours that were repeated
    before. `substitute_days`: of prison, that stand for the maximum of a fine if nothing is paid. For prison in place
    of a fine `ordered` and `replaced` are rupiah."""

    decision: BreachDecision
    unit: Unit
    maximum: int
    rule: str | None
    article: str | None
    ordered: int | None
    replaced: int
    already: int
    substitute_days: int | None
    refused: RuleView | None


class EvidenceView(BaseModel):
    """`sessions`: those laid before whoever decides; before the proposal, the failures so far. `standing` of them still
    hold, `needed` must. `decides`: the roles that decide. `ends_from` and `ends_until`: the last day that a repeat may
    have; `due_from`: the earliest due date of a fine. `document_from`: the earliest date of the deciding document."""

    breach: BreachView
    sessions: list[EvidenceSession]
    standing: int
    needed: int
    verifications: list[VerificationView]
    decides: list[Decider]
    documented: bool
    document_from: date | None
    alternatives: list[Alternative]
    ends_from: date
    ends_until: date
    due_from: date


async def own_evidence(conn: Connection, breach_id: UUID, actor: Actor, now: datetime) -> EvidenceView:
    """For the offices of the breach's case. Raises NotFound, Forbidden."""
    view = await own_breach(conn, breach_id, actor)
    case, breach = await cases.look(conn, view.sentence_id), await load_breach(conn, breach_id)
    proposed = [each for each in case.sessions if each.session_id in breach.evidence]
    so_far = {each.session_id for each in await load_failures(conn, view.sentence_id)}
    sessions = proposed or [each for each in case.sessions if each.session_id in so_far]
    names = await site_names(conn, {each.site_id for each in sessions})
    shown = [_session(case, breach, each, names) for each in sessions]
    today = local_day(now)
    ends = last_days(case.sentence, case.limits, today)
    return EvidenceView(
        breach=view,
        sessions=shown,
        standing=sum(each.stands for each in shown),
        needed=evidence_needed(case, breach),
        verifications=await verifications_of(conn, breach_id),
        decides=list(DECIDERS[case.sentence.regime]),
        documented=limits_of(case).documented,
        document_from=local_day(view.proposed_at) if view.proposed_at else None,
        alternatives=[_alternative(case, kind) for kind in get_args(BreachDecision) if kind != "none"],
        ends_from=ends.starts_on,
        ends_until=ends.ends_on,
        due_from=today,
    )


def _session(case: Case, breach: Breach, each: Attendance, names: Mapping[UUID, str]) -> EvidenceSession:
    before = [step.state for step in breach.steps if step.at <= each.starts_at]
    return EvidenceSession(
        session_id=each.session_id,
        site_id=each.site_id,
        site_name=names[each.site_id],
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        outcome=each.outcome,
        present_minutes=each.present_minutes,
        after=before[-1] if before else None,
        stands=each.outcome is not None and OUTCOMES[each.outcome].enforceable,
        corrected=each.corrected_by is not None,
        under_correction=any(c.session_id == each.session_id and c.state == "proposed" for c in case.corrections),
    )


def _alternative(case: Case, kind: BreachDecision) -> Alternative:
    ordered, replaced, already = _basis(case, kind)
    basis = Alternative(
        decision=kind,
        unit=_UNITS[kind],
        maximum=0,
        rule=None,
        article=None,
        ordered=ordered,
        replaced=replaced,
        already=already,
        substitute_days=None,
        refused=None,
    )
    try:
        found = most(case, kind)
    except Refusal as refusal:
        refused = rule_view(refusal)
        return basis.model_copy(update={"rule": refused.rule, "article": refused.article, "refused": refused})
    named = {"rule": found.refusal.rule, "article": found.refusal.article}
    days = {"substitute_days": _substitute_days(case, found.maximum) if kind == "fine" else None}
    return basis.model_copy(update={"maximum": found.maximum, **named, **days})


def _substitute_days(case: Case, rupiah: int) -> int | None:
    return substitute_days(rupiah, case.limits.fine) if case.limits.fine and rupiah else None


def _basis(case: Case, kind: BreachDecision) -> tuple[int | None, int, int]:
    """Ordered by the verdict, replaced, and what is taken off."""
    said, sentence, replaced = case.ordered, case.sentence, case.replaced
    if kind == "repeat":
        hours = (sentence.required_minutes - sentence.repeat_minutes) // 60
        return (said.repeat_minutes or 0) // 60 if said else None, hours, sentence.repeat_minutes // 60
    if kind == "prison":
        return said.prison_days or 0 if said else None, replaced.prison_days, said.detained_days if said else 0
    return said.fine_rupiah or 0 if said else None, replaced.fine_rupiah, 0

"""The decision on a breach: who makes it, and at most what the verdict ordered (KUHP art. 85(7), (9)c, 61).

For a child the supervising judge decides, and only a repeat (UU 11/2012 art. 76(2)-(3), PP 58/2022 art. 15(2)).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.breaches import Breach, failures_needed, limits_of, need_unserved
from services.community_service.domain.breaches_amounts import need_amount, need_kind
from services.community_service.domain.breaches_repeats import repeated
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.fines import Fine
from services.community_service.domain.ledger import restore
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import breaches as errors
from services.community_service.errors import fines as fine_errors
from services.community_service.events import BreachDecision
from shared.clock import local_day
from shared.messaging.events import Event

Decider = Literal["prosecutor", "supervising_judge", "court_clerk"]

DECIDERS: Mapping[str, tuple[Decider, ...]] = {
    "adult": ("prosecutor",),
    "child": ("supervising_judge", "court_clerk"),
}
"""Who decides about whose breach. The clerk writes down what the judge has determined."""


@dataclass(frozen=True, slots=True)
class Document:
    """The document of the decision. `judge`: who determined it, where a clerk records it."""

    number: str | None = None
    on: date | None = None
    judge: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, with the amount that belongs to it. `ends_on` is the new last day of a repeat, `due_on` the last
    day to pay a fine."""

    kind: BreachDecision
    hours: int | None = None
    days: int | None = None
    rupiah: int | None = None
    ends_on: date | None = None
    due_on: date | None = None
    document: Document = Document()


def decider(case: Case, roles: Collection[str]) -> Decider:
    """As what a caller with these roles decides. Raises JudgeDecides, ProsecutorDecides."""
    for each in DECIDERS[case.sentence.regime]:
        if each in roles:
            return each
    raise errors.JudgeDecides if case.sentence.regime == "child" else errors.ProsecutorDecides


def decide(
    case: Case, breach: Breach, decision: Decision, evidence: int, who: Decider, by: str, now: datetime
) -> tuple[Breach, Progress]:
    """`evidence` is how many failures still hold after corrections.

    A repeat lengthens the sentence; prison, fine and substitute prison close it; none leaves it as it is. Raises
    WrongState, AllHoursCredited, DecisionNotDocumented, DocumentDateOutOfRange, EvidenceUnderCorrection,
    EvidenceNoLongerHolds, ChildRepeatsOnly, what `need_amount` raises, FineDueDateMissing, ExtensionOutOfRange,
    RepeatDoesNotFit.
    """
    decided = breach.take("decided", case, by, now)
    _need_document(case, breach, decision.document, who, local_day(now))
    if decision.kind != "none":
        need_unserved(case)
        if any(c.state == "proposed" and c.session_id in breach.evidence for c in case.corrections):
            raise errors.EvidenceUnderCorrection
        if evidence < (needed := evidence_needed(case, breach)):
            raise errors.EvidenceNoLongerHolds(failures=evidence, needed=needed)
        need_kind(case, decision.kind)
        need_amount(case, decision.kind, decision.hours or decision.days or decision.rupiah or 0)
        _need_due_date(case, decision, local_day(now))
    return decided, cases.conclude(
        case, _after(case, decision, now), lambda sentence: [_fact(sentence, breach.id, decision)], now
    )


def evidence_needed(case: Case, breach: Breach) -> int:
    """How many failures must still hold. A change of the verdict may have brought a longer ladder since the proposal:
    what was enough then is enough."""
    needed = failures_needed(case, "proposed")
    return min(needed, len(breach.evidence)) if breach.evidence else needed


def fine_of(case: Case, breach: Breach, decision: Decision, fine_id: UUID, now: datetime) -> Fine | None:
    """The fine that is to be paid from now on, where a fine was decided under rules that follow it."""
    if decision.kind != "fine" or case.limits.fine is None:
        return None
    assert decision.rupiah
    assert decision.due_on
    on = decision.document.on or local_day(now)
    return Fine(fine_id, breach.id, case.sentence.id, decision.rupiah, on, decision.due_on)


def _fact(sentence: Sentence, breach_id: UUID, decision: Decision) -> Event:
    return events.BreachDecided(
        **balance(sentence),
        breach_id=breach_id,
        decision=decision.kind,
        repeat_minutes=decision.hours * 60 if decision.hours else None,
        prison_days=decision.days,
        fine_rupiah=decision.rupiah,
        ends_on=sentence.period.ends_on,
        document_number=decision.document.number if sentence.regime == "adult" else None,
        document_date=decision.document.on,
        due_on=decision.due_on,
    )


def _need_document(case: Case, breach: Breach, document: Document, who: Decider, today: date) -> None:
    missing = not (document.number and document.on) or (who == "court_clerk" and not document.judge)
    if missing and (limits_of(case).documented or who == "court_clerk"):
        raise errors.DecisionNotDocumented
    if document.on and not breach.proposed_on <= document.on <= today:
        raise errors.DocumentDateOutOfRange(earliest=breach.proposed_on, latest=today, on=document.on)


def _need_due_date(case: Case, decision: Decision, today: date) -> None:
    if decision.kind == "fine" and case.limits.fine and (decision.due_on is None or decision.due_on < today):
        raise fine_errors.FineDueDateMissing(earliest=today, due_on=decision.due_on)


def _after(case: Case, decision: Decision, now: datetime) -> Case:
    """The case as the decision leaves it. Minutes that the end had cut count for a repeat."""
    match decision.kind:
        case "none":
            return case
        case "repeat":
            today, minutes = local_day(now), (decision.hours or 0) * 60
            longer = case.with_sentence(repeated(case.sentence, minutes, decision.ends_on, case.limits, today))
            restored = longer.with_entries(restore(longer.sentence.remaining_minutes, longer.served()))
            return restored.with_new_caps(today)
        case _:
            return case.with_sentence(replace(case.sentence, state="closed", review=None))

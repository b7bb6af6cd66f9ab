"""The counsellor's steps of a breach: verification of the reason, warnings, the proposal with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.breaches import (
    WARNINGS,
    Breach,
    failures_needed,
    need_failures,
    need_further_failure,
    need_unserved,
    need_wait,
    next_step,
)
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.diversions import need_breachable
from services.community_service.domain.sentences import balance
from services.community_service.errors import breaches as errors
from services.community_service.events import Failure, Finding
from shared.clock import local_day
from shared.errors import Refusal

Asked = Literal["person", "parent_or_guardian", "family", "supervisor", "employer", "school", "other"]
Means = Literal["visit", "office_visit", "telephone", "message", "letter"]

Standing = Literal["verification_due", "verified", "warning_due", "warned", "proposal_due", "proposed"]
"""Where a case stands: its open breach, or the step that the counsellor could take now."""

_DUE: dict[str, Standing] = {"verified": "verification_due", "proposed": "proposal_due"}


@dataclass(frozen=True, slots=True)
class Verification:
    """Whom the counsellor asked for the reason of the failures, when and by what means, and what was found."""

    id: UUID
    asked: Asked
    asked_on: date
    means: Means
    reason: str
    """In words. Personal data: it stays in its table."""
    finding: Finding


def verify(
    case: Case,
    breach: Breach | None,
    failures: Sequence[Failure],
    verification: Verification,
    breach_id: UUID,
    by: str,
    now: datetime,
) -> tuple[Breach | None, Progress]:
    """What was found about the reason. Without a valid one a breach begins. With one the attendance is to be corrected.

    `failures` are signed off, unjustified, and not used in an earlier decision; the oldest first.
    Raises WrongState, AllHoursCredited, BreachOpen, NothingToVerify, TooFewFailures, ChildTooFewFailures,
    AskedOutOfRange.
    """
    need_breachable(case.sentence)
    need_unserved(case)
    if breach is not None:
        raise errors.BreachOpen
    if next_step(case, None) != "verified":
        raise errors.NothingToVerify(rules_from=case.limits.valid_from)
    need_failures(case, len(failures), "verified")
    earliest, today = local_day(failures[failures_needed(case, "verified") - 1].starts_at), local_day(now)
    if not earliest <= verification.asked_on <= today:
        raise errors.AskedOutOfRange(earliest=earliest, latest=today, on=verification.asked_on)
    begun = Breach(breach_id, case.sentence.id).take("verified", case, by, now)
    found = begun if verification.finding == "unjustified" else None
    record = events.BreachVerified(
        sentence_id=case.sentence.id,
        verification_id=verification.id,
        breach_id=found.id if found else None,
        failures=len(failures),
        finding=verification.finding,
    )
    return found, cases.conclude(case, case, lambda _: [record], now)


def warn(
    case: Case, breach: Breach | None, failures: Sequence[Failure], breach_id: UUID, by: str, now: datetime
) -> tuple[Breach, Progress]:
    """The next warning of the ladder. Where the ladder begins with a warning, the breach begins with it.

    Raises WrongState, AllHoursCredited, VerificationComesFirst, BreachOpen, TooFewFailures, ChildTooFewFailures,
    NoFailureSinceWarning, TooSoon.
    """
    need_breachable(case.sentence)
    need_unserved(case)
    step = next_step(case, breach)
    if step == "verified":
        raise errors.VerificationComesFirst
    if step not in WARNINGS:
        raise errors.BreachOpen
    need_failures(case, len(failures), step)
    if breach:
        need_further_failure(breach, failures)
        need_wait(case, breach, step, now)
    warned = (breach or Breach(breach_id, case.sentence.id)).take(step, case, by, now)
    number = sum(each.state in WARNINGS for each in warned.steps)
    fact = events.BreachWarned(**balance(case.sentence), breach_id=warned.id, failures=len(failures), warning=number)
    return warned, cases.conclude(case, case, lambda _: [fact], now)


def propose(case: Case, breach: Breach, failures: Sequence[Failure], by: str, now: datetime) -> tuple[Breach, Progress]:
    """The counsellor lays it before whoever decides. For a child the counsellor acts as the official in charge of the
    child's guidance (pejabat pembina), and the court decides.

    Raises WrongState, AllHoursCredited, TooFewFailures, ChildTooFewFailures, NoFailureSinceWarning, TooSoon.
    """
    need_unserved(case)
    evidence = tuple(failure.session_id for failure in failures)
    proposed = replace(breach.take("proposed", case, by, now), evidence=evidence)
    need_failures(case, len(failures), "proposed")
    need_further_failure(breach, failures)
    need_wait(case, breach, "proposed", now)
    sentence = case.sentence
    fact = events.BreachProposed(
        **balance(sentence),
        breach_id=breach.id,
        evidence=list(failures),
        decides_code=sentence.court_code if sentence.regime == "child" else sentence.prosecutor_code,
    )
    return proposed, cases.conclude(case, case, lambda _: [fact], now)


def proposing_office(case: Case) -> Literal["counsellor", "guidance_official"]:
    """As what the counsellor proposes: a child's pejabat pembina is the `guidance_official`."""
    return "guidance_official" if case.sentence.regime == "child" else "counsellor"


def standing(case: Case, breach: Breach | None, failures: Sequence[Failure], now: datetime) -> Standing | None:
    """Where a case stands, as anyone may ask: which step the counsellor could take now."""
    step = next_step(case, breach)
    acts: dict[str, Callable[[], object]] = {
        "verified": lambda: verify(case, breach, failures, _asked(failures), case.sentence.id, "", now),
        "proposed": lambda: breach and propose(case, breach, failures, "", now),
    }
    act = acts.get(step or "", lambda: warn(case, breach, failures, case.sentence.id, "", now))
    if step != "decided" and _allows(act):
        return _DUE.get(step or "", "warning_due")
    if breach is None:
        return None
    if breach.state in WARNINGS:
        return "warned"
    return "verified" if breach.state == "verified" else "proposed"


def _asked(failures: Sequence[Failure]) -> Verification:
    """A verification that could be made of these failures."""
    on = local_day(failures[-1].starts_at) if failures else date.min
    return Verification(UUID(int=0), "person", on, "visit", "", "unjustified")


def _allows(step: Callable[[], object]) -> bool:
    try:
        step()
    except Refusal:
        return False
    return True

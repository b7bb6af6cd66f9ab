"""What the community service says to the world, and the one thing it takes from courts and prosecutors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.events import Event, Internal, SealFact

INTAKE = "masohi.intake.sentences.v1"

SentenceState = Literal["assigned", "active", "completed", "revoked", "closed"]
SiteState = Literal["open", "suspended", "closed"]
Language = Literal["id", "en"]
ReportKind = Literal["completion", "sentence", "site", "agency"]
Outcome = Literal["attended_complied", "attended_failed_to_comply", "acceptable_absence", "unacceptable_absence"]
Ground = Literal["correction", "appeal", "cassation", "review"]
RevocationReason = Literal["appeal", "cassation", "review", "withdrawn", "clemency"]
Misuse = Literal[
    "two_places_at_once",
    "slot_overfull",
    "outside_schedule",
    "far_from_site",
    "signed_for_relative",
    "signed_alone",
    "too_regular",
    "commercial_site",
]
BreachDecision = Literal["repeat", "prison", "fine", "substitute_prison", "none"]
Concern = Literal["pronouncement", "amendment", "revocation", "unreadable"]

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Replaced(BaseModel):
    """The punishment that community service takes the place of: prison (months and days add up) or a fine."""

    model_config = ConfigDict(frozen=True)

    prison_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    prison_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    fine_rupiah: Annotated[int, Field(ge=1, le=10**15)] | None = None


class SentencePronounced(Event, topic=INTAKE, type="justice.sentence.pronounced", key="verdict_number"):
    """Sentence of community service pronounced.

    Written by courts and prosecutors when a verdict is final. It holds personal data, so only the community service
    reads this topic. Organisations go by their codes in the register; both days of the period are included. What the
    law asks of a verdict may be absent here: it is then refused with the article, not as unreadable."""

    court_code: Code
    verdict_number: Number
    verdict_date: Day
    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    birth_date: Day
    offence_date: Day
    maximum_prison_months: Annotated[int, Field(ge=0, le=1200)]
    replaces: Replaced | None = None
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    consent_recorded: bool = False
    commercial: bool = False
    prosecutor_code: Code | None = None
    probation_office_code: Code | None = None


class VerdictChange(Event, topic=INTAKE):
    """What courts and prosecutors say about a verdict afterwards. `change_number` is that of the deciding document."""

    court_code: Code
    verdict_number: Number
    change_number: Number
    decided_on: Day


class VerdictAmended(VerdictChange, type="justice.sentence.amended", key="verdict_number"):
    """Sentence of community service amended.

    Written by courts and prosecutors when a verdict is corrected or changed. It states in full what holds from now on
    (K8). The latest decision holds, whatever comes first; it may come before the verdict itself. Nothing in it is about
    the person."""

    ground: Ground
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    replaces: Replaced | None = None


class VerdictRevoked(VerdictChange, type="justice.sentence.revoked", key="verdict_number"):
    """Sentence of community service revoked.

    Written by courts and prosecutors when a verdict falls: annulled by a higher court, withdrawn, or by clemency. It
    may come before the verdict itself."""

    reason: RevocationReason


class CommunityServiceEvent(Event, topic="masohi.community-service.v1"):
    """All published facts of the community service."""


class CommunityServiceRecord(Event):
    """For the record only: it stands in the journal and is not published."""


class CaseFact(CommunityServiceEvent):
    """A fact about a sentence, with the balance as it is after it. All durations are in minutes."""

    sentence_id: UUID
    state: SentenceState
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    court_code: str
    verdict_number: str | None
    prosecutor_code: str
    probation_office_code: str
    person_id: Annotated[UUID, Internal()]


_CASE = "/community-service/sentences/{}"


class SentenceAssigned(CaseFact, type="community-service.sentence.assigned", key="sentence_id", detail=_CASE):
    """Sentence assigned.

    When a verdict that keeps every rule is taken in. Both days of the period are included."""

    starts_on: date
    ends_on: date


class Violation(BaseModel):
    """A broken rule with the figures it was judged by; no personal data."""

    model_config = ConfigDict(frozen=True)

    rule: str | None
    article: str | None
    slug: str
    detail: str


class SentenceRejected(CommunityServiceEvent, type="community-service.sentence.rejected", key="rejection_id"):
    """Sentence rejected.

    When a verdict or a change of one breaks rules: back to the sender with all of them. `rejection_id` is the same for
    a verdict. What cannot be read at all is answered too, with what could be read of it: `court_code` is `unknown`
    where that could not, and `intake_event_id` is the event's id or, without one, its place on the topic."""

    rejection_id: UUID
    court_code: str
    verdict_number: str | None
    prosecutor_code: str | None
    intake_event_id: str
    violations: list[Violation]
    concerns: Concern = "pronouncement"


class SentenceAmended(CaseFact, type="community-service.sentence.amended", key="sentence_id", detail=_CASE):
    """Sentence amended.

    When its verdict is changed, or when the prosecutor decides what follows from a correction after completion. Both
    days of the period are included. `remaining_minutes` is negative where more is served than is asked now."""

    cause: Literal["verdict", "reopened", "completion_stands"]
    ground: Ground | None
    starts_on: date
    ends_on: date


class SentenceRevoked(CaseFact, type="community-service.sentence.revoked", key="sentence_id", detail=_CASE):
    """Sentence revoked.

    When its verdict falls. What was credited stays on record."""

    reason: RevocationReason
    decided_on: date


class SentenceStarted(CaseFact, type="community-service.sentence.started", key="sentence_id", detail=_CASE):
    """Sentence started.

    At the first check-in."""

    started_at: datetime


class SentenceCompleted(CaseFact, type="community-service.sentence.completed", key="sentence_id", detail=_CASE):
    """Sentence completed.

    When every minute of the sentence is credited and no alarm is open. `report_url`, relative to the gateway, is where
    its prosecutor and probation office read the report of completion."""

    completed_at: datetime
    report_url: str | None = None


class SiteFact(CommunityServiceEvent):
    site_id: UUID
    state: SiteState
    agreement_id: UUID
    agency_id: UUID
    host_organisation_id: UUID | None
    activities: list[str]
    child_friendly: bool


_SITE = "/community-service/sites/{}"


class SiteOpened(SiteFact, type="community-service.site.opened", key="site_id", detail=_SITE):
    """Site opened.

    When a site can take people, for the first time or again."""


class SiteSuspended(SiteFact, type="community-service.site.suspended", key="site_id", detail=_SITE):
    """Site suspended.

    By a coordinator, or with its cooperation agreement (PKS). No new placements; what runs goes on and is flagged."""

    by: Literal["agreement", "coordinator"]


class SiteClosed(SiteFact, type="community-service.site.closed", key="site_id", detail=_SITE):
    """Site closed.

    For good. No new placements; what runs goes on and is flagged."""


class PlacementConfirmed(CaseFact, type="community-service.placement.confirmed", key="sentence_id", detail=_CASE):
    """Placement confirmed.

    When the probation counsellor confirms at which site, and in how many sessions, the sentence is served."""

    placement_id: UUID
    site_id: UUID
    sessions: int
    scheduled_minutes: int


class SessionFact(CaseFact):
    session_id: UUID
    placement_id: UUID
    site_id: UUID
    starts_at: datetime
    ends_at: datetime


class SessionScheduled(SessionFact, type="community-service.session.scheduled", key="sentence_id", detail=_CASE):
    """Session scheduled.

    For each session of a confirmed placement."""

    scheduled_minutes: int


class PlacementChanged(CaseFact, type="community-service.placement.changed", key="sentence_id", detail=_CASE):
    """Placement changed.

    When the counsellor confirms a new plan in place of the schedule so far. Each session that went or came is a fact
    of its own."""

    sessions_cancelled: int
    sessions_added: int
    sessions_kept: int
    completes_on: date | None


class SessionCancelled(SessionFact, type="community-service.session.cancelled", key="sentence_id", detail=_CASE):
    """Session cancelled.

    Before it began. Its seat and its time are free again; its minutes are still to be served, except where the sentence
    itself has ended."""

    cause: Literal["replanned", "ended", "site", "person", "weather", "other"]


class SentenceAtRisk(CaseFact, type="community-service.sentence.at-risk", key="sentence_id", detail=_CASE):
    """Sentence at risk.

    When its forecast turns worse: at risk, or it cannot be finished within its period any more. Minutes that are
    scheduled, that could be scheduled beside them, and that do not fit."""

    pace: Literal["at_risk", "cannot_finish"]
    ends_on: date
    scheduled_minutes: int
    schedulable_minutes: int
    short_minutes: int


class AttendanceRecorded(SessionFact, type="community-service.attendance.recorded", key="sentence_id", detail=_CASE):
    """Attendance recorded.

    At the check-out, or when an absence is entered. `present_minutes` counts within the session's schedule; nothing is
    credited yet."""

    outcome: Outcome
    present_minutes: int


class AttendanceSignedOff(SessionFact, type="community-service.attendance.signed-off", key="sentence_id", detail=_CASE):
    """Attendance signed off.

    When a second person confirms it. `session_credited_minutes` is what this session adds to the balance."""

    outcome: Outcome
    session_credited_minutes: int


class JournalSealed(
    CommunityServiceEvent,
    SealFact,
    type="community-service.journal.sealed",
    key="journal",
    detail="/{}/journal/seals",
):
    """Journal sealed.

    Once for each local day that is over: the Merkle root over the heads of all streams up to `position`, signed with
    Ed25519 and chained to the seal before. Keep it: with it you can prove that the past was changed later."""


class AttendanceCorrected(SessionFact, type="community-service.attendance.corrected", key="sentence_id", detail=_CASE):
    """Attendance corrected.

    When a second person approves a correction. `correction_minutes` is what it adds to the session, negative where it
    takes away; `restored_minutes` is what other sessions of the case get back that a cap had cut. With `needs_decision`
    a completed sentence lacks minutes: the prosecutor decides."""

    outcome: Outcome
    present_minutes: int
    session_credited_minutes: int
    correction_minutes: int
    restored_minutes: int
    needs_decision: bool


class AlarmFact(CaseFact):
    alarm_id: UUID
    kind: Misuse
    session_id: UUID
    site_id: UUID


class MisuseSuspected(AlarmFact, type="community-service.misuse.suspected", key="sentence_id", detail=_CASE):
    """Misuse suspected.

    When facts of a session do not go together. `measured` and `allowed` are minutes, metres, people or sessions, as the
    kind has it. The case is not completed before someone who is not involved has resolved it."""

    measured: int
    allowed: int


class MisuseResolved(AlarmFact, type="community-service.misuse.resolved", key="sentence_id", detail=_CASE):
    """Misuse resolved.

    When someone who is not involved has looked into an alarm. One that is confirmed leads to a correction.
    `open_alarms` of the case are left."""

    finding: Literal["dismissed", "confirmed"]
    open_alarms: int


class BreachFact(CaseFact):
    breach_id: UUID


class BreachWarned(BreachFact, type="community-service.breach.warned", key="sentence_id", detail=_CASE):
    """Breach warned.

    When the probation counsellor warns the person after unjustified failures."""

    failures: int


class Failure(BaseModel):
    """A piece of evidence: the session, and the fact in the journal that says how it was signed off."""

    model_config = ConfigDict(frozen=True)

    session_id: UUID
    starts_at: datetime
    outcome: Outcome
    fact_id: UUID


class BreachProposed(BreachFact, type="community-service.breach.proposed", key="sentence_id", detail=_CASE):
    """Breach proposed.

    When the probation counsellor lays a breach before the prosecutor, with the evidence. Nothing follows before the
    prosecutor decides."""

    evidence: list[Failure]


class BreachDecided(BreachFact, type="community-service.breach.decided", key="sentence_id", detail=_CASE):
    """Breach decided.

    When the prosecutor has decided: repeat (the sentence goes on, longer), serve the prison term that was replaced, pay
    the fine that was replaced or serve substitute prison (the sentence is closed), or none of these."""

    decision: BreachDecision
    repeat_minutes: int | None
    prison_days: int | None
    fine_rupiah: int | None
    ends_on: date


class CorrectionProposed(
    CommunityServiceRecord, type="community-service.record.correction-proposed", key="sentence_id"
):
    """Someone proposed a correction."""

    sentence_id: UUID
    session_id: UUID
    correction_id: UUID
    outcome: Outcome
    present_minutes: int


class CorrectionRejected(
    CommunityServiceRecord, type="community-service.record.correction-rejected", key="sentence_id"
):
    """A second person did not approve a correction."""

    sentence_id: UUID
    session_id: UUID
    correction_id: UUID


class CheckedIn(CommunityServiceRecord, type="community-service.record.checked-in", key="sentence_id"):
    """Someone arrived at the site."""

    sentence_id: UUID
    session_id: UUID
    at: datetime


class ReportIssued(CommunityServiceRecord, type="community-service.record.report-issued", key="report_id"):
    """A report was issued: the SHA-256 of its file in each language, never what stands in them."""

    report_id: UUID
    number: str
    kind: ReportKind
    subject_id: UUID
    month: date | None
    supersedes: UUID | None
    sha256: dict[Language, str]

"""Accreditations: issued after an assessment, renewed without a gap, expiring, expired, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.agreements import events
from services.agreements.domain.agreement import Period
from services.agreements.errors import accreditations as errors
from services.agreements.events import AccreditationKind, AccreditationState, Component, OrganisationKind, Stage
from services.agreements.rules import Figures
from shared.clock import local_day
from shared.messaging.events import Event

COMPONENTS: Mapping[Component, str] = {
    "policy": "kebijakan SRA",
    "learning": "pelaksanaan kurikulum dan proses pembelajaran ramah anak",
    "trained_staff": "pendidik dan tenaga kependidikan terlatih hak anak (KHA)",
    "facilities": "sarana dan prasarana ramah anak",
    "child_participation": "partisipasi anak",
    "community_participation": "partisipasi orang tua, lembaga masyarakat, dunia usaha, dan alumni",
}
"""The six components of Sekolah Ramah Anak, as the national guideline names them (rule S1)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the assessors found of a component; what is met has its evidence."""

    met: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """One paper: what was assessed, by whom, and for which days (both included; no end means until revoked)."""

    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None
    stage: Stage
    components: Mapping[Component, Finding]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """The whole unbroken span of one accreditation; stage and components are those of its latest assessment.

    `notice_on` is the day of the next notice that it expires. Those entered before assessments were kept have no stage.
    """

    id: UUID
    organisation_id: UUID
    kind: AccreditationKind
    valid_from: date
    valid_until: date | None
    stage: Stage | None
    components: Mapping[Component, Finding] | None
    state: AccreditationState = "valid"
    renewals: int = 0
    notice_on: date | None = None
    revoked_on: date | None = None


Change = tuple[Accreditation, list[Event]]


def issue(
    accreditation_id: UUID,
    organisation: tuple[UUID, OrganisationKind],
    kind: AccreditationKind,
    certificate: Certificate,
    figures: Figures,
    today: date,
) -> Change:
    """A first accreditation. Sekolah Ramah Anak: national SRA guideline (rule S1)."""
    organisation_id, organisation_kind = organisation
    if organisation_kind != "school":
        raise errors.NotASchool(kind=organisation_kind)
    _check(certificate, figures, today)
    issued = Accreditation(
        id=accreditation_id,
        organisation_id=organisation_id,
        kind=kind,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        stage=certificate.stage,
        components=certificate.components,
        notice_on=next_notice(certificate.valid_until, today, figures),
    )
    return issued, [events.AccreditationIssued.model_validate(_said(issued))]


def renew(accreditation: Accreditation, certificate: Certificate, figures: Figures, today: date) -> Change:
    """A further certificate that follows without a gap, also one recorded after the last day. The span is that of all
    certificates, so an early renewal never switches off what is valid now."""
    _need(accreditation, "valid", "expired")
    _check_follows(accreditation, certificate)
    _check(certificate, figures, today)
    renewed = replace(
        accreditation,
        valid_until=certificate.valid_until,
        stage=certificate.stage,
        components=certificate.components,
        state="valid",
        renewals=accreditation.renewals + 1,
        notice_on=next_notice(certificate.valid_until, today, figures),
    )
    return renewed, [events.AccreditationIssued.model_validate(_said(renewed))]


def _check_follows(accreditation: Accreditation, certificate: Certificate) -> None:
    end = accreditation.valid_until
    if end and certificate.valid_from > end + timedelta(days=1):
        raise errors.RenewalLeavesGap(valid_from=certificate.valid_from, valid_until=end)
    if certificate.valid_until and (end is None or certificate.valid_until < end):
        raise errors.RenewalShortens(given=certificate.valid_until, known=end or "…")


def _check(certificate: Certificate, figures: Figures, today: date) -> None:
    if certificate.valid_until:
        Period(certificate.valid_from, certificate.valid_until)
        if certificate.valid_until < today:
            raise errors.AccreditationOver(valid_until=certificate.valid_until, today=today)
    _check_stage(certificate, figures)


def _check_stage(certificate: Certificate, figures: Figures) -> None:
    if unknown := [c for c in COMPONENTS if c not in certificate.components]:
        raise errors.ComponentsIncomplete(**_named(unknown))
    met = [c for c in COMPONENTS if certificate.components[c].met]
    unmet = [c for c in COMPONENTS if c not in met]
    needed = figures.stage(certificate.stage)
    if len(met) < needed.minimum_met or needed.required & set(unmet):
        said = {"stage": certificate.stage.upper(), "met": len(met)} | _named(unmet)
        raise errors.StageNotReached(needed=_demand(needed.minimum_met, sorted(needed.required)), **said)


def _demand(minimum: int, required: list[str]) -> str:
    return f"{minimum} ({' + '.join(required)})" if required else str(minimum)


def _named(components: list[Component]) -> dict[str, object]:
    return {"missing": ", ".join(components), "missing_id": "; ".join(COMPONENTS[c] for c in components)}


def next_notice(valid_until: date | None, since: date, figures: Figures) -> date | None:
    """The first notice that falls due on `since` or later; None where no more is due."""
    if valid_until is None:
        return None
    due = [valid_until - timedelta(days=days) for days in figures.notices.days_before]
    return min((day for day in due if day >= since), default=None)


def give_notice(accreditation: Accreditation, figures: Figures, now: datetime) -> Change:
    """The notice that is due. The caller has seen that its day has come."""
    _need(accreditation, "valid")
    due, end = accreditation.notice_on, accreditation.valid_until
    assert due
    assert end
    noticed = replace(accreditation, notice_on=next_notice(end, due + timedelta(days=1), figures))
    said = {"due_on": due, "days_left": (end - due).days, "late": is_late(due, now)}
    return noticed, [events.AccreditationExpiring.model_validate(_said(noticed) | said)]


def expire(accreditation: Accreditation, now: datetime) -> Change:
    """The caller has seen that its last day is over and every notice was given."""
    _need(accreditation, "valid")
    assert accreditation.valid_until
    expired, due = replace(accreditation, state="expired"), accreditation.valid_until + timedelta(days=1)
    said = {"due_on": due, "late": is_late(due, now)}
    return expired, [events.AccreditationExpired.model_validate(_said(expired) | said)]


def is_late(due: date, now: datetime) -> bool:
    """Recorded on a later local day than the one when it was due: an outage, not the scheduler's pace."""
    return local_day(now) > due


def revoke(accreditation: Accreditation, revoked_on: date, today: date) -> Change:
    """It holds no longer from `revoked_on`, which may be before today, never after."""
    _need(accreditation, "valid")
    if revoked_on > today:
        raise errors.RevokedInFuture(revoked_on=revoked_on)
    revoked = replace(accreditation, state="revoked", revoked_on=revoked_on, notice_on=None)
    return revoked, [events.AccreditationRevoked.model_validate(_said(revoked))]


def _need(accreditation: Accreditation, *states: AccreditationState) -> None:
    if accreditation.state not in states:
        raise errors.AccreditationWrongState(state=accreditation.state, needed=" / ".join(states))


def _said(accreditation: Accreditation) -> dict[str, object]:
    found = accreditation.components
    return {
        "accreditation_id": accreditation.id,
        "organisation_id": accreditation.organisation_id,
        "kind": accreditation.kind,
        "valid_from": accreditation.valid_from,
        "valid_until": accreditation.valid_until,
        "state": accreditation.state,
        "stage": accreditation.stage,
        "components": None if found is None else {name: finding.met for name, finding in found.items()},
        "renewals": accreditation.renewals,
        "revoked_on": accreditation.revoked_on,
    }

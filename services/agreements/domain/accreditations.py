"""Accreditations (akreditasi): issued after an assessment, renewed without a gap, expiring, expired, revoked.

The certificate of a child-friendly school (Sekolah Ramah Anak) says its stage. It is recorded with its evidence;
nothing is computed from the components. Source: Instrumen SRA 2021 (rule S1). Days are local days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.agreements import events
from services.agreements.domain.results import Result, Timing
from services.agreements.domain.terms import day_after, days_before, period
from services.agreements.errors import accreditations as errors
from services.agreements.events import AccreditationKind, AccreditationState, Component, OrganisationKind, Stage
from services.agreements.rules import Figures
from shared.clock import local_day

COMPONENTS: Mapping[Component, str] = {
    "policy": "kebijakan SRA",
    "learning": "pelaksanaan kurikulum dan proses pembelajaran ramah anak",
    "trained_staff": "pendidik dan tenaga kependidikan terlatih hak anak (KHA)",
    "facilities": "sarana dan prasarana ramah anak",
    "child_participation": "partisipasi anak",
    "community_participation": "partisipasi orang tua, lembaga masyarakat, dunia usaha, dan alumni",
}
"""The six components of Sekolah Ramah Anak, as the ministry names them (rule S1)."""


@dataclass(frozen=True, slots=True)
class MandatoryItem:
    """An item that a component must have, and whether the assessors found it."""

    item: str
    met: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What the certificate says of one component, as far as it does: points, mandatory items, whether it is met, and
    the evidence, which one that is met always has."""

    met: bool | None = None
    points: int | None = None
    mandatory: tuple[MandatoryItem, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate: which stage it says, by whom, with which evidence, and for which days.

    Both days are included. Without `valid_until` it holds until it is revoked."""

    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None
    stage: Stage
    components: Mapping[Component, Finding]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """The whole unbroken span of one accreditation. Stage and components are those of its latest certificate.

    `notice_on` is the day of the next expiry notice. Accreditations from before the first certificate have no stage.
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


def issue(
    accreditation_id: UUID,
    organisation: tuple[UUID, OrganisationKind],
    kind: AccreditationKind,
    certificate: Certificate,
    figures: Figures,
    today: date,
) -> Result[Accreditation]:
    """A first accreditation of an organisation (id and kind). Raises NotASchool, PeriodReversed,
    AccreditationOver."""
    organisation_id, organisation_kind = organisation
    if organisation_kind != "school":
        raise errors.NotASchool(kind=organisation_kind)
    _check(certificate, today)
    issued = Accreditation(
        id=accreditation_id,
        organisation_id=organisation_id,
        kind=kind,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        stage=certificate.stage,
        components=certificate.components,
        notice_on=next_expiry_notice(certificate.valid_until, today, figures),
    )
    return Result(issued, [events.AccreditationIssued.model_validate(_fields(issued))])


def renew(
    accreditation: Accreditation, certificate: Certificate, figures: Figures, today: date
) -> Result[Accreditation]:
    """A further certificate that follows without a gap; it may be recorded after the last day.

    The span covers all certificates, so an early renewal never ends what is valid now. Raises RenewalLeavesGap,
    RenewalShortens, and what `issue` raises."""
    _require_state(accreditation, "valid", "expired")
    _check_follows(accreditation, certificate)
    _check(certificate, today)
    renewed = replace(
        accreditation,
        valid_until=certificate.valid_until,
        stage=certificate.stage,
        components=certificate.components,
        state="valid",
        renewals=accreditation.renewals + 1,
        notice_on=next_expiry_notice(certificate.valid_until, today, figures),
    )
    return Result(renewed, [events.AccreditationIssued.model_validate(_fields(renewed))])


def _check_follows(accreditation: Accreditation, certificate: Certificate) -> None:
    end = accreditation.valid_until
    if end and certificate.valid_from > day_after(end):
        raise errors.RenewalLeavesGap(valid_from=certificate.valid_from, valid_until=end)
    if certificate.valid_until and (end is None or certificate.valid_until < end):
        raise errors.RenewalShortens(given=certificate.valid_until, known=end or "…")


def _check(certificate: Certificate, today: date) -> None:
    if certificate.valid_until:
        period(certificate.valid_from, certificate.valid_until)  # Raises PeriodReversed.
        if certificate.valid_until < today:
            raise errors.AccreditationOver(valid_until=certificate.valid_until, today=today)


def next_expiry_notice(valid_until: date | None, since: date, figures: Figures) -> date | None:
    """The day of the first expiry notice on `since` or later. None if no more is due."""
    if valid_until is None:
        return None
    due = days_before(valid_until, figures.expiry_notices.days_before)
    return min((day for day in due if day >= since), default=None)


def give_expiry_notice(accreditation: Accreditation, figures: Figures, now: datetime) -> Result[Accreditation]:
    """The expiry notice whose day has come. Raises AccreditationWrongState."""
    _require_state(accreditation, "valid")
    due, end = accreditation.notice_on, accreditation.valid_until
    assert due
    assert end
    notified = replace(accreditation, notice_on=next_expiry_notice(end, day_after(due), figures))
    return Result(notified, [events.AccreditationExpiring(**_timed(notified, due, now), days_left=(end - due).days)])


def expire(accreditation: Accreditation, now: datetime) -> Result[Accreditation]:
    """Valid → expired. Its last day is over and all its expiry notices were given. Raises AccreditationWrongState."""
    _require_state(accreditation, "valid")
    assert accreditation.valid_until
    expired, due = replace(accreditation, state="expired"), day_after(accreditation.valid_until)
    return Result(expired, [events.AccreditationExpired(**_timed(expired, due, now))])


def revoke(accreditation: Accreditation, revoked_on: date, today: date) -> Result[Accreditation]:
    """It no longer holds on `revoked_on`, which may be before today but not after. Raises RevokedInFuture."""
    _require_state(accreditation, "valid")
    if revoked_on > today:
        raise errors.RevokedInFuture(revoked_on=revoked_on)
    revoked = replace(accreditation, state="revoked", revoked_on=revoked_on, notice_on=None)
    return Result(revoked, [events.AccreditationRevoked.model_validate(_fields(revoked))])


def _require_state(accreditation: Accreditation, *states: AccreditationState) -> None:
    if accreditation.state not in states:
        raise errors.AccreditationWrongState(state=accreditation.state, needed=" / ".join(states))


def _timed(accreditation: Accreditation, due_on: date, now: datetime) -> dict[str, Any]:
    timing = Timing.of(due_on, local_day(now))
    return _fields(accreditation) | {"due_on": timing.due_on, "late": timing.late}


def _fields(accreditation: Accreditation) -> dict[str, Any]:
    found = accreditation.components or {}
    met = {name: finding.met for name, finding in found.items() if finding.met is not None}
    points = {name: finding.points for name, finding in found.items() if finding.points is not None}
    return {
        "accreditation_id": accreditation.id,
        "organisation_id": accreditation.organisation_id,
        "kind": accreditation.kind,
        "valid_from": accreditation.valid_from,
        "valid_until": accreditation.valid_until,
        "state": accreditation.state,
        "stage": accreditation.stage,
        "components": met or None,
        "points": points or None,
        "renewals": accreditation.renewals,
        "revoked_on": accreditation.revoked_on,
    }

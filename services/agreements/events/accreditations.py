"""Published facts of accreditations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsEvent

AccreditationKind = Literal["child_friendly_school"]
AccreditationState = Literal["valid", "expired", "revoked"]
Stage = Literal["mau", "mampu", "maju"]
Component = Literal[
    "policy", "learning", "trained_staff", "facilities", "child_participation", "community_participation"
]


class AccreditationFact(AgreementsEvent):
    """The whole state, in every fact. From `valid_from` to `valid_until` is the whole unbroken span with all renewals;
    both days are included, no end means until revoked. `stage` is what the latest certificate says. `components` tells
    which are met and `points` their points, as far as the certificate says so; nothing follows from them."""

    accreditation_id: UUID
    organisation_id: UUID
    kind: AccreditationKind
    valid_from: date
    valid_until: date | None
    state: AccreditationState = "valid"
    stage: Stage | None = None
    components: dict[Component, bool] | None = None
    points: dict[Component, int] | None = None
    renewals: int = 0
    revoked_on: date | None = None

    @property
    def holds_until(self) -> date | None:
        """The last day on which it holds: one that is revoked holds no longer on the day of its revocation."""
        if self.revoked_on is None:
            return self.valid_until
        return date.min if self.revoked_on == date.min else self.revoked_on - timedelta(days=1)


class AccreditationIssued(
    AccreditationFact,
    type="agreements.accreditation.issued",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation issued.

    When an organisation receives an accreditation, or has it renewed: a renewal keeps the id and extends the span."""


class AccreditationExpiring(
    AccreditationFact,
    type="agreements.accreditation.expiring",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation expiring.

    90, 30 and 7 days before its last day, at local midnight. `late` where it was recorded on a later day."""

    due_on: date
    days_left: int
    late: bool = False


class AccreditationExpired(
    AccreditationFact,
    type="agreements.accreditation.expired",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation expired.

    At local midnight after its last day. New work that needs it stops at once. `late` as in the notice."""

    due_on: date
    late: bool = False


class AccreditationRevoked(
    AccreditationFact,
    type="agreements.accreditation.revoked",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation revoked.

    When it is withdrawn; the reason stands in the register. New work that needs it stops at once."""

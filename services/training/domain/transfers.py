"""Transfer: somebody is held in another institution from a day on. That institution confirms that the person came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.training import events
from services.training.domain import stays
from services.training.domain.participants import INSTITUTIONS, Participant, need_held
from services.training.domain.releases import stay_fact
from services.training.domain.stays import Stay
from services.training.errors import stays as errors
from services.training.errors.participants import NotAnInstitution
from shared.messaging.events import Event


def transfer(
    participant: Participant, stay: Stay, to: Stay, to_kind: str | None, reason: str, today: date
) -> tuple[Participant, Stay, list[Event]]:
    """`to` is the stay that begins. Raises NotHeld, NotAnInstitution, SameInstitution, DayToCome, DayBeforeStay."""
    need_held(participant)
    if to_kind not in INSTITUTIONS:
        raise NotAnInstitution(id=to.institution_id)
    if to.institution_id == participant.institution_id:
        raise errors.SameInstitution
    ended = stays.end(stay, to.from_on, "transferred", today, reason)
    moved = replace(participant, institution_id=to.institution_id, register_number=to.register_number)
    parties = {"institution_id": to.institution_id, "from_institution_id": participant.institution_id}
    return (
        moved,
        ended,
        [
            events.ParticipantTransferred(
                participant_id=participant.id, person_id=participant.person_id, on=to.from_on, **parties
            ),
            events.TransferAnnounced(transfer_id=to.id, on=to.from_on, **parties),
        ],
    )


def arrive(participant: Participant, stay: Stay, register_number: str, today: date) -> tuple[Participant, Stay, Event]:
    """Raises NotHeld, ArrivalConfirmed."""
    need_held(participant)
    if stay.confirmed:
        raise errors.ArrivalConfirmed
    arrived = replace(participant, register_number=register_number)
    confirmed = replace(stay, confirmed=True, register_number=register_number)
    return arrived, confirmed, stay_fact(events.ParticipantArrived, arrived, today)

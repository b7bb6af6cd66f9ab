"""How each service tells subscribers what a restore of its database lost, by schema."""

from __future__ import annotations

from collections.abc import Mapping

from services.agreements.events.restores import JournalRestored as OfAgreements
from services.community_service.events.restores import JournalRestored as OfCommunityService
from services.notifications.events.restores import JournalRestored as OfNotifications
from services.training.events.restores import JournalRestored as OfTraining
from shared.messaging.events import RestoreFact

NOTICES: Mapping[str, type[RestoreFact]] = {
    "agreements": OfAgreements,
    "training": OfTraining,
    "community_service": OfCommunityService,
    "notifications": OfNotifications,
}

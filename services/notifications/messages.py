"""The events that the notifications service follows: every event of the other three, without internal fields."""

from __future__ import annotations

from services.agreements.events import OrganisationRegistered, OrganisationUpdated
from services.community_service.events import GuardianNamed
from services.notifications.catalogue import CATALOGUE
from services.notifications.commands.guardians import follow_guardian
from services.notifications.commands.messages import notify
from services.notifications.commands.organisations import follow_organisation
from shared.messaging.consume import Handler, Subscriptions
from shared.messaging.events import Event

_HANDLERS: dict[type[Event], Handler] = {
    **dict.fromkeys(CATALOGUE.values(), notify),
    OrganisationRegistered: follow_organisation,
    OrganisationUpdated: follow_organisation,
    GuardianNamed: follow_guardian,
}

SUBSCRIPTIONS = Subscriptions(handlers=_HANDLERS, without_internal=True)

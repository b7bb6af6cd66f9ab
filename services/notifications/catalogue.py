"""The events that notification rules may name: every event that the other three services publish."""

from __future__ import annotations

from collections.abc import Mapping

from services.agreements import events as agreements
from services.community_service import events as community_service
from services.training import events as training
from shared.messaging.events import Event, events_of

CATALOGUE: Mapping[str, type[Event]] = {
    event.type: event
    for module in (agreements, training, community_service)
    for event in events_of(module)
    if event.topic
}
"""Event classes by their type."""

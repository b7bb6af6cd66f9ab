"""The events that notification rules may name: every event that the other three services publish."""

from __future__ import annotations

from collections.abc import Mapping

from services.agreements import events as agreements
from services.community_service import events as community_service
from services.training import events as training
from shared.messaging.events import Event, published

CATALOGUE: Mapping[str, type[Event]] = {
    event.type: event for event in published(agreements, training, community_service)
}
"""Event classes by their type."""

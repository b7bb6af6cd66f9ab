"""The messages of other services that this service handles: none. Agreements depend on no other service."""

from __future__ import annotations

from shared.messaging.consume import Subscriptions

SUBSCRIPTIONS = Subscriptions(handlers={})

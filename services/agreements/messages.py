"""What the agreements service hears: nothing yet. It is where the others' gates begin."""

from __future__ import annotations

from shared.messaging.consume import Subscriptions

SUBSCRIPTIONS = Subscriptions(handlers={})

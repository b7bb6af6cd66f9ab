"""Time-driven work: a circular is overdue at local midnight after its deadline; old messages are removed."""

from __future__ import annotations

from collections.abc import Sequence

from services.notifications.commands import data_breaches, messages_old
from services.notifications.commands.circulars import lapse_due
from services.notifications.commands.circulars_counts import count_acknowledgements
from services.notifications.commands.guardians import guardians_reached
from shared.postgres.purging import purging
from shared.postgres.scheduler import Job, once_a_minute


def jobs(keep_messages_days: int) -> Sequence[Job]:
    return (
        lapse_due,
        guardians_reached,
        data_breaches.measure,
        once_a_minute(count_acknowledgements),
        purging(messages_old.messages, keep_messages_days),
        purging(messages_old.missed_events, keep_messages_days),
    )

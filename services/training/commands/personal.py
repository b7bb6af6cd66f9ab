"""How a participant's name and birth date are corrected here, in every institution that has the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.training.domain import participants
from services.training.domain.personal import doubts, maker_doubts
from services.training.rules import RULES
from services.training.store import personal as store
from shared.clock import local_day
from shared.postgres.pool import Connection
from shared.privacy.corrections import Correcting
from shared.privacy.personal import Doubt, Identified


async def _doubts(conn: Connection, person_id: UUID, after: Identified, now: datetime) -> Sequence[Doubt]:
    """Raises BirthDateUnlikely."""
    today = local_day(now)
    participants.need_likely_age(after.birth_date, today)
    enrolments = doubts(await store.judged_enrolments(conn, person_id), after.birth_date)
    return [*enrolments, *maker_doubts(await store.made_on(conn, person_id), after.birth_date, RULES.on(today))]


CORRECTING = Correcting(identified=store.identified, save=store.save_identity, doubts=_doubts)

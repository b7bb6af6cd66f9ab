"""How a convicted person's name and birth date are corrected here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.community_service.domain.personal import doubts
from services.community_service.store import persons as store
from shared.postgres.pool import Connection
from shared.privacy.corrections import Correcting
from shared.privacy.personal import Doubt, Identified


async def _doubts(conn: Connection, person_id: UUID, after: Identified, now: datetime) -> Sequence[Doubt]:
    del now
    return list(doubts(await store.judged_cases(conn, person_id), after.birth_date))


CORRECTING = Correcting(identified=store.identified, save=store.save_identity, doubts=_doubts)

"""What the withdrawal of a site's declaration that it is not commercial would touch, before anybody does it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.queries.sites_suspensions import SuspensionPreview, suspension_preview
from services.community_service.store.alarms import last_sessions_at
from shared.postgres.pool import Connection


class WithdrawalPreview(BaseModel):
    """`withdrawn_at`: it is withdrawn already. `served_here`: running cases with hours at the site; each gets an alarm.

    `ahead`: sessions that are still to come, which stay booked and wait for a new plan."""

    site_id: UUID
    withdrawn_at: datetime | None
    served_here: int
    ahead: SuspensionPreview


async def withdrawal_preview(conn: Connection, site_id: UUID, now: datetime) -> WithdrawalPreview:
    """Raises NotFound."""
    ahead = await suspension_preview(conn, site_id, now)
    withdrawn_at = await conn.fetchval("select declaration_withdrawn_at from sites where id = $1", site_id)
    served = len(await last_sessions_at(conn, site_id))
    return WithdrawalPreview(site_id=site_id, withdrawn_at=withdrawn_at, served_here=served, ahead=ahead)

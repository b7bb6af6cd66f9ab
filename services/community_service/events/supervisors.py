"""Supervisors of a site."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.community_service.events.topics import CommunityServiceRecord


class SupervisorsChanged(CommunityServiceRecord, type="community-service.record.supervisors-changed", key="site_id"):
    """The supervisors of a site are other ones from a day on. Subjects are pseudonymous."""

    site_id: UUID
    from_day: date
    supervisors: list[str]

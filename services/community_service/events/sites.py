"""Sites."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.community_service.events.topics import CommunityServiceEvent, CommunityServiceRecord

SiteState = Literal["open", "suspended", "closed"]


class SiteFact(CommunityServiceEvent):
    site_id: UUID
    state: SiteState
    agreement_id: UUID
    agency_id: UUID
    host_organisation_id: UUID | None
    activities: list[str]
    child_friendly: bool


_SITE = "/community-service/sites/{}"


class SiteOpened(SiteFact, type="community-service.site.opened", key="site_id", detail=_SITE):
    """Site opened.

    When a site can take people, for the first time or again."""


class SiteSuspended(SiteFact, type="community-service.site.suspended", key="site_id", detail=_SITE):
    """Site suspended.

    By a coordinator, or with its cooperation agreement (PKS). No new placements; what runs goes on and is flagged."""

    by: Literal["agreement", "coordinator"]


class SiteClosed(SiteFact, type="community-service.site.closed", key="site_id", detail=_SITE):
    """Site closed.

    For good. No new placements; what runs goes on and is flagged."""


class SiteDetailsChanged(CommunityServiceRecord, type="community-service.record.site-details-changed", key="site_id"):
    """A coordinator changed what a site asks for, when it works, or what kind of place it is."""

    site_id: UUID


class DeclarationWithdrawn(
    CommunityServiceRecord, type="community-service.record.declaration-withdrawn", key="site_id"
):
    """A site does not declare any more that nothing there is commercial (K3)."""

    site_id: UUID

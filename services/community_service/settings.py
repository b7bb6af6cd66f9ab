"""Settings of the community service, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import ServiceSettings


class CommunityServiceSettings(ServiceSettings):
    """Variables: `MASOHI_KEEP_RETURNED_VERDICTS_DAYS`."""

    keep_returned_verdicts_days: int = Field(
        default=180, ge=7, le=3_650, description="the content of a returned verdict that nobody settles"
    )

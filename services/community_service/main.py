"""Composition root of the community service. `python -m services.community_service.main` runs it."""

from __future__ import annotations

from services.community_service import http, jobs, messages
from services.community_service.events import JournalSealed
from services.community_service.http import oversight, planning, reports
from services.community_service.identity import Identity
from services.community_service.settings import CommunityServiceSettings
from shared.runtime import Service, serve
from shared.settings import read


def build(identity: Identity, public_url: str = "http://localhost:8080") -> Service:
    """The service around the secret that makes persons' ids, and the address that its papers' QR codes lead to."""
    return Service(
        name="community_service",
        title="Masohi: community service",
        routers=[
            http.intake(identity),
            planning.router,
            oversight.router,
            reports.doors(public_url),
            http.router,
        ],
        subscriptions=messages.subscriptions(identity),
        jobs=jobs.JOBS,
        sealed=JournalSealed,
        proof_readers=("prosecutor", "counsellor", "court_clerk", "coordinator"),
    )


if __name__ == "__main__":
    settings = read(CommunityServiceSettings)
    serve(build(Identity(settings.person_key.get_secret_value().encode()), settings.public_url), settings)

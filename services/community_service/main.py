"""Composition root of the community service. `python -m services.community_service.main` runs it."""

from __future__ import annotations

from services.community_service import http, jobs, messages
from services.community_service.http import oversight, planning
from services.community_service.identity import Identity
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read


def build(identity: Identity) -> Service:
    """The service around the secret that makes persons' ids."""
    return Service(
        name="community_service",
        title="Masohi: community service",
        routers=[http.intake(identity), planning.router, oversight.router, http.router],
        inlet=messages.inlet(identity),
        jobs=jobs.JOBS,
    )


if __name__ == "__main__":
    settings = read(ServiceSettings)
    serve(build(Identity(settings.person_key.get_secret_value().encode())), settings)

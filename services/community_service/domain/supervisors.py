"""Supervisors (pengawas) of a site: other ones from a day on. Past days stay with those who supervised them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from services.community_service import events
from services.community_service.domain.sites import Site
from services.community_service.errors.cases import WrongState
from services.community_service.errors.supervisors import SupervisorsInPast
from shared.messaging.events import Event


def change(site: Site, supervisors: Collection[str], from_day: date, today: date) -> list[Event]:
    """These supervise the site from a day on, and nobody else. Raises WrongState, SupervisorsInPast."""
    if site.state == "closed":
        raise WrongState(state=site.state, needed="open / suspended")
    if from_day < today:
        raise SupervisorsInPast(from_day=from_day)
    return [events.SupervisorsChanged(site_id=site.id, from_day=from_day, supervisors=sorted(supervisors))]

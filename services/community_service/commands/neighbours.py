"""Use cases of what other services published: this service stores the part that it needs."""

from __future__ import annotations

from datetime import datetime

from services.agreements import events as agreements
from services.community_service.commands import sites
from services.community_service.store import neighbours as store
from services.training import events as training
from shared.edge.access import Actor
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


def sender(envelope: Envelope) -> Actor:
    """The service or office that wrote a message, as the actor of what follows from it."""
    return Actor(f"event:{envelope.source}"[:200])


async def store_organisation(
    conn: Connection, event: agreements.OrganisationFact, envelope: Envelope, now: datetime
) -> None:
    """The code of an office leads to its id."""
    await store.store_organisation(conn, event, envelope.version)


async def store_accreditation(
    conn: Connection, event: agreements.AccreditationFact, envelope: Envelope, now: datetime
) -> None:
    """Until when a host is child-friendly."""
    await store.store_accreditation(conn, event, envelope.version)


async def store_agreement(
    conn: Connection, event: agreements.CooperationAgreementFact, envelope: Envelope, now: datetime
) -> None:
    """The sites of a cooperation agreement (PKS) are suspended with it, and open again with it."""
    if await store.store_agreement(conn, event, envelope.version, now):
        await sites.follow_agreement(conn, event.agreement_id, sender(envelope), now)


async def store_skill(conn: Connection, event: training.EnrolmentCompleted, envelope: Envelope, now: datetime) -> None:
    """A completed training gives the person a skill."""
    await store.store_skill(conn, event, envelope.version)


async def join_person(conn: Connection, event: training.PersonJoined, envelope: Envelope, now: datetime) -> None:
    """Somebody whom training knew by a register number is known by the NIK: skills under both are the person's."""
    del envelope
    await store.join_person(conn, event, now)


async def revoke_skill(conn: Connection, event: training.CertificateRevoked, envelope: Envelope, now: datetime) -> None:
    """A revoked certificate takes it back, until the course is completed again."""
    await store.revoke_skill(conn, event, envelope.version)

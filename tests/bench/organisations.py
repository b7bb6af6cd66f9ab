"""The command of the rows: updating one of a thousand organisations, each client another one at random."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from uuid import UUID

from services.agreements import events
from services.agreements.commands.organisations import Contacts, update_organisation
from services.agreements.domain import organisations as rules
from services.agreements.domain.organisations import Organisation
from services.agreements.store import organisations as store
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection, Pool, transaction

COUNT = 1_000
TOPIC = events.AgreementsEvent.topic
ACTOR = Actor("bench", frozenset({"clerk"}))
CONTACTS = Contacts(
    name="Balai Pemasyarakatan Kelas II Ambon",
    address="Jalan Laksdya Leo Wattimena, Passo, Baguala, Kota Ambon",
    latitude=-3.6343,
    longitude=128.2459,
    email="bapas.ambon@masohi.example",
    phone="+62 911 361234",
)


def organisation_id(number: int) -> UUID:
    """From the number alone, so that pgbench, which knows numbers only, finds the same organisations."""
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


async def register_all(pool: Pool) -> None:
    """Organisations 1 to COUNT, each with its first fact."""
    now = datetime.now(UTC)
    async with transaction(pool) as conn:
        for number in range(1, COUNT + 1):
            made = Organisation(organisation_id(number), f"bapas-{number}", CONTACTS.name, "probation_office")
            await store.add_organisation(conn, made)
            await journal.append(conn, rules.register(made), actor=ACTOR.subject, now=now)


async def update_one(conn: Connection) -> object:
    """The command as HTTP calls it."""
    number = random.randint(1, COUNT)
    return await update_organisation(conn, organisation_id(number), CONTACTS, ACTOR, datetime.now(UTC))


def fact(number: int) -> events.OrganisationUpdated:
    """What the command says of organisation `number`."""
    return events.OrganisationUpdated(
        organisation_id=organisation_id(number), code=f"bapas-{number}", name=CONTACTS.name, kind="probation_office"
    )

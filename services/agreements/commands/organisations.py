"""Use cases of the register of organisations."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.agreements.commands.fields import Code, Text
from services.agreements.domain import organisations
from services.agreements.domain.organisations import Organisation
from services.agreements.events import OrganisationKind
from services.agreements.queries import organisations as queries
from services.agreements.store import organisations as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik


class Contacts(BaseModel):
    """The place of an organisation and how to reach it. Coordinates in WGS 84 degrees, both or none."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200), AfterValidator(no_nik)]
    address: Text | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()-]{5,30}$")] | None = None


class RegisterOrganisation(Contacts):
    code: Code
    kind: OrganisationKind


async def register_organisation(
    conn: Connection, cmd: RegisterOrganisation, actor: Actor, now: datetime
) -> queries.OrganisationView:
    """Raises OrganisationCodeTaken, CoordinatesIncomplete."""
    organisation = Organisation(id=new_id(), **cmd.model_dump())
    await store.add_organisation(conn, organisation)
    version = await journal.append(conn, organisations.register(organisation), actor=actor.subject, now=now)
    return queries.OrganisationView(**asdict(organisation), version=version)


async def update_organisation(
    conn: Connection, organisation_id: UUID, cmd: Contacts, actor: Actor, now: datetime
) -> queries.OrganisationView:
    """Raises NotFound, CoordinatesIncomplete."""
    organisation = replace(await store.load_organisation(conn, organisation_id), **cmd.model_dump())
    await store.save_organisation(conn, organisation)
    version = await journal.append(conn, organisations.update(organisation), actor=actor.subject, now=now)
    return queries.OrganisationView(**asdict(organisation), version=version)

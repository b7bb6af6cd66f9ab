"""However facts arrive (twice, late, in any order, in any batches), every read model ends the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.issuer import Issuer
from services.agreements import events as agreements
from services.agreements.events import Scope
from services.training import events as training
from shared.messaging.dead_letters import Record
from shared.messaging.events import Event
from shared.runtime import Service
from tests.service.community_service.scene import SERVICE as COMMUNITY
from tests.service.training.scene import SERVICE as TRAINING
from tests.support.databases import Databases
from tests.support.harness import Harness, run_service
from tests.support.tiny import message

START = date(2026, 2, 9)
AGENCY, PRISON, UMBRELLA = (UUID(int=n) for n in (100, 101, 102))
LIFE: list[tuple[type[agreements.CooperationAgreementFact], agreements.State]] = [
    (agreements.CooperationAgreementSigned, "signed"),
    (agreements.CooperationAgreementActivated, "in_force"),
    (agreements.CooperationAgreementSuspended, "suspended"),
    (agreements.CooperationAgreementResumed, "in_force"),
    (agreements.CooperationAgreementAmended, "in_force"),
    (agreements.CooperationAgreementExpiring, "in_force"),
    (agreements.CooperationAgreementNoticeGiven, "in_force"),
    (agreements.CooperationAgreementTerminated, "terminated"),
]


@dataclass
class Model:
    """A service, and its tables that are fed by others' facts."""

    h: Harness
    tables: tuple[str, ...]
    superuser: asyncpg.Connection[asyncpg.Record]

    async def after(self, batches: Sequence[Sequence[Record]]) -> list[list[str]]:
        """The tables' rows after hearing these batches and nothing before."""
        await self.superuser.execute(f"truncate {', '.join(self.tables)}, inbox cascade")
        for batch in batches:
            await self.h.deliver(batch)
        assert await self.h.pool.fetchval("select count(*) from dead_letters") == 0
        # Since when a gate is known here is a matter of when it was heard.
        rows = "select (to_jsonb(t) - 'gate_since')::text from {} as t order by 1"
        return [[row[0] for row in await self.h.pool.fetch(rows.format(table))] for table in self.tables]


@asynccontextmanager
async def model(service: Service, databases: Databases, issuer: Issuer, *tables: str) -> AsyncIterator[Model]:
    async with run_service(service, databases, issuer) as h:
        name = await h.pool.fetchval("select current_database()")
        dsn = databases.superuser_dsn.rpartition("/")[0] + f"/{name}"
        conn = await asyncpg.connect(dsn, server_settings={"search_path": service.name})
        yield Model(h, tables, conn)
        await conn.close()


@pytest.fixture(scope="module")
async def models(databases: Databases, issuer: Issuer) -> AsyncIterator[list[Model]]:
    async with (
        model(TRAINING, databases, issuer, "organisations", "cooperation_agreements") as first,
        model(COMMUNITY, databases, issuer, "organisations", "agreements", "accreditations", "skills") as second,
    ):
        yield [first, second]


def organisation(id: int, version: int, name: str) -> Event:
    kind = agreements.OrganisationRegistered if version == 1 else agreements.OrganisationUpdated
    return kind(organisation_id=UUID(int=id), code=f"o-{id}", name=name, kind="agency")


def cooperation(id: int, version: int, scopes: list[Scope], days: int) -> Event:
    kind, state = LIFE[min(version, len(LIFE)) - 1]
    return kind.model_validate(
        {
            "agreement_id": UUID(int=id),
            "scopes": scopes,
            "starts_on": START,
            "ends_on": START + timedelta(days=days),
            "state": state,
            "joint_agreement_id": UMBRELLA,
            "agency_id": AGENCY,
            "institution_id": PRISON,
            "addendum": 1,
            "days": 30,
            "given_on": START,
            "notice_days": 30,
        }
    )


def accreditation(id: int, days: int) -> Event:
    return agreements.AccreditationIssued(
        accreditation_id=UUID(int=id),
        organisation_id=UUID(int=1),
        kind="child_friendly_school",
        valid_from=START,
        valid_until=START + timedelta(days=days),
    )


def completion(id: int, day: int) -> Event:
    return training.EnrolmentCompleted(
        enrolment_id=UUID(int=id),
        programme_id=UUID(int=200),
        agency_id=AGENCY,
        institution_id=PRISON,
        person_id=UUID(int=300),
        skill="sewing",
        state="completed",
        level="basic",
        completed_on=START + timedelta(days=day),
    )


def revocation(id: int, day: int) -> Event:
    return training.CertificateRevoked(
        certificate_id=UUID(int=id + 1000),
        number="TRN/2026/000001",
        enrolment_id=UUID(int=id),
        programme_id=UUID(int=200),
        agency_id=AGENCY,
        institution_id=PRISON,
        held_at_id=PRISON,
        person_id=UUID(int=300),
        skill="sewing",
        level="basic",
        revoked_on=START + timedelta(days=day),
    )


SCOPES: list[Scope] = ["training", "equipment", "marketing", "community_service"]


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """What was said about organisations, agreements, an accreditation and two skills, each stream in its order."""
    fact: list[tuple[Event, int]] = []
    for number in (1, 2):
        names = draw(st.lists(st.text("abc", min_size=2, max_size=3), min_size=1, max_size=4))
        fact += [(organisation(number, version, name), version) for version, name in enumerate(names, 1)]
    for number in (11, 12, 13):
        terms = draw(st.lists(st.tuples(st.sampled_from(SCOPES), st.integers(0, 400)), min_size=1, max_size=len(LIFE)))
        fact += [
            (cooperation(number, version, [scope], days), version) for version, (scope, days) in enumerate(terms, 1)
        ]
    fact += [(accreditation(21, draw(st.integers(0, 400))), 1), (completion(31, 1), 1), (completion(32, 2), 1)]
    fact += [(revocation(31, 3), 2), *([(completion(31, 5), 3)] if draw(st.booleans()) else [])]
    return [message(event, f"{event.key}-{version}", version) for event, version in fact]


@st.composite
def deliveries(draw: st.DrawFn, fact: list[Record]) -> list[list[Record]]:
    """Everything at least once, some of it again, in any order and in batches of any size."""
    again = draw(st.lists(st.sampled_from(fact), max_size=10))
    order = draw(st.permutations([*fact, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=4)))
    return [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
async def test_any_interleaving_ends_in_the_same_read_model(models: list[Model], data: st.DataObject) -> None:
    fact = data.draw(histories())
    delivered = data.draw(deliveries(fact))
    for each in models:
        in_order = await each.after([fact])
        assert (len(in_order[0]), len(in_order[1])) == (2, 3)
        assert await each.after(delivered) == in_order

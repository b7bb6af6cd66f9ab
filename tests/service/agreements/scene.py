"""Sets up what most tests need, through the routes: parties, agreements, addenda, obligations; and moves the time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from services.agreements.main import build
from shared.settings import ServiceSettings
from tests.service.agreements.client import Addendum, Agreement, AgreementsClient, Subject
from tests.support.harness import SETTINGS

S = TypeVar("S", Agreement, Addendum)

SERVICE = build(ServiceSettings.model_validate(SETTINGS))
ORGANISATIONS = {
    "city": ("city", "city"),
    "office": ("office", "corrections_office"),
    "agency": ("dinkop", "agency"),
    "prison": ("lapas", "prison"),
}
"""Whom the tests call what: the code and the kind of the organisation."""


async def register_parties(client: AgreementsClient) -> None:
    """The city, the corrections office, an agency and a prison."""
    for name, (code, kind) in ORGANISATIONS.items():
        client.ids[name] = (await client.register_organisation(code, kind))["id"]


async def register_school(client: AgreementsClient, code: str = "sdn-64") -> str:
    return str((await client.register_organisation(code, "school"))["id"])


async def draft_umbrella(client: AgreementsClient, **changes: Any) -> Agreement:
    made = await client.draft_joint_agreement(**changes)
    return Agreement(made["id"], "joint", ("city", "office"))


async def draft_pks(client: AgreementsClient, umbrella: Agreement, **changes: Any) -> Agreement:
    made = await client.draft_cooperation_agreement(umbrella, **changes)
    return Agreement(made["id"], "cooperation", ("agency", "prison"))


async def draft_addendum(client: AgreementsClient, agreement: Agreement, **changes: Any) -> Addendum:
    return Addendum((await client.draft_addendum(agreement, **changes))["id"], agreement)


async def make_umbrella(client: AgreementsClient, **changes: Any) -> Agreement:
    """An umbrella that was signed today. It is in force if its first day has come."""
    return await conclude(client, await draft_umbrella(client, **changes))


async def make_pks(client: AgreementsClient, umbrella: Agreement, **changes: Any) -> Agreement:
    return await conclude(client, await draft_pks(client, umbrella, **changes))


async def make_pks_of_a_year(client: AgreementsClient, **changes: Any) -> Agreement:
    """A PKS in force from 9 February 2026 for a year, under an umbrella of its own."""
    umbrella = await make_umbrella(client)
    return await make_pks(client, umbrella, **({"ends_on": "2027-02-08"} | changes))


async def amend(client: AgreementsClient, agreement: Agreement, **changes: Any) -> Addendum:
    """An addendum that every party has signed."""
    return await conclude(client, await draft_addendum(client, agreement, **changes))


async def approve(client: AgreementsClient, subject: S) -> S:
    """Submits an agreement or an addendum, and lets every party approve it."""
    await client.submit(subject)
    for party in subject.parties:
        await client.review(subject, party)
    return subject


async def conclude(client: AgreementsClient, subject: S) -> S:
    """Submits, approves and signs an agreement or an addendum."""
    await approve(client, subject)
    for party in subject.parties:
        await client.sign(subject, party)
    return subject


async def agree_obligation(client: AgreementsClient, pks: Agreement, **changes: Any) -> str:
    """An obligation that both parties agreed to while the PKS is in force; its id."""
    made = await client.plan_obligation(pks, **changes)
    await client.answer_proposal(made["id"])
    return str(made["id"])


async def accredit_school(client: AgreementsClient, code: str = "sdn-64", **changes: Any) -> Any:
    return await client.issue_accreditation(await register_school(client, code), **changes)


async def state_of(client: AgreementsClient, subject: Subject) -> str:
    return str((await client.read(subject))["state"])


def local(moment: str) -> datetime:
    """`2026-02-09 08:00` in Ambon; a day alone is its midnight."""
    return datetime.fromisoformat(f"{moment if ' ' in moment else f'{moment} 00:00'}:00+09:00")


def move_to(client: AgreementsClient, moment: str) -> None:
    """Moves the clock to a local moment; the scheduler does not run."""
    client.h.clock.set(local(moment))


async def settle(client: AgreementsClient) -> None:
    """Runs the scheduler until nothing is due."""
    while await client.h.tick():
        pass


async def facts(client: AgreementsClient, *verbs: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The published facts of agreements with these verbs: kind (joint, cooperation), verb, data; in order."""
    return [
        (type_.split(".")[1].removesuffix("-agreement"), type_.split(".")[2], data)
        for type_, data in await client.h.facts()
        if "-agreement." in type_ and (not verbs or type_.split(".")[2] in verbs)
    ]


async def verbs(client: AgreementsClient, *wanted: str) -> list[tuple[str, str]]:
    return [(kind, verb) for kind, verb, _ in await facts(client, *wanted)]


async def dates_of(client: AgreementsClient, type_end: str) -> list[str]:
    """When the facts whose type ends so happened, in Ambon."""
    rows = await client.h.pool.fetch(
        "select occurred_at at time zone 'Asia/Jayapura' as local from journal where type like '%' || $1"
        " order by position",
        type_end,
    )
    return [row["local"].strftime("%Y-%m-%d %H:%M") for row in rows]


async def plan_facts(client: AgreementsClient, of: str = "") -> list[tuple[str, datetime]]:
    """The facts of work plans and evaluations, or of one obligation, and when they happened."""
    rows = await client.h.pool.fetch(
        "select type, occurred_at from journal where (type like '%obligation%' or type like '%evaluation%')"
        " and ($1 = '' or key = $1) order by position",
        of,
    )
    return [(row["type"].removeprefix("agreements."), row["occurred_at"]) for row in rows]

"""What stands in each service's tables before its routes are tried out, so that not every answer is 404."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from shared.runtime import Service
from tests.service.agreements import scene as agreements
from tests.service.agreements.client import AgreementsClient
from tests.service.community_service import bodies
from tests.service.community_service import scene as community_service
from tests.service.community_service.client import CommunityServiceClient
from tests.service.notifications import scene as notifications
from tests.service.notifications.client import NotificationsClient
from tests.service.training import scene as training
from tests.service.training.client import TrainingClient
from tests.support.harness import Harness


async def _agreements(h: Harness) -> None:
    client = AgreementsClient(h)
    await agreements.register_parties(client)
    pks = await agreements.make_pks_of_a_year(client)
    await agreements.agree_obligation(client, pks)
    await agreements.draft_addendum(client, pks, ends_on="2026-12-31")
    await agreements.draft_umbrella(client)
    await agreements.accredit_school(client)


async def _training(h: Harness) -> None:
    client = TrainingClient(h)
    await training.publish_organisations(client)
    await training.publish_agreement(client, "in_force", 5)
    programme, (first, _) = await training.finish_sessions(client, people=2)
    await training.pass_course(client, programme, first)


async def _community_service(h: Harness) -> None:
    client = CommunityServiceClient(h)
    await community_service.introduce_neighbours(h)
    sites = [await community_service.open_site(client, name=f"SD Negeri {number}") for number in range(60, 64)]
    missed, served = [
        await community_service.pronounce(client, bodies.verdict(verdict_number=number, nik=nik))
        for number, nik in (("21/Pid.B/2026/PN Amb", "8171010101900021"), ("22/Pid.B/2026/PN Amb", "8171010101900022"))
    ]
    sessions = await community_service.miss_days(client, missed, sites[0], bodies.MONDAY, bodies.TUESDAY)
    await client.warn(missed["id"])
    h.clock.set(community_service.MARCH)
    await community_service.serve_days(client, served, sites[1], bodies.MONDAY, bodies.TUESDAY)
    h.clock.set(community_service.MARCH)
    _, sentence, _ = await community_service.serve_march(client)
    await client.propose_correction(sessions[0], bodies.correction(bodies.MONDAY, "08:00", "09:00"))
    await community_service.make_plan(client, sentence)
    await community_service.receive(client, sentence)
    await client.complain({"sentence_id": sentence["id"], "happened_on": bodies.MONDAY, "report": "Alat rusak."})
    child = await community_service.pronounce(client, bodies.child_verdict())
    await client.name_guardian(child["id"], bodies.GUARDIAN)


async def _notifications(h: Harness) -> None:
    client = NotificationsClient(h)
    await notifications.publish_organisations(client)
    await notifications.add_civil_servants(client)
    await h.hear(notifications.UMBRELLA, id="e-1")
    await notifications.publish_circular(client)


SCENES: Mapping[str, tuple[Service, Callable[[Harness], Awaitable[None]]]] = {
    "agreements": (agreements.SERVICE, _agreements),
    "training": (training.SERVICE, _training),
    "community_service": (community_service.SERVICE, _community_service),
    "notifications": (notifications.SERVICE, _notifications),
}

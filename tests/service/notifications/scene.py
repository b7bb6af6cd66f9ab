"""What most tests of notifications set up first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.agreements.events import JointAgreementActivated, OrganisationRegistered
from services.notifications.commands import messages as commands
from services.notifications.delivery import Delivery
from services.notifications.domain.messages import Claim
from services.notifications.main import build
from services.notifications.settings import NotificationsSettings
from shared.postgres.pool import transaction
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox
from tests.support.harness import SETTINGS

DINSOS, LAPAS, KEJARI = UUID(int=101), UUID(int=102), UUID(int=103)
ORGANISATIONS: Mapping[UUID, tuple[str, str, str]] = {
    DINSOS: ("dinsos", "Dinas Sosial Kota Ambon", "agency"),
    LAPAS: ("lapas-ambon", "Lembaga Pemasyarakatan Ambon", "prison"),
    KEJARI: ("kejari-ambon", "Kejaksaan Negeri Ambon", "prosecutor"),
}
MAIL = {
    **SETTINGS,
    "smtp_host": "127.0.0.1",
    "smtp_tls": "none",
    "sender": "masohi@ambon.example",
    "public_url": "https://masohi.ambon.example",
    "mail_timeout_s": 5,
}
SERVICE = build(NotificationsSettings.model_validate(MAIL))
UMBRELLA = JointAgreementActivated.model_validate(
    {
        "agreement_id": UUID(int=1),
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
        "state": "in_force",
        "parties": [DINSOS, LAPAS],
    }
)
RULE = "joint-agreement-activated"
"""The shipped rule about UMBRELLA."""
TEMPLATE = {"subject": "Umbrella", "body": "{{ starts_on | day }}"}
CIRCULAR = {
    "title": "Apel pagi 9 Februari 2026",
    "body": "Kesepakatan bersama telah ditandatangani.",
    "acknowledge_by": "2026-02-16",
}


async def publish_organisations(notifications: NotificationsClient) -> None:
    """The agreements service publishes three organisations."""
    for id_, (code, name, kind) in ORGANISATIONS.items():
        event = OrganisationRegistered.model_validate(
            {"organisation_id": id_, "code": code, "name": name, "kind": kind}
        )
        await notifications.h.hear(event)


def define_rule(**changes: Any) -> dict[str, Any]:
    """A rule about UMBRELLA, for the inbox of every clerk."""
    return {
        "event_type": "agreements.joint-agreement.activated",
        "audience": {"roles": ["clerk"]},
        "texts": {"id": TEMPLATE, "en": TEMPLATE},
        "channels": ["inbox"],
    } | changes


async def add_recipient(
    notifications: NotificationsClient, reference: str, organisation: UUID = DINSOS, **changes: Any
) -> Any:
    """A clerk with an inbox."""
    fields = {"reference": reference, "name": f"Nama {reference}", "organisation_id": organisation, "roles": ["clerk"]}
    return await notifications.add_recipient(**{**fields, **changes})


def use_mail(reference: str, *channels: str) -> dict[str, Any]:
    """The fields of a recipient whom e-mails reach, and the other `channels`."""
    return {"email": f"{reference}@ambon.example", "channels": ["email", *channels]}


async def add_civil_servants(notifications: NotificationsClient) -> None:
    """`a` has an inbox; `b` reads English in both channels; `c` is a trainer of the prison, with mail only."""
    await add_recipient(notifications, "a")
    await add_recipient(notifications, "b", language="en", **use_mail("b", "inbox"))
    await add_recipient(notifications, "c", LAPAS, roles=["trainer"], **use_mail("c"))


async def queue_mail(notifications: NotificationsClient, *references: str) -> None:
    """One e-mail about UMBRELLA waits for each of these new recipients."""
    for reference in references:
        await add_recipient(notifications, reference, **use_mail(reference))
    await notifications.h.hear(UMBRELLA, id="e-1")


async def publish_circular(notifications: NotificationsClient, *, status: int = 201, **changes: Any) -> Any:
    return await notifications.publish_circular(status=status, **{**CIRCULAR, **changes})


async def list_inbox(notifications: NotificationsClient, reference: str, **query: Any) -> list[dict[str, Any]]:
    return list((await notifications.read_inbox(reference, **query))["items"])


def make_worker(mailbox: Mailbox, **changes: Any) -> Delivery:
    """The worker that sends e-mails to this mail server."""
    return Delivery(NotificationsSettings.model_validate({**MAIL, "smtp_port": mailbox.port, **changes}))


async def claim(notifications: NotificationsClient, lease_s: float = 30) -> Claim:
    """What a worker claims, without sending it."""
    async with transaction(notifications.h.pool) as conn:
        return await commands.claim(conn, notifications.h.clock.now(), 10, lease_s)


async def end_wait(notifications: NotificationsClient) -> None:
    """The channel has paused long enough: the next claim is a probe."""
    await notifications.h.pool.execute("update pauses set resumes_at = clock_timestamp()")


async def send_due(notifications: NotificationsClient, worker: Delivery) -> int:
    """One batch of the worker. Returns how many messages were tried."""
    return await worker.send_due(notifications.h.pool, notifications.h.clock, lambda: None)

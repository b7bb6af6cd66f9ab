"""Use cases of pauses: begin one, make it longer after a probe that failed, end it after one that was answered."""

from __future__ import annotations

import random

from services.notifications.domain import pauses
from services.notifications.domain.messages import Claim
from services.notifications.store import pauses as store
from shared.postgres.pool import Connection


async def pause(conn: Connection, claim: Claim, error: str) -> None:
    """The mail server is away. Of several workers that notice it at once, one begins the pause."""
    failures = claim.failures + 1
    wait = pauses.wait(failures, random.random())
    if claim.is_probe:
        await store.extend(conn, failures, wait, error[:300])
    else:
        await store.begin(conn, wait, error[:300])


async def resume(conn: Connection, claim: Claim) -> None:
    """The mail server has answered. Only a probe ends the pause: another worker's connection may be older than it."""
    if claim.is_probe:
        await store.end(conn)

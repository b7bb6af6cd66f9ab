"""A dry run of a verdict: which rules it would break. Nothing is written but that somebody known was looked up."""

from __future__ import annotations

from datetime import datetime

from services.community_service import justice
from services.community_service.commands.cases import offices_of
from services.community_service.commands.verdicts import known_sentence
from services.community_service.domain import verdicts
from services.community_service.domain.verdicts_returned import broken_today
from services.community_service.errors.verdicts import VerdictAlreadyRecorded
from services.community_service.identity import Identity
from services.community_service.queries.verdicts_checks import VerdictCheck, checked
from services.community_service.store import sentences
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.postgres.pool import Connection
from shared.privacy import reads


async def check(
    conn: Connection, identity: Identity, verdict: justice.SentencePronounced, actor: Actor, now: datetime
) -> VerdictCheck:
    """What entering it by hand would refuse, all at once. Raises Forbidden.

    The answer tells whether the NIK is of somebody known, and under which name not: a read of that person, which is
    logged whatever comes out."""
    actor.require_organisation(*await offices_of(conn, actor, verdict))
    person_id = identity.person(verdict.nik)
    known = await sentences.who_is(conn, person_id)
    if known:
        await reads.log(conn, [person_id], actor, "check of a verdict", now)
    broken: list[Refusal] = []
    recorded = None
    try:
        recorded = await known_sentence(conn, identity, verdict)
    except VerdictAlreadyRecorded as refusal:
        broken.append(refusal)
    if recorded is None:
        kinds = await sentences.office_kinds(conn, *verdicts.codes_of(verdict))
        broken += broken_today(verdict, known, kinds, local_day(now))
    return checked(verdict, broken, recorded)

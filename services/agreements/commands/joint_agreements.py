"""Use cases of joint agreements (umbrellas): drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.agreements.commands.agreements import DraftFields, add_draft, save_draft
from services.agreements.commands.fields import Text
from services.agreements.domain import agreements, joint_agreements
from services.agreements.domain.agreements import Agreement, AnnexItem
from services.agreements.queries import agreements as queries
from services.agreements.store.agreements import load_agreement
from services.agreements.store.organisations import kinds_of
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


class AnnexLine(BaseModel):
    """A line of the work plan (rencana kerja): what, by whom, by when."""

    what: Text
    by_whom: Text
    by_when: Text


class ReviseJointAgreement(DraftFields):
    """A draft with another text; its parties and instrument stay. A Nota Kesepakatan has its work plan as `annex`."""

    annex: Annotated[list[AnnexLine], Field(max_length=200, default_factory=list)]

    def items(self) -> tuple[AnnexItem, ...]:
        return tuple(AnnexItem(**line.model_dump()) for line in self.annex)


class DraftJointAgreement(ReviseJointAgreement):
    """A new draft of an umbrella."""

    instrument: Literal["kesepakatan_bersama", "nota_kesepakatan"]
    parties: Annotated[frozenset[UUID], Field(min_length=2, max_length=20)]


async def draft_joint_agreement(
    conn: Connection, cmd: DraftJointAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises OrganisationUnknown, PeriodReversed, PartiesIncomplete, AnnexMissing."""
    agreement = Agreement(
        id=new_id(),
        kind="joint",
        instrument=cmd.instrument,
        title=cmd.title,
        parties=await kinds_of(conn, sorted(cmd.parties)),
        scopes=cmd.scopes,
        period=cmd.period,
        notice_days=cmd.notice_days,
        annex=cmd.items(),
    )
    return await add_draft(conn, joint_agreements.draft_joint(agreement), actor, now)


async def revise_joint_agreement(
    conn: Connection, agreement_id: UUID, cmd: ReviseJointAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Changes a draft, as after a request for changes. Raises NotFound, Forbidden, WrongState, AnnexMissing."""
    agreement = await load_agreement(conn, agreement_id, "joint")
    actor.require_organisation(*agreement.parties)
    revised = agreements.revise(agreement, cmd.title, cmd.scopes, cmd.period, cmd.notice_days)
    return await save_draft(conn, joint_agreements.draft_joint(replace(revised, annex=cmd.items())), actor, now)

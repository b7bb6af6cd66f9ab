"""Use cases of cooperation agreements (PKS): drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.agreements.commands.agreements import DraftFields, add_draft, save_draft
from services.agreements.commands.fields import Programmes, Sites
from services.agreements.domain import agreements, cooperation_agreements
from services.agreements.domain.agreements import Agreement
from services.agreements.queries import agreements as queries
from services.agreements.store.addenda import pending_terms
from services.agreements.store.agreements import load_agreement, lock_umbrella
from services.agreements.store.organisations import kinds_of
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


class ReviseCooperationAgreement(DraftFields):
    """A draft with another text; its parties and umbrella stay.

    Empty `sites` or `programmes`: the PKS covers all within its scopes."""

    sites: Sites = frozenset()
    programmes: Programmes = frozenset()


class DraftCooperationAgreement(ReviseCooperationAgreement):
    """A new draft of a PKS under an umbrella in force."""

    joint_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID


async def draft_cooperation_agreement(
    conn: Connection, cmd: DraftCooperationAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises NotFound, OrganisationUnknown, PeriodReversed, NotAnAgency, CoverageOutsideScope, and rule A2's others."""
    umbrella = await load_agreement(conn, cmd.joint_agreement_id, "joint")
    agreement = Agreement(
        id=new_id(),
        kind="cooperation",
        instrument="perjanjian_kerja_sama",
        title=cmd.title,
        parties=await kinds_of(conn, [cmd.agency_id, cmd.institution_id]),
        scopes=cmd.scopes,
        period=cmd.period,
        joint_agreement_id=cmd.joint_agreement_id,
        agency_id=cmd.agency_id,
        institution_id=cmd.institution_id,
        notice_days=cmd.notice_days,
        sites=cmd.sites,
        programmes=cmd.programmes,
    )
    pending = await pending_terms(conn, umbrella.id)
    draft = cooperation_agreements.draft_cooperation(agreement, umbrella, pending)
    return await add_draft(conn, draft, actor, now)


async def revise_cooperation_agreement(
    conn: Connection, agreement_id: UUID, cmd: ReviseCooperationAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Changes a draft, as after a request for changes. Raises NotFound, Forbidden, WrongState, and those of a draft."""
    umbrella = await lock_umbrella(conn, agreement_id)
    agreement = await load_agreement(conn, agreement_id, "cooperation")
    assert umbrella
    actor.require_organisation(*agreement.parties)
    revised = agreements.revise(agreement, cmd.title, cmd.scopes, cmd.period, cmd.notice_days)
    covering = replace(revised, sites=cmd.sites, programmes=cmd.programmes)
    pending = await pending_terms(conn, umbrella.id)
    draft = cooperation_agreements.draft_cooperation(covering, umbrella, pending)
    return await save_draft(conn, draft, actor, now)

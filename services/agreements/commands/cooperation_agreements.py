"""Use cases of cooperation agreements (PKS): drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.agreements.commands.agreements import DraftFields, add_draft, save_draft
from services.agreements.commands.fields import Programmes, Prose, Sites
from services.agreements.domain import agreements, cooperation_agreements
from services.agreements.domain.agreements import Agreement, Contents
from services.agreements.queries import agreements as queries
from services.agreements.store.addenda import pending_terms
from services.agreements.store.agreements import load_agreement, lock_umbrella
from services.agreements.store.organisations import kinds_of
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


class ReviseCooperationAgreement(DraftFields):
    """A draft with another text; its parties and umbrella stay.

    Empty `sites` or `programmes`: the PKS covers all within its scopes. The last four may be stated later, but before
    the review; the rights and duties are also stated by a work plan of obligations. `burdens_budget`: it costs the
    region something, so the consent of the DPRD is recorded before the signature."""

    sites: Sites = frozenset()
    programmes: Programmes = frozenset()
    rights_and_duties: Prose | None = None
    disputes: Prose | None = None
    sanctions: Prose | None = None
    burdens_budget: bool | None = None

    @property
    def contents(self) -> Contents:
        return Contents(self.rights_and_duties, self.disputes, self.sanctions, self.burdens_budget)


class DraftCooperationAgreement(ReviseCooperationAgreement):
    """A new draft of a PKS under an umbrella in force. `agency_id` is the city's side: the city itself or one of its
    agencies; `institution_id` an institution of corrections, or a prosecutor's office."""

    joint_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID


async def draft_cooperation_agreement(
    conn: Connection, cmd: DraftCooperationAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises NotFound, OrganisationUnknown, PeriodReversed, NotAnAgency, InstitutionOutsideUmbrella,
    CoverageOutsideScope, and rule A2's others."""
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
        contents=cmd.contents,
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
    consent = agreement.consent if cmd.burdens_budget else None
    covering = replace(revised, sites=cmd.sites, programmes=cmd.programmes, contents=cmd.contents, consent=consent)
    pending = await pending_terms(conn, umbrella.id)
    draft = cooperation_agreements.draft_cooperation(covering, umbrella, pending)
    return await save_draft(conn, draft, actor, now)

"""Which event tells of which step."""

from __future__ import annotations

from collections.abc import Mapping

from services.agreements import events

FACTS: Mapping[tuple[str, str], type[events.AgreementFact]] = {
    ("joint", "signed"): events.JointAgreementSigned,
    ("joint", "activated"): events.JointAgreementActivated,
    ("joint", "amended"): events.JointAgreementAmended,
    ("joint", "suspended"): events.JointAgreementSuspended,
    ("joint", "resumed"): events.JointAgreementResumed,
    ("joint", "expiring"): events.JointAgreementExpiring,
    ("joint", "expired"): events.JointAgreementExpired,
    ("joint", "notice-given"): events.JointAgreementNoticeGiven,
    ("joint", "terminated"): events.JointAgreementTerminated,
    ("cooperation", "signed"): events.CooperationAgreementSigned,
    ("cooperation", "activated"): events.CooperationAgreementActivated,
    ("cooperation", "amended"): events.CooperationAgreementAmended,
    ("cooperation", "suspended"): events.CooperationAgreementSuspended,
    ("cooperation", "resumed"): events.CooperationAgreementResumed,
    ("cooperation", "expiring"): events.CooperationAgreementExpiring,
    ("cooperation", "expired"): events.CooperationAgreementExpired,
    ("cooperation", "notice-given"): events.CooperationAgreementNoticeGiven,
    ("cooperation", "terminated"): events.CooperationAgreementTerminated,
}

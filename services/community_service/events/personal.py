"""Records about personal data. None of them names a person."""

from __future__ import annotations

from shared.privacy.facts import (
    DataErasedFact,
    DataRequestReceivedFact,
    DataRequestSettledFact,
    DoubtSettledFact,
    PersonCorrectionDecidedFact,
    PersonCorrectionFact,
)


class DataErased(DataErasedFact, type="community-service.record.data-erased", key="record_class"):
    """Personal data of a record class were erased after their retention. Not whose."""


class DataRequestReceived(
    DataRequestReceivedFact, type="community-service.record.data-request-received", key="request_id"
):
    """A person asked about their own data."""


class DataRequestSettled(
    DataRequestSettledFact, type="community-service.record.data-request-settled", key="request_id"
):
    """A request was answered, or refused with its article."""


class PersonCorrectionProposed(
    PersonCorrectionFact, type="community-service.record.person-correction-proposed", key="correction_id"
):
    """Somebody asked for the correction of a name or a birth date."""


class PersonCorrectionDecided(
    PersonCorrectionDecidedFact, type="community-service.record.person-correction-decided", key="correction_id"
):
    """A second person decided about it."""


class DecisionDoubtSettled(DoubtSettledFact, type="community-service.record.decision-doubt-settled", key="doubt_id"):
    """A regime that the corrected birth date put in doubt was looked at by whoever may decide."""

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


class DataErased(DataErasedFact, type="training.record.data-erased", key="record_class"):
    """Personal data of a record class were erased after their retention. Not whose."""


class DataRequestReceived(DataRequestReceivedFact, type="training.record.data-request-received", key="request_id"):
    """A person asked about their own data."""


class DataRequestSettled(DataRequestSettledFact, type="training.record.data-request-settled", key="request_id"):
    """A request was answered, or refused with its article."""


class PersonCorrectionProposed(
    PersonCorrectionFact, type="training.record.person-correction-proposed", key="correction_id"
):
    """Somebody asked for the correction of a name or a birth date."""


class PersonCorrectionDecided(
    PersonCorrectionDecidedFact, type="training.record.person-correction-decided", key="correction_id"
):
    """A second person decided about it."""


class DecisionDoubtSettled(DoubtSettledFact, type="training.record.decision-doubt-settled", key="doubt_id"):
    """An enrolment that the corrected birth date put in doubt was looked at by whoever may decide."""

"""Records about personal data. None of them names a person."""

from __future__ import annotations

from shared.privacy.facts import DataErasedFact, DataRequestReceivedFact, DataRequestSettledFact


class DataErased(DataErasedFact, type="notifications.record.data-erased", key="record_class"):
    """Personal data of a record class were erased after their retention. Not whose."""


class DataRequestReceived(DataRequestReceivedFact, type="notifications.record.data-request-received", key="request_id"):
    """A person of the directory asked about their own data."""


class DataRequestSettled(DataRequestSettledFact, type="notifications.record.data-request-settled", key="request_id"):
    """A request was answered, or refused with its article."""

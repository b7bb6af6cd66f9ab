"""The papers with which execution begins. Their numbers and names stay in this service."""

from __future__ import annotations

from datetime import date

from services.community_service.events.cases import CASE, CaseFact


class PaperFact(CaseFact):
    """A correction is the next version."""

    version: int


class LitmasRecorded(PaperFact, type="community-service.litmas.recorded", key="sentence_id", detail=CASE):
    """Litmas recorded.

    When the probation counsellor enters the probation office's study of the person (penelitian kemasyarakatan)."""

    dated_on: date


class ExecutionOrdered(PaperFact, type="community-service.execution.ordered", key="sentence_id", detail=CASE):
    """Execution ordered.

    When the prosecutor enters the order to execute the sentence (P-48). Execution begins with it and with the
    reception."""

    ordered_on: date


class ClientReceived(PaperFact, type="community-service.client.received", key="sentence_id", detail=CASE):
    """Client received.

    When the probation office has received the person, on the basis of litmas and order. The guidance begins."""

    received_on: date

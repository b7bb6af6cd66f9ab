"""The papers with which execution begins: litmas, the prosecutor's order (P-48), and the reception of the client.

Source: UU 22/2022 art. 56, 57. Each is kept in versions: a correction is the next one. A person at the gate is never
turned away because a paper is missing. The case says which are missing, until somebody has entered them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from services.community_service import events
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.domain.sites import Determined
from services.community_service.errors import executions as errors
from shared.messaging.events import Event

Paper = Literal["litmas", "execution_order", "reception", "guardian"]


@dataclass(frozen=True, slots=True)
class Litmas:
    """The study of the person. For a child it names suitable places: sites, or kinds of place (C2p)."""

    number: str
    dated_on: date
    counsellor: str
    office_code: str
    determined: Determined = field(default_factory=Determined)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    """The order to execute (P-48) names its prosecutor (jaksa)."""

    number: str
    dated_on: date
    prosecutor_name: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Reception:
    """The probation office receives the client. It rests on one version of each paper."""

    received_on: date
    place: str
    received_by: str
    litmas_version: int = 0
    order_version: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Papers:
    """The latest version of each paper of a case."""

    verdict_date: date
    litmas: Litmas | None = None
    order: Order | None = None
    reception: Reception | None = None


def record_litmas(sentence: Sentence, papers: Papers, litmas: Litmas, today: date) -> tuple[Litmas, Sequence[Event]]:
    """The next version, or the known one where nothing differs. Raises PaperInFuture, ReceptionBeforePapers."""
    _need_past(litmas.dated_on, today)
    _need_before_reception(litmas.dated_on, papers)
    numbered = replace(litmas, version=papers.litmas.version if papers.litmas else 1)
    if numbered == papers.litmas:
        return numbered, []
    added = replace(litmas, version=_next(papers.litmas))
    return added, [events.LitmasRecorded(**balance(sentence), version=added.version, dated_on=added.dated_on)]


def order_execution(sentence: Sentence, papers: Papers, order: Order, today: date) -> tuple[Order, Sequence[Event]]:
    """The same for the order. Raises PaperInFuture, OrderBeforeVerdict, ReceptionBeforePapers."""
    _need_past(order.dated_on, today)
    if order.dated_on < papers.verdict_date:
        raise errors.OrderBeforeVerdict(on=order.dated_on, verdict_date=papers.verdict_date)
    _need_before_reception(order.dated_on, papers)
    numbered = replace(order, version=papers.order.version if papers.order else 1)
    if numbered == papers.order:
        return numbered, []
    added = replace(order, version=_next(papers.order))
    return added, [events.ExecutionOrdered(**balance(sentence), version=added.version, ordered_on=added.dated_on)]


def receive(sentence: Sentence, papers: Papers, reception: Reception, today: date) -> tuple[Reception, Sequence[Event]]:
    """The client is received; again with other content it is a correction. Both may be entered late, also after the
    sentence has ended: otherwise its guidance could never end as served.

    Raises ReceptionWithoutPapers, ReceptionBeforePapers, PaperInFuture.
    """
    if papers.litmas is None or papers.order is None:
        known = {"litmas": papers.litmas, "P-48": papers.order}
        raise errors.ReceptionWithoutPapers(missing=", ".join(name for name, paper in known.items() if paper is None))
    _need_past(reception.received_on, today)
    if reception.received_on < (latest := max(papers.litmas.dated_on, papers.order.dated_on)):
        raise errors.ReceptionBeforePapers(on=reception.received_on, dated_on=latest)
    based = replace(reception, litmas_version=papers.litmas.version, order_version=papers.order.version)
    numbered = replace(based, version=papers.reception.version if papers.reception else 1)
    if numbered == papers.reception:
        return numbered, []
    added = replace(based, version=_next(papers.reception))
    return added, [events.ClientReceived(**balance(sentence), version=added.version, received_on=added.received_on)]


def _next(known: Litmas | Order | Reception | None) -> int:
    return known.version + 1 if known else 1


def _need_past(on: date, today: date) -> None:
    if on > today:
        raise errors.PaperInFuture(on=on, today=today)


def _need_before_reception(dated_on: date, papers: Papers) -> None:
    """A corrected paper is not later than the reception that rests on it."""
    if papers.reception and papers.reception.received_on < dated_on:
        raise errors.ReceptionBeforePapers(on=papers.reception.received_on, dated_on=dated_on)

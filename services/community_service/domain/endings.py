"""How a sentence ends other than by service, and the end of the guidance.

Sources: KUHP art. 140 (the right to execute lapses); UU 22/2022 art. 58 (the head of the Bapas ends the guidance).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.cases import RUNNING, Case, Progress
from services.community_service.domain.executions import Papers
from services.community_service.domain.fines import Fine
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import endings as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.executions import NotReceived
from services.community_service.events import GuidanceGround, LapseGround, SentenceState
from shared.clock import local_day
from shared.messaging.events import Event

GROUNDS: Mapping[SentenceState, GuidanceGround] = {
    "completed": "served",
    "revoked": "revoked",
    "closed": "revoked",
    "lapsed": "lapsed",
}
"""The ground on which guidance ends, by the state of the sentence. A lapse by transfer ends it by transfer."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why the sentence can no longer be executed, since which day, and the document that says so."""

    ground: LapseGround
    document_number: str
    document_date: date
    lapsed_on: date


@dataclass(frozen=True, slots=True)
class GuidanceEnd:
    ground: GuidanceGround
    document_number: str
    document_date: date
    ended_on: date


@dataclass(frozen=True, slots=True)
class Past:
    """What has been said already: a lapse, the latest end of the guidance, and since when the sentence has been over.

    `since` is the moment of the fact that ended it last; `reopened`: that came after the end of the guidance."""

    lapsed: Lapse | None = None
    guidance_end: GuidanceEnd | None = None
    since: datetime | None = None
    reopened: bool = False


def lapse(case: Case, verdict_date: date, unpaid: Sequence[Fine], stated: Lapse, now: datetime) -> Progress:
    """The prosecutor states that the sentence has lapsed. Its future sessions are cancelled and their seats free.

    Also of one that a fine has closed while something of it is `unpaid`, and of a completed one whose review is open:
    there is something left to execute. Raises WrongState, LapseInFuture, LapseBeforeVerdict.
    """
    _need_something_left(case.sentence, unpaid)
    today = local_day(now)
    for on in (stated.lapsed_on, stated.document_date):
        if on > today:
            raise errors.LapseInFuture(on=on)
        if on < verdict_date:
            raise errors.LapseBeforeVerdict(on=on, verdict_date=verdict_date)
    lapsed = case.with_sentence(replace(case.sentence, state="lapsed", review=None))
    return cases.conclude(
        case,
        lapsed,
        lambda sentence: [events.SentenceLapsed(**balance(sentence), ground=stated.ground, lapsed_on=stated.lapsed_on)],
        now,
    )


def _need_something_left(sentence: Sentence, unpaid: Sequence[Fine]) -> None:
    in_review = sentence.state == "completed" and sentence.review == "open"
    owes = sentence.state == "closed" and any(fine.rest for fine in unpaid)
    if sentence.state not in RUNNING and not in_review and not owes:
        raise WrongState(state=sentence.state, needed="assigned / active")


def end_guidance(sentence: Sentence, papers: Papers, past: Past, end: GuidanceEnd, today: date) -> Sequence[Event]:
    """The head of the probation office ends the guidance. The same again changes nothing; a sentence that went on since
    and is over anew ends it anew.

    Guidance that ends as served has begun: the client was received. A sentence may lapse before that.
    Raises WrongState, GroundDoesNotFit, NotReceived, GuidanceAlreadyEnded, GuidanceEndBeforeSentence.
    """
    if sentence.state not in GROUNDS or sentence.review == "open":
        raise WrongState(state=sentence.review or sentence.state, needed=" / ".join(GROUNDS))
    needed = _ground(sentence, past.lapsed)
    if end.ground != needed:
        raise errors.GroundDoesNotFit(state=sentence.state, needed=needed, ground=end.ground)
    if (latest := past.guidance_end) and not past.reopened:
        if latest == end:
            return []
        if latest.ground == needed:
            raise errors.GuidanceAlreadyEnded(on=latest.ended_on, ground=latest.ground)
    if needed == "served" and papers.reception is None:
        raise NotReceived
    earliest = _earliest(sentence, papers, past)
    for on in (end.document_date, end.ended_on):
        if not earliest <= on <= today:
            raise errors.GuidanceEndBeforeSentence(earliest=earliest, latest=today, on=on)
    return [events.GuidanceEnded(**balance(sentence), ground=end.ground, ended_on=end.ended_on)]


def _earliest(sentence: Sentence, papers: Papers, past: Past) -> date:
    """The day of the lapse, the day of the completion, else that of the verdict."""
    if sentence.state == "lapsed" and past.lapsed:
        return past.lapsed.lapsed_on
    if sentence.state == "completed" and past.since:
        return local_day(past.since)
    return papers.verdict_date


def _ground(sentence: Sentence, lapsed: Lapse | None) -> GuidanceGround:
    if sentence.state == "lapsed" and lapsed and lapsed.ground == "transfer":
        return "transfer"
    return GROUNDS[sentence.state]

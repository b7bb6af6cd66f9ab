"""How a sentence ends other than by service, and the end of the guidance.

Sources: KUHP art. 140 (the right to execute lapses); UU 22/2022 art. 58 (the head of the Bapas ends the guidance).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.executions import Papers
from services.community_service.domain.sentences import Sentence, balance, need_running
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


def lapse(case: Case, verdict_date: date, stated: Lapse, now: datetime) -> Progress:
    """The prosecutor states that the sentence has lapsed. Its future sessions are cancelled and their seats free.

    Raises WrongState unless it runs, LapseInFuture, LapseBeforeVerdict.
    """
    need_running(case.sentence)
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


def end_guidance(
    sentence: Sentence,
    papers: Papers,
    lapsed: Lapse | None,
    latest: GuidanceEnd | None,
    end: GuidanceEnd,
    today: date,
) -> Sequence[Event]:
    """The head of the probation office ends the guidance. The same again changes nothing.

    Guidance that ends as served has begun: the client was received. A sentence may lapse before that.
    Raises WrongState, GroundDoesNotFit, NotReceived, GuidanceAlreadyEnded, GuidanceEndBeforeSentence.
    """
    if sentence.state not in GROUNDS or sentence.review == "open":
        raise WrongState(state=sentence.review or sentence.state, needed=" / ".join(GROUNDS))
    needed = _ground(sentence, lapsed)
    if end.ground != needed:
        raise errors.GroundDoesNotFit(state=sentence.state, needed=needed, ground=end.ground)
    if latest == end:
        return []
    if latest is not None and latest.ground == needed:
        raise errors.GuidanceAlreadyEnded(on=latest.ended_on, ground=latest.ground)
    if needed == "served" and papers.reception is None:
        raise NotReceived
    earliest = lapsed.lapsed_on if lapsed and sentence.state == "lapsed" else papers.verdict_date
    for on in (end.document_date, end.ended_on):
        if not earliest <= on <= today:
            raise errors.GuidanceEndBeforeSentence(earliest=earliest, latest=today, on=on)
    return [events.GuidanceEnded(**balance(sentence), ground=end.ground, ended_on=end.ended_on)]


def _ground(sentence: Sentence, lapsed: Lapse | None) -> GuidanceGround:
    if sentence.state == "lapsed" and lapsed and lapsed.ground == "transfer":
        return "transfer"
    return GROUNDS[sentence.state]

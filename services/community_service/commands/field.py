"""Use case: a supervisor's phone sends what it has recorded, at once or days later. Each entry has its own answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.community_service.commands.cases import save
from services.community_service.commands.field_entries import (
    EntriesAnswer,
    Entry,
    EntryAnswer,
    Receipt,
    SendEntries,
)
from services.community_service.domain import alarms_checks, attendance
from services.community_service.domain import field as rules
from services.community_service.domain.calendar import shown
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.geography import Point
from services.community_service.errors import field as errors
from services.community_service.errors.sites import NotYourSite
from services.community_service.metrics import FIELD_DELAY, FIELD_ENTRIES
from services.community_service.queries.field_refusals import Problem
from services.community_service.store import cases
from services.community_service.store import field as store
from services.community_service.store import field_refusals as refusals
from services.community_service.store.field import Received, Whereabouts
from services.community_service.store.field_refusals import Kept
from shared.edge.access import Actor
from shared.edge.lines import BrokenLine
from shared.errors import ConcurrentChange, NotFound, Refusal, RulesBroken, StaleVersion
from shared.postgres.pool import Connection

_SECOND = timedelta(seconds=1)
_FIRST = {"arrived": 0, "absent": 1, "left": 2}


async def record_entries(conn: Connection, cmd: SendEntries, actor: Actor, now: datetime) -> EntriesAnswer:
    """Each entry stands for itself: what is refused is undone and kept, the rest is recorded.

    In the order of the sessions, and of one session arrivals first: a departure does not depend on its place in the
    list. A refused entry that is sent again is tried again until somebody has settled it: what came before its turn, or
    before its supervisor was named, is recorded without anyone typing it anew. What was in the future when it first
    came stays refused."""
    readable = [entry for entry in cmd.entries if isinstance(entry, Entry)]
    await store.lock_cases(conn, {entry.session_id for entry in readable})
    runs = {entry.clock_run for entry in readable}
    clocks = [*(entry.sent().reading for entry in readable), *await store.readings(conn, actor.subject, runs)]
    answers: dict[int, EntryAnswer] = {}
    for number, entry in sorted(enumerate(cmd.entries), key=lambda each: _turn(each[1])):
        if isinstance(entry, BrokenLine):
            answers[number] = _refused(entry.name, errors.EntryUnreadable(why=entry.why))
        else:
            apart = rules.moved(entry.sent().reading, entry.offset_ms, cmd.reading, now, clocks)
            answers[number] = await _answer(conn, entry, apart, actor, now)
        FIELD_ENTRIES.labels(answers[number].status).inc()
    return EntriesAnswer(received_at=now, entries=[answers[number] for number in range(len(cmd.entries))])


def _turn(entry: Entry | BrokenLine) -> tuple[str, int, datetime | None]:
    if isinstance(entry, BrokenLine):
        return "", 0, None
    return str(entry.session_id), _FIRST[entry.kind], entry.device_at + timedelta(milliseconds=entry.offset_ms)


async def _answer(conn: Connection, entry: Entry, apart: timedelta, actor: Actor, now: datetime) -> EntryAnswer:
    if entry.subject != actor.subject:
        return _refused(str(entry.id), errors.EntryOfAnother())
    sent = entry.sent()
    known = await store.find_entry(conn, entry.id)
    if known and known.sent != sent:
        return _refused(str(entry.id), errors.EntryIdReused())
    if known and known.fact_version:
        return EntryAnswer(id=str(entry.id), status="same", receipt=await _receipt(conn, known))
    kept = await refusals.find_refusal(conn, entry.id) if known else None
    if kept and kept.state != "open":
        return _shown(kept)
    where = await store.whereabouts(conn, entry.session_id)
    if where is None:
        return _refused(str(entry.id), errors.SessionUnknown())
    at = rules.corrected(sent.device_at, sent.offset_ms, now)
    late, moved_s = rules.is_late(at, now), -(-apart // _SECOND)
    received = known or Received(sent, at, now, late, moved_s, where.sentence_id)
    return await _record(conn, entry, received, where, actor, now)


async def _record(
    conn: Connection, entry: Entry, received: Received, where: Whereabouts, actor: Actor, now: datetime
) -> EntryAnswer:
    try:
        async with conn.transaction():
            version = await _act(conn, entry, received, where, actor, now)
            recorded = replace(received, fact_version=version)
            await store.save_entry(conn, recorded)
            await refusals.settle(conn, [entry.id], "recorded", actor.subject, now)
    except (ConcurrentChange, StaleVersion):  # the whole request is done again
        raise
    except Refusal as refusal:
        return await _keep(conn, received, refusal, now)
    FIELD_DELAY.observe((recorded.received_at - recorded.at).total_seconds())
    return EntryAnswer(id=str(entry.id), status="recorded", receipt=await _receipt(conn, recorded))


async def _act(
    conn: Connection, entry: Entry, received: Received, where: Whereabouts, actor: Actor, now: datetime
) -> int | None:
    if where.cancelled_at:
        raise errors.SessionGone(at=shown(where.cancelled_at))
    try:
        case = await cases.load(conn, entry.session_id)
    except NotFound:  # cancelled a moment ago
        raise ConcurrentChange from None
    if actor.subject not in case.around.supervisors:
        raise NotYourSite
    since = where.takes_nobody_since
    rules.need_recordable(case, entry.kind, entry.outcome, received.at, received.received_at, since)
    doubted = alarms_checks.doubt_clock(case, received.clock_apart_s * _SECOND, rules.APART, now)
    return await save(conn, case, _said(doubted, entry, received.at, actor, now), actor, now)


def _said(case: Case, entry: Entry, at: datetime, actor: Actor, now: datetime) -> Progress:
    place = _place(entry, case.limits.misuse.far_metres)
    if entry.kind == "arrived":
        return attendance.check_in(case, at, actor.subject, now, place, entry.accompanied_by)
    assert entry.outcome
    if entry.kind == "absent":
        return attendance.record_absence(case, entry.outcome, entry.reason, actor.subject, now, said_at=at)
    how = entry.compliance()
    return attendance.check_out(case, at, entry.outcome, actor.subject, now, compliance=how, place=place)


def _place(entry: Entry, far_metres: int) -> Point | None:
    if entry.place is None:
        return None
    point = Point(entry.place.latitude, entry.place.longitude)
    return rules.place_of(point, entry.place.accuracy_m, entry.place.age_s, far_metres)


async def _receipt(conn: Connection, received: Received) -> Receipt:
    assert received.sentence_id
    assert received.fact_version
    return Receipt(
        key=received.sentence_id,
        version=received.fact_version,
        hash=await store.hash_of(conn, received.sentence_id, received.fact_version),
        at=received.at,
        received_at=received.received_at,
        recorded_late=received.recorded_late,
    )


async def _keep(conn: Connection, received: Received, refusal: Refusal, now: datetime) -> EntryAnswer:
    first = refusal.broken[0] if isinstance(refusal, RulesBroken) else refusal
    kept = Kept.of(received.sent.id, first)
    try:
        async with conn.transaction():
            await store.save_entry(conn, received)
            await refusals.save_refusal(conn, kept, now)
    except errors.EntryIdReused as reused:
        return _refused(str(received.sent.id), reused)
    return _shown(kept)


def _refused(entry_id: str | None, refusal: Refusal) -> EntryAnswer:
    """Not kept: it cannot be read, or it is not the sender's, or about nothing that is here."""
    words = {"detail_id": refusal.message("id"), "detail_en": refusal.message("en")}
    problem = Problem(slug=refusal.slug, **words, rule=refusal.rule, article=refusal.article)
    return EntryAnswer(id=entry_id, status="refused", problem=problem, kept=False)


def _shown(kept: Kept) -> EntryAnswer:
    problem = Problem(**{name: getattr(kept, name) for name in Problem.model_fields})
    return EntryAnswer(id=str(kept.entry_id), status="refused", problem=problem)

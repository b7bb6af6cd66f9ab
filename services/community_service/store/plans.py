"""What a plan is made from, and saved plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.forecasts import forgotten
from services.community_service.domain.outcomes import ATTENDED, may_be_credited
from services.community_service.domain.placements import Place
from services.community_service.domain.plans.problem import Busy, Existing, Offer, Problem, Seats
from services.community_service.domain.plans.saved import Basis, Result, SavedPlan
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Accreditation
from services.community_service.rules import BOOK
from services.community_service.store.availability import load_availability
from services.community_service.store.bounds import load_allowed
from services.community_service.store.executions import load_determined
from services.community_service.store.plans_format import read_basis, read_result, write_basis, write_result
from services.community_service.store.sentences import load_sentence
from services.community_service.store.sites import GATE, gate_of, load_details, site_of
from shared.clock import LOCAL_ZONE, local_day
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


async def load_offers(conn: Connection, chosen: Collection[UUID] | None) -> tuple[Offer, ...]:
    """Every site that is not closed. New sessions go to the chosen ones, or to all if `chosen` is None."""
    rows = await conn.fetch(
        f"select s.*, {GATE} from sites as s join agreements as a using (agreement_id)"
        " where s.state <> 'closed' order by s.id"
    )
    ids = [row["id"] for row in rows]
    slots = await _by(
        conn, "site_id", "select site_id, id, weekday, starts, ends, capacity from site_slots"
        " where site_id = any($1) order by site_id, weekday, starts", ids,
    )  # fmt: skip
    accredited = await _by(
        conn, "organisation_id", "select organisation_id, valid_from, valid_until from accreditations"
        " where organisation_id = any($1) and kind = 'child_friendly_school'",
        [row["host_organisation_id"] for row in rows if row["host_organisation_id"]],
    )  # fmt: skip
    details = await load_details(conn, ids)
    return tuple(
        Offer(
            Place(
                site_of(row, slots[row["id"]]),
                gate_of(row),
                _accreditations(accredited[row["host_organisation_id"]]),
                details[row["id"]],
            ),
            row["latitude"],
            row["longitude"],
            chosen is None or row["id"] in chosen,
        )
        for row in rows
    )


async def _by(conn: Connection, key: str, query: str, ids: Sequence[UUID]) -> dict[UUID | None, list[Row]]:
    found: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in await conn.fetch(query, ids):
        found[row[key]].append(row)
    return found


def _accreditations(rows: Sequence[Row]) -> list[Accreditation]:
    return [Accreditation(row["valid_from"], row["valid_until"]) for row in rows]


async def load_taken(conn: Connection, offers: Sequence[Offer], since: date) -> Seats:
    """Taken seats by slot and day, from the day `since` on."""
    slots = [slot.id for offer in offers for slot in offer.place.site.slots]
    rows = await conn.fetch(
        "select slot_id, on_date, count(*) as seats from sessions where slot_id = any($1) and on_date >= $2"
        " group by slot_id, on_date",
        *(slots, since),
    )
    return {(row["slot_id"], row["on_date"]): row["seats"] for row in rows}


async def load_problem(
    conn: Connection, sentence: Sentence, offers: tuple[Offer, ...], taken: Seats, now: datetime
) -> Problem:
    """A sentence to plan: the person's time, what is scheduled, and the person's other sessions."""
    rows = await conn.fetch(
        "select id, sentence_id, site_id, slot_id, on_date, starts_at, ends_at, state, outcome from sessions"
        " where person_id = $1 order by starts_at",
        sentence.person_id,
    )
    ahead = {row["id"] for row in rows if _changeable(row, sentence, now)}
    existing = tuple(_existing(row) for row in rows if row["id"] in ahead)
    pending = [row for row in rows if row["id"] not in ahead and _pending(row, sentence)]
    left = dict(taken)
    for each in existing:
        left[each.slot_id, each.on] = left.get((each.slot_id, each.on), 1) - 1
    allowed = await load_allowed(conn, sentence.id)
    return Problem(
        sentence=sentence,
        limits=BOOK.of(sentence.rules_from),
        availability=await load_availability(conn, sentence.person_id),
        offers=tuple(_where_the_verdict_says(sentence, offer, allowed) for offer in offers),
        now=now,
        taken=left,
        busy=tuple(_busy(row) for row in rows if row["id"] not in ahead and row["on_date"] >= local_day(now)),
        existing=existing,
        pending_minutes=sum(map(_minutes, pending)),
        forgotten_minutes=sum(_minutes(row) for row in pending if _forgotten(row, sentence, now)),
        determined=await load_determined(conn, sentence.id),
        days=frozenset(
            row["on_date"]
            for row in rows
            if row["sentence_id"] == sentence.id
            and row["id"] not in ahead
            and (_pending(row, sentence) or row["outcome"] in ATTENDED)
        ),
    )


def _where_the_verdict_says(sentence: Sentence, offer: Offer, allowed: Collection[UUID]) -> Offer:
    """K8: a site elsewhere gets no new sessions, unless the prosecutor allows it."""
    site = offer.place.site
    fits = sentence.bound.is_place(site.name) or site.id in allowed
    return offer if fits else replace(offer, chosen=False)


def _pending(row: Row, sentence: Sentence) -> bool:
    return row["sentence_id"] == sentence.id and may_be_credited(row["state"], row["outcome"])


def _forgotten(row: Row, sentence: Sentence, now: datetime) -> bool:
    over = row["state"] in ("scheduled", "checked_in") and row["ends_at"] <= now
    return over and forgotten(row["on_date"], sentence.period, local_day(now))


def _minutes(row: Row) -> int:
    return minutes_between(row["starts_at"], row["ends_at"])


def _changeable(row: Row, sentence: Sentence, now: datetime) -> bool:
    return bool(row["sentence_id"] == sentence.id and row["state"] == "scheduled" and row["starts_at"] > now)


def _existing(row: Row) -> Existing:
    starts, ends = (row[name].astimezone(LOCAL_ZONE).time() for name in ("starts_at", "ends_at"))
    return Existing(row["id"], row["site_id"], row["slot_id"], row["on_date"], starts, ends)


def _busy(row: Row) -> Busy:
    starts, ends = (row[name].astimezone(LOCAL_ZONE).time() for name in ("starts_at", "ends_at"))
    return Busy(row["on_date"], starts, ends)


async def problem_of(conn: Connection, sentence: Sentence, now: datetime) -> Problem:
    """The sentence as a problem over every site, as it is now."""
    offers = await load_offers(conn, None)
    return await load_problem(conn, sentence, offers, await load_taken(conn, offers, local_day(now)), now)


async def add_plan(
    conn: Connection, plan_id: UUID, sentence_id: UUID, basis: Basis, result: Result, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into plans (id, sentence_id, state, basis, answer, made_by, made_at)"
        " values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6, $7)",
        *(plan_id, sentence_id, result.state, write_basis(basis), write_result(result), by, now),
    )


async def drop_plan(conn: Connection, plan_id: UUID) -> None:
    """A proposal that nobody has seen."""
    await conn.execute("delete from plans where id = $1 and state <> 'confirmed'", plan_id)


async def load_plan(conn: Connection, plan_id: UUID) -> tuple[Sentence, SavedPlan]:
    """A plan and its sentence, both locked, the sentence first as everywhere. Raises NotFound."""
    sentence_id = await conn.fetchval("select sentence_id from plans where id = $1", plan_id)
    if sentence_id is None:
        raise NotFound(what="plan", id=plan_id)
    sentence = await load_sentence(conn, sentence_id)
    row = await conn.fetchrow(
        "select state, made_at, basis::text as basis, answer::text as answer from plans where id = $1 for update",
        plan_id,
    )
    assert row
    plan = SavedPlan(row["state"], row["made_at"], read_basis(row["basis"]), read_result(row["answer"]))
    return sentence, plan


async def confirm_plan(conn: Connection, plan_id: UUID, by: str, now: datetime) -> None:
    await conn.execute(
        "update plans set state = 'confirmed', confirmed_by = $2, confirmed_at = $3 where id = $1", plan_id, by, now
    )

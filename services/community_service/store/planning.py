"""What planning is given, the plans it made, sessions that were cancelled, and forecasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.attendance import Attendance
from services.community_service.domain.calendar import Period
from services.community_service.domain.forecast import Forecast
from services.community_service.domain.placement import Place
from services.community_service.domain.planning.problem import Busy, Existing, Offer, Problem, Seats
from services.community_service.domain.sentence import Sentence
from services.community_service.domain.site import Accreditation, Gate, Site, Slot
from services.community_service.rules import BOOK
from services.community_service.store.availability import load_availability
from services.community_service.store.sentences import load_sentence, sentence_of
from services.community_service.store.site_details import load_details
from shared.clock import LOCAL_ZONE, local_day
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


async def read_sentence(conn: Connection, sentence_id: UUID) -> Sentence:
    """One sentence as it is, not locked. Raises NotFound."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return sentence_of(row)


async def load_offers(conn: Connection, chosen: Collection[UUID] | None) -> tuple[Offer, ...]:
    """Every site that is not closed, with what decides whether it takes people; new sessions go to the chosen ones."""
    rows = await conn.fetch(
        "select s.*, a.state as agreement_state, a.scopes, a.starts_on, a.ends_on, a.agency_id as agreement_agency"
        " from sites as s join agreements as a using (agreement_id) where s.state <> 'closed' order by s.id"
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
                _site(row, slots[row["id"]]),
                _gate(row),
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


def _site(row: Row, slots: Sequence[Row]) -> Site:
    return Site(
        id=row["id"],
        agreement_id=row["agreement_id"],
        agency_id=row["agency_id"],
        host_organisation_id=row["host_organisation_id"],
        name=row["name"],
        activities=tuple(row["activities"]),
        child_friendly=row["child_friendly"],
        slots=tuple(Slot(s["id"], s["weekday"], s["starts"], s["ends"], s["capacity"]) for s in slots),
        supervisors=frozenset(),
        state=row["state"],
        suspended_by=row["suspended_by"],
    )


def _gate(row: Row) -> Gate:
    period = Period(row["starts_on"], row["ends_on"])
    return Gate(row["agreement_id"], row["agreement_state"], frozenset(row["scopes"]), row["agreement_agency"], period)


def _accreditations(rows: Sequence[Row]) -> list[Accreditation]:
    return [Accreditation(row["valid_from"], row["valid_until"]) for row in rows]


async def load_taken(conn: Connection, offers: Sequence[Offer], since: date) -> Seats:
    """Seats taken by slot and day, from a day on."""
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
    """A sentence to plan: its person's time, what is scheduled, what else the person does."""
    rows = await conn.fetch(
        "select id, sentence_id, site_id, slot_id, on_date, starts_at, ends_at, state, outcome from sessions"
        " where person_id = $1 order by starts_at",
        sentence.person_id,
    )
    ahead = {row["id"] for row in rows if _changeable(row, sentence, now)}
    existing = tuple(_existing(row) for row in rows if row["id"] in ahead)
    left = dict(taken)
    for each in existing:
        left[each.slot_id, each.on] = left.get((each.slot_id, each.on), 1) - 1
    return Problem(
        sentence=sentence,
        limits=BOOK.of(sentence.rules_from),
        availability=await load_availability(conn, sentence.person_id),
        offers=offers,
        now=now,
        taken=left,
        busy=tuple(_busy(row) for row in rows if row["id"] not in ahead and row["on_date"] >= local_day(now)),
        existing=existing,
        pending_minutes=sum(
            (row["ends_at"] - row["starts_at"]).seconds // 60
            for row in rows
            if row["sentence_id"] == sentence.id and row["id"] not in ahead and _pending(row)
        ),
    )


def _changeable(row: Row, sentence: Sentence, now: datetime) -> bool:
    return bool(row["sentence_id"] == sentence.id and row["state"] == "scheduled" and row["starts_at"] > now)


def _pending(row: Row) -> bool:
    """May still be credited."""
    return row["state"] != "signed_off" and row["outcome"] in {None, "attended_complied"}


def _existing(row: Row) -> Existing:
    starts, ends = (row[name].astimezone(LOCAL_ZONE).time() for name in ("starts_at", "ends_at"))
    return Existing(row["id"], row["site_id"], row["slot_id"], row["on_date"], starts, ends)


def _busy(row: Row) -> Busy:
    starts, ends = (row[name].astimezone(LOCAL_ZONE).time() for name in ("starts_at", "ends_at"))
    return Busy(row["on_date"], starts, ends)


async def problem_of(conn: Connection, sentence: Sentence, now: datetime) -> Problem:
    """With every site, as it is now."""
    offers = await load_offers(conn, None)
    return await load_problem(conn, sentence, offers, await load_taken(conn, offers, local_day(now)), now)


async def add_plan(
    conn: Connection, plan_id: UUID, sentence_id: UUID, state: str, basis: str, answer: str, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into plans (id, sentence_id, state, basis, answer, made_by, made_at)"
        " values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6, $7)",
        *(plan_id, sentence_id, state, basis, answer, by, now),
    )


async def load_plan(conn: Connection, plan_id: UUID) -> tuple[Sentence, Row]:
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
    return sentence, row


async def confirm_plan(conn: Connection, plan_id: UUID, by: str, now: datetime) -> None:
    await conn.execute(
        "update plans set state = 'confirmed', confirmed_by = $2, confirmed_at = $3 where id = $1", plan_id, by, now
    )


async def sessions_ahead(conn: Connection, sentence_id: UUID, now: datetime) -> list[UUID]:
    """Scheduled and not begun, the earliest first."""
    rows = await conn.fetch(
        "select id from sessions where sentence_id = $1 and state = 'scheduled' and starts_at > $2 order by starts_at",
        *(sentence_id, now),
    )
    return [row["id"] for row in rows]


async def cancel_session(
    conn: Connection, sentence: Sentence, each: Attendance, cause: str, reason: str | None, by: str, now: datetime
) -> None:
    """The seat, the person's time and the day's minutes are free again; what was is kept apart."""
    await conn.execute(
        "insert into cancelled_sessions (id, placement_id, sentence_id, site_id, starts_at, ends_at, cause, reason,"
        " cancelled_by, cancelled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(each.session_id, each.placement_id, sentence.id, each.site_id, each.starts_at, each.ends_at),
        *(cause, reason, by, now),
    )
    await conn.execute("delete from sessions where id = $1", each.session_id)
    await conn.execute(
        "update case_days set scheduled_minutes = scheduled_minutes - $3 where sentence_id = $1 and on_date = $2",
        *(sentence.id, local_day(each.starts_at), each.scheduled_minutes),
    )


async def claim_forecast(conn: Connection, today: date) -> tuple[Sentence, str | None] | None:
    """A running sentence whose forecast is due, locked, with its pace so far; another replica takes another one."""
    row = await conn.fetchrow(
        "select s.*, f.pace from sentences as s join forecasts as f on f.sentence_id = s.id"
        " where f.due_on <= $1 and s.state in ('assigned', 'active') order by f.due_on, s.id limit 1"
        " for update of s skip locked",
        today,
    )
    return (sentence_of(row), row["pace"]) if row else None


async def save_forecast(conn: Connection, sentence_id: UUID, forecast: Forecast, next_on: date, now: datetime) -> None:
    await conn.execute(
        "update forecasts set pace = $2, scheduled_minutes = $3, schedulable_minutes = $4, short_minutes = $5,"
        " made_at = $6, due_on = $7 where sentence_id = $1",
        *(sentence_id, forecast.pace, forecast.scheduled, forecast.schedulable, forecast.short, now, next_on),
    )


async def forecast_again(conn: Connection, person_id: UUID) -> None:
    """The person's time has changed."""
    await conn.execute(
        "update forecasts set due_on = date '2000-01-01' from sentences as s"
        " where s.id = forecasts.sentence_id and s.person_id = $1",
        person_id,
    )

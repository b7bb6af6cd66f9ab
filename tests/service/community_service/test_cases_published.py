"""What somebody finds who reads the topics with patience: nobody's whereabouts, and no child.

A story of 200 cases goes out as the relay writes it. The journalist has every topic that all agencies read. A reader of
adults' cases has those and the topic of cases. Each tries fields, keys, counts, rhythm, hours, times and guessed ids.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, NAMESPACE_OID, NAMESPACE_URL, UUID, uuid3, uuid5

import orjson
import pytest

from deploy.local.issuer import Issuer
from deploy.topics import ANSWERS, EVERYBODY, READERS
from services.community_service import justice
from services.community_service.events import CASES, CHILDREN, INSTITUTIONS
from shared.clock import local_day
from shared.holidays import usual
from shared.ids import _version_8
from shared.messaging.cloudevents import from_kafka
from shared.messaging.relay import _FETCH, Relay
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.client import CommunityServiceClient
from tests.support.databases import Databases
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness, run_service

ADULTS, CHILDREN_COUNT, DIVERSIONS = 150, 50, 20
OPEN_TOPICS = {topic for topic, readers in READERS.items() if readers == EVERYBODY}
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
DAYS = [date(2026, 3, 2) + timedelta(days=day) for day in range(60)]
OPEN_DAYS = [day for day in DAYS if day.isoweekday() in (1, 2) and not usual(day)]


@dataclass(frozen=True)
class Message:
    topic: str
    key: str
    type: str
    time: datetime
    sequence: int
    text: str
    """Everything that is written in it: headers, key, data."""
    data: dict[str, Any]


@dataclass
class World:
    """What really happened, to compare what is found with."""

    messages: list[Message] = field(default_factory=list)
    sessions: list[Json] = field(default_factory=list)
    cases: dict[str, bool] = field(default_factory=dict)
    """Sentence id → whether it is a child's."""
    persons: set[str] = field(default_factory=set)
    niks: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def on(self, *topics: str) -> list[Message]:
        return [message for message in self.messages if message.topic in topics]

    @property
    def children(self) -> set[str]:
        return {id_ for id_, child in self.cases.items() if child}


@pytest.fixture(scope="module")
async def world(databases: Databases, issuer: Issuer) -> AsyncIterator[World]:
    async with run_service(scene.SERVICE, databases, issuer) as h:
        await scene.introduce_neighbours(h)
        yield await play(h)


async def play(h: Harness) -> World:
    """200 verdicts, every fifth one broken, half of these overridden; 20 diversions; some amended; a third placed,
    some of these served; every day sealed."""
    world, client = World(), CommunityServiceClient(h)
    site = await scene.open_site(client, slots=[_slot(weekday) for weekday in (1, 2)])
    for number in range(ADULTS + CHILDREN_COUNT):
        await _hear(h, world, number, child=number % 4 == 3)
    for number in range(DIVERSIONS):
        await _divert(h, world, number)
    await _override_every_second(client)
    rows = await h.pool.fetch("select id, regime, person_id, verdict_number from sentences order by verdict_number")
    world.cases = {str(row["id"]): row["regime"] == "child" for row in rows}
    world.persons = {str(row["person_id"]) for row in rows}
    for number, row in enumerate(rows[::3]):
        await _serve(client, world, row, site, number)
    await h.hear(bodies.amendment(verdict_number=next(r["verdict_number"] for r in rows if r["regime"] == "adult")))
    h.clock.set(scene.APRIL)
    await h.seal()
    world.messages = [message async for message in _published(h)]
    return world


def _slot(weekday: int) -> Json:
    return {"weekday": weekday, "starts": "08:00", "ends": "17:00", "capacity": 100}


async def _hear(h: Harness, world: World, number: int, *, child: bool) -> None:
    """A verdict of a court that writes national ids wherever it can."""
    nik, verdict_number = f"81710101{number:08}", f"{number}/Pid{'.Sus-Anak' if child else '.B'}/2026/PN Amb"
    hours = {True: 121 if number % 5 == 0 else 7, False: 241 if number % 5 == 0 else 8}[child]
    make = bodies.child_verdict if child else bodies.verdict
    verdict = justice.SentencePronounced.model_validate(make(nik=nik, verdict_number=verdict_number, hours=hours))
    headers = [
        *(pair for pair in kafka_headers(scene.envelope(verdict.type, f"putusan-{nik}")) if pair[0] != "ce_subject"),
        ("ce_subject", nik.encode()),
        ("ce_correlationid", nik.encode()),
        ("ce_causationid", nik.encode()),
        ("ce_traceparent", TRACE.replace("8448eb211c80319c", nik).encode()),
    ]
    await h.hear_raw(justice.INTAKE, verdict.model_dump_json().encode(), headers)
    world.niks.add(nik)
    world.numbers.add(verdict_number)


async def _divert(h: Harness, world: World, number: int) -> None:
    nik, named = f"81710102{number:08}", f"{number}/Pen.Div/2026/PN Amb"
    await h.hear(bodies.determined(nik=nik, determination_number=named), id=f"penetapan-{number}")
    world.niks.add(nik)
    world.numbers.add(named)


async def _override_every_second(client: CommunityServiceClient) -> None:
    """Adults' verdicts and children's."""
    returned = (await client.list_returned_verdicts(limit=100))["items"]
    for each in sorted(returned, key=lambda each: str(each["verdict_number"]))[::2]:
        await client.override_verdict(each["id"], bodies.OVERRIDE)


async def _serve(client: CommunityServiceClient, world: World, row: Any, site: Json, number: int) -> None:
    """Two sessions: children after school, adults in the morning. Every second one comes; the others are missed."""
    day = OPEN_DAYS[2 + number % (len(OPEN_DAYS) - 3)]
    starts, ends = ("14:00", "17:00") if row["regime"] == "child" else ("08:00", "12:00")
    client.h.clock.set(scene.MARCH)
    sentence = {"id": str(row["id"])}
    sessions = [bodies.session(str(each), starts, ends) for each in (day, OPEN_DAYS[OPEN_DAYS.index(day) + 1])]
    placed = (await scene.place(client, sentence, site, *sessions))["sessions"]
    world.sessions += [{**each, "site_id": site["id"]} for each in placed]
    if number % 2 and day < local_day(scene.APRIL):
        await scene.attend(client, placed[0]["id"], f"{day}T{starts}", f"{day}T{ends}")
        await client.sign_off(placed[0]["id"])


async def _published(h: Harness) -> AsyncIterator[Message]:
    relay = Relay(None, None, authority="masohi.test", service="community-service", batch=1)  # type: ignore[arg-type]
    while rows := await h.pool.fetch(_FETCH, [], [], 1_000):
        for row in rows:
            for topic, value, key, _, _, headers in relay._messages(row):
                event = from_kafka(value, headers)
                assert event.time
                text = " ".join([key.decode(), value.decode(), *(f"{name}={raw.decode()}" for name, raw in headers)])
                data = orjson.loads(value)
                yield Message(topic, key.decode(), event.type, event.time, event.version, text, data)
        await h.pool.execute("delete from outbox where position = any($1)", [row["position"] for row in rows])


def test_the_story_is_long_enough_to_find_something_in(world: World) -> None:
    types = Counter(message.type for message in world.messages)
    assert (len(world.cases), len(world.children)) == (200, 65)
    assert len(world.sessions) > 100
    assert min(types[f"community-service.{each}"] for each in ("attendance.signed-off", "sentence.rejected")) >= 20
    assert world.on(INSTITUTIONS)
    assert world.on(CASES)
    assert world.on(CHILDREN)
    assert world.on(ANSWERS)


def test_the_journalist_finds_no_case_at_all(world: World) -> None:
    """Nothing of a case is on a topic that every agency reads: no id, no number, no person, no session."""
    known = {*world.cases, *world.persons, *world.niks, *world.numbers, *(each["id"] for each in world.sessions)}
    known |= {message.key for message in world.on(CASES, CHILDREN, ANSWERS)}
    for message in world.on(*OPEN_TOPICS):
        assert not [each for each in known if each in message.text], message.type


def test_the_journalist_learns_nothing_from_hours_and_rhythm(world: World) -> None:
    """He bets that someone is at a site when something is said of it. In the hours of sessions nothing is."""
    spoken = [(m.data.get("site_id"), m.time) for m in world.on(*OPEN_TOPICS) if "journal" not in m.type]
    for each in world.sessions:
        starts, ends = (datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at"))
        around = (starts - timedelta(hours=1), ends + timedelta(hours=1))
        assert not [when for site, when in spoken if site == each["site_id"] and around[0] <= when <= around[1]]
    types = Counter(message.type for message in world.on(*OPEN_TOPICS))
    assert set(types) == {"community-service.site.opened", "community-service.journal.sealed"}
    assert types["community-service.site.opened"] == 1, "no more is said of a site where people serve"
    assert all(m.time.astimezone(scene.MARCH.tzinfo).date() for m in world.on(*OPEN_TOPICS))


@pytest.mark.parametrize("topics", [{CASES}, {CASES, *OPEN_TOPICS}], ids=["cases", "cases and all"])
def test_a_reader_of_adults_cases_finds_no_child(world: World, topics: set[str]) -> None:
    """He knows how a child's case looks, and bets on every key that looks like one. No child is among the keys."""
    messages = world.on(*topics)
    suspected = {
        bet.__name__: {key for key in {m.key for m in messages} if bet([m for m in messages if m.key == key])}
        for bet in (looks_short, meets_in_the_afternoon, hides_its_number, takes_small_steps)
    }
    found = {name: keys & world.children for name, keys in suspected.items()}
    assert not any(found.values()), found
    of_children = {each["id"] for each in world.sessions if each["sentence_id"] in world.children} | world.children
    for message in messages:
        assert not [each for each in of_children if each in message.text], message.type


def looks_short(messages: list[Message]) -> bool:
    return any(m.data.get("required_minutes", 10**6) <= 120 * 60 for m in messages)


def meets_in_the_afternoon(messages: list[Message]) -> bool:
    return any("T05:00" in str(m.data.get("starts_at")) for m in messages)


def hides_its_number(messages: list[Message]) -> bool:
    return any(m.data.get("verdict_number", "") is None for m in messages)


def takes_small_steps(messages: list[Message]) -> bool:
    return any(m.data.get("present_minutes", 10**6) <= 180 for m in messages)


def test_the_bets_do_find_children_where_they_are(world: World) -> None:
    """On the children's topic the same bets win: they are good bets."""
    for bet in (looks_short, meets_in_the_afternoon, hides_its_number, takes_small_steps):
        keys = {m.key for m in world.on(CHILDREN)}
        assert {key for key in keys if bet([m for m in world.on(CHILDREN) if m.key == key])}, bet.__name__


def test_no_gap_tells_that_something_was_left_out(world: World) -> None:
    numbers: dict[tuple[str, str], list[int]] = {}
    for message in world.messages:
        numbers.setdefault((message.topic, message.key), []).append(message.sequence)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_nobody_outside_learns_where_someone_will_be(world: World) -> None:
    """Not from the topics of cases either: no site, and no hour before it has passed."""
    sites = {each["site_id"] for each in world.sessions}
    for message in world.on(CASES, CHILDREN, ANSWERS):
        assert not [site for site in sites if site in message.text], message.type
        starts = message.data.get("starts_at")
        assert starts is None or datetime.fromisoformat(starts) <= message.time, message.type


def test_no_national_id_comes_out_however_it_was_sent_in(world: World) -> None:
    for message in world.messages:
        assert not [nik for nik in world.niks if nik in message.text], (message.topic, message.type)
        assert not re.search(r"(?<![0-9a-f-])[0-9]{16}(?![0-9a-f-])", message.text), message.type


def test_no_id_is_won_back_by_guessing(world: World) -> None:
    """Whoever knows how courts number their verdicts tries every number with every hash that needs no secret."""
    ids = {message.key for message in world.on(CASES, CHILDREN)}
    ids |= {message.data["rejection_id"] for message in world.on(ANSWERS)}
    assert {UUID(id_).version for id_ in ids} == {8}
    assert not ids & {guess for number in world.numbers for guess in _guesses(number)}


def _guesses(number: str) -> Iterator[str]:
    names = (number, f"pn-ambon:{number}", f"urn:masohi:verdict:pn-ambon:{number}", f"pn-ambon/{number}")
    for name in names:
        for space in (NAMESPACE_URL, NAMESPACE_OID, NAMESPACE_DNS):
            yield str(uuid5(space, name))
            yield str(uuid3(space, name))
        for algorithm in ("md5", "sha1", "sha256"):
            raw = hashlib.new(algorithm, name.encode()).digest()[:16]
            yield str(UUID(bytes=raw))
            yield str(UUID(int=_version_8(raw)))

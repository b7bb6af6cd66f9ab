"""Verification of a journal: every chain and every seal, recomputed in one pass in the order of the journal.

The pass recomputes each fact's digest and link, keeps the head of every stream, and at each seal's position compares
the root over the heads with the one that was signed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import orjson

from shared.clock import local_day
from shared.journal import chain
from shared.journal.chain import Flaw
from shared.journal.lost import Loss, losses
from shared.journal.merkle import Tree, leaf
from shared.journal.seal import SEALS_QUERY, Seal, of_fact, signature_fits
from shared.metrics import JOURNAL_FLAWS
from shared.postgres.pool import Connection, Row
from shared.seal_key import Trust

MOST_FLAWS = 100
"""Broken chains that are named; the rest is counted."""
_CHUNK = 1_000
_TIMEOUT_S = 600.0

Told = Callable[[int, int], Awaitable[None]]
"""What is called between two chunks: with the number of facts that were read, and the position of the last one."""


@dataclass(frozen=True, slots=True)
class SealFlaw:
    """A seal that does not fit. Where its root differs, something above position `after`, up to `position`, changed."""

    day: date
    number: int
    after: int
    position: int
    reason: str


@dataclass(slots=True)
class Findings:
    """What a verification found. `sealed_position`: up to where seals speak for the journal; `sealed_day`: the last.

    `losses`: what restores lost, as the journal itself states it. That is no flaw. `broken_days`: the days of the facts
    that do not fit, as the seals have them; of a fact that no seal covers, the day that it names.
    """

    facts: int = 0
    streams: int = 0
    seals: int = 0
    sealed_position: int = 0
    sealed_day: date | None = None
    broken_chains: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    seal_flaws: list[SealFlaw] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    broken_days: list[date] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        return not (self.broken_chains or self.seal_flaws)


class _Pass:
    """The heads of all streams as of the fact read last, and the tree over them as of the seal checked last."""

    def __init__(self, seals: Sequence[Seal], excused: Collection[int] = ()) -> None:
        """`excused`: the numbers of seals whose facts a restore lost."""
        self._excused = excused
        self.versions: dict[str, int] = {}
        self.heads: dict[str, bytes] = {}
        self.broken: dict[str, None] = {}
        self.broken_days: set[date] = set()
        self.flaws: list[SealFlaw] = []
        self._due, self._after = list(reversed(seals)), 0
        self._tree, self._places, self._touched = Tree(), dict[str, int](), dict[str, None]()

    def add(self, rows: Sequence[Row]) -> None:
        """Checks the next facts, in the order of their positions."""
        versions, heads, touched, broken = self.versions, self.heads, self._touched, self.broken
        for row in rows:
            if self._due:
                self.seals_before(row["position"])
            key = row["key"]
            if chain.flaw_of(row, versions.get(key, 0) + 1, heads.get(key, b"")):
                broken[key] = None
                self.broken_days.add(self._due[-1].day if self._due else local_day(row["occurred_at"]))
            versions[key], heads[key] = row["version"], row["hash"]
            touched[key] = None

    def seals_before(self, position: float) -> None:
        """Checks the root of each seal that covers only facts before a position."""
        while self._due and self._due[-1].position < position:
            seal = self._due.pop()
            if not self.flaws and seal.number not in self._excused:
                self._check(seal)
            self._after = seal.position

    def _check(self, seal: Seal) -> None:
        for key in self._touched:
            value = leaf(key, self.versions[key], self.heads[key])
            if key in self._places:
                self._tree.change(self._places[key], value)
            else:
                self._places[key] = self._tree.add(value)
        self._touched.clear()
        if (len(self._tree), self._tree.root()) == (seal.heads, seal.root):
            return
        reason = f"the heads give another root ({len(self._tree)} streams, {seal.heads} when it was sealed)"
        self.flaws.append(SealFlaw(seal.day, seal.number, self._after, seal.position, reason))


async def _pause(facts: int, position: int) -> None:
    del facts, position
    await asyncio.sleep(0)


async def verify_journal(
    conn: Connection, name: str, keys: Trust, told: Told = _pause, chunk: int = _CHUNK
) -> Findings:
    """Recomputes everything. `conn` is in a transaction of its own that sees one moment (repeatable read)."""
    seals = [Seal(journal=name, **row) for row in await conn.fetch(f"{SEALS_QUERY} order by number")]
    stated, published = await losses(conn, name), await _published(conn, name)
    excused = _excused(seals, published, stated)
    own = [replace(seal, stated_at=None) for seal in seals if seal.number not in excused]
    found, walk = Findings(seals=len(seals), losses=stated), _Pass(seals, excused)
    async for rows in _chunks(conn, chunk):
        walk.add(rows)
        found.facts += len(rows)
        await told(found.facts, rows[-1]["position"])
    walk.seals_before(float("inf"))
    if own:
        found.sealed_position, found.sealed_day = own[-1].position, own[-1].day
    found.streams, found.broken_chains = len(walk.heads), len(walk.broken)
    found.broken_days = sorted(walk.broken_days)
    found.seal_flaws = _links(seals, keys) + _unlike(own, published) + walk.flaws + _unlisted(seals, stated)
    for key in list(walk.broken)[:MOST_FLAWS]:
        found.flaws.extend([flaw async for flaw in chain.verify(conn, key)])
    found.flaws.sort(key=lambda flaw: flaw.position)
    JOURNAL_FLAWS.inc(found.broken_chains + len(found.seal_flaws))
    return found


def _links(seals: Sequence[Seal], keys: Trust) -> list[SealFlaw]:
    """The first seal whose signature or place in the chain of seals does not fit."""
    before: list[Seal | None] = [None, *seals]
    for last, seal in zip(before, seals, strict=False):
        if reason := _link_flaw(last, seal, keys):
            after = last.position if last else 0
            return [SealFlaw(seal.day, seal.number, after, seal.position, reason)]
    return []


def _link_flaw(last: Seal | None, seal: Seal, keys: Trust) -> str | None:
    if seal.key_id not in keys:
        return f"it is signed by a key that is not trusted ({seal.key_id})"
    if not signature_fits(seal, keys):
        return "the signature does not fit: the seal was changed"
    if seal.number != (last.number + 1 if last else 1):
        return f"seal {last.number + 1 if last else 1} is missing"
    if seal.previous != (last.hash if last else None):
        return "it does not follow the seal before it"
    if last and (seal.day != last.day + timedelta(days=1) or seal.position < last.position):
        return "its day or position does not follow the seal before it"
    return None


def _excused(seals: Sequence[Seal], published: Sequence[Seal], stated: Sequence[Loss]) -> set[int]:
    """The seals that a fact states as lost. One that this journal published cannot be: it still has the facts."""
    lost = {(loss.position, seal.number): seal.hash for loss in stated for seal in loss.seals}
    own, excused = {seal.number for seal in published}, set()
    for seal in seals:
        with contextlib.suppress(ValueError):  # figures that canonical JSON cannot even say
            place = seal.stated_at or 0, seal.number
            if place in lost and seal.number not in own and lost[place] == seal.hash.hex():
                excused.add(seal.number)
    return excused


def _unlisted(seals: Sequence[Seal], stated: Sequence[Loss]) -> list[SealFlaw]:
    """A list of lost facts that is not the one that was stated, told of the first seal that covers the statement."""
    for loss in stated:
        if not loss.listed:
            seal = next((seal for seal in seals if seal.position >= loss.position), None)
            day, number = (seal.day, seal.number) if seal else (local_day(loss.stated_at), 0)
            reason = "the list of lost facts is not the one that was stated"
            return [SealFlaw(day, number, loss.position - 1, loss.position, reason)]
    return []


async def _published(conn: Connection, name: str) -> list[Seal]:
    """The seals that the journal itself published. A fact that cannot be read as a seal is passed by."""
    published = []
    for row in await conn.fetch("select data::text from journal where key = $1 order by version", name):
        with contextlib.suppress(ValueError):
            published.append(of_fact(orjson.loads(row["data"])))
    return published


def _unlike(seals: Sequence[Seal], published: Sequence[Seal]) -> list[SealFlaw]:
    """The first seal that differs from the published one, or that stands in one of the two places only."""
    stored, known = {seal.number: seal for seal in seals}, {seal.number: seal for seal in published}
    after = 0
    for number in sorted(stored | known):
        seal = stored.get(number) or known[number]
        if stored.get(number) != known.get(number):
            reasons = {
                (True, False): "the journal did not publish it",
                (False, True): "it was published and is missing",
            }
            reason = reasons.get((number in stored, number in known), "the journal published another one")
            return [SealFlaw(seal.day, number, after, seal.position, reason)]
        after = seal.position
    return []


async def _chunks(conn: Connection, size: int) -> AsyncIterator[list[Row]]:
    cursor = await conn.cursor(f"{chain.STORED} order by position", timeout=_TIMEOUT_S)
    while rows := await cursor.fetch(size, timeout=_TIMEOUT_S):
        yield rows

"""How long planning takes: one person, and 500 persons over 20 sites and 6 months. `python -m tests.bench.planning`

The town is made by a fixed seed: adults of 40 to 240 hours and children of 20 to 90, each with work or school and
worship blocked, and sites with two to five opening days and 4 to 12 places: less than all of them need. Every plan is
judged by `domain.placement.confirm` and seats are counted again; a wrong one ends the program.
"""

from __future__ import annotations

import argparse
import statistics
import time as clock
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from services.community_service.domain.availability import Availability, Blocked
from services.community_service.domain.geography import Point
from services.community_service.domain.placements import Booked, Place, Plan, confirm
from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Answer, Offer, Problem, Proposal
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Accreditation, Gate, Site, Slot
from services.community_service.rules import BOOK
from shared.periods import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PERIOD = Period(date(2026, 3, 2), date(2026, 9, 1))
LIMITS = BOOK.sets[-1]
GATE = Gate(
    UUID(int=4), "in_force", frozenset({"community_service"}), UUID(int=5), Period(date(2026, 1, 1), date(2027, 1, 1))
)


def site(number: int, random: Random) -> Offer:
    """Half of the sites open in the afternoon too, a third of them are for children as well."""
    child = number % 3 == 0
    slots, capacity = [], random.randint(4, 12)
    for weekday in sorted(random.sample(range(1, 8), random.randint(2, 5))):
        id_ = UUID(int=1000 + number * 20 + weekday)
        slots.append(Slot(id_, weekday, time(8), time(12), capacity))
        if child or number % 2:
            slots.append(Slot(UUID(int=1000 + number * 20 + 10 + weekday), weekday, time(13), time(18), capacity))
    made = Site(
        UUID(int=100 + number),
        UUID(int=4),
        UUID(int=5),
        UUID(int=6),
        f"Site {number}",
        ("park",),
        child,
        tuple(slots),
        frozenset({"sup"}),
    )
    place = Place(made, GATE, [Accreditation(date(2026, 1, 1), date(2026, 12, 31))])
    return Offer(place, -3.7 + random.uniform(-0.08, 0.08), 128.2 + random.uniform(-0.08, 0.08))


def person(number: int, random: Random, offers: tuple[Offer, ...]) -> Problem:
    child = number % 10 == 0
    hours = random.choice([20, 40, 60, 90]) if child else random.choice([40, 60, 80, 120, 160, 240])
    cap = 180 if child else random.choice([240, 300, 480])
    months = 6 if hours > 60 else random.choice([3, 6])
    period = Period(PERIOD.starts_on, PERIOD.starts_on + timedelta(days=30 * months))
    sentence = Sentence(
        UUID(int=10_000 + number), UUID(int=20_000 + number), "pn-ambon", str(number), "kejari", "bapas",
        "child" if child else "adult", period, hours * 60, cap, LIMITS.valid_from,
    )  # fmt: skip
    work = random.choice([(), (1, 2), (1, 2, 3), (4, 5, 6)])
    blocked = [Blocked("work", time(7), time(15), weekday) for weekday in (() if child else work)]
    blocked.append(
        Blocked("worship", time(9), time(11), 7) if number % 2 else Blocked("worship", time(11, 30), time(13, 30), 5)
    )
    home = Point(-3.7 + random.uniform(-0.08, 0.08), 128.2 + random.uniform(-0.08, 0.08))
    return Problem(sentence, LIMITS, Availability(tuple(blocked), home), offers, NOW)


def town(persons: int, sites: int) -> list[Problem]:
    random = Random(20260209)
    offers = tuple(site(number, random) for number in range(sites))
    return [person(number, random, offers) for number in range(persons)]


def judge(problems: list[Problem], answers: list[Answer]) -> None:
    """Raises where a plan breaks a rule, leaves minutes over, or a slot holds more than its places."""
    seats: Counter[tuple[UUID, date]] = Counter()
    for problem, answer in zip(problems, answers, strict=True):
        if isinstance(answer, Proposal):
            seats.update((s.slot_id, s.on) for s in answer.sessions)
            assert sum(s.minutes for s in answer.sessions) == problem.needed_minutes
            booked = Booked({}, 0, problem.availability)
            for offer in problem.offers:
                mine = [s for s in answer.sessions if s.site_id == offer.place.site.id]
                plans = [Plan(UUID(int=n), s.on, s.starts, s.ends) for n, s in enumerate(mine)]
                confirm(problem.sentence, offer.place, plans, booked, problem.limits, UUID(int=8), problem.now)
                by_day = Counter(booked.by_day)
                for each in plans:
                    by_day[each.on] += each.minutes
                booked = replace(
                    booked, by_day=by_day, pending_minutes=booked.pending_minutes + sum(p.minutes for p in plans)
                )
    for offer in problems[0].offers:
        for slot in offer.place.site.slots:
            assert all(taken <= slot.capacity for (id_, _), taken in seats.items() if id_ == slot.id)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--persons", type=int, default=500)
    asked.add_argument("--sites", type=int, default=20)
    options = asked.parse_args()
    problems = town(options.persons, options.sites)
    plan(problems[0])
    alone = []
    for problem in problems[:100]:
        began = clock.perf_counter()
        plan(problem)
        alone.append(clock.perf_counter() - began)
    print(  # noqa: T201
        f"one person, alone: median {statistics.median(alone):.3f} s, most {max(alone):.3f} s (of {len(alone)})"
    )
    began, of_cpu = clock.perf_counter(), clock.process_time()
    answers = plan_batch(problems)
    took, of_cpu = clock.perf_counter() - began, clock.process_time() - of_cpu
    judge(problems, answers)
    made = [answer for answer in answers if isinstance(answer, Proposal)]
    print(  # noqa: T201
        f"{len(problems)} persons, {options.sites} sites, 6 months: {took:.1f} s ({of_cpu:.1f} s of one core);"
        f" {len(made)} complete plans,"
        f" {sum(a.optimal for a in made)} proved the best given those before; {len(problems) - len(made)} explained;"
        f" {statistics.mean(a.sites for a in made):.2f} sites a person"
    )


if __name__ == "__main__":
    main()

"""Plays the story on a running system, and reads its events from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from deploy.demo.chapters import (
    addenda_and_endings,
    agreements,
    alarms_and_breaches,
    community_service,
    equipment,
    notifications,
    obligations,
    products,
    releases,
    training,
)
from deploy.demo.client import Client, Target
from deploy.demo.story import Chapter, Line, Story
from deploy.local.errors import LocalError
from deploy.topics import PROSECUTOR
from shared.messaging.events import by_type

SUBSCRIBER = Path(__file__).with_name("subscriber.py")
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the story did, and what an outside subscriber read of it."""

    chapters: list[Chapter]
    outcomes: list[tuple[str, str]]
    events: list[dict[str, Any]]
    missing: Counter[str]
    documents: dict[str, bytes]
    """Name → PDF."""

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Topic → event type → how many of it the subscriber read there."""
        counts: dict[str, dict[str, int]] = {topic: {} for topic in PROSECUTOR}
        for (topic, type_), count in Counter((event["topic"], event["type"]) for event in self.events).items():
            counts[topic][type_] = count
        return counts


def play(target: Target, show: Callable[[Chapter | Line], None]) -> Outcome:
    """Plays every chapter, then compares the events expected with those that the subscriber read."""
    with _subscriber(target.bootstrap) as subscriber, Client(target) as client:
        story = Story(client, show)
        _chapters(story)
        events = _read_all(subscriber)
    seen = Counter(event["type"] for event in events)
    outcomes = [*story.outcomes, *_rejections(events)]
    expected = Counter({type_: count for type_, count in story.expected.items() if _readable(type_)})
    return Outcome(story.chapters, outcomes, events, expected - seen, story.documents)


def _readable(type_: str) -> bool:
    """Whether every event of this type goes to topics that the subscriber reads."""
    service = type_.partition(".")[0].replace("-", "_")
    event = by_type(import_module(f"services.{service}.events"))[type_]
    return bool(event.shared_topics()) and set(event.shared_topics()) <= set(PROSECUTOR)


def _chapters(story: Story) -> None:
    story.begin("The joint agreement", "Kesepakatan Bersama")
    agreements.register(story)
    notifications.directory(story)
    agreements.umbrella(story)
    agreements.accredit(story)
    agreements.cooperation(story)
    obligations.pilot(story)
    story.begin("Training of inmates", "pelatihan warga binaan")
    programme = training.programme(story)
    pupils = training.enrolments(story, programme)
    waiting = training.second_course(story, pupils)
    loans = equipment.lend(story)
    training.attend(story, programme, pupils, before=agreements.CLEANING_SIGNED)
    agreements.cleaning(story)
    training.attend(story, programme, pupils)
    training.complete(story, pupils)
    equipment.give_back(story, loans)
    obligations.progress(story)
    story.begin("Products and a release", "pemasaran produk, pembebasan")
    products.play(story, [pupil.id for pupil in pupils[:2]])
    releases.play(story, pupils[0].id, waiting)
    story.begin("Community service", "pidana kerja sosial")
    sites = community_service.play(story)
    story.begin("Alarms and breaches", "pengawasan dan pelanggaran")
    alarms_and_breaches.play(story, sites["taman"])
    story.begin("Evaluation, addenda, endings", "evaluasi, adendum, pengakhiran")
    obligations.evaluation(story)
    notifications.circular(story)
    addenda_and_endings.play(story)
    story.begin("The journal and the messages", "jurnal, pemberitahuan")
    community_service.sealed(story)
    notifications.delivered(story)


def _rejections(events: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What the court reads of each verdict that was rejected: every broken rule with its article."""
    for event in events:
        if event["type"] == "community-service.sentence.rejected":
            laws: dict[str, list[str]] = {}
            for violation in event["data"]["violations"]:
                law, _, article = violation["article"].partition(" art. ")
                laws.setdefault(law, []).append(f"{violation['rule']} art. {article}")
            reasons = "; ".join(f"{law} {', '.join(articles)}" for law, articles in laws.items())
            yield event["data"]["verdict_number"], f"rejected: {reasons}"


def set_clocks(target: Target, moment: datetime | None) -> None:
    """Moves the clocks of all services; None gives them the machine's time."""
    with Client(target) as client:
        client.move_clocks(moment)


@contextmanager
def _subscriber(bootstrap: str) -> Iterator[subprocess.Popen[str]]:
    """A prosecutor's office as the outside subscriber: a process that shares nothing with us."""
    command = [sys.executable, "-I", str(SUBSCRIBER), bootstrap, *PROSECUTOR]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _read_all(subscriber: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Ends the subscriber's input; it reads what is left and stops."""
    try:
        lines, _ = subscriber.communicate(timeout=_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise LocalError("The outside subscriber did not come to an end: is the broker still there?") from None
    if subscriber.returncode:
        raise LocalError("The outside subscriber failed; its error is above.")
    return [json.loads(line) for line in lines.splitlines()]

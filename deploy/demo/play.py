"""Plays the story on a running system and judges it from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.demo.chapters import (
    addenda_and_endings,
    agreements,
    alarms_and_breaches,
    community_service,
    notifications,
    obligations,
    training,
)
from deploy.demo.client import Client, Target
from deploy.demo.story import Story
from deploy.local.errors import LocalError
from deploy.services import SERVICES
from deploy.topics import topics_of

WITNESS = Path(__file__).with_name("witness.py")
_SETTLING_S = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the story did, and what an outside subscriber read of it."""

    outcomes: list[tuple[str, str]]
    events: list[dict[str, Any]]
    missing: Counter[str]
    mails: int
    documents: dict[str, bytes]
    """Name → PDF."""

    @property
    def complete(self) -> bool:
        return not self.missing


def play(target: Target, console: Console) -> Outcome:
    """Tells every chapter, then compares what was expected with what the outsider read."""
    with _witness(target.bootstrap) as witness, Client(target) as client:
        story = Story(client, lambda line: console.print(f"  [green]•[/] {line}"))
        tell(story, console)
        events = _testimony(witness)
    seen = Counter(event["type"] for event in events)
    return Outcome(story.outcomes, events, story.expected - seen, target.mail_count(), story.documents)


def tell(story: Story, console: Console) -> None:
    console.print("[bold]agreements[/]")
    agreements.register(story)
    notifications.directory(story)
    agreements.umbrella(story)
    agreements.accredit(story)
    agreements.cooperation(story)
    obligations.pilot(story)
    console.print("[bold]training[/]")
    programme = training.programme(story)
    training.course(story, programme, training.enrolments(story, programme))
    obligations.progress(story)
    console.print("[bold]community service[/]")
    sites = community_service.tell(story)
    console.print("[bold]oversight[/]")
    alarms_and_breaches.tell(story, sites["taman"])
    console.print("[bold]evaluation[/]")
    obligations.evaluation(story)
    console.print("[bold]notifications[/]")
    notifications.circular(story)
    console.print("[bold]agreements live on[/]")
    addenda_and_endings.tell(story)
    community_service.sealed(story)
    notifications.delivered(story)


def set_clocks(target: Target, moment: datetime | None) -> None:
    """Moves the clocks of all services; None gives them the machine's time."""
    with Client(target) as client:
        client.move_clocks(moment)


@contextmanager
def _witness(bootstrap: str) -> Iterator[subprocess.Popen[str]]:
    """The outside subscriber, as a process that shares nothing with us."""
    topics = [topics_of(service)[0] for service in SERVICES]
    command = [sys.executable, "-I", str(WITNESS), bootstrap, *topics]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _testimony(witness: subprocess.Popen[str]) -> list[dict[str, Any]]:
    try:
        lines, _ = witness.communicate(timeout=_SETTLING_S)
    except subprocess.TimeoutExpired:
        raise LocalError("The outside subscriber did not come to an end: is the broker still there?") from None
    if witness.returncode:
        raise LocalError("The outside subscriber failed; its words are above.")
    return [json.loads(line) for line in lines.splitlines()]

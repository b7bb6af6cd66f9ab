"""Where the facts of training go, by who may read them. No fact holds a name, an age or a birth date."""

from __future__ import annotations

from typing import Annotated

from shared.messaging.events import Audience, Event

INSTITUTIONS = "masohi.training.v1"
PEOPLE = "masohi.training.people.v1"
CHILDREN = "masohi.training.children.v1"
INTERNAL = "masohi.training.internal.v1"


class TrainingEvent(Event, topic=INSTITUTIONS):
    """Facts about programmes. Every agency reads them: they could stand in a newspaper."""


class PeopleEvent(Event, topic={False: PEOPLE, True: CHILDREN}, internal_topic=INTERNAL):
    """Facts about people in training.

    No agency reads adults and children on one topic (UU 11/2012 art. 19, rule C4): with the institution of a
    programme, such a fact would tell that someone is a child."""

    child: Annotated[bool, Audience()] = True


class TrainingRecord(Event):
    """For the record only: it stands in the journal and is not published."""

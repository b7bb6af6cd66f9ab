"""What an account may do. A kind of agency reads what deploy/topics.py says that it may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.services import SERVICES
from deploy.topics import ANSWERS, INTAKE, PROBES, TOPICS, topics_of


@dataclass(frozen=True, slots=True)
class Rights:
    """`groups` begins the name of every consumer group that the account may use; `group` is a whole name. Of `asks` it
    may know how they stand, and not what is in them."""

    reads: frozenset[str]
    writes: frozenset[str] = frozenset()
    groups: str = ""
    group: str = ""
    asks: frozenset[str] = frozenset()


_ALL = frozenset(
    {"masohi.agreements.v1", "masohi.training.v1", "masohi.community-service.v1", "masohi.notifications.v1"}
)
_CASES, _CASES_OF_CHILDREN = {"masohi.community-service.cases.v1"}, {"masohi.community-service.children.v1"}
_PEOPLE, _CHILDREN = {"masohi.training.people.v1"}, {"masohi.training.children.v1"}
_COURT = _ALL | _CASES | {ANSWERS}
_BAPAS = _ALL | _CASES | _PEOPLE

KINDS: Mapping[str, frozenset[str]] = {
    "agency": _ALL,
    "city": _ALL | _PEOPLE,
    "corrections-office": _ALL | _CASES | _PEOPLE,
    "institution": _ALL | _PEOPLE,
    "childrens-institution": _ALL | _PEOPLE | _CHILDREN,
    "bapas": _BAPAS,
    "childrens-bapas": _BAPAS | _CHILDREN | _CASES_OF_CHILDREN,
    "court": _COURT,
    "childrens-court": _COURT | _CASES_OF_CHILDREN,
    "prosecutor": _COURT,
    "childrens-prosecutor": _COURT | _CASES_OF_CHILDREN,
}
"""Kind of agency → the topics that it reads."""
SENDERS = {"court", "childrens-court", "prosecutor", "childrens-prosecutor"}
"""They write the intake topic."""

HEARS: Mapping[str, frozenset[str]] = {
    "agreements": frozenset(),
    "training": frozenset({"masohi.agreements.v1", "masohi.community-service.v1"}),
    "community_service": frozenset(
        {"masohi.agreements.v1", "masohi.training.internal.v1", "masohi.notifications.internal.v1", INTAKE}
    ),
    "notifications": frozenset(
        {
            *_ALL - {"masohi.notifications.v1"},
            "masohi.community-service.internal.v1",
            "masohi.training.internal.v1",
            ANSWERS,
        }
    ),
}
"""Service → the topics that it listens to."""


def account_of(service: str) -> str:
    return f"masohi-{service.replace('_', '-')}"


def of_service(service: str) -> Rights:
    """It also reads its own topics: at its start it compares their ends with its journal."""
    own = frozenset(topics_of(service))
    answers = {PROBES} if INTAKE in HEARS[service] else set()
    return Rights(own | HEARS[service], own | answers, group=f"masohi.{service}")


WATCH = "masohi-watch"


def of_watch() -> Rights:
    """It asks on the intake topic whether the whole way works, and hears the answer; no verdict is readable for it."""
    return Rights(reads=frozenset({PROBES}), writes=frozenset({INTAKE}), asks=frozenset(TOPICS))


def of_agency(name: str, kind: str) -> Rights:
    """Raises KeyError for a kind that there is not."""
    writes = frozenset({INTAKE}) if kind in SENDERS else frozenset()
    return Rights(KINDS[kind], writes, groups=f"{name}.")


def of_services() -> dict[str, Rights]:
    """Account → its rights, for the four."""
    return {account_of(service): of_service(service) for service in SERVICES}

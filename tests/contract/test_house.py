"""Every service is built alike: the same rooms, and in each room one plural word per topic.

`ls services/*/*/breaches.py` finds all of a topic. A file may add an aspect to its topic: `attendance_days.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.services import SERVICES

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent / "services"

TOPICS: dict[str, set[str]] = {
    "agreements": {
        "accreditations",
        "addenda",
        "agreements",
        "cascades",
        "ceremonies",
        "checklists",
        "cooperation_agreements",
        "deadlines",
        "debtors",
        "documents",
        "evaluations",
        "expiry_notices",
        "exports",
        "joint_agreements",
        "obligations",
        "organisations",
        "originals",
        "pauses",
        "progress_reports",
        "proposals",
        "revisions",
        "schedules",
        "signatures",
        "terminations",
        "terms",
        "timeline",
        "trees",
        "waiting",
    },
    "training": {
        "amendments",
        "assessments",
        "attendance",
        "batches",
        "catalogue",
        "certificates",
        "children",
        "consignments",
        "enrolments",
        "identities",
        "holidays",
        "ledger",
        "neighbours",
        "openings",
        "equipment",
        "loans",
        "maintenance",
        "obligations",
        "outlets",
        "decisions",
        "exports",
        "figures",
        "histories",
        "officials",
        "participants",
        "payouts",
        "personal",
        "plans",
        "programmes",
        "releases",
        "readiness",
        "queues",
        "sessions",
        "stays",
        "transfers",
        "sales",
        "splits",
        "statements",
        "wages",
        "training_bodies",
        "waiting",
        "withdrawals",
        "photos",
        "products",
        "stock",
        "workshops",
    },
    "community_service": {
        "alarms",
        "amendments",
        "attendance",
        "availability",
        "bounds",
        "breaches",
        "cases",
        "corrections",
        "diversions",
        "endings",
        "executions",
        "field",
        "figures",
        "fines",
        "forecasts",
        "holidays",
        "guardians",
        "incidents",
        "ledger",
        "neighbours",
        "offices",
        "outcomes",
        "participants",
        "personal",
        "persons",
        "placements",
        "plans",
        "reports",
        "seals",
        "sentences",
        "settlements",
        "sites",
        "supervisors",
        "verdicts",
        "visits",
        "waiting",
    },
    "notifications": {
        "circulars",
        "guardians",
        "data_breaches",
        "inbox",
        "messages",
        "notification_rules",
        "organisations",
        "pauses",
        "personal",
        "recipients",
        "templates",
    },
}
BESIDES: dict[str, dict[str, set[str]]] = {
    "agreements": {
        "commands": {"due_steps", "fields", "sweeps"},
        "domain": {"results"},
        "http": {"paging", "prefixes"},
        "queries": {"conditions"},
    },
    "training": {"commands": {"departures", "fields", "goods"}, "documents": {"texts"}, "queries": {"goods"}},
    "community_service": {
        "domain": {"calendar", "geography", "sessions"},
        "documents": {"texts", "writer"},
    },
}
"""What a room of one service holds beside its topics: values that every topic uses, parts of a document."""
ALWAYS: dict[str, set[str]] = {
    "errors": {"articles"},
    "events": {"topics", "restores"},
    "store": {"constraints"},
}
"""What such a room may hold in every service: articles of the law, stems of the events, the database's constraints."""
TESTED = {"roles", "speed"}
"""What tests of every service may be named after: who may call the routes of all topics, and what a list reads."""

ROOMS = {"web", "commands", "documents", "domain", "errors", "events", "http", "jobs", "processes", "queries", "store"}
FORBIDDEN = {
    "base",
    "changes",
    "doors",
    "helpers",
    "life",
    "misuse",
    "oversight",
    "papers",
    "plan",
    "records",
    "serving",
    "utils",
    "work",
}


def rooms(service: str) -> Iterator[Path]:
    for folder in sorted((ROOT / service).iterdir()):
        if any(folder.glob("*.py")):
            yield folder


def contents(room: Path) -> Iterator[Path]:
    """The modules of a room, and its folders: a topic with machinery of its own."""
    for path in sorted(room.iterdir()):
        if path.name != "__init__.py" and (path.suffix == ".py" or any(path.glob("*.py"))):
            yield path


def modules(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.py"))


def words(service: str, room: str) -> set[str]:
    return TOPICS[service] | BESIDES.get(service, {}).get(room, set()) | ALWAYS.get(room, set())


def has_topic(name: str, known: set[str]) -> bool:
    return any(name == word or name.startswith(word + "_") for word in known)


def test_every_service_has_its_words() -> None:
    assert set(TOPICS) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_rooms_have_the_names_of_the_house(service: str) -> None:
    assert {room.name for room in rooms(service)} <= ROOMS


@pytest.mark.parametrize("service", SERVICES)
def test_every_file_in_a_room_is_a_topic_of_its_service(service: str) -> None:
    strange = [
        str(path.relative_to(ROOT))
        for room in rooms(service)
        for path in contents(room)
        if not has_topic(path.stem, words(service, room.name))
    ]
    assert strange == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_file_or_room_has_a_name_that_hides_its_topic(service: str) -> None:
    paths = [path.relative_to(ROOT / service) for path in modules(ROOT / service)]
    topics_with_machinery = {path.parent for path in paths if len(path.parts) > 2}
    hidden = [
        str(path)
        for path in paths
        if path.parent not in topics_with_machinery and FORBIDDEN & {part.removesuffix(".py") for part in path.parts}
    ]
    assert hidden == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_topic_that_is_listed_is_used(service: str) -> None:
    used = {path.stem for room in rooms(service) for path in contents(room)}
    assert {topic for topic in TOPICS[service] if not any(has_topic(name, {topic}) for name in used)} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_tests_are_named_by_topic(service: str) -> None:
    known = TESTED.union(TOPICS[service], *BESIDES.get(service, {}).values())
    strange = [
        str(path.relative_to(TESTS))
        for kind in ("unit", "service")
        for path in sorted((TESTS / kind / service).glob("test_*.py"))
        if not has_topic(path.stem.removeprefix("test_"), known)
    ]
    assert strange == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_code_stands_in_an_init(service: str) -> None:
    """A docstring, and in `events` star imports."""
    code = []
    for path in (ROOT / service).rglob("__init__.py"):
        for node in ast.parse(path.read_text()).body:
            star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and path.parent.name == "events"
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not star and not docstring:
                code.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert code == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_class_of_an_event_is_named_as_its_type(service: str) -> None:
    """`agreements.joint-agreement.signed` is `JointAgreementSigned`, a record's type leaves out `record`."""
    odd = [
        f"{node.name}: {written}"
        for path in [*modules(ROOT / service / "events"), *(ROOT / service).glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and (written := _type(node)) and _class(written) != node.name
    ]
    assert odd == []


def _type(node: ast.ClassDef) -> str | None:
    for keyword in node.keywords:
        if keyword.arg == "type" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def _class(type_: str) -> str:
    parts = [part for part in type_.split(".")[1:] if part != "record"]
    return "".join(word.capitalize() for part in parts for word in part.split("-"))

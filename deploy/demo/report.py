"""What the demo prints, for 80 columns: the story, the counts of events, the outcomes, and each event where asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from itertools import groupby
from pathlib import Path
from re import sub
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text

from deploy.demo.story import Chapter, Line
from deploy.services import SERVICES
from shared.messaging.events import events_of

AMBON = ZoneInfo("Asia/Jayapura")
COLUMNS = 80
_TIED = "\N{NO-BREAK SPACE}"
_DETAILS = (
    "state",
    "kind",
    "code",
    "skill",
    "credited_minutes",
    "remaining_minutes",
    "channel",
    "outcome",
    "addendum",
    "days",
    "ends_on",
    "terminates_on",
    "violations",
    "day",
    "heads",
    "done",
    "quantity",
    "unit",
    "awaits",
    "rating",
    "recommendation",
)


def story(part: Chapter | Line) -> Text:
    """The title of a chapter, or a line with the day on which it happened."""
    if isinstance(part, Chapter):
        return Text.assemble((f"{part.number} {part.title}", "bold"), f" ({part.local})")
    return Text.assemble((f"  {part.day:>6}  ", "dim"), part.text)


def at_desk(did: str, seen: str) -> Text:
    """What somebody did on a page, and what they saw then."""
    return Text.assemble(("  ", ""), did, ("\n         ", ""), (seen, "dim"))


def summary(counts: Mapping[str, Mapping[str, int]], outcomes: Sequence[tuple[str, str]]) -> Text:
    """The counts of events and the outcomes, each under its title."""
    total = sum(sum(types.values()) for types in counts.values())
    title = f"What a prosecutor's office read from outside: {total} events (EVENTS=1 lists)"
    return Text("\n").join([Text(), _bold(title), *_counts(counts), Text(), _bold("Outcomes"), *_outcomes(outcomes)])


def _counts(counts: Mapping[str, Mapping[str, int]]) -> Iterator[Text]:
    """By topic and subject. The types of a subject are in the order in which the code defines them."""
    defined = [event.type for service in SERVICES for event in events_of(import_module(f"services.{service}.events"))]
    sums = {topic: sum(types.values()) for topic, types in counts.items()}
    names = {topic: _short(topic) for topic in counts}
    width, digits = max(map(len, names.values()), default=0), len(str(max(sums.values(), default=0)))
    for topic, found in counts.items():
        label = f"{names[topic]:<{width}}  {sums[topic]:>{digits}}  "
        types = [type_ for type_ in defined if type_ in found]
        yield from _rows(label, _packed(_subjects(types, found), COLUMNS - len(label)) or ["-"])


def _short(topic: str) -> str:
    """`agreements`; a topic of cases stands below the one of its service: `  cases`."""
    service, _, part = topic.removeprefix("masohi.").removesuffix(".v1").partition(".")
    return f"  {part}" if part else service


def _subjects(types: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """`sentence: 3 assigned, 1 rejected` for each subject of these types."""
    subjects: dict[str, list[str]] = {}
    for type_ in types:
        _, subject, verb = type_.split(".")
        subjects.setdefault(subject, []).append(f"{counts[type_]} {verb}")
    return [f"{subject}: {', '.join(verbs)}" for subject, verbs in subjects.items()]


def _packed(parts: Sequence[str], width: int) -> list[str]:
    """Lines with as many parts on each as fit, the longest part first. A part goes whole onto a line if it can."""
    lines: list[str] = []
    for part in sorted(parts, key=len, reverse=True):
        room = next((number for number, line in enumerate(lines) if len(line) + len(part) + 3 <= width), None)
        if room is None:
            lines += _wrapped(part, width)
        else:
            lines[room] += f" · {part}"
    return lines


def _outcomes(outcomes: Sequence[tuple[str, str]]) -> Iterator[Text]:
    label = max((len(subject) for subject, _ in outcomes), default=0) + 2
    for subject, what in outcomes:
        yield from _rows(f"{subject:<{label}}", _wrapped(what, COLUMNS - label))


def _rows(label: str, lines: Sequence[str]) -> Iterator[Text]:
    """The label before the first line; the other lines stand below the first one."""
    for number, line in enumerate(lines):
        yield Text.assemble((label if number == 0 else " " * len(label), "cyan"), line)


def _wrapped(text: str, width: int) -> list[str]:
    """Wraps between the items of a list where that is possible: `2 completed` stays together."""
    items = sub(r"(?<![,·]) (?!·)", _TIED, text)
    return [line.replace(_TIED, " ").removesuffix(" ·") for line in wrap(items, width, break_on_hyphens=False)]


def _bold(title: str) -> Text:
    return Text(title, "bold")


def documents(names: Iterable[str], folder: Path) -> Text:
    """Where the PDFs are."""
    return Text(f"In {folder}: {', '.join(names)}")


def verdict(missing: Mapping[str, int], seconds: float) -> Text:
    """Whether the outside subscriber read every event that the story expected."""
    if not missing:
        expected = ("Every expected event was read from outside.", "bold green")
        return Text.assemble(expected, f" {seconds:.0f} s; the system is stopped.")
    absent = ", ".join(f"{type_} × {count}" for type_, count in sorted(missing.items()))
    return Text(f"Not read from outside: {absent}", "bold red")


def events(read: Sequence[Mapping[str, Any]], columns: int) -> Text:
    """Every event with its topic, as the subscriber read them. The local time stands where it changes."""
    lines, previous = [Text(), _bold("Every event")], ""
    for event, count in _runs(read):
        when = datetime.fromisoformat(event["time"]).astimezone(AMBON).strftime("%Y-%m-%d %H:%M")
        times = f" × {count}" if count > 1 else ""
        label = "" if when == previous else when
        where = event["topic"].removeprefix("masohi.").removesuffix(".v1")
        lines += _rows(f"{label:<18}", _event(f"{event['type']}{times} [{where}]", event["data"], columns - 18))
        previous = when
    return Text("\n").join(lines)


def _event(title: str, data: Mapping[str, Any], width: int) -> list[str]:
    """The title and the details on one line, or the details on lines of their own."""
    details = _details(data)
    if len(title) + 2 + len(details) <= width:
        return [f"{title}  {details}".rstrip()]
    return [title, *(f"  {line}" for line in _wrapped(details, width - 2))]


def _runs(read: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each event and 1. Seals that follow each other, one per quiet day, are the last of them and their number."""
    for sealed, run in groupby(read, key=lambda event: event["type"].endswith(".journal.sealed")):
        if sealed:
            *others, last = run
            yield last, len(others) + 1
        else:
            yield from ((event, 1) for event in run)


def _details(data: Mapping[str, Any]) -> str:
    if violations := data.get("violations"):
        return "; ".join(f"{v['rule']}: {v['article']}" for v in violations)
    return ", ".join(f"{name}={data[name]}" for name in _DETAILS if data.get(name) not in (None, ""))


def address(origin: str) -> Text:
    """Where a person begins."""
    return Text.assemble("Open ", (origin, "bold"), " in a browser: the page says what to try.")

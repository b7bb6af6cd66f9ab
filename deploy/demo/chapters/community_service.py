"""Three verdicts: two sentences are served to the last minute, one verdict is rejected with its articles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from deploy.demo.client import Person, Refused
from deploy.demo.story import Story
from deploy.local.errors import LocalError
from deploy.topics import INTAKE

SUPERVISORS = {"taman": "asn-dlhp-1", "sekolah": "asn-dinsos-1"}


@dataclass(frozen=True, slots=True)
class Served:
    """A sentence of the story and the days it is served on: local start and minutes of each session."""

    number: str
    site: str
    sessions: list[tuple[date, time, int]]


def _days(first: date, count: int, weekdays: set[int]) -> list[date]:
    days = (first + timedelta(days=n) for n in range(200))
    return [day for day in days if day.isoweekday() in weekdays][:count]


ADULT = Served(
    "12/Pid.B/2026/PN Amb",
    "taman",
    [
        (day, time(8), minutes)
        for day, minutes in zip(_days(date(2026, 4, 20), 8, {1, 3}), [480] * 7 + [240], strict=True)
    ],
)
CHILD = Served(
    "3/Pid.Sus-Anak/2026/PN Amb",
    "sekolah",
    [
        (day, time(15), minutes)
        for day, minutes in zip(_days(date(2026, 4, 21), 7, {2, 4}), [180] * 6 + [120], strict=True)
    ],
)
BROKEN = "15/Pid.B/2026/PN Amb"
OPENED = date(2026, 4, 1)
"""The day of the first fact: each day from here on is sealed when it is over."""


def play(story: Story) -> dict[str, str]:
    """Returns the ids of the sites by name."""
    sites = open_sites(story)
    pronounce(story)
    sentences = _sentences(story)
    served = {served.number: place(story, sentences[served.number], served, sites) for served in (ADULT, CHILD)}
    attend(story, [(served_, session) for served_ in (ADULT, CHILD) for session in served[served_.number]])
    report(story, sentences)
    completion(story, sentences[ADULT.number], sum(len(each) for each in served.values()))
    return sites


def open_sites(story: Story) -> dict[str, str]:
    """A park of the environment agency, and the library of an accredited school for the child."""
    story.move_to(f"{OPENED} 09:00")
    coordinator = story.person("coordinator-pemkot", "coordinator", of="pemkot-ambon")
    record_decree(story, coordinator)
    every_day = [{"weekday": day, "starts": "08:00", "ends": "18:00", "capacity": 5} for day in range(1, 7)]
    bodies: dict[str, dict[str, Any]] = {
        "taman": {
            "agreement_id": story.agreements["kebersihan"],
            "name": "Taman Pattimura",
            "address": "Jl. Pattimura, Ambon",
            "latitude": -3.6950,
            "longitude": 128.1830,
            "activities": ["kebersihan lingkungan"],
        },
        "sekolah": {
            "agreement_id": story.agreements["sosial"],
            "name": "Perpustakaan SD Negeri 64 Ambon",
            "address": "Jl. Dr. Kayadoe, Ambon",
            "latitude": -3.7065,
            "longitude": 128.1725,
            "activities": ["aktivitas sosial yang bermanfaat bagi masyarakat"],
            "host_organisation_id": story.organisations["sdn-64-ambon"],
            "child_friendly": True,
        },
    }
    sites: dict[str, str] = {}
    for name, body in bodies.items():
        whole = body | {"slots": every_day, "supervisors": [SUPERVISORS[name]], "non_commercial": True}
        open_site = partial(story.client.post, coordinator, "/community-service/sites", whole)
        sites[name] = story.eventually(open_site)["id"]
        story.expect("community-service.site.opened")
    story.log("two sites open: a park, and the library of a child-friendly school")
    return sites


def record_decree(story: Story, coordinator: Person) -> None:
    """The holidays and the joint leave of May, as three ministers have decreed them."""
    decree = {"number": "1497/2025, 2/2025 dan 5/2025", "decreed_on": "2025-09-19", "issuer": "SKB 3 Menteri"}
    days = (
        ("2026-05-14", "public_holiday", "Kenaikan Yesus Kristus"),
        ("2026-05-15", "joint_leave", "Cuti Bersama Kenaikan Yesus Kristus"),
        ("2026-05-27", "public_holiday", "Iduladha"),
        ("2026-05-28", "joint_leave", "Cuti Bersama Iduladha"),
    )
    lines = [{"on": on, "kind": kind, "name": name} for on, kind, name in days]
    answer = story.client.post(coordinator, "/community-service/calendar/decrees", {"decree": decree, "days": lines})
    if answer["recorded"] != len(lines):
        raise Refused(f"The story stops: the decree is not recorded: {answer}")
    story.expect("community-service.calendar.decreed")


def pronounce(story: Story) -> None:
    """The court publishes three verdicts, and one of them twice, as happens."""
    story.move_to("2026-04-10 10:00")
    adult = verdict(
        ADULT.number, nik="8171010105900001", name="Terpidana A", birth_date="1990-05-01", hours=60, hours_per_day=8
    )
    child = verdict(
        CHILD.number,
        replaces={"prison_months": 18},  # of which the service is a condition; nobody asks a child for consent
        maximum_prison_months=None,
        consent_recorded=False,
        sanctions=None,
        nik="8171014408090002",
        name="Anak B",
        birth_date="2009-08-04",
        hours=20,
        hours_per_day=3,
    )
    broken = verdict(
        BROKEN,
        nik="8171011207850003",
        name="Terpidana C",
        birth_date="1985-07-12",
        hours=300,
        hours_per_day=8,
        maximum_prison_months=84,
        consent_recorded=False,
    )
    for event in (adult, child, broken, adult):
        story.client.publish(INTAKE, event)
    story.expect("community-service.sentence.assigned", times=2)
    story.expect("community-service.sentence.rejected")


def verdict(number: str, **fields: Any) -> dict[str, Any]:
    """As the court's own system writes it to the intake topic."""
    data = {
        "court_code": "pn-ambon",
        "verdict_number": number,
        "verdict_date": "2026-04-09",
        "offence_date": "2026-01-15",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "starts_on": "2026-04-13",
        "ends_on": "2026-08-12",
        "consent_recorded": True,
        "commercial": False,
        "sanctions": {"repeat_hours": 8, "prison_days": 120},
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    return cloud_event("justice.sentence.pronounced", data | fields)


def cloud_event(type_: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "https://pn-ambon.example/putusan",
        "type": type_,
        "time": "2026-04-10T01:00:00Z",
        "data": data,
    }


def _sentences(story: Story) -> dict[str, str]:
    """Waits until both good verdicts have become sentences; number → id."""
    prosecutor = story.person("jaksa-1", "prosecutor", of="kejari-ambon")

    def both() -> dict[str, str]:
        found = story.client.get(prosecutor, "/community-service/sentences")["items"]
        return {sentence["verdict_number"]: sentence["id"] for sentence in found}

    sentences = story.until(both, lambda found: {ADULT.number, CHILD.number} <= set(found))
    story.log("the court sends three verdicts (putusan): two assigned, one rejected")
    return sentences


def place(story: Story, sentence_id: str, served: Served, sites: dict[str, str]) -> list[Any]:
    """The probation counsellor (PK) confirms site and sessions."""
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    body = {
        "sentence_id": sentence_id,
        "site_id": sites[served.site],
        "sessions": [
            {"on": str(day), "starts": str(start), "ends": str(_later(day, start, minutes).time())}
            for day, start, minutes in served.sessions
        ],
    }
    placement = story.client.post(counsellor, "/community-service/placements", body)
    story.expect("community-service.placement.confirmed")
    story.expect("community-service.session.scheduled", times=len(served.sessions))
    sessions: list[Any] = placement["sessions"]
    return sessions


def _later(day: date, start: time, minutes: int) -> datetime:
    return datetime.combine(day, start) + timedelta(minutes=minutes)


def attend(story: Story, sessions: list[tuple[Served, Any]]) -> None:
    """Day by day: in a few minutes early, out a few minutes late, and signed off by a second person."""
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    in_order = sorted(sessions, key=lambda each: each[1]["starts_at"])
    for number, (served, session) in enumerate(in_order):
        supervisor = story.person(SUPERVISORS[served.site], "supervisor")
        path = f"/community-service/sessions/{session['id']}"
        arrival = datetime.fromisoformat(session["starts_at"]) - timedelta(minutes=number % 4)
        departure = datetime.fromisoformat(session["ends_at"]) + timedelta(minutes=number % 5)
        story.move_clocks(departure + timedelta(minutes=5))
        story.client.post(supervisor, f"{path}/check-in", {"at": arrival.isoformat()})
        story.client.post(supervisor, f"{path}/check-out", {"at": departure.isoformat()})
        story.client.post(counsellor, f"{path}/sign-off")
    count = len(sessions)
    story.expect("community-service.sentence.started", "community-service.sentence.completed", times=2)
    story.expect("community-service.attendance.recorded", "community-service.attendance.signed-off", times=count)


def report(story: Story, sentences: dict[str, str]) -> None:
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    for number in (ADULT.number, CHILD.number):
        sentence = story.client.get(counsellor, f"/community-service/sentences/{sentences[number]}")
        credited, required = sentence["credited_minutes"] // 60, sentence["required_minutes"] // 60
        story.outcomes.append((number, f"{sentence['state']}: {credited} of {required} hours"))


def sealed(story: Story) -> None:
    """Each day up to the last that is over has a signed seal, and an auditor finds that everything fits."""
    last = story.now.date() - timedelta(days=1)
    auditor = story.person("auditor", "auditor")
    path = "/community-service/journal/verification"
    found = story.until(lambda: story.client.get(auditor, path), lambda found: found["sealed_day"] == str(last))
    if not found["fits"]:
        raise Refused(f"The story stops: the journal does not fit: {found}")
    days = (last - OPENED).days + 1
    story.expect("community-service.journal.sealed", times=days)
    story.log(f"an auditor finds that all {found['facts']} facts and {days} daily seals fit")


def completion(story: Story, sentence_id: str, count: int) -> None:
    """After `count` sessions the prosecutor fetches the report of completion. Anyone who holds a print can check it
    without signing in."""
    prosecutor = story.person("jaksa-1", "prosecutor", of="kejari-ambon")
    path = f"/community-service/sentences/{sentence_id}/reports/completion"
    issued, pdf = story.client.get(prosecutor, path), story.client.download(prosecutor, f"{path}.pdf")
    digest = hashlib.sha256(pdf).hexdigest()
    seen = story.client.ask(f"{urlsplit(issued['verify_url']).path}?sha256={digest}")
    if not (seen["matches"] and seen["standing"] == "current" and seen["number"] == issued["number"]):
        raise LocalError(f"The story stops: the report {issued['number']} is not confirmed: {seen}")
    story.documents[f"{issued['number'].replace('/', '-')}.pdf"] = pdf
    story.outcomes.append((f"Report {issued['number']}", f"check confirms the file: SHA-256 {digest[:16]}…"))
    story.log(f"{count} sessions are served; the prosecutor (jaksa) gets a report as PDF")

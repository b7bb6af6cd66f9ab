"""A programme opens; inmates enrol, attend and complete it. Nobody is in two courses at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from deploy.demo.client import Person, Refused
from deploy.demo.story import Story

INMATES = (
    ("B.I-0101/2025", "Yohanis L.", "1990-05-01", "2026-06-19"),
    ("B.I-0102/2025", "Ridwan T.", "1988-11-17", "2027-08-17"),
    ("B.I-0103/2025", "Elias M.", "1995-03-09", "2027-08-17"),
    ("B.I-0104/2025", "Samsul P.", "1984-07-23", "2027-08-17"),
)
SESSIONS = [date(2026, 3, 2) + timedelta(days=7 * week) for week in range(4)]


ADVANCED = (date(2026, 3, 23), date(2026, 4, 13), date(2026, 4, 20))
MOVED_TO = date(2026, 4, 6)


@dataclass(frozen=True, slots=True)
class Pupil:
    """Someone who keeps a place in the first course: the ids of the participant and of the enrolment."""

    id: str
    enrolment: str


def programme(story: Story) -> str:
    """Woodwork under the PKS of the cooperatives agency: three places, four sessions."""
    story.move_to("2026-02-20 10:00")
    return _open(story, "Pertukangan kayu dasar", "basic", SESSIONS, capacity=3)


def _open(story: Story, title: str, level: str, days: Sequence[date], *, capacity: int) -> str:
    coordinator = story.person("coordinator", "coordinator", of="dinkop")
    body = {
        "cooperation_agreement_id": story.agreements["koperasi"],
        "agency_id": story.organisations["dinkop"],
        "institution_id": story.organisations["lapas-ambon"],
        "skill": "pertukangan-kayu",
        "title": title,
        "level": level,
        "minutes": len(days) * 180,
        "sessions": len(days),
        "capacity": capacity,
        "starts_on": str(days[0]),
        "ends_on": str(days[-1] + timedelta(days=4)),
        "calendar": [_hours(day) for day in days],
    }
    opened = story.eventually(lambda: story.client.post(coordinator, "/training/programmes", body))
    story.expect("training.programme.opened")
    return str(opened["id"])


def _hours(day: date) -> dict[str, str]:
    return {"starts_at": f"{day}T08:00:00+09:00", "ends_at": f"{day}T11:00:00+09:00"}


def enrolments(story: Story, programme_id: str) -> list[Pupil]:
    """Four want three places: the last waits, and gets the place of one who withdraws."""
    staff = story.person("staff-lapas", "institution_staff", of="lapas-ambon")
    enrolled: list[Pupil] = []
    for number, name, born, release in INMATES:
        person = {
            "institution_id": story.organisations["lapas-ambon"],
            "register_number": number,
            "name": name,
            "birth_date": born,
            "expected_release": release,
            "risk_level": "minimum",
        }
        participant = story.eventually(partial(story.client.post, staff, "/training/participants", person))
        enrolment = _enrol(story, programme_id, participant["id"])
        enrolled.append(Pupil(participant["id"], enrolment["id"]))
    story.expect("training.enrolment.confirmed", times=3)
    story.expect("training.enrolment.waitlisted")
    leaving = enrolled.pop(1)
    story.client.post(staff, f"/training/enrolments/{leaving.enrolment}/withdrawal", {"reason": "transferred"})
    story.expect("training.enrolment.withdrawn", "training.enrolment.confirmed")
    story.log("four inmates want three places; one leaves, and the fourth moves up")
    return enrolled


def _enrol(story: Story, programme_id: str, participant_id: str, *, status: int | None = None) -> Any:
    staff = story.person("staff-lapas", "institution_staff", of="lapas-ambon")
    path = f"/training/programmes/{programme_id}/enrolments"
    return story.client.post(staff, path, {"participant_id": participant_id}, status=status)


def second_course(story: Story, pupils: list[Pupil]) -> str:
    """Two places; its first session is at the hours of the first course. Returns the enrolment that waits."""
    advanced = _open(story, "Pertukangan kayu lanjutan", "advanced", ADVANCED, capacity=2)
    refused = _enrol(story, advanced, pupils[0].id, status=422)
    if refused["slug"] != "courses-overlap":
        raise Refused(f"The story stops: somebody may be in two courses at once: {refused}")
    coordinator = story.person("coordinator", "coordinator", of="dinkop")
    story.client.put(coordinator, f"/training/programmes/{advanced}/sessions/1", _hours(MOVED_TO))
    *_, last = [_enrol(story, advanced, pupil.id) for pupil in pupils]
    story.expect("training.enrolment.confirmed", times=2)
    story.expect("training.enrolment.waitlisted")
    story.log("nobody sits in two courses at once: the second one moves a session")
    return str(last["id"])


def attend(story: Story, programme_id: str, pupils: list[Pupil], *, before: date = date.max) -> None:
    """Attendance session by session, of those before this day that are still to come."""
    trainer = story.person("trainer-dinkop", "trainer", of="dinkop")
    for number, day in enumerate(SESSIONS, start=1):
        if not story.now.date() < day < before:
            continue
        story.move_to(f"{day} 11:05")
        entries = [{"enrolment_id": pupil.enrolment, "outcome": "present"} for pupil in pupils]
        path = f"/training/programmes/{programme_id}/sessions/{number}/attendance"
        story.client.post(trainer, path, {"entries": entries})


def complete(story: Story, pupils: list[Pupil]) -> None:
    """Assessment, completion and certificates."""
    trainer = story.person("trainer-dinkop", "trainer", of="dinkop")
    story.move_to("2026-03-27 14:00")
    signatory = {"name": "Ruth S.", "position": "Kepala Dinas"}
    story.client.put(trainer, f"/training/agencies/{story.organisations['dinkop']}/certificate-signatory", signatory)
    for score, pupil in zip((85, 78, 91), pupils, strict=True):
        story.client.put(trainer, f"/training/enrolments/{pupil.enrolment}/assessment", {"score": score})
        completed = story.client.post(trainer, f"/training/enrolments/{pupil.enrolment}/completion")
    story.expect("training.enrolment.completed", "training.certificate.issued", times=len(pupils))
    certificate(story, trainer, completed)
    story.log(f"{len(pupils)} inmates pass and get certificates; a stranger verifies one (PDF)")


def certificate(story: Story, trainer: Person, completed: Any) -> None:
    """The document as it is printed. Whoever holds it asks by its code, without a token."""
    number = completed["certificate_number"]
    pdf = story.client.download(trainer, f"/training/enrolments/{completed['id']}/certificate.pdf")
    seen = story.client.ask(f"/training/certificates/{completed['certificate_code']}")
    if seen["standing"] != "valid" or "name" in seen:
        raise Refused(f"The story stops: the certificate {number} is not confirmed: {seen}")
    story.documents[f"{number.replace('/', '-')}.pdf"] = pdf
    story.outcomes.append((f"Certificate {number}", f"{seen['standing']}: {seen['initials']} {seen['course']}"))

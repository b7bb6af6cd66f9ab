"""A programme opens; inmates enrol, attend and complete it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from deploy.demo.story import Story

INMATES = (
    ("B.I-0101/2025", "Yohanis L.", "1990-05-01"),
    ("B.I-0102/2025", "Ridwan T.", "1988-11-17"),
    ("B.I-0103/2025", "Elias M.", "1995-03-09"),
    ("B.I-0104/2025", "Samsul P.", "1984-07-23"),
)
SESSIONS = [date(2026, 3, 2) + timedelta(days=7 * week) for week in range(4)]


def programme(story: Story) -> str:
    """Woodwork under the PKS of the cooperatives agency: three places, four sessions."""
    story.move_to("2026-02-20 10:00")
    coordinator = story.person("coordinator", "coordinator", of="dinkop")
    body = {
        "cooperation_agreement_id": story.agreements["koperasi"],
        "agency_id": story.organisations["dinkop"],
        "institution_id": story.organisations["lapas-ambon"],
        "skill": "pertukangan-kayu",
        "title": "Pertukangan kayu dasar",
        "level": "basic",
        "minutes": 4 * 180,
        "sessions": len(SESSIONS),
        "capacity": 3,
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-27",
        "calendar": [{"starts_at": f"{day}T08:00:00+09:00", "ends_at": f"{day}T11:00:00+09:00"} for day in SESSIONS],
    }
    opened = story.eventually(lambda: story.client.post(coordinator, "/training/programmes", body))
    story.expect("training.programme.opened")
    return str(opened["id"])


def enrolments(story: Story, programme_id: str) -> list[str]:
    """Four want three places: the last waits, and gets the place of one who withdraws."""
    staff = story.person("staff-lapas", "institution_staff", of="lapas-ambon")
    enrolled: list[Any] = []
    for number, name, born in INMATES:
        person = {
            "institution_id": story.organisations["lapas-ambon"],
            "register_number": number,
            "name": name,
            "birth_date": born,
            "expected_release": "2027-08-17",
            "risk_level": "minimum",
        }
        participant = story.eventually(partial(story.client.post, staff, "/training/participants", person))
        body = {"participant_id": participant["id"]}
        enrolled.append(story.client.post(staff, f"/training/programmes/{programme_id}/enrolments", body))
    story.expect("training.enrolment.confirmed", times=3)
    story.expect("training.enrolment.waitlisted")
    leaving = enrolled.pop(1)
    story.client.post(staff, f"/training/enrolments/{leaving['id']}/withdrawal", {"reason": "transferred"})
    story.expect("training.enrolment.withdrawn", "training.enrolment.confirmed")
    story.log("four inmates want three places; one leaves, and the fourth moves up")
    return [enrolment["id"] for enrolment in enrolled]


def attend(story: Story, programme_id: str, enrolment_ids: list[str], *, before: date = date.max) -> None:
    """Attendance session by session, of those before this day that are still to come."""
    trainer = story.person("trainer-dinkop", "trainer", of="dinkop")
    for number, day in enumerate(SESSIONS, start=1):
        if not story.now.date() < day < before:
            continue
        story.move_to(f"{day} 11:05")
        entries = [{"enrolment_id": enrolment, "outcome": "present"} for enrolment in enrolment_ids]
        path = f"/training/programmes/{programme_id}/sessions/{number}/attendance"
        story.client.post(trainer, path, {"entries": entries})


def complete(story: Story, enrolment_ids: list[str]) -> None:
    """Assessment, completion and certificates."""
    trainer = story.person("trainer-dinkop", "trainer", of="dinkop")
    story.move_to("2026-03-27 14:00")
    for score, enrolment in zip((85, 78, 91), enrolment_ids, strict=True):
        story.client.put(trainer, f"/training/enrolments/{enrolment}/assessment", {"score": score})
        story.client.post(trainer, f"/training/enrolments/{enrolment}/completion")
    story.expect("training.enrolment.completed", "training.certificate.issued", times=len(enrolment_ids))
    story.log(f"{len(enrolment_ids)} inmates complete {len(SESSIONS)} sessions and receive certificates")

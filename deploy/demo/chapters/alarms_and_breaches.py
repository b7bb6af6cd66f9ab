"""Absences and a warning, a correction by two persons, and an alarm that an auditor resolves."""

from __future__ import annotations

from typing import Any

from deploy.demo.chapters.community_service import SUPERVISORS, cloud_event, verdict
from deploy.demo.story import Story
from deploy.topics import INTAKE

NUMBER = "21/Pid.B/2026/PN Amb"
FRIDAYS = ("2026-05-22", "2026-05-29", "2026-06-05", "2026-06-12")
FAR = {"latitude": -3.7100, "longitude": 128.1830}


def play(story: Story, site_id: str) -> None:
    sentence_id = pronounce(story)
    first, second, third = (place(story, sentence_id, site_id, day) for day in FRIDAYS[:3])
    absences(story, sentence_id, [first, second])
    mistake(story, third)
    alarm(story, place(story, sentence_id, site_id, FRIDAYS[3]))
    report(story, sentence_id)


def pronounce(story: Story) -> str:
    """The appeal court's change comes before the verdict, as happens: it waits, and then it holds."""
    story.move_to("2026-05-18 09:00")
    person = {"nik": "8171012203880004", "name": "Terpidana D", "birth_date": "1988-03-22"}
    hours = {"hours": 8, "hours_per_day": 4}
    changed = {
        "court_code": "pn-ambon",
        "verdict_number": NUMBER,
        "change_number": "41/Pid/2026/PT Amb",
        "decided_on": "2026-05-11",
        "ground": "appeal",
        "hours": 12,
        "hours_per_day": 4,
        "starts_on": "2026-04-13",
        "ends_on": "2026-08-12",
        "replaces": {"prison_months": 4},
        "sanctions": {"repeat_hours": 12},
    }
    story.client.publish(INTAKE, cloud_event("justice.sentence.amended", changed))
    story.client.publish(INTAKE, verdict(NUMBER, **person, **hours))
    story.expect("community-service.sentence.assigned", "community-service.sentence.amended")
    prosecutor = story.person("jaksa-1", "prosecutor", of="kejari-ambon")

    def amended() -> list[Any]:
        found = story.client.get(prosecutor, "/community-service/sentences")["items"]
        return [each for each in found if each["verdict_number"] == NUMBER and each["required_minutes"] == 720]

    (sentence,) = story.until(amended, lambda found: len(found) == 1)
    story.log("an appeal (banding) arrives before its verdict: 12 hours, not 8")
    return str(sentence["id"])


def place(story: Story, sentence_id: str, site_id: str, day: str) -> Any:
    """A Friday morning in the park."""
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    body = {
        "sentence_id": sentence_id,
        "site_id": site_id,
        "sessions": [{"on": day, "starts": "08:00", "ends": "12:00"}],
    }
    placement = story.client.post(counsellor, "/community-service/placements", body)
    story.expect("community-service.placement.confirmed", "community-service.session.scheduled")
    return placement["sessions"][0]


def absences(story: Story, sentence_id: str, sessions: list[Any]) -> None:
    """Two in a row, each signed off by a second person; then the counsellor warns."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    for session, day in zip(sessions, FRIDAYS, strict=False):
        story.move_to(f"{day} 12:30")
        path = f"/community-service/sessions/{session['id']}"
        story.client.post(supervisor, f"{path}/absence", {"outcome": "unacceptable_absence"})
        story.client.post(counsellor, f"{path}/sign-off")
    story.client.post(counsellor, f"/community-service/sentences/{sentence_id}/warnings")
    story.expect("community-service.attendance.recorded", "community-service.attendance.signed-off", times=2)
    story.expect("community-service.breach.warned", "community-service.sentence.at-risk")
    story.log("after two unacceptable absences the counsellor (PK) warns the person")


def mistake(story: Story, session: Any) -> None:
    """The supervisor wrote noon for eleven; one proposes, another approves, and the ledger shows both."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    coordinator = story.person("coordinator-pemkot", "coordinator", of="pemkot-ambon")
    path, day = f"/community-service/sessions/{session['id']}", FRIDAYS[2]
    story.move_to(f"{day} 12:30")
    story.client.post(supervisor, f"{path}/check-in", {"at": f"{day}T07:57:00+09:00"})
    story.client.post(supervisor, f"{path}/check-out", {"at": f"{day}T12:00:00+09:00"})
    story.client.post(counsellor, f"{path}/sign-off")
    right = {
        "outcome": "attended_complied",
        "checked_in_at": f"{day}T07:57:00+09:00",
        "checked_out_at": f"{day}T11:00:00+09:00",
        "reason": "jam pulang salah catat",
    }
    proposed = story.client.post(supervisor, f"{path}/corrections", right)
    decision = f"/community-service/corrections/{proposed['id']}/decision"
    done = story.client.post(coordinator, decision, {"decision": "approved"})
    story.expect("community-service.sentence.started", "community-service.attendance.recorded")
    story.expect("community-service.attendance.signed-off", "community-service.attendance.corrected")
    story.log(f"two persons correct a wrong check-out time: {done['minutes']:+} minutes")


def alarm(story: Story, session: Any) -> None:
    """A check-out more than a kilometre away; an auditor, who is not involved, looks into it."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    auditor = story.person("auditor-1", "auditor")
    path, day = f"/community-service/sessions/{session['id']}", FRIDAYS[3]
    story.move_to(f"{day} 12:30")
    story.client.post(supervisor, f"{path}/check-in", {"at": f"{day}T08:01:00+09:00"})
    story.client.post(supervisor, f"{path}/check-out", {"at": f"{day}T12:02:00+09:00"} | FAR)
    story.client.post(counsellor, f"{path}/sign-off")
    (raised,) = story.client.get(auditor, "/community-service/alarms?state=open")["items"]
    finding = {"finding": "dismissed", "note": "gawai pengawas dipakai di kantor; saksi membenarkan"}
    story.client.post(auditor, f"/community-service/alarms/{raised['id']}/resolution", finding)
    story.expect("community-service.attendance.recorded", "community-service.attendance.signed-off")
    story.expect("community-service.misuse.suspected", "community-service.misuse.resolved")
    story.log(f"a check-out {raised['measured']} m from the site: an auditor dismisses the alarm")


def report(story: Story, sentence_id: str) -> None:
    auditor = story.person("auditor-1", "auditor")
    balance = story.client.get(auditor, f"/community-service/sentences/{sentence_id}/balance")
    entries = " ".join(f"{entry['minutes']:+}" for entry in balance["entries"] if entry["minutes"])
    total = f"{balance['credited_minutes']} of {balance['required_minutes']} minutes"
    story.outcomes.append((NUMBER, f"{balance['state']}: {entries} = {total}"))

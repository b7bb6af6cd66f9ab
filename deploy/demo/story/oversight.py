"""Not every day goes well: absences and a warning, a mistake put right by two persons, an alarm looked into."""

from __future__ import annotations

from typing import Any

from deploy.demo.story.community_service import SUPERVISORS, cloud_event, verdict
from deploy.demo.story.telling import Story
from deploy.topics import INTAKE

NUMBER = "21/Pid.B/2026/PN Amb"
FRIDAYS = ("2026-05-22", "2026-05-29", "2026-06-05", "2026-06-12")
FAR = {"latitude": -3.7100, "longitude": 128.1830}


def tell(story: Story, site_id: str) -> None:
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
    }
    story.doors.publish(INTAKE, cloud_event("justice.sentence.amended", changed))
    story.doors.publish(INTAKE, verdict(NUMBER, **person, **hours))
    story.expect("community-service.sentence.assigned", "community-service.sentence.amended")
    prosecutor = story.person("jaksa-1", "prosecutor", of="kejari-ambon")

    def amended() -> list[Any]:
        found = story.doors.get(prosecutor, "/community-service/sentences")["items"]
        return [each for each in found if each["verdict_number"] == NUMBER and each["required_minutes"] == 720]

    (sentence,) = story.until(amended, lambda found: len(found) == 1)
    story.say(f"{NUMBER}: the appeal court's 12 hours came before the verdict's 8, and hold")
    return str(sentence["id"])


def place(story: Story, sentence_id: str, site_id: str, day: str) -> Any:
    """A Friday morning in the park."""
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    body = {
        "sentence_id": sentence_id,
        "site_id": site_id,
        "sessions": [{"on": day, "starts": "08:00", "ends": "12:00"}],
    }
    placement = story.doors.post(counsellor, "/community-service/placements", body)
    story.expect("community-service.placement.confirmed", "community-service.session.scheduled")
    return placement["sessions"][0]


def absences(story: Story, sentence_id: str, sessions: list[Any]) -> None:
    """Two in a row, each signed off by a second person; then the counsellor warns."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    for session, day in zip(sessions, FRIDAYS, strict=False):
        story.move_to(f"{day} 12:30")
        path = f"/community-service/sessions/{session['id']}"
        story.doors.post(supervisor, f"{path}/absence", {"outcome": "unacceptable_absence"})
        story.doors.post(counsellor, f"{path}/sign-off")
    story.doors.post(counsellor, f"/community-service/sentences/{sentence_id}/warnings")
    story.expect("community-service.attendance.recorded", "community-service.attendance.signed-off", times=2)
    story.expect("community-service.breach.warned")
    story.say("two unacceptable absences are signed off, and the counsellor warns")


def mistake(story: Story, session: Any) -> None:
    """The supervisor wrote noon for eleven; one proposes, another approves, and the ledger shows both."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    coordinator = story.person("coordinator-pemkot", "coordinator", of="pemkot-ambon")
    path, day = f"/community-service/sessions/{session['id']}", FRIDAYS[2]
    story.move_to(f"{day} 12:30")
    story.doors.post(supervisor, f"{path}/check-in", {"at": f"{day}T07:57:00+09:00"})
    story.doors.post(supervisor, f"{path}/check-out", {"at": f"{day}T12:00:00+09:00"})
    story.doors.post(counsellor, f"{path}/sign-off")
    right = {
        "outcome": "attended_complied",
        "checked_in_at": f"{day}T07:57:00+09:00",
        "checked_out_at": f"{day}T11:00:00+09:00",
        "reason": "jam pulang salah catat",
    }
    proposed = story.doors.post(supervisor, f"{path}/corrections", right)
    decision = f"/community-service/corrections/{proposed['id']}/decision"
    done = story.doors.post(coordinator, decision, {"decision": "approved"})
    story.expect("community-service.sentence.started", "community-service.attendance.recorded")
    story.expect("community-service.attendance.signed-off", "community-service.attendance.corrected")
    story.say(f"a mistake is put right by two persons: {done['minutes']} minutes")


def alarm(story: Story, session: Any) -> None:
    """A check-out more than a kilometre away; an auditor, who is not involved, looks into it."""
    supervisor = story.person(SUPERVISORS["taman"], "supervisor")
    counsellor = story.person("pk-bapas-1", "counsellor", of="bapas-ambon")
    auditor = story.person("auditor-1", "auditor")
    path, day = f"/community-service/sessions/{session['id']}", FRIDAYS[3]
    story.move_to(f"{day} 12:30")
    story.doors.post(supervisor, f"{path}/check-in", {"at": f"{day}T08:01:00+09:00"})
    story.doors.post(supervisor, f"{path}/check-out", {"at": f"{day}T12:02:00+09:00"} | FAR)
    story.doors.post(counsellor, f"{path}/sign-off")
    (raised,) = story.doors.get(auditor, "/community-service/alarms?state=open")["items"]
    finding = {"finding": "dismissed", "note": "gawai pengawas dipakai di kantor; saksi membenarkan"}
    story.doors.post(auditor, f"/community-service/alarms/{raised['id']}/resolution", finding)
    story.expect("community-service.attendance.recorded", "community-service.attendance.signed-off")
    story.expect("community-service.misuse.suspected", "community-service.misuse.resolved")
    story.say(f"an alarm ({raised['measured']} m from the site) is looked into by an auditor and dismissed")


def report(story: Story, sentence_id: str) -> None:
    auditor = story.person("auditor-1", "auditor")
    balance = story.doors.get(auditor, f"/community-service/sentences/{sentence_id}/balance")
    kinds = ", ".join(f"{entry['kind']} {entry['minutes']:+}" for entry in balance["entries"] if entry["minutes"])
    story.outcomes.append((f"Sentence {NUMBER}", f"{balance['state']}: {balance['credited_minutes']} min ({kinds})"))

"""A pilot PKS of half a year: its two obligations, one fulfilled and one overdue, and its evaluation."""

from __future__ import annotations

from typing import Any

from deploy.demo.chapters.agreements import CONTENTS, COOPERATION, Promise, promise, review, sign
from deploy.demo.story import Story

AGENCY, INSTITUTION = "dinsos", "lpka-ambon"
PLAN = (
    Promise("penyuluh", "Penyuluh sosial mendampingi anak binaan", 20, "jam", AGENCY, "2026-03-31"),
    Promise("ruang", "Ruang keterampilan disiapkan", 2, "ruang", INSTITUTION, "2026-04-30"),
)


def pilot(story: Story) -> None:
    """Drafted with its work plan, reviewed and signed on the day of the others."""
    body = {
        "joint_agreement_id": story.agreements["umbrella"],
        "title": "PKS perintis pendampingan anak binaan",
        "agency_id": story.organisations[AGENCY],
        "institution_id": story.organisations[INSTITUTION],
        "scopes": ["training"],
        "starts_on": "2026-02-16",
        "ends_on": "2026-07-31",
        **CONTENTS,
    }
    clerk = story.person(f"clerk-{AGENCY}", "clerk", of=AGENCY)
    draft = story.client.post(clerk, "/agreements/cooperation-agreements", body)
    story.agreements["perintis"] = draft["id"]
    path = f"/agreements/cooperation-agreements/{draft['id']}"
    promise(story, path, AGENCY, PLAN)
    review(story, path, (AGENCY, INSTITUTION))
    kuasa = {"authority": "power_of_attorney", "kuasa_number": f"SK/{AGENCY}/2/2026", "kuasa_date": "2026-02-10"}
    sign(story, path, AGENCY, "perintis/PKS/II/2026", "Kepala Dinas", "Kepala Dinas", "Ambon", **kuasa)
    sign(story, path, INSTITUTION, "perintis/PKS/II/2026", "Kepala LPKA", "Kepala LPKA", "Ambon")
    story.expect("agreements.cooperation-agreement.signed", "agreements.cooperation-agreement.activated")
    owed = len(PLAN) + sum(len(pks.plan) for pks in COOPERATION)
    story.log(f"{len(COOPERATION)} cooperation agreements (PKS) and a pilot start, with {owed} obligations")


def progress(story: Story) -> None:
    """The agency delivers in two parts and the institution confirms; what the institution owes will be overdue."""
    agency = story.person(f"clerk-{AGENCY}", "clerk", of=AGENCY)
    institution = story.person(f"clerk-{INSTITUTION}", "clerk", of=INSTITUTION)
    path = f"/agreements/obligations/{story.agreements['penyuluh']}"
    for day, hours in (("2026-03-28", 12), ("2026-03-30", 8)):
        story.move_to(f"{day} 15:00")
        body = {"quantity": hours, "note": "Pendampingan kelompok", "evidence": f"Daftar hadir {day}"}
        story.client.post(agency, f"{path}/reports", body)
    story.client.post(institution, f"{path}/confirmation")
    story.expect("agreements.obligation.fulfilled", "agreements.obligation.overdue")
    story.log("the lathes are back; the pilot's agency has delivered its 20 hours")


def evaluation(story: Story) -> None:
    """Filed in the last month, with what became of each obligation."""
    story.move_to("2026-07-03 09:00")
    clerk = story.person("clerk-pemkot", "clerk", of="pemkot-ambon")
    body = {
        "year": 1,
        "findings": "Pendampingan berjalan penuh; ruang keterampilan belum disiapkan.",
        "rating": "fair",
        "recommendation": "amend",
    }
    path = f"/agreements/cooperation-agreements/{story.agreements['perintis']}/evaluations"
    filed: Any = story.client.post(clerk, path, body)
    story.expect("agreements.evaluation.filed")
    outcomes = ", ".join(line["outcome"].replace("_", " ") for line in filed["obligations"])
    story.log(f"the pilot is evaluated: {filed['rating']}; its obligations: {outcomes}")

"""Disperindag lends two lathes under its PKS: handed over, confirmed, counted for its obligation, given back."""

from __future__ import annotations

from functools import partial

from deploy.demo.client import Refused
from deploy.demo.story import Story

AGENCY, INSTITUTION = "disperindag", "lapas-ambon"
LATHES = ("1.3.2.05.01.07.001", "1.3.2.05.01.07.002")


def lend(story: Story) -> list[str]:
    """Returns the ids of the loans."""
    story.move_to("2026-02-27 09:00")
    coordinator = story.person(f"coordinator-{AGENCY}", "coordinator", of=AGENCY)
    staff = story.person("staff-lapas", "institution_staff", of=INSTITUTION)
    loans: list[str] = []
    for number in LATHES:
        lathe = {
            "agency_id": story.organisations[AGENCY],
            "number": number,
            "title": "Mesin bubut kayu",
            "kind": "wood-lathe",
            "value_rupiah": 12_500_000,
            "acquired_on": "2024-05-06",
        }
        item = story.client.post(coordinator, "/training/equipment", lathe)
        body = {
            "cooperation_agreement_id": story.agreements["peralatan"],
            "institution_id": story.organisations[INSTITUTION],
            "obligation_id": story.agreements["mesin"],
            "responsible_name": "Kepala Seksi Kegiatan Kerja",
            "due_on": "2026-04-30",
        }
        lent = partial(story.client.post, coordinator, f"/training/equipment/{item['id']}/loans", body)
        loan = story.eventually(lent)["id"]
        story.client.post(staff, f"/training/loans/{loan}/receipt", {})
        loans.append(loan)
    story.expect("training.equipment.lent", times=len(loans))
    fulfil(story, len(loans))
    story.log(f"Disperindag lends {len(loans)} lathes; Lapas Ambon confirms that it has them")
    return loans


def fulfil(story: Story, lent: int) -> None:
    """Training counts the loans of the obligation; the parties report and confirm as much."""
    agency = story.person(f"clerk-{AGENCY}", "clerk", of=AGENCY)
    institution = story.person(f"clerk-{INSTITUTION}", "clerk", of=INSTITUTION)
    coordinator = story.person(f"coordinator-{AGENCY}", "coordinator", of=AGENCY)
    (promised,) = story.client.get(coordinator, f"/training/obligations?agency={story.organisations[AGENCY]}")["items"]
    if not promised["lent_now"] == promised["quantity"] == lent:
        raise Refused(f"The story stops: the obligation does not count its loans: {promised}")
    path = f"/agreements/obligations/{promised['id']}"
    body = {"quantity": promised["lent_now"], "note": "Dua mesin dipinjamkan", "evidence": "Berita acara serah terima"}
    story.client.post(agency, f"{path}/reports", body)
    story.client.post(institution, f"{path}/confirmation")
    story.expect("agreements.obligation.fulfilled")


def give_back(story: Story, loans: list[str]) -> None:
    story.move_to("2026-03-27 15:00")
    coordinator = story.person(f"coordinator-{AGENCY}", "coordinator", of=AGENCY)
    for loan in loans:
        story.client.post(coordinator, f"/training/loans/{loan}/return", {"condition": "good"})
    story.expect("training.equipment.returned", times=len(loans))

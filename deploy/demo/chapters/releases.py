"""Somebody is ready for the release, and is released: the money is paid out, the place goes to the queue."""

from __future__ import annotations

from deploy.demo.chapters.products import rupiah
from deploy.demo.client import Refused
from deploy.demo.story import Story

EVIDENCE = {
    "identity_papers": "KTP-el diterbitkan Disdukcapil",
    "work_or_cooperative": "Surat penerimaan Koperasi Kayu Nania 4/2026",
    "social_assistance": "Surat Dinas Sosial 12/2026",
}


def play(story: Story, participant: str, waiting: str) -> None:
    """`waiting` is the enrolment that is first in the queue of the participant's course."""
    story.move_to("2026-03-31 08:00")
    ready(story, participant)
    story.move_to("2026-03-31 10:00")
    release(story, participant, waiting)


def ready(story: Story, participant: str) -> None:
    staff = story.person("staff-lapas", "institution_staff", of="lapas-ambon")
    soon = story.client.get(staff, "/training/releases?within_days=90")["items"]
    (listed,) = [each for each in soon if each["participant_id"] == participant]
    for item in listed["missing"]:
        confirmed = {"evidence": EVIDENCE[item]}
        standing = story.client.put(staff, f"/training/participants/{participant}/readiness/{item}", confirmed)
    if not standing["ready"]:
        raise Refused(f"The story stops: the person is not ready: {standing}")
    story.expect("training.readiness.reached")
    story.log(f"{listed['days_left']} days before the release of one maker nothing is missing for it")


def release(story: Story, participant: str, waiting: str) -> None:
    """On parole, before the expected day. What is owed is paid against a receipt."""
    staff = story.person("staff-lapas", "institution_staff", of="lapas-ambon")
    body = {"on": str(story.now.date()), "kind": "parole"}
    story.client.post(staff, f"/training/participants/{participant}/release", body)
    (due,) = story.client.get(staff, f"/training/institutions/{story.organisations['lapas-ambon']}/payouts")["items"]
    paid = story.client.post(staff, f"/training/payouts/{due['id']}/payment", {"receipt_number": "KW-0001/III/2026"})
    moved_up = story.client.get(staff, f"/training/enrolments/{waiting}")
    if paid["state"] != "paid" or moved_up["state"] != "confirmed":
        raise Refused(f"The story stops: the release is not complete: {paid} {moved_up}")
    if not (found := story.client.get(story.person("auditor", "auditor"), "/training/ledger/verification"))["fits"]:
        raise Refused(f"The story stops: the ledger does not add up: {found}")
    story.expect("training.enrolment.withdrawn", "training.enrolment.confirmed")
    story.log(f"released on parole, {rupiah(paid['premium'])} paid out; the queue gets the place")

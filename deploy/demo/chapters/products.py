"""Stools of two makers are sold at a fair of Dinkop, and the institution's rule splits the profit."""

from __future__ import annotations

from typing import Any

from deploy.demo.client import Person, Refused
from deploy.demo.story import Story

AGENCY, INSTITUTION = "dinkop", "lapas-ambon"
PRICE, MADE, SOLD = 175_000, 10, 6


def play(story: Story, makers: list[str]) -> None:
    """`makers` are two participants; the first did two thirds of the work."""
    story.move_to("2026-03-30 16:00")
    staff = story.person("staff-lapas", "institution_staff", of=INSTITUTION)
    split(story, staff)
    batch = make(story, staff, makers)
    sale = sell(story, staff, batch)
    story.log(f"{MADE} stools of two makers go to Dinkop's fair: {SOLD} sell for {rupiah(sale['revenue'])}")
    premiums = [balances(story, staff, maker)["premium"] for maker in makers]
    story.expect("training.premium.credited", times=len(makers))
    if sum(premiums) != sale["profit"] // 2:
        raise Refused(f"The story stops: half of the profit {sale['profit']} is not the makers': {premiums}")
    parts = " and ".join(rupiah(premium) for premium in premiums)
    story.log(f"half of the profit is the makers' premium: {parts}")


def split(story: Story, staff: Person) -> None:
    """The head of the institution has decreed who gets which part of a profit."""
    body = {
        "valid_from": "2026-03-01",
        "decree_number": "SK/lapas-ambon/7/2026",
        "decree_date": "2026-02-25",
        "permille": {"premium": 500, "capital": 300, "reserve": 100, "state": 100},
        "remainder_to": "capital",
    }
    story.client.post(staff, f"/training/institutions/{story.organisations[INSTITUTION]}/split-rules", body)


def make(story: Story, staff: Person, makers: list[str]) -> str:
    """A workshop, a product in the catalogue, and a batch of it."""
    named = {"institution_id": story.organisations[INSTITUTION], "title": "Bengkel kayu Nania"}
    workshop = story.client.post(staff, "/training/workshops", named)
    product = {
        "workshop_id": workshop["id"],
        "cooperation_agreement_id": story.agreements["koperasi"],
        "kind": "stool",
        "title": "Bangku kayu lenggua",
        "description": "Bangku rendah dari kayu lenggua, tanpa paku.",
        "price": PRICE,
    }
    made = story.client.post(staff, "/training/products", product)
    story.client.post(staff, f"/training/products/{made['id']}/listing")
    story.expect("training.product.listed")
    body = {
        "made_on": "2026-03-25",
        "quantity": MADE,
        "material_cost": MADE * 65_000,
        "makers": [{"participant_id": maker, "parts": parts} for maker, parts in zip(makers, (2, 1), strict=True)],
    }
    return str(story.client.post(staff, f"/training/products/{made['id']}/batches", body)["id"])


def sell(story: Story, staff: Person, batch: str) -> Any:
    """The pieces go to a fair; what is not sold there is counted back."""
    trainer = story.person("trainer-dinkop", "trainer", of=AGENCY)
    fair = {
        "agency_id": story.organisations[AGENCY],
        "kind": "fair",
        "title": "Pameran Koperasi dan UMKM Kota Ambon",
        "address": "Lapangan Merdeka, Ambon",
        "commission_percent": 10,
        "starts_on": "2026-03-28",
        "ends_on": "2026-03-30",
    }
    outlet = story.client.post(trainer, "/training/outlets", fair)
    sent = {"outlet_id": outlet["id"], "quantity": MADE, "sent_on": "2026-03-28"}
    consignment = story.client.post(staff, f"/training/batches/{batch}/consignments", sent)
    path, today = f"/training/consignments/{consignment['id']}", str(story.now.date())
    sale = story.client.post(trainer, f"{path}/sales", {"quantity": SOLD, "unit_price": PRICE, "on": today})
    story.client.post(staff, f"{path}/count", {"returned": MADE - SOLD, "on": today})
    story.expect("training.product.sold")
    return sale


def balances(story: Story, staff: Person, participant: str) -> dict[str, int]:
    """What an institution owes somebody: kind of account → rupiah."""
    accounts = story.client.get(staff, f"/training/participants/{participant}/accounts")["items"]
    return {account["kind"]: account["balance"] for account in accounts}


def rupiah(amount: int) -> str:
    """As it is written in Indonesia: `Rp 1.050.000`."""
    return f"Rp {amount:,}".replace(",", ".")

"""Organisations, the joint agreement, an accreditation, and four cooperation agreements (PKS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.demo.chapters import documents
from deploy.demo.story import FACTS, Story

PLACES = {
    "pemkot-ambon": ("Jl. Sultan Hairun No. 1, Ambon", -3.6954, 128.1814),
    "dlhp": ("Jl. Kapitan Ulupaha, Ambon", -3.7010, 128.1880),
    "lapas-ambon": ("Jl. Laksdya Leo Wattimena, Nania, Ambon", -3.6560, 128.2380),
    "sdn-64-ambon": ("Jl. Dr. Kayadoe, Ambon", -3.7065, 128.1725),
}


COMPONENTS = {
    "policy": "SK Sekolah Ramah Anak 1/2026",
    "learning": "Kurikulum satuan pendidikan 2026",
    "trained_staff": "Sertifikat pelatihan KHA, 12 guru",
    "facilities": "Berita acara pemeriksaan sarana",
    "child_participation": "Notula forum anak",
    "community_participation": "Notula komite sekolah",
}


CONTENTS = {
    "rights_and_duties": "Hak dan kewajiban para pihak sesuai rencana kerja",
    "disputes": "Musyawarah untuk mufakat",
    "sanctions": "Teguran tertulis, lalu pengakhiran",
    "burdens_budget": False,
}
"""What every PKS states beside its scopes and its period."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An obligation of a work plan (rencana kerja)."""

    name: str
    what: str
    quantity: int
    unit: str
    owed_by: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Pks:
    """A cooperation agreement of the story."""

    name: str
    agency: str
    institution: str
    scopes: tuple[str, ...]
    plan: tuple[Promise, ...] = ()


_LATHES = Promise("mesin", "Mesin bubut kayu dipinjamkan", 2, "unit", "disperindag", "2026-04-30")
COOPERATION = (
    Pks("koperasi", "dinkop", "lapas-ambon", ("training", "marketing")),
    Pks("peralatan", "disperindag", "lapas-ambon", ("equipment", "marketing"), (_LATHES,)),
    Pks("sosial", "dinsos", "bapas-ambon", ("community_service",)),
)


(_CLEANING,) = FACTS["cooperation_agreements"]
CLEANING = Pks("kebersihan", _CLEANING["agency"], _CLEANING["institution"], tuple(_CLEANING["scopes"]))
CLEANING_SIGNED = date.fromisoformat(_CLEANING["signed_on"])


def register(story: Story) -> None:
    """The organisations of the city and the corrections office, and the school's accreditation."""
    story.move_to("2026-02-02 08:30")
    clerk = story.person("clerk-register", "clerk")
    for organisation in FACTS["organisations"]:
        body: dict[str, Any] = {"code": organisation["id"], "name": organisation["name"], "kind": organisation["kind"]}
        if place := PLACES.get(organisation["id"]):
            body |= dict(zip(("address", "latitude", "longitude"), place, strict=True))
        made = story.client.post(clerk, "/agreements/organisations", body)
        story.organisations[organisation["id"]] = made["id"]
    story.expect("agreements.organisation.registered", times=len(FACTS["organisations"]))
    story.log(f"{len(FACTS['organisations'])} organisations of the city and of corrections are registered")


def accredit(story: Story) -> None:
    clerk = story.person("clerk-register", "clerk")
    for accreditation in FACTS["accreditations"]:
        organisation = story.organisations[accreditation["organisation"]]
        body = {
            "kind": accreditation["kind"],
            "issued_by": accreditation["issued_by"],
            "evidence": f"Piagam diserahkan {accreditation['handed_over_on']}",
            "valid_from": accreditation["handed_over_on"],
            "valid_until": "2028-02-08",
            "stage": "maju",
            "components": {name: {"met": True, "evidence": evidence} for name, evidence in COMPONENTS.items()},
        }
        story.client.post(clerk, f"/agreements/organisations/{organisation}/accreditations", body)
        story.expect("agreements.accreditation.issued")


def umbrella(story: Story) -> None:
    """Drafted and reviewed a week before; signed at the morning assembly and in force the same day."""
    facts = FACTS["joint_agreement"]
    city, office = (story.organisations[party] for party in facts["parties"])
    body = {
        "instrument": "kesepakatan_bersama",
        "title": facts["title"],
        "parties": [city, office],
        "scopes": facts["scopes"],
        "starts_on": facts["signed_on"],
        "ends_on": "2031-02-08",
    }
    clerk = story.person("clerk-pemkot", "clerk", of="pemkot-ambon")
    draft = story.client.post(clerk, "/agreements/joint-agreements", body)
    path = f"/agreements/joint-agreements/{draft['id']}"
    story.agreements["umbrella"] = draft["id"]
    documents.hand_in(story, path, facts["parties"][0], "draft_text", documents.text(facts))
    review(story, path, facts["parties"])
    story.move_to(f"{facts['signed_on']} 08:00")
    signatories = {facts["signatories"][0]["party"]: facts["signatories"][0]}
    for number, party in enumerate(facts["parties"], start=1):
        who = signatories.get(party, {"name": "Kepala Kantor Wilayah", "position": "Kepala Kantor Wilayah"})
        sign(story, path, party, f"{number}/KB/II/2026", who["name"], who["position"], facts["place"])
    story.expect("agreements.joint-agreement.signed", "agreements.joint-agreement.activated")
    documents.hand_in(story, path, facts["parties"][1], "signed_copy", documents.signed(facts))
    state = story.client.get(clerk, path)["state"].replace("_", " ")
    story.log(f"both parties sign at the morning assembly (apel pagi): {state}")


def cooperation(story: Story) -> None:
    """Three PKS under the umbrella; the heads of agencies sign with a power of attorney from the mayor."""
    story.move_to("2026-02-16 09:00")
    for pks in COOPERATION:
        _conclude(story, pks, f"{pks.name}/PKS/II/2026", "2029-02-15")


def cleaning(story: Story) -> None:
    """The environment agency and the probation office sign for community service a month later."""
    story.move_to(f"{CLEANING_SIGNED} 09:00")
    _conclude(story, CLEANING, f"{CLEANING.name}/PKS/III/2026", "2029-03-10")
    story.log("the environment agency and Bapas sign a PKS for community service")


def _conclude(story: Story, pks: Pks, number: str, ends_on: str) -> None:
    """Drafted, reviewed and signed today, and in force from today."""
    draft = _draft(story, pks, ends_on)
    path = f"/agreements/cooperation-agreements/{draft['id']}"
    story.agreements[pks.name] = draft["id"]
    promise(story, path, pks.agency, pks.plan)
    review(story, path, (pks.agency, pks.institution))
    kuasa = {
        "authority": "power_of_attorney",
        "kuasa_number": f"SK/{pks.agency}/2026",
        "kuasa_date": "2026-02-10",
    }
    sign(story, path, pks.agency, number, "Kepala Dinas", "Kepala Dinas", "Ambon", **kuasa)
    sign(story, path, pks.institution, number, "Kepala Lembaga", "Kepala Lembaga", "Ambon")
    story.expect("agreements.cooperation-agreement.signed", "agreements.cooperation-agreement.activated")


def _draft(story: Story, pks: Pks, ends_on: str) -> Any:
    clerk = story.person("clerk-tkksd", "clerk", of=pks.agency)
    body = {
        "joint_agreement_id": story.agreements["umbrella"],
        "title": f"PKS {pks.name} {pks.agency} dan {pks.institution}",
        "agency_id": story.organisations[pks.agency],
        "institution_id": story.organisations[pks.institution],
        "scopes": pks.scopes,
        "starts_on": str(story.now.date()),
        "ends_on": ends_on,
        **CONTENTS,
    }
    return story.client.post(clerk, "/agreements/cooperation-agreements", body)


def promise(story: Story, path: str, agency: str, plan: tuple[Promise, ...]) -> None:
    """The work plan of a draft; what is promised is agreed when the parties have signed."""
    clerk = story.person(f"clerk-{agency}", "clerk", of=agency)
    for each in plan:
        planned = {
            "what": each.what,
            "quantity": each.quantity,
            "unit": each.unit,
            "owed_by": story.organisations[each.owed_by],
            "due_on": each.due_on,
        }
        story.agreements[each.name] = story.client.post(clerk, f"{path}/obligations", planned)["id"]
    story.expect("agreements.obligation.agreed", times=len(plan))


def review(story: Story, path: str, parties: tuple[str, ...] | list[str]) -> None:
    story.client.post(story.person(f"clerk-{parties[0]}", "clerk", of=parties[0]), f"{path}/submission")
    for party in parties:
        body = {"party_id": story.organisations[party], "decision": "approve", "comment": "Setuju"}
        story.client.post(story.person(f"clerk-{party}", "clerk", of=party), f"{path}/reviews", body)


def sign(story: Story, path: str, party: str, number: str, name: str, position: str, place: str, **kuasa: str) -> None:
    body = {
        "party_id": story.organisations[party],
        "number": number,
        "signatory": name,
        "position": position,
        "authority": "office",
        "place": place,
        "signed_on": str(story.now.date()),
    }
    story.client.post(story.person(f"clerk-{party}", "clerk", of=party), f"{path}/signatures", body | kuasa)

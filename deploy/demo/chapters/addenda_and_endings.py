"""Agreements change and end: addenda, a suspension, an expiry notice, a termination with notice."""

from __future__ import annotations

from typing import Any

from deploy.demo.chapters.agreements import review
from deploy.demo.story import Story

PARTIES = {
    "umbrella": ("pemkot-ambon", "kanwil-ditjenpas-maluku"),
    "peralatan": ("disperindag", "lapas-ambon"),
    "sosial": ("dinsos", "bapas-ambon"),
}
JOINT, PKS = "agreements.joint-agreement", "agreements.cooperation-agreement"


def play(story: Story) -> None:
    story.move_to("2026-07-13 09:00")
    amend(story)
    pause(story)
    notice(story)
    time_passes(story)


def _path(story: Story, name: str) -> str:
    kind = "joint" if name == "umbrella" else "cooperation"
    return f"/agreements/{kind}-agreements/{story.agreements[name]}"


def amend(story: Story) -> None:
    """The umbrella is prolonged by a year from today; a PKS is cut short from the 20th."""
    _addendum(story, "umbrella", "Perpanjangan satu tahun", effective_on="2026-07-13", ends_on="2032-02-08")
    story.expect(f"{JOINT}.amended")
    revisions = story.client.get(_clerk(story, "umbrella"), f"{_path(story, 'umbrella')}/revisions")
    _addendum(story, "peralatan", "Berakhir lebih awal", effective_on="2026-07-20", ends_on="2026-10-31")
    story.log(f"addendum 1: the joint agreement ends on {revisions[-1]['ends_on']}, not {revisions[0]['ends_on']}")


def _addendum(story: Story, name: str, reason: str, **changes: str) -> None:
    parties = PARTIES[name]
    draft = story.client.post(_clerk(story, name), f"{_path(story, name)}/addenda", {"reason": reason, **changes})
    path = f"{_path(story, name)}/addenda/{draft['id']}"
    review(story, path, parties)
    for party in parties:
        by_kuasa = name != "umbrella" and party == parties[0]
        kuasa = {"kuasa_number": f"SK/{party}/ADD/2026", "kuasa_date": "2026-07-10"} if by_kuasa else {}
        body: dict[str, Any] = {
            "party_id": story.organisations[party],
            "number": f"{name}/ADD-1/VII/2026",
            "signatory": "Kepala",
            "position": "Kepala",
            "authority": "power_of_attorney" if by_kuasa else "office",
            "place": "Ambon",
            "signed_on": "2026-07-13",
        }
        story.client.post(story.person(f"clerk-{party}", "clerk", of=party), f"{path}/signatures", body | kuasa)


def _clerk(story: Story, name: str) -> Any:
    party = PARTIES[name][0]
    return story.person(f"clerk-{party}", "clerk", of=party)


def pause(story: Story) -> None:
    for step, state in (("suspensions", "suspended"), ("resumptions", "in_force")):
        path = f"{_path(story, 'peralatan')}/{step}"
        answer = story.client.post(_clerk(story, "peralatan"), path, {"reason": "Pemeriksaan alat"})
        assert answer["state"] == state
    story.expect(f"{PKS}.suspended", f"{PKS}.resumed")


def notice(story: Story) -> None:
    body: dict[str, Any] = {"party_id": story.organisations["dinsos"], "ground": "agreement_of_parties"}
    body |= {"reason": "Pengalihan kegiatan", "notice_days": 30}
    story.client.post(_clerk(story, "sosial"), f"{_path(story, 'sosial')}/termination", body)
    story.expect(f"{PKS}.notice-given")


def time_passes(story: Story) -> None:
    """Each fact of time at its local midnight: the addendum, the notice 90 days before the end, the termination."""
    story.move_to("2026-07-20 00:00")
    _wait(story, "peralatan", "ends_on", "2026-10-31")
    story.move_to("2026-08-02 00:00")
    story.move_to("2026-08-13 00:00")
    _wait(story, "sosial", "state", "terminated")
    story.expect(f"{PKS}.amended", f"{PKS}.expiring", f"{PKS}.terminated", "community-service.site.suspended")
    story.expect(f"{PKS}.expired", f"{PKS}.last-day-changed")
    story.log("one PKS was suspended and resumed, one ends 30 days after its notice")


def _wait(story: Story, name: str, field: str, value: str) -> None:
    clerk, path = _clerk(story, name), _path(story, name)
    story.until(lambda: story.client.get(clerk, path)[field], lambda seen: bool(seen == value))

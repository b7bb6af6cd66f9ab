"""The directory of people, a circular (surat edaran), and the messages that were delivered."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.demo.client import Refused
from deploy.demo.story import Story

SERVANTS = (
    ("asn-dlhp-1", "Maria S.", "dlhp", "clerk supervisor civil_servant", "maria@dlhp.ambon.example"),
    ("asn-dinsos-1", "Petrus K.", "dinsos", "clerk supervisor civil_servant", "petrus@dinsos.ambon.example"),
    ("asn-dinkop-1", "Nurlaila W.", "dinkop", "clerk trainer civil_servant", "nurlaila@dinkop.ambon.example"),
    ("asn-pemkot-1", "Johana R.", "pemkot-ambon", "clerk coordinator civil_servant", "johana@pemkot.ambon.example"),
    ("pk-bapas-1", "Abdul H.", "bapas-ambon", "counsellor clerk", "abdul@bapas.ambon.example"),
    ("jaksa-1", "Grace P.", "kejari-ambon", "prosecutor", "grace@kejari.ambon.example"),
)


def directory(story: Story) -> None:
    """The directory is imported from a file; an organisation is known by its code once its event has arrived."""
    lines = ["reference,name,organisation,roles,language,email,channels,active"]
    lines += [f"{ref},{name},{code},{roles},id,{mail},email inbox,true" for ref, name, code, roles, mail in SERVANTS]
    coordinator = story.person("coordinator-pemkot", "coordinator", of="pemkot-ambon")
    body = "\n".join(lines) + "\n"
    done = story.until(
        lambda: story.client.post(coordinator, "/notifications/recipients/import", body),
        lambda done: not done["errors"],
    )
    if done["errors"]:
        raise Refused(f"The story stops: the directory was not imported: {done['errors']}")


def circular(story: Story) -> None:
    """The notice of the morning assembly: published to all, acknowledged by four of six."""
    deadline = date(2026, 7, 10)
    story.move_to("2026-07-06 08:00")
    coordinator = story.person("coordinator-pemkot", "coordinator", of="pemkot-ambon")
    body = {
        "title": "Pelaksanaan Kesepakatan Bersama 9 Februari 2026",
        "body": "Seluruh ASN agar mendukung pelatihan, peralatan, pemasaran, dan kerja sosial yang tertib.",
        "acknowledge_by": str(deadline),
    }
    published = story.client.post(coordinator, "/notifications/circulars", body)
    story.expect("notifications.circular.published")
    for reference, *_ in SERVANTS[:4]:
        reader = story.person(reference, "civil_servant")
        story.client.post(reader, f"/notifications/circulars/{published['id']}/acknowledgement")
    story.expect("notifications.circular.acknowledged", times=4)
    story.move_to(f"{deadline + timedelta(days=1)} 00:00")
    story.expect("notifications.circular.overdue")
    story.log(f"4 of {len(SERVANTS)} people acknowledge a circular by its deadline, 2 are overdue")


def delivered(story: Story) -> int:
    """Waits until every message is delivered and no more come; returns how many were."""
    counts = [-1]

    def quiet(count: int) -> bool:
        counts.append(count)
        return counts[-1] == counts[-2] and not _messages(story, "queued")

    count = story.until(lambda: len(_messages(story, "delivered")), quiet, pause_s=1.0)
    failed = len(_messages(story, "failed"))
    story.expect("notifications.message.delivered", times=count)
    story.log(f"{count} messages delivered, {failed} failed; the mail server received {story.client.mail_count()}")
    return count


def _messages(story: Story, state: str) -> list[object]:
    operator, found, after = story.person("operator", "operator"), list[object](), ""
    while True:
        page = story.client.get(operator, f"/notifications/messages?state={state}&limit=200{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"

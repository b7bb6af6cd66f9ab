"""The documents of the joint agreement: handed in as PDF, read back and compared byte by byte."""

from __future__ import annotations

import hashlib
from typing import Any

from deploy.demo.client import Refused
from deploy.demo.pdf import pdf
from deploy.demo.story import Story


def text(facts: dict[str, Any]) -> bytes:
    """The text that the parties review."""
    return pdf(_lines(facts))


def signed(facts: dict[str, Any]) -> bytes:
    """The same, as the scan with the signatures under it."""
    return pdf([*_lines(facts), "", f"Ambon, {facts['signed_on']}", "ditandatangani para pihak"])


def _lines(facts: dict[str, Any]) -> list[str]:
    scopes = [f"  {n}. {scope}" for n, scope in enumerate(facts["scopes"], start=1)]
    return ["KESEPAKATAN BERSAMA", "", *_wrapped(facts["title"]), "", "Ruang lingkup:", *scopes]


def _wrapped(line: str, width: int = 70) -> list[str]:
    return [line[start : start + width] for start in range(0, len(line), width)]


def hand_in(story: Story, path: str, party: str, kind: str, content: bytes) -> Any:
    """A party hands in a document; what is stored must be what was sent."""
    clerk = story.person(f"clerk-{party}", "clerk", of=party)
    document = story.client.post(clerk, f"{path}/documents?kind={kind}&name=Kesepakatan%20Bersama", content)
    stored = story.client.download(clerk, f"/agreements/documents/{document['id']}/content")
    if stored != content or document["sha256"] != hashlib.sha256(content).hexdigest():
        raise Refused("The story stops: a document came back changed")
    return document

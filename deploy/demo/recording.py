"""A recording of what the demo printed: for the picture in the README, and for a test of its size.

`python -m deploy.demo --record deploy/demo/recording.json` plays the story and writes it anew.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.demo.play import Outcome
from deploy.demo.story import Chapter, Line

FILE = Path(__file__).with_name("recording.json")


@dataclass(frozen=True, slots=True)
class Recording:
    """The parts of an outcome that are printed. `counts` is by topic and event type."""

    chapters: list[Chapter]
    outcomes: list[tuple[str, str]]
    counts: dict[str, dict[str, int]]
    documents: list[str]
    seconds: float


def write(outcome: Outcome, seconds: float, file: Path) -> None:
    counts = {topic: dict(sorted(types.items())) for topic, types in outcome.counts.items()}
    recorded = Recording(outcome.chapters, outcome.outcomes, counts, list(outcome.documents), round(seconds))
    file.write_text(json.dumps(asdict(recorded), ensure_ascii=False, indent=1) + "\n")


def read(file: Path = FILE) -> Recording:
    saved = json.loads(file.read_text())
    chapters = [
        Chapter(**chapter | {"lines": [Line(**line) for line in chapter["lines"]]}) for chapter in saved["chapters"]
    ]
    outcomes = [(subject, what) for subject, what in saved["outcomes"]]
    return Recording(chapters, outcomes, saved["counts"], saved["documents"], saved["seconds"])

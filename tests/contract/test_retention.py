"""What is removed, and when: the table of docs/operate.md, and the jobs and settings that do it, say the same."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pydantic.fields import FieldInfo

from services.agreements import main as agreements
from services.community_service import main as community_service
from services.community_service.settings import CommunityServiceSettings
from services.notifications import main as notifications
from services.notifications.settings import NotificationsSettings
from services.training import main as training
from shared.postgres.migrate import ROOT
from shared.postgres.scheduler import Job
from shared.runtime import Service, jobs_of
from shared.settings import ServiceSettings
from shared.web.kept import FOR
from shared.web.sessions import LONGEST, REMEMBERED
from tests.support.harness import SETTINGS

MAIL = {"smtp_host": "mail.invalid", "sender": "masohi@mail.invalid"}
FIELDS = {
    name: field
    for settings in (ServiceSettings, CommunityServiceSettings, NotificationsSettings)
    for name, field in settings.model_fields.items()
    if name.startswith("keep_")
}
UNUSUAL = {name: 1_001 + number for number, name in enumerate(FIELDS)}
"""Days that tell which setting a job was made with."""

BY_JOB = {
    "purge_idempotency_keys": "idempotency keys",
    "purge_settled_letters": "the rest of such a letter",
    "purge_waiting_letters": "dead letters that wait",
    "purge_inbox": "inbox",
    "purge_messages": "messages of notifications",
    "purge_missed_events": "events that a notification rule missed",
    "purge_returned_verdicts": "the content of a returned verdict",
    "purge_reading_purposes": "the purpose of a day",
    "forget_sessions": "sessions of the pages",
    "forget_kept": "forms whose session had ended",
    "erase_": "personal data, by record class",
}
"""Name of the job, or how it begins → how the row begins."""

WITHOUT_A_JOB = {
    "the answer to a key": "tests/contract/test_personal_answers.py",
    "dead letters that were replayed or discarded": "tests/service/shared/postgres/test_purging.py",
    "entries and lines of the ledger of training": "services/training/retention.toml",
    "outbox": "shared/messaging/relay.py",
    "the log of the backup's programs": "deploy/backup/folder.py",
    "verifications that were asked for": "shared/postgres/migrations/0010_verification_runs.sql",
    "journal, seals": "shared/postgres/migrations/0001_platform.sql",
}
"""Rows about what no job removes → what holds it."""


class Entry(NamedTuple):
    what: str
    kept: str
    setting: str
    why: str


def entries() -> Iterator[Entry]:
    part = (ROOT / "docs/operate.md").read_text().partition("## What is removed, and when\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        if line.startswith("| ") and not line.startswith("| what "):
            yield Entry(*(cell.strip() for cell in line.strip()[1:-1].split("|")))


TABLE = list(entries())


def row(begins: str) -> Entry:
    found = [entry for entry in TABLE if entry.what.startswith(begins)]
    assert len(found) == 1, f"docs/operate.md needs one row that begins with: {begins}"
    return found[0]


def built() -> Iterator[tuple[Service, ServiceSettings]]:
    for module, settings in (
        (agreements, ServiceSettings),
        (training, ServiceSettings),
        (community_service, CommunityServiceSettings),
        (notifications, NotificationsSettings),
    ):
        own = {name: days for name, days in UNUSUAL.items() if name in settings.model_fields}
        made = settings.model_validate(SETTINGS | MAIL | own if settings is NotificationsSettings else SETTINGS | own)
        yield module.build(made), made


def removing() -> dict[str, Job]:
    """Every job that removes something, by its name."""
    jobs = {job.__name__: job for service, settings in built() for job in jobs_of(service, settings)}
    return {name: job for name, job in jobs.items() if name.startswith(("purge_", "forget_", "erase_"))}


JOBS = removing()


def test_every_job_that_removes_something_is_known_and_none_is_gone() -> None:
    names = {"erase_" if name.startswith("erase_") else name for name in JOBS}
    assert names == set(BY_JOB)


@pytest.mark.parametrize("name", BY_JOB)
def test_every_job_has_its_row(name: str) -> None:
    assert row(BY_JOB[name])


def test_every_row_is_about_a_job_or_says_what_holds_it() -> None:
    begins = [*BY_JOB.values(), *WITHOUT_A_JOB]
    assert [entry.what for entry in TABLE if not any(entry.what.startswith(words) for words in begins)] == []
    assert [file for file in WITHOUT_A_JOB.values() if not (ROOT / file).exists()] == []
    assert all(row(words) for words in WITHOUT_A_JOB)


def setting_of(job: Job) -> str | None:
    """The setting whose unusual days the job was made with."""
    days = inspect.getclosurevars(job).nonlocals.get("days")
    return next((name for name, unusual in UNUSUAL.items() if unusual == days), None)


def test_a_job_goes_by_the_setting_of_its_row() -> None:
    by_setting = {name: setting for name, job in JOBS.items() if (setting := setting_of(job))}
    assert set(by_setting.values()) == set(FIELDS), "a setting that no job goes by"
    for name, setting in by_setting.items():
        assert row(BY_JOB[name]).setting == f"`MASOHI_{setting.upper()}`"
    named = set(re.findall(r"`MASOHI_(KEEP_\w+)`", " ".join(entry.setting for entry in TABLE)))
    assert named == {setting.upper() for setting in FIELDS}


def bounds(field: FieldInfo) -> str:
    """As the table writes them: 90 days (1 to 3,650)."""
    limits = {type(limit).__name__: limit for limit in field.metadata}
    return f"{field.default} days ({limits['Ge'].ge:,} to {limits['Le'].le:,})"


@pytest.mark.parametrize("setting", FIELDS)
def test_the_table_says_default_and_bounds(setting: str) -> None:
    kept = [entry.kept for entry in TABLE if entry.setting == f"`MASOHI_{setting.upper()}`"]
    assert kept[0] == bounds(FIELDS[setting])
    assert all(other.startswith("the same") for other in kept[1:])


def test_what_needs_no_setting_is_kept_for_as_long_as_the_table_says() -> None:
    assert row("forms whose session had ended").kept == f"{FOR.seconds // 60} minutes"
    assert REMEMBERED.days == 1
    hours = LONGEST.seconds // 3600
    assert row("sessions of the pages").kept == f"a day after they ended or ran out ({hours} hours after they began)"


def test_the_books_are_kept_for_as_long_as_the_table_says() -> None:
    classes = tomllib.loads((ROOT / "services/training/retention.toml").read_text())["record_class"]
    (days,) = [each["days"] for each in classes if each["name"] == "ledger"]
    assert f"`ledger` ({days:,} days after the last line" in row("entries and lines of the ledger").kept

"""Which backups stay, which log they need, and when the next one is due."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.backup import keep
from deploy.backup.__main__ import main
from deploy.backup.folder import LOG_BYTES, SEGMENT, Backup, Folder, Kind, chain, outdated, unneeded_wal
from deploy.backup.follow import Timelines, follow
from deploy.backup.keep import Keeper
from deploy.backup.programs import Address
from deploy.backup.recover import recover
from deploy.backup.report import FILE, HELP, write_metrics
from deploy.backup.take import Plan, segment_of, take
from deploy.local.child import current_user
from deploy.local.errors import LocalError
from deploy.local.process import HOST, free_port
from shared.postgres.migrate import ROOT

NOW = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
WEEKS = timedelta(weeks=4)
NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED WITHOUT ROOT: whose what root makes is")


def backup(days_ago: float, kind: Kind = "full", parent: Backup | None = None, wal: int = 1) -> Backup:
    at = NOW - timedelta(days=days_ago)
    name = f"{at:%Y%m%dT%H%M%S}Z-{kind}"
    return Backup(name, kind, parent.name if parent else None, at, 1.5, 100, f"00000001{0:08X}{wal:08X}")


def kept(folder: Folder, *backups: Backup) -> Folder:
    folder.make()
    for each in backups:
        made = folder.base / f"{each.name}.new"
        made.mkdir()
        folder.add(made, each)
    return folder


def test_the_log_of_what_fails_all_day_stays_small(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.shorten_log()
    folder.make()
    for _ in range(5):
        with folder.log.open("ab") as log:
            log.write(b"could not connect\n" * (LOG_BYTES // 30))
        folder.shorten_log()
    sizes = [file.stat().st_size for file in tmp_path.glob("backup.log*")]
    assert len(sizes) == 2
    assert sum(sizes) < 3 * LOG_BYTES
    assert folder.log.stat().st_mode & 0o777 == 0o600


def test_a_chain_goes_when_its_last_backup_is_too_old() -> None:
    old = backup(36)
    its = backup(30, "incremental", old)
    younger = backup(29)
    still_needed = backup(27, "incremental", younger)
    newest = backup(2)
    assert outdated([old, its, younger, still_needed, newest], NOW, WEEKS) == [its, old]


def test_the_last_good_backup_stays_however_old_it_is() -> None:
    older, only = backup(400), backup(300)
    assert outdated([only], NOW, WEEKS) == []
    assert outdated([older, only], NOW, WEEKS) == [older]


def test_a_clock_that_runs_ahead_does_not_take_all_that_was_kept() -> None:
    first, second, third = backup(21), backup(14), backup(7)
    later = NOW + timedelta(days=400)
    assert outdated([first, second, third, backup(-400)], later, WEEKS) == [first]


def test_a_backup_that_a_clock_dated_ahead_holds_up_no_other(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path), backup(1, wal=3), ahead := backup(-300, wal=9))
    assert Plan().due(folder, NOW) == "full", "nobody knows how old it is"
    made = folder.base / "made.new"
    made.mkdir()
    folder.add(made, now := backup(0, wal=12))
    assert folder.backups()[-2:] == [ahead, now], "by the log"
    assert Plan().due(folder, NOW) is None


async def test_a_clock_that_ran_ahead_for_a_moment_does_not_put_backups_off_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall, ticks, taken = [NOW + timedelta(days=300)], [50.0], []
    clock = SimpleNamespace(now=lambda _: wall[0])
    monkeypatch.setattr(keep, "datetime", clock)
    monkeypatch.setattr(keep, "time", SimpleNamespace(monotonic=lambda: ticks[0]))
    keeper = Keeper(kept(Folder(tmp_path)), Address(HOST, free_port(), "masohi_backup", "x"), Plan())

    async def take_one() -> None:
        taken.append(wall[0])

    monkeypatch.setattr(keeper, "_take", take_one)
    for at, tick in ((wall[0], 50.0), (NOW, 60.0), (NOW, 50.0 + 3601)):
        wall[0], ticks[0] = at, tick
        keeper._take_if_due()
        await asyncio.sleep(0)
    assert taken == [NOW + timedelta(days=300), NOW], "an hour after the one that failed"


def test_a_damaged_record_harms_its_own_backup_only(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path), good := backup(9), torn := backup(2))
    for text in ("", "{}", "[]"):
        (folder.base / f"{torn.name}.json").write_text(text)
        assert folder.backups() == [good]
    record = folder.base / f"{torn.name}.json"
    record.unlink()
    record.mkdir()  # as where its place on the disk cannot be read
    assert folder.backups() == [good]
    record.rmdir()
    record.symlink_to(folder.base / "gone")
    assert folder.backups() == [good], "removed between the look at the folder and at the file"
    (folder.path / "receiver.json").write_text('{"stre')
    write_metrics(folder)
    assert (folder.base / torn.name).exists(), "it is looked at by a person"


@pytest.mark.parametrize(("seconds", "code"), [(0, 0), (-61, 1), (3600, 1)], ids=["now", "old", "clock-set-back"])
def test_the_keeper_is_healthy_while_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, code: int
) -> None:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    kept(folder := Folder(tmp_path)).say("receiver.json", {"streaming": True, "at": at})
    monkeypatch.setenv("MASOHI_BACKUP", str(folder.path))
    monkeypatch.setattr(sys, "argv", ["python -m deploy.backup", "healthy"])
    assert main() == code


async def test_a_report_that_cannot_be_written_does_not_end_the_receiver(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "backup", report=tmp_path / "nothing")
    nobody = Address(HOST, free_port(), "masohi_backup", "x")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.7):
            await Keeper(folder, nobody, Plan()).run()
    assert not folder.said("receiver.json")["streaming"]


def test_no_backup_is_begun_that_would_take_the_room_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept(Folder(tmp_path), backup(60), newest := backup(40))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=2**40, free=1000))
    with pytest.raises(LocalError, match="1,000 bytes free"):
        take(folder, Address(HOST, free_port(), "masohi_backup", "x"), Plan(), now=NOW)
    assert folder.said("last.json")["outcome"] == "failed"
    assert folder.backups() == [newest], "what is outdated makes room first"


def test_a_segment_for_which_there_was_no_room_is_begun_again(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path))
    texts = {"1": b"\0" * 500, "2": b"\0" * 400 + b"log", "3": b"\0" * SEGMENT, "4": b""}
    for name, text in texts.items():
        (folder.wal / f"{name:0>24}.partial").write_bytes(text)
    folder.empty_unmade_segments()
    left = [(folder.wal / f"{name:0>24}.partial").stat().st_size for name in texts]
    assert left == [0, 403, SEGMENT, 0], "only what holds nothing"


@pytest.mark.parametrize(
    ("kept_", "end", "after"),
    [
        ({"1-3"}, "4", {"1-3", "2-4.partial"}),
        ({"1-3", "1-4.partial"}, "4", {"1-3", "1-4.partial", "2-4.partial"}),
        ({"1-3", "1-4.partial"}, "3", {"1-3", "2-3.partial"}),
        ({"1-3", "1-4.partial"}, "4.5", {"1-3", "1-4.partial"}),
        ({"1-3", "2-3", "2-4.partial"}, "3.5", {"1-3", "2-3", "2-4.partial"}),
        (set(), "4", set()),
    ],
    ids=["ended there", "nothing in it", "ended before", "goes on", "new one already", "empty"],
)
def test_the_receiver_is_led_to_the_new_timeline(tmp_path: Path, kept_: set[str], end: str, after: set[str]) -> None:
    """`1-3`: segment 3 of timeline 1. Only where the old one has nothing left that could be asked for."""
    folder = kept(Folder(tmp_path))
    for each in kept_:
        (folder.wal / f"0000000{each[0]}{0:08X}0000000{each[2:]}").touch()
    follow(folder, Timelines(2, {1: int(float(end) * SEGMENT)}))
    assert {f"{path.name[7]}-{path.name[23:]}" for path in folder.wal.iterdir()} == after


def test_a_moment_within_a_backup_needs_an_earlier_one(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path / "backup"), only := backup(1))
    within = only.taken_at + timedelta(seconds=1)
    with pytest.raises(LocalError, match="from before"):
        recover(folder, tmp_path / "data", current_user(), within)


def test_a_restore_into_a_disk_itself_is_refused_before_hours_have_gone(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="a disk of its own"):
        recover(kept(Folder(tmp_path), backup(1)), Path("/"), current_user())


@needs_root
def test_what_root_makes_for_a_restore_is_the_keepers(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir(mode=0o700)
    os.chown(tmp_path / "backup", NOBODY, NOBODY)
    folder = Folder(tmp_path / "backup")
    folder.make()
    aside = folder.set_aside(NOW)
    made = [folder.base, folder.wal, folder.log, folder.lock, aside, aside / "base"]
    assert {path.stat().st_uid for path in made} == {NOBODY}


def test_a_restore_in_containers_starts_no_database_first() -> None:
    """`docker compose run` starts what a service depends on; a restore needs that to be stopped."""
    (ours,) = re.findall(r'run="(docker compose run [^"]* backup)"', (ROOT / "docs" / "backup.md").read_text())
    assert "--no-deps" in ours


def test_the_log_stays_from_the_oldest_backup_on_whatever_its_timeline() -> None:
    names = [f"00000001{0:08X}{n:08X}" for n in (3, 4, 5)] + [f"00000002{0:08X}{n:08X}" for n in (4, 5)]
    names += ["000000020000000000000003.partial", "00000002.history"]
    assert unneeded_wal(names, [backup(2, wal=9), backup(1, wal=5)]) == [
        *(names[0], names[1], "000000020000000000000004", "000000020000000000000003.partial")
    ]
    assert unneeded_wal(names, []) == [], "without a backup all of it may be needed"


def test_a_backup_needs_its_parents() -> None:
    full = backup(2)
    first = backup(1, "incremental", full)
    second = backup(0, "incremental", first)
    assert chain([full, first, second], second) == [full, first, second]
    with pytest.raises(LocalError, match="which is gone"):
        chain([full, second], second)


def test_a_full_one_each_week_and_an_incremental_one_each_day(tmp_path: Path) -> None:
    assert Plan().due(kept(Folder(tmp_path / "none")), NOW) == "full"
    full = backup(6.5)
    assert Plan().due(kept(Folder(tmp_path / "a"), full), NOW) == "incremental"
    assert Plan().due(kept(Folder(tmp_path / "b"), full, backup(0.9, "incremental", full)), NOW) is None
    week = backup(7)
    assert Plan().due(kept(Folder(tmp_path / "c"), week, backup(0.9, "incremental", week)), NOW) == "full"


def test_a_backup_without_its_record_is_none(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path), good := backup(1))
    (folder.base / "20261126T170000Z-full.new").mkdir()
    (folder.base / "20261126T170000Z-full").mkdir()
    assert folder.backups() == [good]
    folder.remove_unfinished()
    assert sorted(path.name for path in folder.base.iterdir()) == [good.name, f"{good.name}.json"]


def test_only_one_takes_or_restores_at_a_time(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.locked(), pytest.raises(LocalError, match="under way"), Folder(tmp_path).locked():
        pass
    with folder.locked():
        pass


@pytest.mark.parametrize(
    ("lsn", "name"), [("0/4000028", "000000030000000000000004"), ("A/FF000000", "000000030000000A000000FF")]
)
def test_the_segment_of_a_position(lsn: str, name: str) -> None:
    assert segment_of(3, lsn) == name


def test_prometheus_reads_every_figure_with_its_meaning(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path), full := backup(3), backup(1, "incremental", full))
    folder.say("receiver.json", {"streaming": True, "synchronous": True, "behind_bytes": 7})
    folder.say("last.json", {"outcome": "failed"})
    write_metrics(folder)
    text = (folder.path / FILE).read_text()
    assert {name for name, _ in re.findall(r"^(\w+)(\{| )", text, re.MULTILINE)} == set(HELP)
    for line in ('masohi_backup_size_bytes{kind="full"} 100', "masohi_backup_count 2", "masohi_backup_last_failed 1"):
        assert line in text.splitlines()


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = kept(Folder(tmp_path / "backup"))
    assert [path.stat().st_mode & 0o077 for path in (folder.path, folder.base, folder.wal)] == [0, 0, 0]

"""The release before runs on the schemas of today, and becomes the release of today under load."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.releases import read
from shared.postgres.migrate import ROOT
from tests.rehearsal.before import chosen, unpacked
from tests.rehearsal.rehearse import rehearse
from tests.rehearsal.system import OldStack


@pytest.mark.timeout(500)
def test_no_request_fails_and_no_fact_is_lost(tmp_path: Path) -> None:
    try:
        before = unpacked(tmp_path / "tree")
    except LocalError as error:
        pytest.skip(f"NOT TESTED: THE RELEASE BEFORE ON TODAY'S SCHEMAS: {error}")
    said = list[str]()
    outcome = rehearse(OldStack(before, tmp_path / "state", "tansu", fast=True), 2.0, said.append)
    assert (outcome.load.failed, outcome.wrong) == ([], []), str(outcome)
    assert outcome.load.renamed > 20
    assert outcome.load.verdicts
    old, new = (sorted((tmp_path / "state" / when).glob("*.log")) for when in ("before", "after"))
    assert [file.name for file in old] == [file.name for file in new], "each ran before and after"
    assert len(new) == 4


def repository(folder: Path, *tags: str) -> None:
    for words in (("init", "--quiet"), ("commit", "--quiet", "--allow-empty", "-m", "a"), *(("tag", t) for t in tags)):
        who = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_the_release_before_is_the_newest_tag_or_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.rehearsal.before.ROOT", tmp_path)
    repository(tmp_path, "v0.9.0", "v0.10.0", "other")
    assert chosen(None)[0] == "v0.10.0"
    assert chosen("v0.9.0")[0] == "v0.9.0"
    with pytest.raises(LocalError, match="git rev-parse"):
        chosen("v7")


def test_without_a_tag_it_is_the_base_and_its_migrations_are_those_of_the_list() -> None:
    """It is told from the history, so a copy without one does not test it."""
    releases = read()
    found = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", releases.commit, "shared/postgres/migrations", "services"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode != 0:
        pytest.skip(f"NOT TESTED: THE BASE OF THE RELEASES: {found.stderr.strip()}")
    files = [Path(line) for line in found.stdout.split() if line.endswith(".sql")]
    names = {f"{'platform' if f.parts[0] == 'shared' else f.parts[1]}/{f.name}" for f in files}
    assert names == set(releases.base)

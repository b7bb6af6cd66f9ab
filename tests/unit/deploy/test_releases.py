"""A release has a number, an entry in CHANGELOG.md, and the names of its migrations."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from deploy import contracts
from deploy.contracts import released
from deploy.make_release import ReleaseRefused, all_migrations, headings, make
from deploy.releases import FILE, read
from shared.postgres.migrate import ROOT
from shared.version import VERSION, parsed

TODAY = date(2026, 11, 26)
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A shelf.\n"


def test_the_version_is_that_of_the_newest_release() -> None:
    """Before the first one there is nothing but [Unreleased]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    found = headings((ROOT / "CHANGELOG.md").read_text())
    assert found[0] == ("Unreleased", "")
    assert [version for version, _ in found[1:2]] in ([], [VERSION])
    assert [version for version, _ in found[1:]] == [release.version for release in reversed(read().made)]
    assert all(day for _, day in found[1:])
    versions = [parsed(version) for version, _ in found[1:]]
    assert versions == sorted(versions, reverse=True)


def test_every_migration_of_a_release_is_there_and_named_once() -> None:
    releases = read()
    names = [*releases.base, *(name for release in releases.made for name in release.migrations)]
    assert len(names) == len(set(names))
    assert set(names) <= set(all_migrations()), "a released migration is never removed or renamed"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("deploy", "shared"):
        (tmp_path / folder).mkdir()
    shutil.copy(FILE, tmp_path / "deploy")
    (tmp_path / "shared/version.py").write_text('VERSION = "0.1.0"\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "masohi"\nversion = "0.1.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def test_a_release_takes_over_what_is_unreleased(project: Path) -> None:
    before = read(project / "deploy/releases.toml")
    names = [*before.named, "platform/9001_a.sql", "training/9001_b.sql"]
    assert make(project, "0.2.0", TODAY, names, {"a.b": {"key": "k"}}, 'its job "fills" the shelves') == names[-2:]
    assert released(project / "deploy" / contracts.NAME) == {"a.b": {"key": "k"}}
    (project / "CHANGELOG.md").write_text(
        (project / "CHANGELOG.md").read_text().replace("[Unreleased]\n", "[Unreleased]\n\n- Another.\n", 1)
    )
    assert make(project, "0.10.0", TODAY, [*names, "training/9002_c.sql"], {}) == ["training/9002_c.sql"]
    assert released(project / "deploy" / contracts.NAME) == {}
    after = read(project / "deploy/releases.toml")
    assert (after.base, after.made[: len(before.made)]) == (before.base, before.made)
    assert [(made.version, made.must_not_be_skipped) for made in after.made[len(before.made) :]] == [
        ("0.2.0", 'its job "fills" the shelves'),
        ("0.10.0", ""),
    ]
    assert headings((project / "CHANGELOG.md").read_text()) == [
        ("Unreleased", ""),
        ("0.10.0", "2026-11-26"),
        ("0.2.0", "2026-11-26"),
    ]
    assert (project / "shared/version.py").read_text() == 'VERSION = "0.10.0"\n'
    assert 'version = "0.10.0"' in (project / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("changelog", "version", "why"),
    [
        (CHANGELOG, "1.0", "is no version"),
        (CHANGELOG.replace("- A shelf.", "").replace("### Added", ""), "0.2.0", "nothing stands under"),
        (CHANGELOG.replace("Unreleased", "0.1.0"), "0.2.0", "does not begin with"),
        (CHANGELOG + "\n## [0.9.0] - 2026-01-01\n\n- Old.\n", "0.10.0-rc1", "is no version"),
        (CHANGELOG + "\n## [0.10.0] - 2026-01-01\n\n- Old.\n", "0.9.0", "does not come after"),
    ],
    ids=["two-numbers", "empty", "no-unreleased", "a-suffix", "backwards"],
)
def test_what_is_no_release_is_refused_and_nothing_is_written(
    project: Path, changelog: str, version: str, why: str
) -> None:
    (project / "CHANGELOG.md").write_text(changelog)
    with pytest.raises(ReleaseRefused, match=why):
        make(project, version, TODAY, [], {})
    assert (project / "CHANGELOG.md").read_text() == changelog
    assert (project / "deploy/releases.toml").read_text() == FILE.read_text()

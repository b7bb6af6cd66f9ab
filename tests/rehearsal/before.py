"""The release before: which one it is, and its files."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.releases import read
from shared.postgres.migrate import ROOT


@dataclass(frozen=True, slots=True)
class Before:
    name: str
    tree: Path


def chosen(asked: str | None) -> tuple[str, str]:
    """What is taken, in words, and its commit: what is asked for; else the newest tag v… before this commit; else,
    where nothing is tagged, the commit that `deploy/releases.toml` calls the base."""
    if asked:
        return asked, _git("rev-parse", f"{asked}^{{commit}}")
    if tags := _git("tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname").split():
        return tags[0], _git("rev-parse", f"{tags[0]}^{{commit}}")
    base = read().commit
    return f"{base[:7]}, the base of deploy/releases.toml: nothing is tagged yet", _git(
        "rev-parse", f"{base}^{{commit}}"
    )


def unpacked(folder: Path, asked: str | None = None) -> Before:
    """Its files, in `folder`. Raises LocalError where the checkout has no history."""
    name, commit = chosen(asked)
    packed = _run("archive", "--format=zip", commit, "shared", "services", "deploy")
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(folder)
    return Before(name, folder)


def _git(*words: str) -> str:
    return _run(*words).decode().strip()


def _run(*words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise LocalError("git is not installed, and the release before is in the history.") from None
    except subprocess.CalledProcessError as error:
        raise LocalError(f"git {' '.join(words[:2])} says: {error.stderr.decode().strip()}") from None

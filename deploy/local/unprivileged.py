"""Postgres refuses to run as root: whom it runs as then, and which folders that user can reach."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from deploy.local.child import User, current_user
from deploy.local.errors import LocalError

SETTING = "MASOHI_POSTGRES_UID"
OWNER = "state"  # a link from a place to the state folder that it serves


def unprivileged_user() -> User:
    """The present user, or if that is root the one with the id MASOHI_POSTGRES_UID, or nobody."""
    if os.geteuid() != 0:
        return current_user()
    wanted = os.environ.get(SETTING)
    try:
        entry = pwd.getpwuid(int(wanted)) if wanted else pwd.getpwnam("nobody")
    except (KeyError, ValueError):
        raise LocalError(f"Postgres cannot run as root: set {SETTING} to the id of an ordinary user.") from None
    if entry.pw_uid == 0:
        raise LocalError(f"Postgres cannot run as root: {SETTING} must not be 0.")
    return User(entry.pw_uid, entry.pw_gid)


def can_enter(user: User, folder: Path) -> bool:
    """Whether `user` may pass through `folder` and every folder above it."""
    return all(_may_pass(user, place.stat()) for place in (folder, *folder.parents))


def shared_folder() -> Path:
    """A folder that all can enter and only root can change, outside of home folders.

    Anyone could have made it before us, so it counts only if it is as we would have made it.
    """
    folder = Path(tempfile.gettempdir()).resolve() / "masohi-root"
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise LocalError(f"{folder} is not root's own folder: remove it, or set TMPDIR to another place.")
    if not can_enter(User(-1, -1), folder):
        raise LocalError(f"Postgres cannot reach {folder}: set TMPDIR to a folder that every user can enter.")
    return folder


def home_for(user: User, state: Path, secret: str) -> Path:
    """The folder for `user`'s files that belong to `state`: in it, or under the temporary folder if out of reach.

    `secret` is of this very `state`: one that was deleted and made anew gets a new folder.
    """
    home = state / "postgres"
    if not can_enter(user, state):
        home = _place(shared_folder(), state, secret) / "postgres"
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, *user)
    return home


def _may_pass(user: User, place: os.stat_result) -> bool:
    if place.st_uid == user.uid:
        return bool(place.st_mode & stat.S_IXUSR)
    if place.st_gid == user.gid:
        return bool(place.st_mode & stat.S_IXGRP)
    return bool(place.st_mode & stat.S_IXOTH)


def _place(shared: Path, state: Path, secret: str) -> Path:
    _sweep(shared)
    place = shared / hashlib.sha256(f"{state}\n{secret}".encode()).hexdigest()[:16]
    if not place.exists():
        place.mkdir(mode=0o755)
        (place / OWNER).symlink_to(state)
    return place


def _sweep(shared: Path) -> None:
    """Remove the places whose state folder is gone."""
    for place in shared.iterdir():
        owner = place / OWNER
        if owner.is_symlink() and not owner.exists():
            shutil.rmtree(place, ignore_errors=True)  # another session may be sweeping it too

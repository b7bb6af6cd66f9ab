"""Postgres refuses to run as root. This chooses another user, and folders that the other user can reach."""

from __future__ import annotations

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
STATE_LINK = "state"  # a link from a place to its state folder


def unprivileged_user() -> User:
    """The present user. If that is root, the user with the id MASOHI_POSTGRES_UID, or `nobody`."""
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
    """A folder that all users can enter and only root can change, outside of home folders.

    Another user could have made it first, so its owner and mode are checked. LocalError if they are wrong.
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
    """The folder for `user`'s files of `state`: inside it, or in the shared folder if `user` cannot reach it.

    `secret` belongs to this `state`. A state folder that was deleted and made again has another secret and so gets a
    new folder.
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
        (place / STATE_LINK).symlink_to(state)
    return place


def _sweep(shared: Path) -> None:
    """Remove the places whose state folder is gone."""
    for place in shared.iterdir():
        state = place / STATE_LINK
        if state.is_symlink() and not state.exists():
            shutil.rmtree(place, ignore_errors=True)  # another session may be removing it too

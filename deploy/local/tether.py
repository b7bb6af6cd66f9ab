"""Become another program that ends when its parent ends: `python -I -S tether.py PARENT UID GID PROGRAM [ARGUMENT…]`.

It is a program of its own, and not a `preexec_fn`, because Python code between fork and exec can deadlock in a process
with threads. It imports nothing of Masohi: after the change of user it may be unable to read the checkout.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(parent: int, uid: int, gid: int, command: list[str]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which clears it.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("its parent has already gone")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and exec would hand that on
    os.execvp(command[0], command)  # noqa: S606 (no shell is the point)


if __name__ == "__main__":
    try:
        parent, uid, gid = map(int, sys.argv[1:4])
        become(parent, uid, gid, sys.argv[4:])
    except OSError as error:
        sys.exit(f"ERROR: cannot run {sys.argv[4]}: {error.strerror}")

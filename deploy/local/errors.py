"""The one error of this folder."""

from __future__ import annotations


class LocalError(Exception):
    """What failed on this machine and what to do about it, as one line for a person."""

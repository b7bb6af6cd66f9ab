"""Durations as Prometheus writes them."""

from __future__ import annotations

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(duration: str) -> int:
    """Of one number with one unit, such as `90s` or `6h`."""
    return int(duration[:-1]) * UNITS[duration[-1]]

"""How far another clock is off, as far as that is certain."""

from __future__ import annotations


def offset(said: float, before: float, after: float, coarse: float = 0.0) -> float:
    """`said` was the other clock's time at a moment between `before` and `after` of ours, cut off to `coarse` seconds.

    Of all that it may be off, the least: a slow answer is no wrong clock.
    """
    least, most = said - after, said + coarse - before
    return max(least, min(0.0, most))

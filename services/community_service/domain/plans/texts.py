"""The texts of an explanation, in Indonesian and English."""

from __future__ import annotations

from services.community_service.domain.plans.problem import Family, Relaxation
from services.community_service.words import WORDS

_NEEDED: dict[Family, tuple[str, str]] = {
    "daily_cap": ("cukup dengan {} menit sehari", "{} minutes a day would do"),
    "period": ("cukup dengan {} hari lebih lama", "{} days more would do"),
}


def text(each: Relaxation, language: int) -> str:
    """`language` 0 is Indonesian, 1 is English."""
    what = WORDS["plan_constraint"][each.family][language]
    if each.needed is not None:
        return f"{what}: {_NEEDED[each.family][language].format(each.needed)}."
    fits = ("cukup", "enough") if each.enough else ("belum cukup", "not enough")
    cost = ("menahan {} menit; tanpanya {}.", "holds back {} minutes; without it: {}.")[language]
    return f"{what}: {cost.format(each.gained_minutes, fits[language])}"

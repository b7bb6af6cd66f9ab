"""The texts of an explanation, in Indonesian and English."""

from __future__ import annotations

from services.community_service.domain.plans.problem import Family, Relaxation

_CONSTRAINTS: dict[Family, tuple[str, str]] = {
    "daily_cap": ("Jam per hari menurut putusan", "The verdict's hours a day"),
    "period": ("Jangka waktu putusan", "The verdict's period"),
    "blocked_times": ("Waktu kerja, sekolah, ibadah atau lainnya", "Times of work, school, worship or another duty"),
    "capacity": ("Lokasi yang penuh", "Sites that are full"),
    "closed_days": ("Hari libur dan hari tutup lokasi", "Holidays and closed days of sites"),
    "skills": ("Keterampilan yang diminta lokasi", "Skills that sites ask for"),
    "child_rules": ("Ketentuan bagi anak", "The rules for a child"),
    "agreements": ("Lokasi yang ditangguhkan atau PKS tidak berlaku", "Sites suspended or without a PKS in force"),
    "chosen_sites": ("Lokasi yang dipilih", "The chosen sites"),
    "rhythm": ("Hari seminggu atau sebulan menurut putusan", "The verdict's days a week or a month"),
    "one_site_a_day": ("Satu lokasi sehari", "One site a day"),
}  # fmt: skip
_NEEDED: dict[Family, tuple[str, str]] = {
    "daily_cap": ("cukup dengan {} menit sehari", "{} minutes a day would do"),
    "period": ("cukup dengan {} hari lebih lama", "{} days more would do"),
}


def text(each: Relaxation, language: int) -> str:
    """`language` 0 is Indonesian, 1 is English."""
    what = _CONSTRAINTS[each.family][language]
    if each.needed is not None:
        return f"{what}: {_NEEDED[each.family][language].format(each.needed)}."
    fits = ("cukup", "enough") if each.enough else ("belum cukup", "not enough")
    cost = ("menahan {} menit; tanpanya {}.", "holds back {} minutes; without it: {}.")[language]
    return f"{what}: {cost.format(each.gained_minutes, fits[language])}"

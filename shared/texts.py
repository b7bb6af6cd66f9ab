"""Texts as people and systems write them: one spelling for what looks the same, and what stands in no text of ours."""

from __future__ import annotations

import re
import unicodedata

_UUID = r"(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-z])"
_SMALL = r"(?:[^\S\r\n]{1,2}|[._\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff-])?"
_NIK = re.compile(rf"{_UUID}|(\d(?:{_SMALL}\d){{15,}})", re.IGNORECASE)
"""Sixteen digits or more, whatever digits they are, also with a space, a dash or something that nobody sees between
them. A UUID (RFC 9562: with version and variant) may have as many by chance: it stays, and is in no group. A NIK that
somebody filled up with zeros is none. A line's end parts one number from the next."""

_INVISIBLE = "\u034f\u2800"
"""Of no category that says so: the combining grapheme joiner and the empty Braille pattern. Variation selectors too."""


def canonical(text: str) -> str:
    """One spelling for what looks the same (Unicode NFKC): nothing invisible, and one space where there are more."""
    folded = "".join(map(_shown, unicodedata.normalize("NFKC", text)))
    return re.sub(" {2,}", " ", folded).strip(" ")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp", "Zs"):
        return " "
    invisible = category == "Cf" or character in _INVISIBLE or "\ufe00" <= character <= "\ufe0f"
    return "" if invisible else character


_COMMON = re.compile("bin|binti|alias|als|anak|dari|drs?|dra|ir|haji|hajah|hj|prof|s?h|mh|se|spd|tn|ny")
"""Words of a name that many people have."""


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may be one person's: a word of the name that tells people apart is in both."""
    words, others = _words(one), _words(other)
    if words and others:
        return bool(words & others)
    return canonical(one).casefold() == canonical(other).casefold()


def _words(name: str) -> set[str]:
    """Those that tell one person from another. Titles, `bin` and single letters do not."""
    words = {re.sub(r"[.,'’]", "", word) for word in re.split(r"[\s/,-]+", canonical(name).casefold())}
    return {word for word in words if len(word) > 1 and not _COMMON.fullmatch(word)}


class MayBeNik(ValueError):
    """A text in which a national id may stand."""


def no_nik(text: str) -> str:
    """Raises MayBeNik where a national id (NIK) may stand in the text."""
    if any(found[1] for found in _NIK.finditer(text)):
        raise MayBeNik("sixteen digits may be a NIK: name an office by its code, a document by its number")
    return text


def without_nik(text: str) -> str:
    """What somebody wrote, with `…` in the place of what may be a national id."""
    return _NIK.sub(lambda found: "…" if found[1] else found[0], text)


def visible(text: str) -> str:
    """Raises ValueError where there is nothing to see, or what changes how it is read (U+202E) or hides (U+200B)."""
    if any(unicodedata.category(character) == "Cf" for character in text) or not any(map(str.isalnum, text)):
        raise ValueError("it has nothing to read, or characters that nobody sees")
    return text


def no_nul(text: str) -> str:
    """Raises ValueError for what no database takes."""
    if "\0" in text:
        raise ValueError("it has the character U+0000")
    return text

"""What browsers get: from where it comes, how large it is, and that nothing in a page is inline."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
WEB = ROOT / "shared" / "web"
STATIC = WEB / "static"
TEMPLATES = [*WEB.rglob("*.html"), *(ROOT / "services").rglob("*.html")]
VENDORED = tomllib.loads((STATIC / "vendor" / "VENDOR.toml").read_text())

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|[\"']js:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?<!<a class=\"govuk-link\" href=\")https?://(?!www\.w3\.org/2000/svg)", re.IGNORECASE)
"""A link that a person follows loads nothing."""
NO_RULE = {"govuk-form-group", "govuk-template"}


def size(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("name", VENDORED)
def test_files_of_others_are_as_they_were_made(name: str) -> None:
    entry = VENDORED[name]
    assert hashlib.sha256((WEB / name).read_bytes()).hexdigest() == entry["sha256"]
    assert {"package", "version", "licence", "inside", "source_sha256"} <= entry.keys()


def test_every_file_of_others_is_accounted_for() -> None:
    files = {path.relative_to(WEB).as_posix() for path in (STATIC / "vendor").iterdir()}
    assert files - set(VENDORED) == {"static/vendor/VENDOR.toml", "static/vendor/govuk-frontend.LICENSE.txt"}
    packages = {entry["package"] for entry in VENDORED.values()}
    assert {name.removesuffix(".org") for name in packages} == {
        path.name.removesuffix(".LICENSE.txt") for path in (STATIC / "vendor").glob("*.LICENSE.txt")
    }


def test_nothing_of_the_british_government_is_left() -> None:
    sheet = (STATIC / "vendor" / "govuk.css").read_text()
    assert re.findall(r"transport|crown|crest|@font-face|url\(", sheet, re.IGNORECASE) == []


def test_sizes_are_within_the_table_of_the_pages() -> None:
    assert size("kit.css") <= 6_000
    assert size("vendor/govuk.css", "kit.css") <= 18_000
    assert size("vendor/htmx.js", "kit.js") <= 16_000
    assert size("kit.js") <= 1_500
    assert size("vendor/idb.js") <= 1_600
    assert (WEB / "templates" / "kit" / "ambon.html").stat().st_size <= 4_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_have_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text()
    assert INLINE.findall(source) == []
    assert ELSEWHERE.findall(source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_class_that_a_template_names_has_a_rule(path: Path) -> None:
    """GOV.UK's style sheet is cut down: a class that was not needed is gone."""
    sheets = (STATIC / "vendor" / "govuk.css").read_text() + (STATIC / "kit.css").read_text()
    named = set(
        re.findall(r"(?<![\w-])govuk-[a-z0-9_-]*[a-z0-9]", re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL))
    )
    assert {name for name in named - NO_RULE if f".{name}" not in sheets} == set()

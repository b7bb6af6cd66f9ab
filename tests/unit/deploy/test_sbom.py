"""A list of contents for each image: valid CycloneDX 1.6, whole, and the same bytes each time."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.images.contents import DOCKERFILE, Image, images, locked
from deploy.images.sbom import document
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT
from shared.version import VERSION

IMAGES = {image.name: image for image in images()}
every_image = pytest.mark.parametrize("image", IMAGES.values(), ids=IMAGES)


@cache
def of(image: Image) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document(image))
    return found


@pytest.mark.parametrize("name", ["masohi-notifications", "masohi-mail", "masohi-gateway"])
def test_it_is_valid_and_the_same_each_time(name: str) -> None:
    """One of each kind: to check the thousands of hashes of all takes long."""
    image = IMAGES[name]
    text = document(image)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == document(image)
    assert json.loads(text)["metadata"]["component"]["version"] == VERSION


def test_every_image_of_the_dockerfile_has_one() -> None:
    stages = set(re.findall(r"^FROM .* AS ([a-z]+)$", DOCKERFILE.read_text(), re.MULTILINE))
    assert {image.stage for image in IMAGES.values()} == stages - {"runtime", "environment", "tree"}
    assert {image.service for image in IMAGES.values()} == {"", *SERVICES}


@every_image
def test_it_has_every_package_of_the_lock_with_its_files(image: Image) -> None:
    found = {each["purl"]: each for each in of(image)["components"] if each["purl"].startswith("pkg:pypi/")}
    text = image.lock.read_text() if image.lock else ""
    blocks = dict(re.findall(r"^([a-z0-9._-]+==[^ ;\n]+)(.*?)(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL))
    for pinned, block in blocks.items():
        name, version = pinned.split("==")
        if image.only and name not in image.only:
            assert f"pkg:pypi/{name}@{version}" not in found
        elif " ; " not in block.partition("\n")[0]:
            hashes = {each["content"] for each in found[f"pkg:pypi/{name}@{version}"]["hashes"]}
            assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", block))
    assert {purl[9:].partition("@")[0] for purl in found} <= {
        pinned.partition("==")[0] for pinned in blocks
    } | image.more


@every_image
def test_everything_in_it_is_needed_by_something(image: Image) -> None:
    said = of(image)
    refs = {each["bom-ref"] for each in said["components"]}
    needs = {each["ref"]: set(each.get("dependsOn", [])) for each in said["dependencies"]}
    reached, waiting = set[str](), [image.name]
    while waiting:
        ref = waiting.pop()
        waiting += needs.get(ref, set()) - reached
        reached.add(ref)
    assert reached == refs | {image.name}


def test_markers_are_those_of_the_image() -> None:
    lock = """a==1 \\
    --hash=sha256:00
b==2 ; python_full_version < '3.12' \\
    --hash=sha256:00
c==3 ; sys_platform == 'win32' \\
    --hash=sha256:00
d[x]==4 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:00
    # via
    #   a
    #   masohi (pyproject.toml)
"""
    found = {each.name: each for each in locked(lock, "3.13.11")}
    assert set(found) == {"a", "d"}
    assert found["d"].asked_for_by == ("a", "masohi")
    assert "b" in {each.name for each in locked(lock, "3.11.9")}


def test_what_browsers_get_is_in_the_services_that_have_pages() -> None:
    for name in ("masohi-agreements", "masohi-training"):
        purls = {each["purl"] for each in of(IMAGES[name])["components"]}
        assert {purl.partition("@")[0] for purl in purls if purl.startswith("pkg:npm/")} >= {"pkg:npm/htmx.org"}
    assert not [each for each in of(IMAGES["masohi-mail"])["components"] if each["purl"].startswith("pkg:npm/")]


def test_an_image_has_the_files_that_the_dockerfile_collects() -> None:
    files = IMAGES["masohi-operations"].files()
    assert Path("deploy/upgrade/check.py") in files
    assert Path("deploy/releases.toml") in files
    assert any(file.match("services/training/migrations/*.sql") for file in files)
    assert IMAGES["masohi-gateway"].files() == []
    assert all((ROOT / file).is_file() for file in files)

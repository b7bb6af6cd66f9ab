"""What is in each image, as CycloneDX 1.6: `make sbom`, or `python -m deploy.images.sbom FOLDER`.

A file per image. It follows from the locks and the Dockerfile alone, so the same commit gives the same bytes. What the
official images hold themselves is in their own SBOMs: here they are one component each.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from deploy.images.contents import Image, Package, images
from deploy.vendor import WANTED, WEB
from shared.postgres.migrate import ROOT
from shared.version import VERSION

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "masohi")


def document(image: Image) -> str:
    """JSON, indented."""
    own = Component(name=image.name, version=VERSION, type=ComponentType.CONTAINER, bom_ref=image.name)
    packages = {package.name: _package(package) for package in image.packages()}
    others = [_base(image.base), *_vendored(image)]
    serial = uuid.uuid5(_NAMESPACE, f"{image.name} {VERSION} {_content(image)}")
    bom = Bom(components=[*packages.values(), *others], serial_number=serial)
    bom.metadata.component = own
    bom.metadata.timestamp = None  # type: ignore[assignment]
    _relate(bom, own, image.packages(), packages, others)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _package(package: Package) -> Component:
    purl = PackageURL("pypi", None, package.name, package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
        properties=[Property(name="masohi:hashes", value="of the files of this version; one of them is installed")],
    )


def _base(name: str) -> Component:
    image, _, tag = name.partition(":")
    purl = PackageURL("docker", None, image, tag)
    return Component(name=image, version=tag, type=ComponentType.CONTAINER, purl=purl, bom_ref=str(purl))


def _vendored(image: Image) -> Iterator[Component]:
    """What browsers get from others, where the image has it."""
    there = set(image.files())
    for name, version in sorted({(each.package, each.version) for each in WANTED}):
        files = [each.target for each in WANTED if each.package == name]
        if kept := [file for file in files if file.relative_to(ROOT) in there]:
            purl = PackageURL("npm", None, name, version)
            yield Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                purl=purl,
                bom_ref=str(purl),
                properties=[
                    Property(name=f"masohi:sha256:{file.relative_to(WEB)}", value=_sha256(file)) for file in kept
                ],
            )


def _relate(
    bom: Bom, own: Component, packages: Iterable[Package], components: dict[str, Component], others: list[Component]
) -> None:
    asked = {name: set[Component]() for name in components}
    direct = set(others)
    for package in packages:
        by = [asked[name] for name in package.asked_for_by if name in asked]
        for each in by:
            each.add(components[package.name])
        if not by or "masohi" in package.asked_for_by:
            direct.add(components[package.name])
    bom.register_dependency(own, direct)
    for name, needs in asked.items():
        bom.register_dependency(components[name], needs)


def _content(image: Image) -> str:
    known = [image.base, *(f"{package.name}=={package.version}" for package in image.packages())]
    files = [f"{file} {_sha256(ROOT / file)}" for file in image.files()]
    return hashlib.sha256("\n".join([*known, *files]).encode()).hexdigest()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for image in images():
        (folder / f"{image.name}.cdx.json").write_text(document(image))
        print(f"{folder}/{image.name}.cdx.json: {len(image.packages())} packages")


if __name__ == "__main__":
    main()

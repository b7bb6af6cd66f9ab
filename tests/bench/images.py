"""How large the images are: what the Dockerfile puts into each, beside the known size of its base."""

from __future__ import annotations

import asyncio

from deploy.images.contents import Image, images
from deploy.images.sizes import LIMIT_MB, SOLVER, WITH_SOLVER_MB, size_mb
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row

PLAIN = Row(*("image", "largest image without the solver"), *("-", "-", LIMIT_MB, 150), better="less", unit=" MB")
WITH_SOLVER = Row(
    *("image-solver", "image with the solver"), *("-", "-", WITH_SOLVER_MB, 400), better="less", unit=" MB"
)
HOW = (
    "the packages of the lock for Linux and the Python of the image, trimmed, with bytecode; the files of the project;"
    " the base counts as deploy/images/sizes.py says, because no image is pulled."
)


def _has_solver(image: Image) -> bool:
    return SOLVER in {package.name for package in image.packages()}


async def _largest(*, solver: bool) -> Measured:
    wanted = [image for image in images() if _has_solver(image) == solver and image.lock]
    sizes = {image.name: await asyncio.to_thread(size_mb, image) for image in wanted}
    return Measured(max(sizes.values()), ", ".join(f"{name} {size:.0f} MB" for name, size in sizes.items()), HOW)


async def plain(_: Rig) -> Measured:
    return await _largest(solver=False)


async def with_solver(_: Rig) -> Measured:
    return await _largest(solver=True)

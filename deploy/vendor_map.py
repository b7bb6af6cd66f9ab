"""Draws the coast around Ambon from world-atlas (Natural Earth, 1:10 million, public domain)."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Box = tuple[float, float, float, float]

AMBON: Box = (127.86, -3.83, 128.44, -3.42)
"""West, south, east, north: the island, with the coasts of Seram and Haruku."""
UNITS_PER_DEGREE = 1000


def outline(source: str, box: Box = AMBON) -> str:
    """A Jinja file: the box, and the land in it as the path of an SVG."""
    atlas = json.loads(source)
    west, south, east, north = box
    shapes = [shape for ring in _rings(atlas) if (shape := _clipped(ring, box))]
    path = "".join(_path(shape, west, north) for shape in shapes)
    return (
        "{# Made by deploy/vendor.py from world-atlas (Natural Earth, public domain). #}\n"
        f"{{% set west, north, scale = {west}, {north}, {UNITS_PER_DEGREE} %}}\n"
        f"{{% set width, height = {round((east - west) * UNITS_PER_DEGREE)}, "
        f"{round((north - south) * UNITS_PER_DEGREE)} %}}\n"
        f'{{% set land = "{path}" %}}\n'
    )


def _rings(atlas: Any) -> list[list[Point]]:
    scale, move = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = [_arc(arc, scale, move) for arc in atlas["arcs"]]
    polygons = [polygon for shape in atlas["objects"]["land"]["geometries"] for polygon in shape["arcs"]]
    return [_ring(ring, arcs) for polygon in polygons for ring in polygon]


def _arc(arc: list[Any], scale: list[float], move: list[float]) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    return points


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """A negative number is an arc that is walked backwards."""
    ring: list[Point] = []
    for number in numbers:
        ring += arcs[number] if number >= 0 else arcs[~number][::-1]
    return ring


def _clipped(ring: list[Point], box: Box) -> list[Point]:
    """Sutherland and Hodgman: one edge of the box after the other."""
    west, south, east, north = box
    for axis, bound, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        if not ring:
            return []
        ring = _cut(ring, axis, bound, sign)
    return ring


def _cut(ring: list[Point], axis: int, bound: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for before, here in pairwise([ring[-1], *ring]):
        in_before, in_here = ((point[axis] - bound) * sign >= 0 for point in (before, here))
        if in_before != in_here:
            part = (bound - before[axis]) / (here[axis] - before[axis])
            kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
        if in_here:
            kept.append(here)
    return kept


def _path(ring: list[Point], west: float, north: float) -> str:
    points = [(round((x - west) * UNITS_PER_DEGREE), round((north - y) * UNITS_PER_DEGREE)) for x, y in ring]
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points) if a != b]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")

"""What is made of other people's files before browsers get them."""

from __future__ import annotations

import json

from deploy.vendor_css import style_sheet
from deploy.vendor_map import outline


def test_a_style_sheet_loses_what_is_not_ours_and_keeps_the_rest() -> None:
    source = (
        '@charset "UTF-8";/*! (c) */@font-face{font-family:GDS Transport;src:url(a.woff)}'
        ".govuk-body,.govuk-accordion .govuk-body{color:var(--govuk-text-colour,#0b0c0c);"
        "font-family:GDS Transport,arial,sans-serif}"
        "@media print{.govuk-accordion{color:red}}"
        "@media (min-width:40em){.govuk-link:not(a,b){margin:0}.govuk-tabs{margin:1px}}"
        "@supports (x:y){.govuk-frontend-supported .govuk-button{display:none}}"
    )
    assert style_sheet(source) == (
        '@charset "UTF-8";@layer govuk,kit;@layer govuk{'
        ".govuk-body{color:var(--govuk-text-colour);font-family:var(--kit-font)}"
        "@media (min-width:40em){.govuk-link:not(a,b){margin:0}}}\n"
    )


def test_an_outline_is_cut_at_the_edge_of_the_map() -> None:
    """A square of two degrees, half of it outside; its arc is walked backwards."""
    square = [[0, 0], [2, 0], [0, 2], [-2, 0], [0, -2]]
    far = [[9, 9], [1, 0], [0, 1], [-1, -1]]
    atlas = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [square, far],
        "objects": {"land": {"geometries": [{"arcs": [[[~0]], [[1]]]}]}},
    }
    made = outline(json.dumps(atlas), (1.0, -1.0, 4.0, 1.0))
    assert "west, north, scale = 1.0, 1.0, 1000" in made
    assert "width, height = 3000, 2000" in made
    assert '"M0 0l1000 0 0 1000-1000 0z"' in made

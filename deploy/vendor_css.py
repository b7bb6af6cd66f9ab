"""Makes our style sheet of GOV.UK Frontend's: without what we do not use, and without what only gov.uk may use."""

from __future__ import annotations

import re
from collections.abc import Iterator

# GDS Transport and the crown are for gov.uk alone. The rest needs scripts that we do not load, or has no page.
UNUSED = re.compile(
    r"\.govuk-(?:accordion|cookie-banner|exit-this-page|password-input|character-count|tabs|phase-banner|header|logo"
    r"|footer|file-upload-button|drop-zone|frontend-supported|generic-header|service-navigation|link-image|template__"
    r"|clearfix|breadcrumbs--collapse|file-upload--|heading-xl|caption-xl|body-lead|skip-link-focused"
    r"|file-upload-wrapper|table--small|table__cell--middle|notification-banner__link|link--inverse|button--inverse|breadcrumbs--inverse"
    r"|back-link--inverse|section-break--xl|tag--|label--xl|fieldset__legend--xl|date-input|visually-hidden-focusable"
    r"|pagination|panel|radios--small|checkboxes--small|task-list__status--cannot|summary-card"
    r"|summary-list__row--no-actions|\\!-(?!margin-bottom-[0-6]|display-none|font-weight-bold))"
)
FONT = re.compile(r"GDS Transport,\s*arial,\s*sans-serif")
SPARE = re.compile(r"var\((--govuk-[a-z-]+),#[0-9a-f]+\)")
"""A colour for browsers without variables: none that we support."""


def style_sheet(source: str) -> str:
    """One cascade layer, so that the kit's own rules win whatever their selectors are."""
    source = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", source, flags=re.DOTALL)
    kept = SPARE.sub(r"var(\1)", FONT.sub("var(--kit-font)", "".join(_kept(source))))
    return f'@charset "UTF-8";@layer govuk,kit;@layer govuk{{{kept}}}\n'


def _kept(source: str) -> Iterator[str]:
    for head, body in _rules(source):
        if head.startswith(("@font-face", "@-moz-document")):
            continue
        if head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body))
            if inner:
                yield f"{head}{{{inner}}}"
        elif wanted := [each for each in _selectors(head) if not UNUSED.search(each)]:
            yield f"{','.join(wanted)}{{{body}}}"


def _rules(source: str) -> Iterator[tuple[str, str]]:
    start = depth = opened = 0
    for place, sign in enumerate(source):
        if sign == "{":
            opened = opened if depth else place
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield source[start:opened].strip(), source[opened + 1 : place]
                start = place + 1


def _selectors(head: str) -> list[str]:
    """Commas inside `:not(a, b)` separate nothing."""
    return re.split(r",(?![^(]*\))", head)

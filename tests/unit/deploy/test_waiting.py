"""Every kind of thing that may wait for someone has a limit, and the alert knows who settles it."""

from __future__ import annotations

from typing import Any

import yaml

from services.agreements.queries.waiting import KINDS as AGREEMENTS
from services.community_service.domain.waiting import KINDS as COMMUNITY_SERVICE
from services.training.domain.waiting import KINDS as TRAINING
from shared.postgres.migrate import ROOT


def limits() -> list[dict[str, Any]]:
    groups = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text())["groups"]
    (rules,) = (group["rules"] for group in groups if group["name"] == "waiting_limits")
    return list(rules)


def test_every_kind_has_one_limit_and_no_limit_is_for_nothing() -> None:
    named = [rule["labels"]["kind"] for rule in limits()]
    assert sorted(named) == sorted([*AGREEMENTS, *TRAINING, *COMMUNITY_SERVICE])
    assert all(rule["labels"]["settled_by"] for rule in limits())


def test_the_limit_that_is_shown_is_the_one_that_counts() -> None:
    for rule in limits():
        days = rule["labels"]["limit"].removesuffix(" days")
        assert rule["expr"] == f"vector({days} * 86400)", rule["labels"]["kind"]

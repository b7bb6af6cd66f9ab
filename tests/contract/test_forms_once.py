"""Every form of a page that changes something is taken once: it goes through the kit, and so through its key."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from tests.contract.test_routes import APPS, IN_JSON

ACTS = ("call.act(", "call.act_through(", "call.act_and_show(", "call.act_through_and_show(")
LOOKS = ("call.answer(", "call.read_for(", "call.step(")
"""A page that is shown anew each time that it is asked for; where it has names, each time is a logged read."""
HARMLESS = {
    "choose_language": "sets the language of a session",
    "change_verdict": "shows a form with what was typed",
    "open_handover_record": "a paper, made anew each time; a logged read",
    "print_log": "a paper, made anew each time; a logged read",
    "sign_out": "ends a session, which the second time is not there",
    "signed_out": "the issuer ends sessions",
}


def forms() -> Iterator[tuple[str, Callable[..., Any]]]:
    for app in APPS.values():
        for route in iter_route_contexts(app.routes):
            if "POST" in (route.methods or ()) and "/desk/" in str(route.path) and route.path not in IN_JSON:
                assert route.endpoint
                yield str(route.path), route.endpoint


def source_of(endpoint: Callable[..., Any]) -> str:
    """Its own, and that of the functions of its file that it names."""
    own = inspect.getsource(endpoint)
    module = inspect.getmodule(endpoint)
    near = [each for name, each in vars(module).items() if inspect.isfunction(each) and f"{name}(" in own]
    return own + "".join(inspect.getsource(each) for each in near if each.__module__ == endpoint.__module__)


@pytest.mark.parametrize(("path", "endpoint"), list(forms()), ids=lambda each: each if isinstance(each, str) else "")
def test_a_form_goes_through_its_key(path: str, endpoint: Callable[..., Any]) -> None:
    source = source_of(endpoint)
    assert any(each in source for each in (*ACTS, *LOOKS)) or endpoint.__name__ in HARMLESS, path

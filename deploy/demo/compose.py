"""The story's target where the system runs in containers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from deploy.compose import stack
from deploy.local.issuer import Issuer


class ComposeTarget:
    """The addresses of the compose stack on this machine."""

    origin = stack.GATEWAY
    urls = stack.HTTP
    bootstrap = stack.KAFKA

    def __init__(self) -> None:
        self.issuer: Issuer = stack.issuer()

    def mail_count(self) -> int:
        return len(stack.mails())


@contextmanager
def running(console: Console) -> Iterator[ComposeTarget]:
    """The containers, from `up` to `down` with their data."""
    console.print("[bold]docker compose up[/] (the first time builds the images: minutes)")
    stack.up()
    try:
        yield ComposeTarget()
    finally:
        console.print("[bold]docker compose down[/]")
        stack.down()

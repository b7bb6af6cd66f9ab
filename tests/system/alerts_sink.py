"""Where alerts arrive: a server for Alertmanager's webhooks that remembers what it was told, and by which way."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple


class Told(NamedTuple):
    """One alert as it was told: the way is `page` or `ticket`."""

    way: str
    status: str
    alert: str
    job: str | None


class Sink:
    def __init__(self, port: int) -> None:
        self.port, self.told, self.beats = port, list[Told](), list[float]()
        self.links: dict[str, str] = {}

    def url(self, way: str) -> str:
        return f"http://127.0.0.1:{self.port}/{way}"

    def hear(self, way: str, body: bytes) -> None:
        for each in json.loads(body)["alerts"]:
            labels = each["labels"]
            if labels["alertname"] == "Watchdog" and way == "watchdog":
                self.beats.append(time.monotonic())
                continue
            self.told.append(Told(way, each["status"], labels["alertname"], labels.get("job")))
            self.links[labels["alertname"]] = each["annotations"]["runbook"]

    def take(self) -> set[Told]:
        """What was told since it was asked last."""
        told, self.told = self.told, []
        return set(told)

    @contextmanager
    def open(self) -> Iterator[Sink]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sink.hear(self.path[1:], self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing: the tests say what they expect."""

        with ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.1,))
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

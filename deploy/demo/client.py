"""Calls the system as the people of the story do: over HTTP with a token, and on the intake topic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

import httpx
from confluent_kafka import Producer

from deploy.local.errors import LocalError
from deploy.local.issuer import Issuer
from deploy.services import PREFIXES

_INSIDE = {"clock", "journal"}
"""What follows the service's prefix in a path that no gateway passes on."""


class Refused(LocalError):
    """A service said no."""


class Target(Protocol):
    """A running system: the gateway, and each service behind it for what no gateway passes on."""

    @property
    def origin(self) -> str: ...
    @property
    def urls(self) -> Mapping[str, str]: ...
    @property
    def issuer(self) -> Issuer: ...
    @property
    def bootstrap(self) -> str: ...
    def mail_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the story: what the token says of them."""

    subject: str
    roles: tuple[str, ...]
    organisation: str | None = None


def _written(body: Any) -> tuple[str | bytes | None, str]:
    """A body as it is sent, with its type: bytes are a PDF, text is CSV, anything else JSON."""
    if isinstance(body, bytes):
        return body, "application/pdf"
    if isinstance(body, str):
        return body, "text/csv"
    return None if body is None else json.dumps(body, default=str), "application/json"


class Client:
    """Calls the services; any answer that is not expected ends the story with one clear line."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._http = httpx.Client(timeout=30, headers={"accept-language": "en"})
        self._tokens: dict[Person, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, who: Person, path: str, *, status: int = 200) -> Any:
        return self._call("GET", who, path, None, status)

    def post(self, who: Person, path: str, body: Any = None, *, status: int | None = None) -> Any:
        return self._call("POST", who, path, body, status)

    def put(self, who: Person, path: str, body: Any = None, *, status: int | None = None) -> Any:
        return self._call("PUT", who, path, body, status)

    def download(self, who: Person, path: str) -> bytes:
        """The bytes of a document, in Indonesian where there is a choice."""
        headers = {"authorization": f"Bearer {self._token(who)}", "accept-language": "id"}
        answer = self._http.get(self._url(path), headers=headers)
        return self._expected(answer, {200}).content

    def ask(self, path: str) -> Any:
        """What anyone may ask, without a token."""
        return self._expected(self._http.get(self._url(path)), {200}).json()

    def _call(self, method: str, who: Person, path: str, body: Any, status: int | None) -> Any:
        content, kind = _written(body)
        headers = {"authorization": f"Bearer {self._token(who)}", "content-type": kind}
        answer = self._http.request(method, self._url(path), content=content, headers=headers)
        expected = {200, 201, 202, 204} if status is None else {status}
        return self._expected(answer, expected).json() if answer.content else None

    @staticmethod
    def _expected(answer: httpx.Response, statuses: set[int]) -> httpx.Response:
        if answer.status_code not in statuses:
            asked = f"{answer.request.method} {answer.request.url.path}"
            raise Refused(f"The story stops: {asked} answered {answer.status_code}: {answer.text}")
        return answer

    def _url(self, path: str) -> str:
        _, prefix, first, *_ = path.split("/")
        if first not in _INSIDE:
            return self._target.origin + path
        return self._target.urls[next(name for name, of in PREFIXES.items() if of == f"/{prefix}")] + path

    def _token(self, who: Person) -> str:
        if who not in self._tokens:
            issued = self._target.issuer.token(*who.roles, subject=who.subject, organisation=who.organisation)
            self._tokens[who] = issued
        return self._tokens[who]

    def move_clocks(self, moment: datetime | None) -> None:
        """All four services live at this moment of the story; None gives them the machine's time."""
        operator = Person("story-clock", ("operator",))
        for prefix in PREFIXES.values():
            self.put(operator, f"{prefix}/clock", {"now": None if moment is None else moment.isoformat()})

    def mail_count(self) -> int:
        """How many mails the system's mail server has received."""
        return self._target.mail_count()

    def publish(self, topic: str, event: dict[str, Any]) -> None:
        """Writes a CloudEvent in structured mode to a topic, as a court's own system would."""
        failed: list[str] = []
        producer = Producer({"bootstrap.servers": self._target.bootstrap, "acks": "all"})
        producer.produce(
            topic,
            json.dumps(event, default=str).encode(),
            key=event["id"],
            headers={"content-type": "application/cloudevents+json; charset=utf-8"},
            on_delivery=lambda error, _: failed.append(str(error)) if error else None,
        )
        if producer.flush(20) or failed:
            raise LocalError(f"The story stops: {topic} did not accept the court's event: {failed or 'no answer'}")

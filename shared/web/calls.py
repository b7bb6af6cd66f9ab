"""One request of a person who is signed in: show a page, or do what a form asks and show what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import AfterValidator, BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.context import trace, tracing
from shared.edge.access import Actor
from shared.edge.problems import STATUS
from shared.edge.routes import Call, Resources
from shared.errors import Refusal, StaleVersion
from shared.languages import Language
from shared.metrics import REFUSALS
from shared.postgres.pool import Connection, in_transaction
from shared.texts import no_nik, no_nul
from shared.web import forms, meanwhile, sessions
from shared.web.forms import FormWrong
from shared.web.headers import page_headers
from shared.web.meanwhile import Meanwhile
from shared.web.rendering import rendered
from shared.web.sessions import Session
from shared.web.web import Web
from shared.web.wrong import Wrong, wrong_fields, wrong_rules

Result = TypeVar("Result")
Again = Callable[[], Awaitable[Response]]
Run = Callable[[BaseModel | None], Awaitable[Response]]
"""Does what a form asks, with what was read from its fields."""


class ReadingPurpose(BaseModel):
    """What personal data are read for."""

    purpose: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=200),
        AfterValidator(no_nul),
        AfterValidator(no_nik),
    ]


@dataclass(slots=True)
class PageCall:
    """`typed` is what a form had in it, where its page is shown again; `problems` say why, and `meanwhile` what
    somebody else changed."""

    request: Request
    resources: Resources
    web: Web
    session: Session
    language: Language
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    problems: list[Wrong] = field(default_factory=list)
    meanwhile: Meanwhile | None = None
    status: int = 200

    @property
    def actor(self) -> Actor:
        return self.session.actor

    def word(self, kind: str, code: str) -> str:
        """A code in the words of the page's language."""
        return self.web.pages.words[kind][code][0 if self.language == "id" else 1]

    def message(self, text: str) -> str:
        """A message of the catalogue in the page's language. What it returns counts as text, not as markup."""
        say: Callable[[str], str] = self.web.environments[self.language].filters["message"]
        return say(text)

    def choices(self, kind: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Codes with their words, for a field to choose from."""
        return [(code, self.word(kind, code)) for code in codes]

    def next_page(self, cursor: str | None) -> str | None:
        """The address of the list's next page: as this one, with its filters."""
        url = self.request.url.include_query_params(after=cursor)
        return f"{url.path}?{url.query}" if cursor else None

    async def get(self, query: Callable[..., Awaitable[Result]], *args: Any) -> Result:
        """What a query `f(conn, *args)` returns."""
        async with self.resources.pool.acquire() as conn:
            return await query(conn, *args)

    async def step(self, command: Callable[..., Awaitable[Result]], *args: Any) -> Result:
        """What a command `f(conn, *args, actor, now)` returns: for a read of personal data, which is logged."""
        self.resources.standing.refuse_when_behind()
        now = self.resources.clock.now()
        result = await in_transaction(self.resources.pool, lambda conn: command(conn, *args, actor=self.actor, now=now))
        self.resources.committed()
        return result

    async def show(self, template: str, **values: Any) -> Response:
        """A page. After a refusal it says what was wrong, and has what was typed."""
        said = self.session.said
        if said:
            await self.get(sessions.say, self.session.id_hash, None)
        return self.render(template, said=said, **values)

    def render(self, template: str, *, said: str | None = None, **values: Any) -> Response:
        return rendered(
            self.request,
            self.language,
            template,
            session=self.session,
            status=self.status,
            problems=self.problems,
            typed=self.typed,
            meanwhile=self.meanwhile,
            said=said,
            **values,
        )

    async def act(
        self,
        command: Callable[..., Awaitable[Any]],
        *args: Any,
        then: str,
        again: Again,
        form: type[BaseModel] | None = None,
        body: Callable[[Any], Any] | None = None,
        said: str | None = None,
    ) -> Response:
        """Does what a form asks, once for each time that the form was shown, and leads to `then`, a path of the desk
        that may name a field of the result (`/cases/{id}`).

        `form` is read from the fields, and is the command's last argument; or what `body` makes of it. Where it is
        refused, the page of `again` is shown with what was typed and why. `said` is what the next page says once."""

        return await self._tried(self._led(self._running(_brief(command), args, body), then, said), again, form)

    async def act_through(
        self,
        process: Callable[..., Awaitable[Response]],
        *args: Any,
        then: str,
        again: Again,
        form: type[BaseModel] | None = None,
        said: str | None = None,
    ) -> Response:
        """As `act`, for a use case of several transactions: `process(call, *args)`."""

        return await self._tried(self._led(self._through(process, args), then, said), again, form)

    async def answer(
        self, shown: Callable[[Any], Awaitable[Response]], *, form: type[BaseModel], again: Again
    ) -> Response:
        """The page that a form asks for, without a redirect: what is typed is only looked at, or what is shown is
        personal data, whose read is logged. `shown` is given what was read from the fields."""
        return await self._tried(shown, again, form)

    def _running(
        self, command: Callable[..., Awaitable[Any]], args: tuple[Any, ...], body: Callable[[Any], Any] | None
    ) -> Run:
        async def run(read: BaseModel | None) -> Response:
            given = () if read is None else (forms.made(body, read) if body else read,)
            return await self._plain().run(command, *args, *given)

        return run

    def _through(self, process: Callable[..., Awaitable[Response]], args: tuple[Any, ...]) -> Run:
        async def run(read: BaseModel | None) -> Response:
            return await process(self._plain(), *args, *(() if read is None else (read,)))

        return run

    def _led(self, run: Run, then: str, said: str | None) -> Run:
        async def led(read: BaseModel | None) -> Response:
            answer = await run(read)
            found = orjson.loads(answer.body) if answer.body else {}
            return await self.lead_on(then.format_map(found if isinstance(found, dict) else {}), said)

        return led

    async def _tried(
        self, run: Callable[[Any], Awaitable[Response]], again: Again, form: type[BaseModel] | None
    ) -> Response:
        self.typed = await forms.fields_of(self.request)
        seen = _version(self.typed)
        try:
            with tracing(replace(trace(), expected_versions=seen)):
                return await run(forms.read(form, self.typed) if form else None)
        except FormWrong as error:
            self.problems, self.status = wrong_fields(error, self.language), 422
            return await again()
        except Refusal as refusal:
            REFUSALS.labels(refusal.slug).inc()
            self.problems, self.status = wrong_rules(refusal, self.language), STATUS[refusal.kind]
            if isinstance(refusal, StaleVersion) and seen:
                told_to = self.web.pages.told_to
                self.meanwhile = await self.get(meanwhile.since, refusal, seen, self.actor, told_to)
            return await again()

    async def lead_on(self, path: str, said: str | None = None) -> Response:
        """To another page of the desk, which says something once."""
        if said:
            await self.get(sessions.say, self.session.id_hash, said)
        return self.lead(path)

    def file(self, content: bytes, media_type: str, name: str) -> Response:
        """A file to take away. Its name says what it is and not whom it is about."""
        headers = {"content-disposition": f'attachment; filename="{name}"', "content-language": self.language}
        return Response(content, 200, page_headers(self.language) | headers, media_type)

    def lead(self, path: str) -> Response:
        """To another page of the desk."""
        return RedirectResponse(self.web.place.desk + path, 303, page_headers(self.language))

    async def act_and_show(
        self,
        command: Callable[..., Awaitable[Any]],
        *args: Any,
        show: Callable[[Any], Awaitable[Response]],
        again: Again,
        form: type[BaseModel] | None = None,
        body: Callable[[Any], Any] | None = None,
    ) -> Response:
        """As `act`, where the answer itself is the page: `show` is given it as JSON. It is kept with the form's key, so
        a form that is sent again shows the same answer. Not for what holds personal data."""

        return await self._tried(_shown(self._running(command, args, body), show), again, form)

    async def act_through_and_show(
        self,
        process: Callable[..., Awaitable[Response]],
        *args: Any,
        show: Callable[[Any], Awaitable[Response]],
        again: Again,
        form: type[BaseModel] | None = None,
    ) -> Response:
        """As `act_and_show`, for a use case of several transactions: `process(call, *args)`."""

        return await self._tried(_shown(self._through(process, args), show), again, form)

    async def read_for(
        self,
        read: Callable[..., Awaitable[Result]],
        *args: Any,
        show: Callable[[Result], Awaitable[Response]],
        again: Again,
    ) -> Response:
        """A page with personal data, for the purpose that a form says: `read(conn, *args, purpose, actor, now)` logs
        the read. It is never kept, and each time that the form is sent is a read."""

        async def shown(form: ReadingPurpose) -> Response:
            found = await self.step(read, *args, form.purpose)
            self.typed = {name: values for name, values in self.typed.items() if name == "form_path"}
            return await show(found)

        return await self.answer(shown, form=ReadingPurpose, again=again)

    def _plain(self) -> Call:
        """The same request as the JSON routes know it; its key is the one that the form carries."""
        key = (self.typed.get("key") or [""])[0][:200] or None
        typed = {name: values for name, values in self.typed.items() if name not in forms.CARRIED}
        digest = hashlib.sha256(orjson.dumps(typed)).digest()
        asks = any(map(any, typed.values())) and "again" not in self.typed
        return Call(self.request, self.resources, self.actor, key, digest, asks)


def _version(typed: Mapping[str, list[str]]) -> frozenset[int] | None:
    """The version of the record that the person saw, where the form says it: as `If-Match` of the JSON routes."""
    given = (typed.get("version") or [""])[0]
    return frozenset({int(given)}) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _shown(run: Run, show: Callable[[Any], Awaitable[Response]]) -> Run:
    async def shown(read: BaseModel | None) -> Response:
        return await show(orjson.loads((await run(read)).body))

    return shown


def _brief(command: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The command, of whose result nothing is kept but ids: it may hold personal data."""

    async def brief(conn: Connection, *args: Any, **who: Any) -> dict[str, str]:
        result = await command(conn, *args, **who)
        if not isinstance(result, BaseModel):
            return {}
        return {name: str(value) for name, value in result if name == "id" or name.endswith("_id")}

    return brief

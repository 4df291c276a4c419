"""Twilio's REST API 2010-04-01, as far as the service uses it: calls and messages."""

import hmac
from base64 import b64encode
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contact_api.demo.provider.orders import call_ordered, calls_wanted, message_ordered, messages_wanted
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.records import API
from contact_api.demo.provider.refusals import Refused

PAGE_SIZE = 50
LARGEST_PAGE = 1000
Answer = Callable[[Request, Provider], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the REST API, as it came."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    form: tuple[tuple[str, str], ...]
    sign_in: str


@dataclass(frozen=True, slots=True)
class Instead:
    """What is answered in place of the proper answer; `status` None: nothing is, until the double is closed."""

    status: int | None
    body: str = ""
    and_done: bool = False  # the request is carried out all the same: its answer is lost


async def create_call(request: Request, provider: Provider) -> Response:
    form = await request.form()
    fields = {name: str(value) for name, value in form.items()}
    events = [str(event) for event in form.getlist("StatusCallbackEvent")]
    exchange = provider.exchange
    with exchange.lock:
        call = call_ordered(fields, events, exchange)
        exchange.calls[call.sid] = call
    return JSONResponse(call.as_json(provider.subscription.account_sid), 201)


async def list_calls(request: Request, provider: Provider) -> Response:
    account = provider.subscription.account_sid
    wanted = calls_wanted(request.query_params, provider.calls)
    return _page(request, "calls", [call.as_json(account) for call in wanted])


async def list_messages(request: Request, provider: Provider) -> Response:
    account = provider.subscription.account_sid
    wanted = messages_wanted(request.query_params, provider.texts)
    return _page(request, "messages", [message.as_json(account) for message in wanted])


def _page(request: Request, name: str, found: list[dict[str, Any]]) -> Response:
    """One page of a list, as Twilio lays it out."""
    query = request.query_params
    size, page = int(query.get("PageSize", PAGE_SIZE)), int(query.get("Page", 0))
    if not 1 <= size <= LARGEST_PAGE:
        raise Refused(20001, "PageSize")
    shown = found[page * size : (page + 1) * size]

    def uri(number: int) -> str:
        return f"{request.url.path}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return JSONResponse(
        {
            name: shown,
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "uri": uri(page),
            "first_page_uri": uri(0),
            "next_page_uri": uri(page + 1) if len(found) > (page + 1) * size else None,
            "previous_page_uri": uri(page - 1) if page else None,
        }
    )


async def fetch_call(request: Request, provider: Provider) -> Response:
    return JSONResponse(_call(request, provider).as_json(provider.subscription.account_sid))


async def update_call(request: Request, provider: Provider) -> Response:
    wanted = str((await request.form()).get("Status", ""))
    if wanted not in ("completed", "canceled"):
        raise Refused(20001, "Status")
    with provider.exchange.lock:
        call = _call(request, provider)
        if call.is_over or (wanted == "canceled" and call.status == "in-progress"):
            raise Refused(21220)
        provider.exchange.end(call)
    return JSONResponse(call.as_json(provider.subscription.account_sid))


async def create_message(request: Request, provider: Provider) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    message = provider.messages.take(message_ordered(form, provider.exchange))
    return JSONResponse(message.as_json(provider.subscription.account_sid), 201)


async def fetch_message(request: Request, provider: Provider) -> Response:
    message = provider.messages.all.get(request.path_params["sid"])
    if message is None:
        raise Refused(20404)
    return JSONResponse(message.as_json(provider.subscription.account_sid))


def _call(request: Request, provider: Provider) -> Any:
    call = provider.exchange.calls.get(request.path_params["sid"])
    if call is None:
        raise Refused(20404)
    return call


class Door:
    """What every request passes: it is written down, signed in, and perhaps answered otherwise."""

    def __init__(
        self, provider: Provider, instead: list[Instead], asked: deque[Asked], wait: Callable[[], Any]
    ) -> None:
        self._provider = provider
        self._instead = instead
        self._asked = asked
        self._wait = wait

    def route(self, path: str, answer: Answer, method: str) -> Route:
        """A route of Twilio's under the account."""

        async def endpoint(request: Request) -> Response:
            await self._note(request)
            otherwise = self._instead.pop(0) if self._instead else None
            if otherwise is None:
                return await self._proper(request, answer)
            if otherwise.and_done:
                await self._proper(request, answer)
            if otherwise.status is None:
                await run_sync(self._wait)
            return Response(otherwise.body, otherwise.status or 503, media_type="application/json")

        return Route(f"/{API}/Accounts/{{account}}{path}", endpoint, methods=[method])

    async def _proper(self, request: Request, answer: Answer) -> Response:
        try:
            self._sign_in(request)
            return await answer(request, self._provider)
        except Refused as refused:
            return refused.answer()

    async def _note(self, request: Request) -> None:
        form = await request.form()
        self._asked.append(
            Asked(
                request.method,
                request.url.path,
                tuple(request.query_params.multi_items()),
                tuple((name, str(value)) for name, value in form.multi_items()),
                request.headers.get("authorization", ""),
            )
        )

    def _sign_in(self, request: Request) -> None:
        own = self._provider.subscription
        right = "Basic " + b64encode(f"{own.account_sid}:{own.auth_token}".encode()).decode()
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(right.encode(), given.encode()):
            raise Refused(20003)
        if request.path_params["account"] != own.account_sid:
            raise Refused(20404)


def routes(door: Door) -> list[Route]:
    """Everything of the REST API that is here."""
    return [
        door.route("/Calls.json", create_call, "POST"),
        door.route("/Calls.json", list_calls, "GET"),
        door.route("/Calls/{sid}.json", fetch_call, "GET"),
        door.route("/Calls/{sid}.json", update_call, "POST"),
        door.route("/Messages.json", create_message, "POST"),
        door.route("/Messages.json", list_messages, "GET"),
        door.route("/Messages/{sid}.json", fetch_message, "GET"),
    ]

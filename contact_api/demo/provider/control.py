"""The control of the double, which Twilio does not have: script telephones, ring and text us, see what goes on."""

from dataclasses import asdict, fields
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contact_api.demo.provider.phones import Answers, Callbacks, Delivers, HangsUp, Phone
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.records import CallRecord
from contact_api.demo.provider.twiml import Scene

KINDS = {"answers": Answers, "hangs_up": HangsUp, "delivers": Delivers, "callbacks": Callbacks, "keys": tuple}


class Control:
    """Everything under /double: JSON in and out; what is wrong with a request is said with 400."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def routes(self) -> list[Route]:
        post = ["POST"]
        return [
            Route("/double/calls", self.calls),
            Route("/double/calls", self.ring_us, methods=post),
            Route("/double/calls/{sid}", self.call),
            Route("/double/calls/{sid}/keys", self.press, methods=post),
            Route("/double/calls/{sid}/hang-ups", self.put_down, methods=post),
            Route("/double/phones", self.script, methods=post),
            Route("/double/messages", self.texts),
            Route("/double/messages", self.text_us, methods=post),
            Route("/double/rooms", self.rooms),
            Route("/double/steps", self.step, methods=post),
        ]

    async def calls(self, _: Request) -> Response:
        return JSONResponse([shown(call) for call in self._provider.calls])

    async def call(self, request: Request) -> Response:
        return JSONResponse(shown(self._provider.exchange.calls[request.path_params["sid"]]))

    async def ring_us(self, request: Request) -> Response:
        wanted = await request.json()
        call = self._provider.ring_us(wanted["from"], url=wanted.get("url", ""), to=wanted.get("to", ""))
        return JSONResponse(shown(call), 201)

    async def press(self, request: Request) -> Response:
        self._provider.press(request.path_params["sid"], (await request.json())["keys"])
        return Response(status_code=204)

    async def put_down(self, request: Request) -> Response:
        self._provider.put_down(request.path_params["sid"])
        return Response(status_code=204)

    async def script(self, request: Request) -> Response:
        wanted = dict(await request.json())
        self._provider.script(wanted.pop("number"), phone_of(wanted))
        return Response(status_code=204)

    async def texts(self, _: Request) -> Response:
        account = self._provider.subscription.account_sid
        return JSONResponse([text.as_json(account) for text in self._provider.texts])

    async def text_us(self, request: Request) -> Response:
        wanted, provider = await request.json(), self._provider
        url = wanted.get("url", "")
        text = await run_sync(lambda: provider.text_us(wanted["from"], wanted["body"], url=url))
        return JSONResponse(text.as_json(provider.subscription.account_sid), 201)

    async def rooms(self, _: Request) -> Response:
        found = [
            {"name": room.name, "sid": room.sid, "members": list(room.members), "is_over": room.is_over}
            for room in self._provider.exchange.rooms.all
        ]
        return JSONResponse(found)

    async def step(self, request: Request) -> Response:
        seconds = float((await request.json()).get("seconds", 1.0))
        return JSONResponse({"happened": await run_sync(lambda: self._provider.step(seconds=seconds))})


def phone_of(wanted: dict[str, Any]) -> Phone:
    """A telephone as JSON describes it. Errors: ValueError."""
    if unknown := set(wanted) - {field.name for field in fields(Phone)}:
        raise ValueError(f"a telephone has no {', '.join(sorted(unknown))}")
    return Phone(**{name: KINDS.get(name, lambda as_is: as_is)(value) for name, value in wanted.items()})


def shown(call: CallRecord) -> dict[str, Any]:
    """One call, with what was heard in it."""
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "status": call.status,
        "room": call.room.name if call.room else None,
        "waits_for_keys": call.waits_for_keys,
        "heard": [_scene(scene) for scene in call.heard],
        "fault": call.fault or None,
    }


def _scene(scene: Scene) -> dict[str, Any]:
    facts = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(scene).items()
    }
    return {"kind": type(scene).__name__.lower(), **facts}

"""What the document says of the API as a whole: who answers for it, how one signs in, what always holds."""

from http import HTTPStatus
from typing import Any

from contact_api.domain.core.access import GRANTS, Permission, Proof
from contact_api.http.errors.problems import MEDIA_TYPE, OF_STATUS, TYPE
from contact_api.http.errors.titles import title_of
from contact_api.http.schemas.bookings import TimeInstead

JSON = "application/json"
PROBLEM_JSON = MEDIA_TYPE
EVERY_PROBLEM = (400, 429, 500, 503)
OIDC, LINK = "oidc", "contact_link"

DESCRIPTION = """**Svenska.** API:t tar emot varje begäran om kontakt med primärvården, lovar en tid i dag som
personalen har utrymme för (eller säger ärligt att det inte går, och vad man kan göra i stället),
fördelar arbetet mellan enheterna och visar efteråt varför allt hände. Tre slags anropare: en
webbtjänst för invånare, en telefonväxel och personal. Tider lämnas i UTC enligt RFC 3339; alla
tidszoner tas emot. Fel är `application/problem+json` (RFC 9457). Inga personnummer i adresser.
Bokning enligt det nationella kontraktet `urn:riv:crm:scheduling:1` (SOAP) finns bredvid, utanför detta dokument.
Tjänsten ersätter inte 112.

**English.** The API takes in every request for contact with primary care, promises a time today
that staff have time for (or says honestly that there is none, and what else can be done), spreads
the work over the units and can show afterwards why everything happened. Three kinds of callers: a
web front end for citizens, a telephone exchange, and staff. Times are given in UTC as RFC 3339 has
it; any offset is accepted. Errors are `application/problem+json` (RFC 9457). No personal numbers in
addresses. Booking by the national contract `urn:riv:crm:scheduling:1` (SOAP) is beside it, not in this
document. The service does not replace 112."""
INFO: dict[str, Any] = {
    "title": "Contact routing for primary care · Kontaktvägar i primärvården",
    "version": "1.0.0",
    "summary": "Every contact request gets a time today that is backed by staff time, or an honest no.",
    "description": DESCRIPTION,
    "termsOfService": "https://kontakt.example.se/villkor",
    "contact": {
        "name": "Contact routing, API support",
        "url": "https://kontakt.example.se/api",
        "email": "api@kontakt.example.se",
    },
    "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    "x-sla": "Mål: tillgänglighet 99,9 % per månad, dygnet runt; planerade avbrott sägs två veckor i förväg."
    " Goal: availability 99.9 % a month, day and night; planned stops are announced two weeks ahead.",
    "x-limitations": "Kroppen högst 64 KiB, högst 100 poster per sida, nyckeltal högst 31 dagar åt gången,"
    " anrop"
    " per minut enligt RateLimit-Limit. The body at most 64 KiB, at most 100 items a page, figures at most"
    " 31 days"
    " at a time, requests a minute as RateLimit-Limit says.",
}
SERVERS = [
    {
        "url": "https://kontakt.example.se/contact-routing/v1",
        "description": "Production",
        "x-internal": False,
    }
]
TAGS = [
    {"name": "public", "description": "Öppet för alla. Open to everybody."},
    {"name": "citizen", "description": "Invånare och webbtjänster. Citizens and their front ends."},
    {"name": "telephony", "description": "Telefonväxlar. Telephone exchanges."},
    {"name": "staff", "description": "Personalens arbetskö. The work queue of the staff."},
    {
        "name": "oversight",
        "description": "Chefer, ledningscentral, medicinskt ansvarig, granskare. Who answers for it.",
    },
    {"name": "figures", "description": "Nyckeltal. Figures."},
]


def _integer(description: str, most: int) -> dict[str, Any]:
    schema = {"type": "integer", "format": "int32", "minimum": 0, "maximum": most}
    return {"description": description, "schema": schema}


def _text(description: str, longest: int = 200) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": longest, "pattern": r"^[^\u0000]*$"}
    return {"description": description, "schema": schema}


HEADERS: dict[str, dict[str, Any]] = {
    "every": {
        "X-Request-Id": {
            "description": "This occurrence; quote it when you report a fault.",
            "schema": {"type": "string", "format": "uuid", "maxLength": 36},
        },
        "Access-Control-Allow-Origin": _text("The one web front end whose pages may read the answer."),
        "RateLimit-Limit": _integer("How many requests a minute this client has.", 2_147_483_647),
        "RateLimit-Remaining": _integer("How many are left.", 2_147_483_647),
        "RateLimit-Reset": _integer("In how many seconds they are given anew.", 60),
    },
    "401": {"WWW-Authenticate": _text("How to sign in.")},
    "429": {"Retry-After": _integer("Seconds to wait.", 3600)},
    "503": {"Retry-After": _integer("Seconds to wait.", 3600)},
}
_SIGNATURE = {
    "webhook_id": "webhook-id",
    "webhook_timestamp": "webhook-timestamp",
    "webhook_signature": "webhook-signature",
}
_FLOW = {
    "tokenUrl": "https://inloggning.example.se/token",
    "refreshUrl": "https://inloggning.example.se/token",
    "scopes": {},
}
COMPONENTS: dict[str, Any] = {
    "securitySchemes": {
        OIDC: {
            "type": "oauth2",
            "description": "A signed access token (RFC 9068, checked as RFC8725 has it) of the region's"
            " OpenID"
            " Connect provider, sent as `Authorization: Bearer …`. Citizens sign in with BankID or Freja,"
            " staff"
            " with their commission, machines with client credentials.",
            "flows": {
                "authorizationCode": _FLOW | {"authorizationUrl": "https://inloggning.example.se/authorize"},
                "clientCredentials": _FLOW,
            },
        },
        LINK: {
            "type": "apiKey",
            "in": "header",
            "name": "Contact-Link",
            "description": "The token of the link sent to the citizen: opens their own contact request only.",
        },
        **{
            key: {
                "type": "apiKey",
                "in": "header",
                "name": header,
                "description": "Part of the signature of Standard Webhooks (HMAC-SHA256, five minutes).",
            }
            for key, header in _SIGNATURE.items()
        },
    },
    "schemas": {
        "Problem": {
            "type": "object",
            "description": "What is wrong and what to do (RFC 9457); no value that was sent is repeated.",
            "required": ["type", "title", "status", "detail", "instance"],
            "properties": {
                "type": {
                    "type": "string",
                    "maxLength": 200,
                    "pattern": rf"^{TYPE}[a-z0-9-]+$",
                    "description": "Never changes; the codes are listed in openapi/problems.md.",
                },
                "title": {"type": "string", "maxLength": 100, "pattern": r"^[ -~]+$"},
                "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599},
                "detail": {"type": "string", "maxLength": 4000, "pattern": r"^[^\u0000]*$"},
                "instance": {"type": "string", "maxLength": 60, "pattern": r"^urn:uuid:[0-9a-f-]{36}$"},
                "errors": {
                    "type": "array",
                    "maxItems": 20,
                    "items": {
                        "type": "object",
                        "required": ["field", "what"],
                        "properties": {
                            "field": {"type": "string", "maxLength": 400, "pattern": r"^[^\u0000]*$"},
                            "what": {"type": "string", "maxLength": 2000, "pattern": r"^[^\u0000]*$"},
                        },
                        "additionalProperties": False,
                    },
                },
                "times": {
                    "type": "array",
                    "description": "With `time-not-offered`: the next times that can be had instead.",
                    "maxItems": 5,
                    "items": TimeInstead.model_json_schema(),
                },
                "parts": {
                    "type": "object",
                    "description": "At GET /health: which parts answer.",
                    "maxProperties": 20,
                    "additionalProperties": {"type": "boolean"},
                },
            },
            "additionalProperties": False,
        }
    },
}


def security_of(permission: Permission | None) -> list[dict[str, list[str]]]:
    """How one signs in for a permission: any of the ways in the list."""
    if permission is Permission.PUBLIC:
        return []
    if permission is Permission.SIGNED_WEBHOOK:
        return [{key: [] for key in _SIGNATURE}]
    if permission in GRANTS[Proof.LINK]:
        return [{OIDC: []}, {LINK: []}]
    return [{OIDC: []}]


def problem_example(status: int) -> dict[str, Any]:
    """An example of the problem that this status brings."""
    code, detail = OF_STATUS.get(status, ("refused", "It cannot be done in this state."))
    value: dict[str, Any] = {
        "type": TYPE + code,
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "instance": "urn:uuid:6f1c8a5e-5a0c-4d2b-9d7e-2f3b8a4c1d00",
    }
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        value["errors"] = [{"field": "body.phone", "what": "Field required"}]
    return {"example": {"summary": title_of(status), "value": value}}

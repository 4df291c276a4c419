"""From the bytes of a SOAP 1.1 message to what it asks for; no entity, no document type, nothing outside is read."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from contact_api.http.responses.soap import SoapFault
from contact_api.http.schemas.national_scheduling import (
    ADDRESSING,
    HEADERS,
    REGISTRY,
    SOAP,
    Message,
    Operation,
)

LONGEST_VALUE = 200
OPERATIONS = {f"{{{one.namespace}}}{one.value}": one for one in Operation}


def read_message(sent: bytes) -> Message:
    """The message. Errors: SoapFault says what it lacks, and repeats nothing of it."""
    whole = _parsed(sent)
    if whole.tag != f"{{{SOAP}}}Envelope":
        raise SoapFault("The message is no SOAP 1.1 envelope.")
    content = _content(whole.find(f"{{{SOAP}}}Body"))
    operation = OPERATIONS.get(content.tag)
    if operation is None:
        known = ", ".join(one.value for one in Operation)
        raise SoapFault(f"The operation is not known; urn:riv:crm:scheduling:1 has {known} here.")
    header = whole.find(f"{{{SOAP}}}Header")
    address = _address(header)
    if not address:
        raise SoapFault("The header names no LogicalAddress; it is the HSA-id of the unit.")
    return Message(operation, address, content, _actor(header))


def child(element: Element, name: str) -> Element | None:
    """The child of this name, in whichever of the contract's namespaces. Errors: SoapFault when there are several."""
    found = children(element, name)
    if len(found) > 1:
        raise SoapFault(f"{name} stands there {len(found)} times; it may once.")
    return found[0] if found else None


def children(element: Element, name: str) -> list[Element]:
    """Every child of this name."""
    return [one for one in element if _local(one) == name]


def value(element: Element, name: str) -> str:
    """The text of a child; empty when it is not there. Errors: SoapFault."""
    return text_of(child(element, name), name)


def needed(element: Element, name: str) -> str:
    """The same of one that must be there."""
    found = value(element, name)
    if not found:
        raise SoapFault(f"{name} is missing.")
    return found


def text_of(element: Element | None, name: str) -> str:
    """The text of an element without spaces around it. Errors: SoapFault when it is too long."""
    text = (element.text or "").strip() if element is not None else ""
    if len(text) > LONGEST_VALUE:
        raise SoapFault(f"{name} is longer than {LONGEST_VALUE} signs.")
    return text


def _parsed(sent: bytes) -> Element:
    try:
        read: Element = fromstring(sent, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as refused:
        raise SoapFault("The message has a document type or entities; neither is read.") from refused
    except (ParseError, ValueError, LookupError) as fault:
        raise SoapFault("The message is no XML that can be read; send UTF-8.") from fault
    return read


def _content(body: Element | None) -> Element:
    if body is None or len(body) != 1:
        raise SoapFault("The body of the message must hold one operation.")
    return body[0]


def _address(header: Element | None) -> str:
    if header is None:
        return ""
    named = (f"{{{REGISTRY}}}LogicalAddress", f"{{{ADDRESSING}}}To")
    found = next((one for name in named if (one := header.find(name)) is not None), None)
    return text_of(found, "LogicalAddress")


def _actor(header: Element | None) -> str:
    """Who acts at the other page, when it is a citizen."""
    actor = header.find(f"{{{HEADERS}}}Actor") if header is not None else None
    if actor is None or value(actor, "actorType") != "subject_of_care":
        return ""
    return value(actor, "actorId")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]

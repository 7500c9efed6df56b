"""Messages of the single window as bytes: JSON or XML, signed apart with Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from xml.etree import ElementTree as Xml

import defusedxml.ElementTree
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from defusedxml.common import DefusedXmlException

from thongquan.core.licence_message import Granted, GrantedLine, Use, WindowMessage

#: a document of 500 lines fits with room to spare
MOST_BYTES = 512 * 1024
NAMESPACE = "urn:thongquan:window:1"
SIGNED_AS = b"thongquan window message v1\n"

Short = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
Told = Annotated[str, msgspec.Meta(max_length=600, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Amount = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,15}(\.[0-9]{1,6})?$")]
Version = Annotated[int, msgspec.Meta(ge=1, le=2_000_000_000)]


class BadMessage(ValueError):
    """The bytes are no message: why, in one short line."""


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """One line of a document."""

    number: Annotated[int, msgspec.Meta(ge=1, le=9999)]
    hs: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,12}$")]
    words: Told = ""
    quantity: Amount | None = None
    unit: Annotated[str, msgspec.Meta(max_length=4)] = ""
    origin: Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2})?$")] = ""
    tolerance: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$")] = "0"


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """The document as it stands."""

    kind: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{4}$")]
    number: Named
    holder_tax_id: Named
    holder_name: Told = ""
    direction: Annotated[str, msgspec.Meta(pattern=r"^(import|export|transit)?$")] = ""
    issued_on: date | None = None
    valid_until: date | None = None
    revoked: bool = False
    reason: Told = ""
    lines: Annotated[list[Line], msgspec.Meta(max_length=500)] = []


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """A message: about a document, or about how an agency's system stands."""

    id: Named
    partner: Named
    agency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,8}$")]
    version: Version
    sent_at: datetime
    licence: Document | None = None
    up: bool | None = None


def read(data: bytes) -> WindowMessage:
    """The message in these bytes, JSON or XML; BadMessage says what is wrong and where."""
    if len(data) > MOST_BYTES:
        raise BadMessage(f"longer than {MOST_BYTES} bytes")
    try:
        sent = _from_xml(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else msgspec.json.decode(data, type=Sent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise BadMessage(str(wrong)[:200]) from wrong
    if (sent.licence is None) == (sent.up is None):
        raise BadMessage("exactly one of `licence` and `up` is needed")
    if sent.sent_at.tzinfo is None:
        raise BadMessage("`sent_at` needs an offset")
    return _message(sent)


def _message(sent: Sent) -> WindowMessage:
    document, granted = sent.licence, None
    if document is not None:
        if len({line.number for line in document.lines}) != len(document.lines):
            raise BadMessage("a line number stands twice - at `$.licence.lines`")
        if any(line.quantity is not None and not line.unit for line in document.lines):
            raise BadMessage("a quantity has no unit - at `$.licence.lines`")
        lines = tuple(GrantedLine(line.number, line.hs, line.words, None if line.quantity is None else Decimal(line.quantity), line.unit,
                                  line.origin, Decimal(line.tolerance)) for line in document.lines)
        granted = Granted(document.kind, document.number, document.holder_tax_id, document.holder_name, document.direction,
                          document.issued_on, document.valid_until, document.revoked, document.reason, lines)
    return WindowMessage(sent.id, sent.partner, sent.agency, sent.version, sent.sent_at.astimezone(UTC), granted, sent.up)


def write(message: WindowMessage, form: str = "json") -> bytes:
    """The message as bytes, `json` or `xml`; `read` gives it back unchanged."""
    sent = _sent(message)
    return msgspec.json.encode(sent) if form == "json" else _to_xml(sent)


def _sent(message: WindowMessage) -> dict[str, Any]:
    body: dict[str, Any] = {"id": message.id, "partner": message.partner, "agency": message.agency, "version": message.version,
                            "sent_at": message.sent_at.isoformat()}
    granted = message.granted
    if granted is None:
        return {**body, "up": message.up}
    lines = [{"number": line.number, "hs": line.hs, "words": line.words, "quantity": None if line.quantity is None else f"{line.quantity:f}",
              "unit": line.unit, "origin": line.origin, "tolerance": f"{line.tolerance:f}"} for line in granted.lines]
    return {**body, "licence": {
        "kind": granted.kind, "number": granted.number, "holder_tax_id": granted.holder_tax_id, "holder_name": granted.holder_name,
        "direction": granted.direction, "issued_on": granted.issued_on and granted.issued_on.isoformat(),
        "valid_until": granted.valid_until and granted.valid_until.isoformat(), "revoked": granted.revoked, "reason": granted.reason, "lines": lines}}


def _to_xml(sent: dict[str, Any]) -> bytes:
    """Fields as elements of their name, a line as `line`; what is None is left out."""
    root = Xml.Element("message", {"xmlns": NAMESPACE})
    _put(root, sent)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _put(parent: Xml.Element, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if isinstance(value, list):
            for row in value:
                _put(Xml.SubElement(parent, "line"), row)
        elif isinstance(value, dict):
            _put(Xml.SubElement(parent, name), value)
        elif value is not None:
            Xml.SubElement(parent, name).text = str(value).lower() if isinstance(value, bool) else str(value)


def _from_xml(data: bytes) -> Sent:
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError) as wrong:
        raise BadMessage(f"no well-formed XML without DTD: {wrong}"[:200]) from wrong
    if root.tag != f"{{{NAMESPACE}}}message":
        raise BadMessage(f"the root is not `message` of {NAMESPACE}")
    return msgspec.convert(_fields(root), Sent, strict=False)


def _fields(element: Xml.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "line":
            found.setdefault("lines", []).append(_fields(child))
        elif name in found:
            raise BadMessage(f"`{name}` stands twice")
        else:
            found[name] = _fields(child) if name == "licence" else child.text or ""
    return found


def write_use(use: Use) -> bytes:
    """A confirmation of use as the window takes it."""
    return msgspec.json.encode({
        "id": use.id, "agency": use.agency, "kind": use.kind, "number": use.number, "line": use.line, "declaration": use.declaration,
        "quantity": f"{use.quantity:f}", "unit": use.unit, "left": None if use.left is None else f"{use.left:f}", "at": use.at.isoformat(),
        "restored": use.restored})


def sign(data: bytes, key: Ed25519PrivateKey) -> str:
    """The detached signature of a message's bytes, base64."""
    return base64.b64encode(key.sign(SIGNED_AS + data)).decode()


def verified(data: bytes, signature: str, keys: Iterable[bytes]) -> bool:
    """Whether one of the partner's public keys (32 bytes each) has signed exactly these bytes."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(raw, SIGNED_AS + data)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False

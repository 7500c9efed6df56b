"""Signed messages (CMS, RFC 5652) as signatures of documents carry them: parsed and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

SEQUENCE, SET, OID, OCTETS, INTEGER, GENERALIZED_TIME = 0x30, 0x31, 0x06, 0x04, 0x02, 0x18
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1

SIGNED_DATA = "1.2.840.113549.1.7.2"
#: what a time stamp says (RFC 3161), and where a signature carries one over itself
STAMPED, STAMP_OF_SIGNATURE = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.9.16.2.14"
MESSAGE_DIGEST, SIGNING_TIME = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
#: the signer's certificate named within what is signed: what makes a signature a PAdES one (ETSI EN 319 142)
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(), "2.16.840.1.101.3.4.2.2": hashes.SHA384(), "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
PSS = "1.2.840.113549.1.1.10"


class Unsigned(ValueError):
    """These bytes are no signed message that can be checked; the text says why."""


@dataclass(frozen=True)
class Node:
    """One DER element: its tag, its content, and all its bytes."""

    tag: int
    body: bytes
    raw: bytes

    @property
    def parts(self) -> list[Node]:
        """The elements inside."""
        return list(nodes(self.body))

    @property
    def oid(self) -> str:
        """The dotted name of an object identifier."""
        if self.tag != OID or not self.body:
            raise Unsigned("object identifier expected")
        numbers, value = [], 0
        for byte in self.body:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


def nodes(raw: bytes) -> Iterator[Node]:
    """The DER elements that stand side by side in these bytes."""
    at = 0
    while at < len(raw):
        node = node_at(raw, at)
        yield node
        at += len(node.raw)


def node_at(raw: bytes, at: int = 0) -> Node:
    """The element that begins here; what follows it is not looked at."""
    if len(raw) < at + 2 or raw[at] & 0x1F == 0x1F:
        raise Unsigned("broken DER")
    length, start = raw[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or len(raw) < start + count:
            raise Unsigned("broken DER")
        length, start = int.from_bytes(raw[start:start + count]), start + count
    if start + length > len(raw):
        raise Unsigned("broken DER")
    return Node(raw[at], raw[start:start + length], raw[at:start + length])


@dataclass(frozen=True)
class Signed:
    """A signed message taken apart: who, over which digest, when he says, and whether the signature is his.

    `signature` are the bytes he made, `stamp` the time stamp over them that he added afterwards (empty: none).
    """

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest: str
    message_digest: bytes
    signed_at: datetime | None
    true: bool
    names_certificate: bool | None
    signature: bytes = b""
    stamp: bytes = b""

    def covers(self, data: bytes) -> bool:
        """Whether it is these bytes that were signed."""
        return hashlib.new(self.digest, data).digest() == self.message_digest


@dataclass(frozen=True)
class Stamp:
    """A time stamp that holds: when, by whom, over which digest."""

    at: datetime
    digest: str
    imprint: bytes
    signed: Signed

    def covers(self, data: bytes) -> bool:
        """Whether it is these bytes that were there at that time."""
        return hashlib.new(self.digest, data).digest() == self.imprint


def open_signed(raw: bytes) -> Signed:
    """Take a detached signature apart and check it with its own certificate. Raises Unsigned."""
    try:
        return _opened(raw)
    except (IndexError, ValueError, UnsupportedAlgorithm) as broken:
        raise broken if isinstance(broken, Unsigned) else Unsigned(str(broken)) from broken


def open_stamp(raw: bytes) -> Stamp:
    """Take a time stamp (RFC 3161) apart and check that its authority made it. Raises Unsigned."""
    signed = open_signed(raw)
    try:
        kind, holder = node_at(raw).parts[1].parts[0].parts[2].parts
        said = holder.parts[0].body
        if kind.oid != STAMPED or not signed.true or not signed.covers(said):
            raise Unsigned("no time stamp that holds")
        _version, _policy, imprint, _serial, when = node_at(said).parts[:5]
        algorithm, at = DIGESTS.get(imprint.parts[0].parts[0].oid), _time(when)
    except (IndexError, ValueError) as broken:
        raise broken if isinstance(broken, Unsigned) else Unsigned(str(broken)) from broken
    if algorithm is None or at is None or when.tag != GENERALIZED_TIME:
        raise Unsigned("weak or unknown digest")
    return Stamp(at, algorithm.name, imprint.parts[1].body, signed)


def _opened(raw: bytes) -> Signed:
    whole = node_at(raw)
    kind, content = whole.parts[:2]
    if kind.oid != SIGNED_DATA:
        raise Unsigned("no signed data")
    certificates = tuple(pkcs7.load_der_pkcs7_certificates(whole.raw))
    signers = [part for part in content.parts[0].parts if part.tag == SET][-1].parts
    if len(signers) != 1:
        raise Unsigned("one signer expected")
    parts = signers[0].parts
    certificate = _signer(parts[1], certificates)
    algorithm = DIGESTS.get(parts[2].parts[0].oid)
    if algorithm is None:
        raise Unsigned("weak or unknown digest")
    if parts[3].tag != CONTEXT_0:
        raise Unsigned("signed attributes expected")
    attributes = {attribute.parts[0].oid: attribute.parts[1].parts[0] for attribute in nodes(parts[3].body)}
    true = _true(certificate, parts[5].body, bytes([SET]) + parts[3].raw[1:], algorithm, parts[4])
    later = {attribute.parts[0].oid: attribute.parts[1].parts[0] for part in parts[6:] if part.tag == CONTEXT_1 for attribute in nodes(part.body)}
    return Signed(certificate, tuple(c for c in certificates if c != certificate), algorithm.name, attributes[MESSAGE_DIGEST].body
                  if MESSAGE_DIGEST in attributes else b"", _time(attributes.get(SIGNING_TIME)), true, _named(attributes, certificate),
                  parts[5].body, later[STAMP_OF_SIGNATURE].raw if STAMP_OF_SIGNATURE in later else b"")


def _signer(sid: Node, certificates: tuple[x509.Certificate, ...]) -> x509.Certificate:
    """The certificate that issuer and serial number, or the key identifier, point to."""
    for certificate in certificates:
        if sid.tag == SEQUENCE:
            issuer, serial = sid.parts
            if int.from_bytes(serial.body) == certificate.serial_number and issuer.raw == certificate.issuer.public_bytes():
                return certificate
        elif sid.body == x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest:  # type: ignore[arg-type]  # any key has one
            return certificate
    raise Unsigned("the signer's certificate is missing")


def _time(node: Node | None) -> datetime | None:
    """UTCTime or GeneralizedTime."""
    if node is None:
        return None
    text = node.body.decode("ascii", "replace").rstrip("Z").partition(".")[0]
    form = "%y%m%d%H%M%S" if len(text) == 12 else "%Y%m%d%H%M%S"
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _named(attributes: dict[str, Node], certificate: x509.Certificate) -> bool | None:
    """Whether the certificate named within what is signed is this one; None when none is named."""
    if SIGNING_CERTIFICATE_V2 in attributes:
        first = attributes[SIGNING_CERTIFICATE_V2].parts[0].parts[0].parts
        algorithm = DIGESTS.get(first[0].parts[0].oid) if first[0].tag == SEQUENCE else hashes.SHA256()
        digest = next(part.body for part in first if part.tag == OCTETS)
        return algorithm is not None and certificate.fingerprint(algorithm) == digest
    if SIGNING_CERTIFICATE in attributes:
        first = attributes[SIGNING_CERTIFICATE].parts[0].parts[0].parts
        return certificate.fingerprint(hashes.SHA1()) == first[0].body
    return None


def _true(certificate: x509.Certificate, signature: bytes, data: bytes, digest: hashes.HashAlgorithm, algorithm: Node) -> bool:
    """Whether the key of this certificate made this signature over these attributes."""
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = algorithm.parts[0].oid == PSS
            key.verify(signature, data, padding.PSS(padding.MGF1(digest), padding.PSS.AUTO) if pss else padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(digest))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, data)
        else:
            return False
    except InvalidSignature:
        return False
    return True

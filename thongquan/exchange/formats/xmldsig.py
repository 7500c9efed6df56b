"""XML signatures (XMLDSig, W3C) of a strict kind: over which bytes one was truly given."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from thongquan.exchange.formats.signature import BROKEN, CHANGED, NOT_TRUE, WEAK

DS = "{http://www.w3.org/2000/09/xmldsig#}"
MORE, NEWER, ENCRYPTION = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2007/05/xmldsig-more#", "http://www.w3.org/2001/04/xmlenc#"
SHA256, SHA384, SHA512 = hashes.SHA256(), hashes.SHA384(), hashes.SHA512()
DIGESTS: dict[str, hashes.HashAlgorithm] = {f"{ENCRYPTION}sha256": SHA256, f"{MORE}sha384": SHA384, f"{ENCRYPTION}sha512": SHA512}
METHODS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    form.format(how.name): (kind, how) for how in (SHA256, SHA384, SHA512)
    for kind, form in (("rsa", f"{MORE}rsa-{{}}"), ("ec", f"{MORE}ecdsa-{{}}"), ("pss", f"{NEWER}{{}}-rsa-MGF1"))}
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
INCLUSIVE, EXCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"
#: the canonical forms that leave remarks out; those that keep them let a remark split a value
CANONICAL = (INCLUSIVE, "http://www.w3.org/2006/12/xml-c14n11", EXCLUSIVE)
FORGEABLE = re.compile(r"sha-?1(?!\d)|md5", re.I)
LEAST_RSA_BITS = 2048
#: more than any honest file has; each reference costs a copy of what it names
MOST_REFERENCES, MOST_STEPS, MOST_CERTIFICATES = 6, 3, 8
#: how many elements of a file bear an id
BEARERS = "//*[@Id = $id or @ID = $id or @id = $id or @xml:id = $id]"
UNREADABLE = (etree.LxmlError, UnsupportedAlgorithm, ValueError, TypeError, AttributeError, KeyError, IndexError)


class Unfit(Exception):
    """A signature that does not hold; the text is the problem, one of `signature`'s."""


@dataclass(frozen=True)
class Part:
    """What one reference of a true signature names: the bytes that were signed, the same as XML, and whether it stands inside the signature."""

    raw: bytes
    xml: Any
    within: bool


def parsed(content: bytes) -> Any:
    """The root of a file; entities are not opened and nothing is fetched. Raises Unfit for a file with a document type."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise Unfit(BROKEN)
    return root


def certificates(node: Any) -> list[x509.Certificate]:
    """The certificates that a signature carries, the signer's own first. Raises Unfit when there are none, or too many."""
    carried = node.findall(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    if not 1 <= len(carried) <= MOST_CERTIFICATES:
        raise Unfit(BROKEN)
    found = [x509.load_der_x509_certificate(base64.b64decode("".join(one.itertext()))) for one in carried]
    issuers = [one.issuer for one in found if one.issuer != one.subject]
    return sorted(found, key=lambda one: one.subject in issuers)


def given_over(root: Any, node: Any, own: x509.Certificate) -> tuple[Part, ...]:
    """What the signature at this node was given over with the key of this certificate.

    Only what is returned was signed; whoever reads values reads them there. Raises Unfit, or one of UNREADABLE.
    """
    infos = node.findall(f"{DS}SignedInfo")
    form = infos[0].find(f"{DS}CanonicalizationMethod")
    said = canonical(infos[0], form)
    info = parsed(said)  # read as it was signed: without remarks, without what stands around it
    references = info.findall(f"{DS}Reference")
    refuse(own, len(infos), references, info)
    kind, how = METHODS[info.find(f"{DS}SignatureMethod").get("Algorithm")]
    if not true(own, kind, how, decoded(node.find(f"{DS}SignatureValue")), said):
        raise Unfit(NOT_TRUE)
    return tuple(part_of(root, node, one) for one in references)


def refuse(own: x509.Certificate, infos: int, references: list[Any], info: Any) -> None:
    """Raises Unfit for what can be forged and for what no honest file does."""
    used = [one.get("Algorithm", "") for one in info.iter(f"{DS}SignatureMethod", f"{DS}DigestMethod")]
    key = own.public_key()
    if any(FORGEABLE.search(name) for name in used) or (isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS):
        raise Unfit(WEAK)
    if infos != 1 or not 1 <= len(references) <= MOST_REFERENCES or any(len(list(steps(one))) > MOST_STEPS for one in references):
        raise Unfit(BROKEN)


def true(own: x509.Certificate, kind: str, how: hashes.HashAlgorithm, value: bytes, said: bytes) -> bool:
    """Whether the key of this certificate made this value over these bytes."""
    key = own.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind in ("rsa", "pss"):
            key.verify(value, said, padding.PSS(padding.MGF1(how), how.digest_size) if kind == "pss" else padding.PKCS1v15(), how)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ec":
            half = (key.key_size + 7) // 8
            if len(value) != 2 * half:
                return False
            key.verify(encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:])), said, ec.ECDSA(how))
        else:
            raise Unfit(BROKEN)
    except InvalidSignature:
        return False
    return True


def part_of(root: Any, node: Any, reference: Any) -> Part:
    """What a reference names, when it is still as it was signed."""
    element = named(root, reference)
    raw = transformed(element, node, list(steps(reference)))
    how = DIGESTS[reference.find(f"{DS}DigestMethod").get("Algorithm")]
    if hashlib.new(how.name, raw).digest() != decoded(reference.find(f"{DS}DigestValue")):
        raise Unfit(CHANGED)
    return Part(raw, parsed(raw), node in element.iterancestors())


def named(root: Any, reference: Any) -> Any:
    """The whole file, or the one element in it that bears this id."""
    uri = reference.get("URI", "?")
    if uri == "":
        return root
    bearers = root.xpath(BEARERS, id=uri[1:]) if uri.startswith("#") else []
    if len(bearers) != 1:
        raise Unfit(BROKEN)
    return bearers[0]


def steps(reference: Any) -> Iterator[Any]:
    """What is done to the element that a reference names before it is signed."""
    return (one for holder in reference.findall(f"{DS}Transforms") for one in holder)


def transformed(element: Any, node: Any, done: list[Any]) -> bytes:
    """An element without the signature inside it and in canonical form: nothing else may be done to what is signed."""
    copy, raw = apart(element), b""
    for step in done:
        if step.get("Algorithm") == ENVELOPED and not raw:
            if element in node.iterancestors():
                leave_out(copy.find(etree.ElementTree(element).getelementpath(node)))
        else:
            raw = canonical(parsed(raw) if raw else copy, step)
    return raw or canonical(copy, None)


def leave_out(node: Any) -> None:
    """Take an element away; the text behind it stays."""
    before, above, behind = node.getprevious(), node.getparent(), node.tail or ""
    if before is None:
        above.text = (above.text or "") + behind
    else:
        before.tail = (before.tail or "") + behind
    above.remove(node)


def apart(element: Any) -> Any:
    """A copy that stands by itself, with the names in force where it stood.

    The canonical form of an element inside a larger tree comes out with `xmlns=""` too often (lxml hands a half copy to libxml2).
    """
    return parsed(etree.tostring(element, with_tail=False))


def canonical(element: Any, step: Any) -> bytes:
    """The canonical form that a step asks for; without one the inclusive form. Raises Unfit for any other step."""
    form = INCLUSIVE if step is None else step.get("Algorithm")
    if form not in CANONICAL:
        raise Unfit(BROKEN)
    prefixes = next((one.get("PrefixList", "").split() for one in step), []) if form == EXCLUSIVE else []
    made: bytes = etree.tostring(apart(element), method="c14n", exclusive=form == EXCLUSIVE, with_comments=False, inclusive_ns_prefixes=prefixes or None)
    return made


def decoded(element: Any) -> bytes:
    """The bytes that an element holds in base64."""
    return base64.b64decode("".join(element.itertext()))

"""Signatures of an e-invoice (Decree 123/2020, Decision 1450/QĐ-TCT): true, whose, when."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509

from thongquan.core.rule import VIETNAM_TIME
from thongquan.exchange.formats import signature as known
from thongquan.exchange.formats.reading.invoice_xml import every, text
from thongquan.exchange.formats.signature import BUYER, SELLER, TAX, Signature
from thongquan.exchange.formats.xmldsig import DIGESTS, DS, UNREADABLE, Part, Unfit, certificates, given_over, parsed

INVOICE = "DLHDon"
#: element of DSCKS -> whose signature stands in it
PLACES = {"NBan": SELLER, "NMua": BUYER, "CQT": TAX}
MOST_SIGNATURES = 6


@dataclass(frozen=True)
class Covered:
    """The parts that one signature was truly given over."""

    parts: tuple[Part, ...]

    @property
    def invoice(self) -> Part | None:
        """The part that is or holds an invoice."""
        return next((part for part in self.parts if next(every(part.xml, INVOICE), None) is not None), None)

    def says(self, *names: str) -> str:
        """The text at a path of elements inside the signed invoice; empty when there is none."""
        here = next(every(self.invoice.xml, INVOICE), None) if self.invoice else None
        for name in names[:-1]:
            here = next(every(here, name), None) if here is not None else None
        return text(here, names[-1])

    def about(self) -> Iterator[Any]:
        """What the signer signed inside the signature itself: its time, its certificate."""
        return (part.xml for part in self.parts if part.within)


def examined(content: bytes, roots: Iterable[x509.Certificate] = ()) -> tuple[list[Signature], bytes]:
    """Every signature of an e-invoice, and the bytes its values are to be read from.

    They are the bytes that its seller signed, and the file's own where the seller's signature does not hold. A file that is
    no e-invoice has no signatures here; one without the seller's is told as such. `roots` are trusted issuers.
    """
    trusted = tuple(roots)
    try:
        root = parsed(content)
    except (Unfit, *UNREADABLE):
        return [Signature(problem=known.BROKEN)], content
    count = sum(1 for _ in every(root, INVOICE))
    if not count:
        return [], content
    found = [one for one in root.iter(f"{DS}Signature") if next(one.iterancestors(f"{DS}Signature"), None) is None]
    answers = [checked(root, one, count, trusted) for one in found[:MOST_SIGNATURES]]
    said = [one for one, _proven in answers]
    if len(found) > MOST_SIGNATURES:
        said.append(Signature(problem=known.BROKEN))
    if not any(one.place == SELLER for one in said):
        said.append(Signature(problem=known.MISSING, place=SELLER))
    proven = next((proven for one, proven in answers if one.place == SELLER and proven), b"")
    return said, proven or content


def checked(root: Any, node: Any, invoices: int, roots: tuple[x509.Certificate, ...]) -> tuple[Signature, bytes]:
    """One signature of a file that holds so many invoices; with the bytes of the invoice that it was truly given over."""
    told = Signature(place=place(node), profile="XMLDSig")
    try:
        own, *others = certificates(node)
        told = replace(told, **known.described(own), chain=known.chain(own, others, roots))
        covered = Covered(given_over(root, node, own))
    except Unfit as unfit:
        return replace(told, problem=str(unfit)), b""
    except UNREADABLE:
        return replace(told, problem=known.BROKEN), b""
    names, when = names_certificate(covered, own), signing_time(covered)
    told = replace(told, signed_at=when, profile="XMLDSig" if names is None else "XAdES")
    return replace(told, problem=problem(covered, told, own, names, invoices)), covered.invoice.raw if covered.invoice else b""


def place(node: Any) -> str:
    """For whom the invoice keeps the place in which this signature stands."""
    above = list(node.iterancestors())[:2]
    return PLACES.get(local(above[0]), "") if len(above) == 2 and local(above[1]) == "DSCKS" else ""


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def signing_time(covered: Covered) -> datetime | None:
    """When the signer says that he signed, by local hours where no zone is named; a time that he did not sign counts for nothing."""
    for part in covered.about():
        try:
            found = datetime.fromisoformat(text(part, "SigningTime"))
        except ValueError:
            continue
        if 2000 <= found.year <= 2200:
            return found if found.tzinfo else found.replace(tzinfo=VIETNAM_TIME)
    return None


def names_certificate(covered: Covered, own: x509.Certificate) -> bool | None:
    """Whether the certificate named within what is signed (XAdES) is this one; None when none is named."""
    digest = next((one for part in covered.about() for one in every(part, "CertDigest")), None)
    method = next(every(digest, "DigestMethod"), None) if digest is not None else None
    how = DIGESTS.get(method.get("Algorithm", "")) if method is not None else None
    return None if how is None else base64.b64encode(own.fingerprint(how)).decode() == text(digest, "DigestValue").replace(" ", "")


def problem(covered: Covered, told: Signature, own: x509.Certificate, names: bool | None, invoices: int) -> str:
    """The gravest thing wrong with a true signature; empty when it holds."""
    when = told.signed_at or invoice_day(covered)
    tests = ((invoices == 1 and covered.invoice is not None, known.PARTIAL), (names is not False, known.SWAPPED),
             (when is None or known.inside(own, when), known.EXPIRED), (told.place != SELLER or by_seller(covered, told.tax_id), known.OTHER),
             (told.place != TAX or not by_party(covered, told.tax_id), known.NOT_OFFICE))
    return next((name for holds, name in tests if not holds), "")


def invoice_day(covered: Covered) -> datetime | None:
    """Noon of the day of the invoice, which judges the certificate where no time was signed."""
    try:
        return datetime.fromisoformat(covered.says("TTChung", "NLap")[:10]).replace(hour=12, tzinfo=VIETNAM_TIME)
    except ValueError:
        return None


def by_seller(covered: Covered, tax_id: str) -> bool:
    """Whether the certificate is the seller's or that of whom the seller entrusted with invoicing; true where nobody is named."""
    seller, entrusted = covered.says("NDHDon", "NBan", "MST"), covered.says("TTChung", "MSTDVNUNLHDon")
    return not (tax_id and seller) or same(tax_id, seller) or same(tax_id, entrusted)


def by_party(covered: Covered, tax_id: str) -> bool:
    """Whether the certificate is the seller's or the buyer's own."""
    return any(same(tax_id, covered.says("NDHDon", side, "MST")) for side in ("NBan", "NMua"))


def same(one: str, other: str) -> bool:
    """Whether two tax identification numbers are of one taxpayer: a branch (…-001) is its company."""
    left, right = (re.sub(r"\D", "", each) for each in (one, other))
    return bool(left) and (left == right or (len(left) in (10, 13) and len(right) in (10, 13) and left[:10] == right[:10]))

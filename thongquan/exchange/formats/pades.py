"""Digital signatures inside a PDF (PAdES, ETSI EN 319 142): whole, true, whose, when."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from thongquan.exchange.formats.cms import Signed, Stamp, Unsigned, open_signed, open_stamp
from thongquan.exchange.formats.pdf_shown import only_signed_since, signed_fields

#: what is wrong with a signature
BROKEN, CHANGED, NOT_TRUE, EXTENDED, SWAPPED, EXPIRED = "broken", "changed", "not_true", "extended", "swapped", "expired"
#: how far its certificate leads
TRUSTED, UNKNOWN = "trusted", "unknown"
#: a file stamped as a whole: how the PDF says it, how we do
STAMP, STAMPED = pikepdf.Name("/ETSI.RFC3161"), "stamp"
LONGEST_CHAIN = 8


@dataclass(frozen=True)
class Signature:
    """One signature as checked. `problem` empty means it holds; `chain` says whether the issuer is one that is trusted here.

    `changed`: the file differs from what was signed; `extended`: what the file shows was added to after signing (further
    signatures and their evidence are not: a contract has two signers); `not_true`: the certificate's key did not make it;
    `swapped`: it names another certificate; `expired`: outside the certificate's days. `stamped`: the time was proved by a
    time stamp authority that is trusted here and not only told by the signer; `profile` is `stamp` where the file itself was stamped.
    """

    signer: str
    organisation: str
    issuer: str
    serial: str
    signed_at: datetime | None
    profile: str
    chain: str
    problem: str = ""
    stamped: bool = False

    def plain(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        return {"signer": self.signer, "organisation": self.organisation, "issuer": self.issuer, "serial": self.serial, "profile": self.profile,
                "chain": self.chain, "problem": self.problem, "stamped": self.stamped, "signed_at": self.signed_at.isoformat() if self.signed_at else ""}


def signatures(content: bytes, roots: Iterable[x509.Certificate] = ()) -> list[Signature]:
    """Every signature of a PDF in the order of its fields; none for a file without. `roots` are trusted issuers."""
    trusted = tuple(roots)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            return [checked(content, field.V, trusted) for field in signed_fields(pdf)]
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return []


def checked(content: bytes, value: Any, roots: tuple[x509.Certificate, ...]) -> Signature:
    """One signature, or one time stamp of the whole file, against the bytes of its file."""
    try:
        data, end = _covered(content, value)
        stamp = open_stamp(bytes(value.Contents)) if value.get("/SubFilter") == STAMP else None
        signed = stamp.signed if stamp else open_signed(bytes(value.Contents))
        kept = end == len(content) or only_signed_since(content[:end], content)
    except (Unsigned, AttributeError, TypeError, ValueError, KeyError):
        return Signature("", "", "", "", None, "", UNKNOWN, BROKEN)
    proof = _stamp_of(signed, roots)
    when = stamp.at if stamp else proof.at if proof else signed.signed_at or _declared(str(value.get("/M", "")))
    subject = signed.certificate.subject
    profile = STAMPED if stamp else "PAdES" if signed.names_certificate else "PKCS#7"
    return Signature(
        _name(subject, NameOID.COMMON_NAME), _name(subject, NameOID.ORGANIZATION_NAME), _name(signed.certificate.issuer, NameOID.COMMON_NAME),
        f"{signed.certificate.serial_number:X}", when, profile, chain(signed, roots), problem(signed, (stamp or signed).covers(data), kept, when),
        proves(stamp, roots) if stamp else proof is not None)


def problem(signed: Signed, covered: bool, kept: bool, when: datetime | None) -> str:
    """The gravest thing wrong; empty when the signature holds."""
    inside = when is None or _inside(signed.certificate, when)
    tests = ((covered, CHANGED), (signed.true, NOT_TRUE), (signed.names_certificate is not False, SWAPPED), (kept, EXTENDED), (inside, EXPIRED))
    return next((name for holds, name in tests if not holds), "")


def _inside(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _stamp_of(signed: Signed, roots: tuple[x509.Certificate, ...]) -> Stamp | None:
    """The time stamp that a signature carries over itself, when it holds and its authority is one that is trusted here."""
    try:
        stamp = open_stamp(signed.stamp) if signed.stamp else None
    except Unsigned:
        return None
    return stamp if stamp and stamp.covers(signed.signature) and proves(stamp, roots) else None


def proves(stamp: Stamp, roots: tuple[x509.Certificate, ...]) -> bool:
    """Whether the authority of a time stamp is trusted here, may stamp (RFC 3161, 2.3) and did so within its certificate's days."""
    certificate = stamp.signed.certificate
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in uses and _inside(certificate, stamp.at) and chain(stamp.signed, roots) == TRUSTED


def _covered(content: bytes, value: Any) -> tuple[bytes, int]:
    """The bytes that the signature speaks of, and where the revision that it closes ends."""
    start, first, second, last = (int(number) for number in value.ByteRange)
    if start != 0 or not 0 < first < second or last < 0 or second + last > len(content):
        raise Unsigned("byte range")
    gap = content[first:second]
    if gap[:1] != b"<" or gap[-1:] != b">" or bytes.fromhex(gap[1:-1].decode("ascii")) != bytes(value.Contents):
        raise Unsigned("the gap holds another signature")
    return content[:first] + content[second:second + last], second + last


def _declared(text: str) -> datetime | None:
    """`D:20261120101500+07'00'` of the signature's dictionary."""
    try:
        plain = text.removeprefix("D:").replace("'", "")
        return datetime.strptime(plain, "%Y%m%d%H%M%S%z") if len(plain) > 14 else datetime.strptime(plain, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _name(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def chain(signed: Signed, roots: tuple[x509.Certificate, ...]) -> str:
    """Whether certificate after certificate leads to a root that is trusted here."""
    here, pool = signed.certificate, (*roots, *signed.others)
    for _ in range(LONGEST_CHAIN):
        if any(here == root for root in roots):
            return TRUSTED
        issuer = next((one for one in pool if one != here and _issued(here, one)), None)
        if issuer is None:
            return UNKNOWN
        here = issuer
    return UNKNOWN


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether this issuer may issue certificates and has issued this one."""
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return True


def roots_in(folder: Path) -> list[x509.Certificate]:
    """The trusted issuers kept as PEM files in a folder; none when there is no such folder."""
    found: list[x509.Certificate] = []
    for path in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
        found += x509.load_pem_x509_certificates(path.read_bytes())
    return found

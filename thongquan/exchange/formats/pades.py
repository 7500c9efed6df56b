"""Digital signatures inside a PDF (PAdES, ETSI EN 319 142): whole, true, whose, when."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from thongquan.exchange.formats.cms import Signed, Stamp, Unsigned, open_signed, open_stamp
from thongquan.exchange.formats.pdf_shown import only_signed_since, signed_fields
from thongquan.exchange.formats.signature import BROKEN, CHANGED, EXPIRED, EXTENDED, NOT_TRUE, STAMPED, SWAPPED, TRUSTED, Signature, chain, described, inside

#: how a PDF says that it was stamped as a whole
STAMP = pikepdf.Name("/ETSI.RFC3161")


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
        return Signature(problem=BROKEN)
    proof = _stamp_of(signed, roots)
    when = stamp.at if stamp else proof.at if proof else signed.signed_at or _declared(str(value.get("/M", "")))
    profile = STAMPED if stamp else "PAdES" if signed.names_certificate else "PKCS#7"
    return Signature(
        **described(signed.certificate), signed_at=when, profile=profile, chain=chain(signed.certificate, signed.others, roots),
        problem=problem(signed, (stamp or signed).covers(data), kept, when), stamped=proves(stamp, roots) if stamp else proof is not None)


def problem(signed: Signed, covered: bool, kept: bool, when: datetime | None) -> str:
    """The gravest thing wrong; empty when the signature holds."""
    timely = when is None or inside(signed.certificate, when)
    tests = ((covered, CHANGED), (signed.true, NOT_TRUE), (signed.names_certificate is not False, SWAPPED), (kept, EXTENDED), (timely, EXPIRED))
    return next((name for holds, name in tests if not holds), "")


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
    return ExtendedKeyUsageOID.TIME_STAMPING in uses and inside(certificate, stamp.at) and chain(certificate, stamp.signed.others, roots) == TRUSTED


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
